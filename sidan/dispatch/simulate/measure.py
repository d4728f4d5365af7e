"""From a life to the numbers a station manager would ask for, and from several lives to an interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final, NamedTuple

import numpy as np

from sidan.dispatch.fairness import fairness
from sidan.dispatch.simulate.life import Life
from sidan.dispatch.simulate.requests import URGENT

HOUR: Final = 60
STUDENT: Final = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26)
"""97.5 % quantiles of Student's t for 1 … 9 degrees of freedom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One life in numbers. Shares are 0 … 1; nan where there was nothing to count."""

    filled: float
    """Of all orders, those with every place taken."""
    urgent_in_hour: float
    """Of urgent orders that enough of the first day's volunteers could have served, those filled within an hour."""
    urgent_reachable: float
    """Of urgent orders, those: a matter of skills and free hours, the same for every policy."""
    asks_per_filled: float
    never_asked: float
    active: float
    """Of the volunteers of the first day, those who have not left."""
    gini: float
    """Of services per volunteer: 0 all the same, 1 one does everything."""
    walk_minutes: float
    """Median over services."""


def outcome(life: Life) -> Outcome:
    filled = [request for request in life.requests if request.filled_at is not None]
    urgent = [request for request in life.requests if request.urgency == URGENT]
    reachable = [request for request in urgent if request.reachable]
    walks = [walk for request in filled for _, _, walk in request.accepted.values()]
    quick = [r for r in reachable if r.filled_at is not None and r.filled_at - r.arrived <= HOUR]
    return Outcome(
        filled=_share(len(filled), len(life.requests)),
        urgent_in_hour=_share(len(quick), len(reachable)),
        urgent_reachable=_share(len(reachable), len(urgent)),
        asks_per_filled=_share(int(life.book.asks.sum()), len(filled)),
        never_asked=fairness(life.book.asks).never_asked,
        active=life.present / len(life.loads),
        gini=fairness(life.loads).gini,
        walk_minutes=float(np.median(walks)) if walks else float("nan"),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


class Interval(NamedTuple):
    """Mean over seeds and half the width of its 95 % interval; half is nan for a single seed."""

    mean: float
    half: float


def interval(values: Sequence[float]) -> Interval:
    """Student's t over the seeds that have a value."""
    known = np.array([value for value in values if not isnan(value)])
    if not len(known):
        return Interval(float("nan"), float("nan"))
    if len(known) == 1:
        return Interval(float(known[0]), float("nan"))
    t = STUDENT[len(known) - 2] if len(known) - 2 < len(STUDENT) else 2.0
    return Interval(float(known.mean()), t * float(known.std(ddof=1)) / len(known) ** 0.5)


class Measure(NamedTuple):
    """How a number is shown."""

    name: str
    title: str
    show: Callable[[float], str]
    better: int
    """1: more is better, -1: less, 0: to be read."""


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


MEASURES: Final = (
    Measure("filled", "filled", _percent, 1),
    Measure("urgent_in_hour", "urgent in 1 h", _percent, 1),
    Measure("asks_per_filled", "asks per filled order", lambda value: f"{value:.1f}", -1),
    Measure("never_asked", "never asked", _percent, -1),
    Measure("active", "still active", _percent, 1),
    Measure("gini", "Gini of load", lambda value: f"{value:.3f}", -1),
    Measure("walk_minutes", "median walk (min)", lambda value: f"{value:.0f}", -1),
)
