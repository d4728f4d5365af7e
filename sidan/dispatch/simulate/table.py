"""Trials as Markdown tables."""

from collections.abc import Iterator, Sequence

from sidan.dispatch.simulate.asking import POLICIES
from sidan.dispatch.simulate.crowd import Behaviour
from sidan.dispatch.simulate.measure import MEASURES, Measure
from sidan.dispatch.simulate.trials import AS_USUAL, CEILING, USUAL, Setting, Trial, over_seeds, seeds_with


def markdown(trials: Sequence[Trial]) -> str:
    """The usual behaviour, then one table for each thing that was varied."""
    return "\n\n".join("\n".join(lines) for lines in _tables(trials)) + "\n"


def _tables(trials: Sequence[Trial]) -> Iterator[list[str]]:
    seeds = sorted({trial.seed for trial in trials})
    head = f"A {trials[0].size}, {trials[0].days} days, seeds {', '.join(map(str, seeds))}"
    known = over_seeds(trials, CEILING, "urgent_reachable").mean
    yield [
        f"{head}; mean ± half of the 95 % interval over seeds.",
        f"Enough volunteers could have served {100 * known:.1f} % of the urgent orders; the share in 1 h is of those.",
    ]
    yield [
        _row("policy", [measure.title for measure in MEASURES]),
        _row("---", ["---:"] * len(MEASURES)),
        *(_line(trials, policy) for policy in (*POLICIES, CEILING)),
    ]
    for name in sorted({trial.setting.varied for trial in trials} - {USUAL}):
        yield _varied(trials, name)


def _line(trials: Sequence[Trial], policy: str) -> str:
    return _row(policy, [cell(trials, policy, measure, AS_USUAL) for measure in MEASURES])


def cell(trials: Sequence[Trial], policy: str, measure: Measure, setting: Setting) -> str:
    """`94.6 % ± 1.2`: the unit once."""
    found = over_seeds(trials, policy, measure.name, setting)
    half = measure.show(found.half).removesuffix(" %")
    return measure.show(found.mean) + ("" if half == "nan" else f" ± {half}")


def points(trials: Sequence[Trial], name: str) -> list[tuple[float, Setting]]:
    """The values tried of one thing, ascending, the usual one among them."""
    tried = {trial.setting for trial in trials if trial.setting.varied == name}
    usual: float = getattr(Behaviour(), name)
    return sorted([(usual, AS_USUAL), *((s.value, s) for s in tried)], key=lambda point: point[0])


def _varied(trials: Sequence[Trial], name: str) -> list[str]:
    shown = [measure for measure in MEASURES if measure.better and measure.name != "walk_minutes"]
    same = seeds_with(trials, name)
    lines = [_row(name, ["policy", *(m.title for m in shown)]), _row("---:", ["---", *["---:"] * len(shown)])]
    for value, setting in points(trials, name):
        lines += [_row(f"{value:g}", [p, *(cell(same, p, m, setting) for m in shown)]) for p in POLICIES]
    return lines


def _row(first: str, rest: Sequence[str]) -> str:
    return "| " + " | ".join([first, *rest]) + " |"
