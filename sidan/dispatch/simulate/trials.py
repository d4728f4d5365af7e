"""Many lives: every policy under the usual behaviour and under behaviours that differ in one thing, over seeds."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from sidan.dispatch.simulate.asking import POLICIES, Broadcast
from sidan.dispatch.simulate.crowd import SIZES, Behaviour
from sidan.dispatch.simulate.life import live
from sidan.dispatch.simulate.measure import Interval, Outcome, interval, outcome

USUAL: Final = "usual"
CEILING: Final = "ceiling"
"""Everybody is asked and nobody ever tires or leaves: about what skills, hours and willingness allow."""
VARIED: Final = {"decline": (0.25, 0.65), "fatigue": (0.05, 0.40), "dropout": (0.005, 0.06)}
"""Less and more than usual, of each thing that is swept."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A behaviour that differs from the usual in one thing; `varied` is `USUAL` for the usual one itself."""

    varied: str
    value: float

    @property
    def behaviour(self) -> Behaviour:
        return Behaviour() if self.varied == USUAL else replace(Behaviour(), **{self.varied: self.value})


AS_USUAL: Final = Setting(USUAL, 0.0)


@dataclass(frozen=True, slots=True)
class Trial:
    """One life of one policy, in numbers."""

    size: str
    days: int
    seed: int
    setting: Setting
    policy: str
    outcome: Outcome


def settings(vary: Iterable[str]) -> list[Setting]:
    """The usual one, then less and more of each thing named."""
    return [AS_USUAL, *(Setting(name, value) for name in vary for value in VARIED[name])]


def run(size: str, days: int, seeds: Sequence[int], vary: Iterable[str] = ()) -> Iterator[Trial]:
    """Trial by trial, so that a caller can show how far it is."""
    for seed in seeds:
        calm = live(SIZES[size], Broadcast(), days=days, seed=seed, behaviour=Behaviour(fatigue=0.0, dropout=0.0))
        yield Trial(size, days, seed, AS_USUAL, CEILING, outcome(calm))
        for setting in settings(vary):
            for name, make in POLICIES.items():
                life = live(SIZES[size], make(), days=days, seed=seed, behaviour=setting.behaviour)
                yield Trial(size, days, seed, setting, name, outcome(life))


def over_seeds(trials: Sequence[Trial], policy: str, measure: str, setting: Setting = AS_USUAL) -> Interval:
    """One number of one policy, over whatever seeds were tried."""
    return interval([getattr(t.outcome, measure) for t in trials if t.policy == policy and t.setting == setting])


def seeds_with(trials: Sequence[Trial], varied: str) -> list[Trial]:
    """Only the seeds with which this was varied, so that less, usual and more rest on the same lives."""
    seeds = {trial.seed for trial in trials if trial.setting.varied == varied}
    return [trial for trial in trials if trial.seed in seeds]


def write(trials: Sequence[Trial], path: Path) -> None:
    path.write_text(json.dumps([asdict(trial) for trial in trials], indent=0) + "\n", "utf-8")


def read(paths: Iterable[Path]) -> list[Trial]:
    """Trials of several runs as one; what two of them share (the usual setting) counts once.

    Raises ValueError where runs differ in size, length or model: their numbers do not belong into one table.
    """
    rows = [row for path in paths for row in json.loads(path.read_text("utf-8"))]
    found: dict[tuple[int, Setting, str], Trial] = {}
    for row in rows:
        trial = Trial(**row | {"setting": Setting(**row["setting"]), "outcome": Outcome(**row["outcome"])})
        known = found.setdefault((trial.seed, trial.setting, trial.policy), trial)
        if repr(known) != repr(trial):  # repr, because nan equals nothing
            raise ValueError("these runs simulated different sizes, numbers of days or models")
    if len({(trial.size, trial.days) for trial in found.values()}) > 1:
        raise ValueError("these runs simulated different sizes or numbers of days")
    return list(found.values())
