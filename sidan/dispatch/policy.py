"""What the station wants, in numbers a manager can say aloud."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Final


class PolicyError(ValueError):
    """The policy holds values that make no sense; `problems` has one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems: Final = problems


@dataclass(frozen=True, slots=True)
class Setting:
    """One number of the policy: its range, its unit and what it means to a manager."""

    name: str
    default: int
    low: int
    high: int
    unit: str
    meaning: str


def _number(default: int, low: int, high: int, unit: str, meaning: str) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "unit": unit, "meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Whole numbers only, so that costs are whole minutes and the same input gives the same answer everywhere.

    Every cost is in minutes of walking: "an order this month counts as five minutes more". Raises PolicyError naming
    every value out of range.
    """

    pace_m_per_min: int = _number(70, 10, 200, "m/min", "how fast a volunteer walks")
    detour_percent: int = _number(140, 100, 300, "%", "the way on the ground, in percent of the straight line")
    max_distance_m: int = _number(3000, 100, 50_000, "m", "nobody is asked to go further than this straight line")
    widen_percent: int = _number(150, 100, 500, "%", "one widening multiplies everybody's reach by this")
    gap_minutes: int = _number(20, 0, 240, "min", "free time kept between two orders of one person")
    start_step_minutes: int = _number(30, 5, 240, "min", "distance of the start times tried within an order's window")
    fairness_minutes: int = _number(5, 0, 240, "min", "each order somebody did this month counts as this much walking")
    known_face_minutes: int = _number(15, 0, 240, "min", "how much further a known face may live and still come first")
    fatigue_minutes: int = _number(10, 0, 240, "min", "each recent question to somebody counts as this much walking")
    borrow_minutes: int = _number(10, 0, 240, "min", "a volunteer of another station counts as this much walking")
    period_minutes: int = _number(240, 30, 1440, "min", "a plan asks nobody twice within one period of this length")
    stay_minutes: int = _number(15, 0, 240, "min", "who is asked already moves only for a gain of more than this")

    def __post_init__(self) -> None:
        problems = tuple(p for setting in settings() if (p := _problem(setting, getattr(self, setting.name))))
        if problems:
            raise PolicyError(problems)


def settings() -> Iterator[Setting]:
    """The numbers of the policy in a fixed order, for a page that shows or changes them."""
    for f in fields(Policy):
        yield Setting(f.name, int(f.default), **f.metadata)  # type: ignore[arg-type]  # each default is a whole number


def _problem(setting: Setting, value: object) -> str:
    if type(value) is not int:
        return f"{setting.name} ({setting.meaning}) must be a whole number, got {value!r}"
    if not setting.low <= value <= setting.high:
        return f"{setting.name} ({setting.meaning}) must be {setting.low} to {setting.high} {setting.unit}, got {value}"
    return ""
