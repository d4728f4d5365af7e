"""Time as whole numbers: minutes and days of the street's wall clock, half-hours as bits.

The package owns no clock. A moment is the number of minutes since Monday 5 January 1970, 00:00, on the wall clock of
the street; a day is that number divided by 1,440. Starting on a Monday makes `day % 7` the weekday (0 = Monday).
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

EPOCH: Final = date(1970, 1, 5)
DAY: Final = 1440
WEEK: Final = 7 * DAY
HALF_HOUR: Final = 30
SLOTS: Final = DAY // HALF_HOUR
WHOLE_DAY: Final = (1 << SLOTS) - 1
"""All 48 half-hours of a day as bits."""


def day_number(day: date) -> int:
    """Days since the epoch Monday; negative before it."""
    return (day if type(day) is date else date(day.year, day.month, day.day)).toordinal() - EPOCH.toordinal()


def minute_number(moment: datetime) -> int:
    """Minutes since the epoch of a wall-clock moment without a zone; seconds are cut off.

    Raises ValueError for a moment with a zone: silently reading UTC fields would move every order by eight hours.
    """
    if moment.tzinfo is not None:
        raise ValueError("give the wall-clock time of the street without a zone")
    return day_number(moment.date()) * DAY + moment.hour * 60 + moment.minute


def half_hours(start: int, end: int, *, whole: bool = False) -> int:
    """The half-hours of one day between two minutes of that day (0 … 1440), as bits; bit 0 is 00:00–00:30.

    By default every half-hour that is touched (right for what somebody needs or is away for); `whole=True` gives only
    those wholly inside (right for what somebody offers). Raises ValueError unless 0 ≤ start ≤ end ≤ 1440.
    """
    if not 0 <= start <= end <= DAY:
        raise ValueError(f"minutes of a day must satisfy 0 <= start <= end <= {DAY}, got {start} and {end}")
    if whole:
        first, last = -(-start // HALF_HOUR), end // HALF_HOUR
    else:
        first, last = start // HALF_HOUR, -(-end // HALF_HOUR)
    return ((1 << last) - (1 << first)) if last > first and end > start else 0


def days_touched(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split the minutes [start, end) into (day, half-hours touched on that day)."""
    for day in range(start // DAY, (end - 1) // DAY + 1):
        yield day, half_hours(max(start - day * DAY, 0), min(end - day * DAY, DAY))
