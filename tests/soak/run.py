"""A run: the load goes on while one fault after the other comes and goes; then the books are compared."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.soak.faults import Fault
from tests.soak.ground import Ground
from tests.soak.load import Load

PROMISED = 10.0  # seconds until anybody is answered


@dataclass
class Result:
    faults: Counter[str] = field(default_factory=Counter)
    stuck: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    effects: int = 0
    acknowledged: int = 0
    unanswered: int = 0
    slowest: float = 0.0  # where the answer is made, without the waiting for a processor
    crowd: float = 1.0  # how many wanted each processor
    slowest_seen: float = 0.0  # where it is waited for
    too_slow: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, float]:
        return {
            "faults": self.faults.total(),
            "acknowledged": self.acknowledged,
            "unanswered": self.unanswered,
            "answers of 503": self.statuses.get(503, 0),
            "slowest": self.slowest,
        }

    @property
    def mistakes(self) -> list[str]:
        return [
            *(f"{kind}: {one}" for kind, ones in self.found.items() for one in ones),
            *(f"nothing went on after {one}" for one in self.stuck),
            *self.wrong,
            *self.broken,
            *self.too_slow,
        ]


def soak(
    ground: Ground,
    faults: Sequence[Fault],
    *,
    threads: int = 4,
    seconds: float = 0,
    seed: int = 5,
    say: Callable[[str], None] = lambda _words: None,
) -> Result:
    """Each fault once, and again in a drawn order until the seconds are over."""
    chance, result, ends = random.Random(seed), Result(), time.monotonic() + seconds
    with Load(ground, threads, seed) as load:
        if not load.goes_on():
            result.stuck.append("the start")
        while not result.faults or time.monotonic() < ends:
            for fault in chance.sample(faults, len(faults)):
                fault(ground, chance)
                result.faults[fault.__name__] += 1
                if not load.goes_on():
                    result.stuck.append(fault.__name__)
                say(f"  {fault.__name__:<22} {load.acknowledged:>6} acknowledged, {len(load.seen.wrong)} wrong")
                if load.broken or (seconds and time.monotonic() > ends):
                    break
            if load.broken:
                break
    return _summed(ground, load, result)


def _summed(ground: Ground, load: Load, result: Result) -> Result:
    result.found = ground.audited(load.told)
    result.wrong, result.broken, result.statuses = load.seen.wrong, load.broken, load.seen.statuses
    result.effects, result.acknowledged = len(load.told), load.acknowledged
    result.unanswered = load.seen.unanswered
    result.slowest_seen = max(load.seen.seconds, default=0.0)
    served = ground.served()
    result.crowd = load.pace.factor
    for line in served:
        line["own"] = line["seconds"] - line["busy"] * (result.crowd - 1)
    result.slowest = round(max((line["own"] for line in served), default=0.0), 1)
    result.too_slow = [f"too slow: {line}" for line in served if line["own"] > PROMISED]
    return result
