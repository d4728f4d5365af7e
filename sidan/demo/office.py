"""Working hours of the stations: when staff do things, forwards and backwards from a moment. Pure but for holidays."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from sidan.core.clock import LOCAL, local
from sidan.core.workdays import is_workday

_SPANS = ((8 * 60 + 30, 11 * 60 + 50), (13 * 60 + 30, 17 * 60 + 20))
HALF_DAYS = ((9 * 60, 12 * 60), (14 * 60, 17 * 60))
_workday = cache(is_workday)


def at(day: date, minute: int) -> datetime:
    """That minute of the day, there."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL) + timedelta(minutes=minute)


def _spans(day: date, step: int) -> Iterator[tuple[datetime, datetime]]:
    while True:
        if _workday(day):
            for begin, end in _SPANS[::step]:
                yield at(day, begin), at(day, end)
        day += timedelta(days=step)


def office_after(moment: datetime, minutes: float) -> datetime:
    """So many minutes of work later."""
    left = timedelta(minutes=minutes)
    for begin, end in _spans(local(moment).date(), 1):
        start = max(begin, moment)
        if start < end:
            if left < end - start:
                return start + left
            left -= end - start
    raise AssertionError("days do not end")


def office_before(moment: datetime, minutes: float) -> datetime:
    """So many minutes of work earlier."""
    left = timedelta(minutes=minutes)
    for begin, end in _spans(local(moment).date(), -1):
        stop = min(end, moment)
        if begin < stop:
            if left < stop - begin:
                return stop - left
            left -= stop - begin
    raise AssertionError("days do not end")


def half_day(day: date, part: int) -> tuple[datetime, datetime]:
    """9–12 or 14–17."""
    begin, end = HALF_DAYS[part]
    return at(day, begin), at(day, end)


def coming_half_day(now: datetime, n: int = 0) -> tuple[datetime, datetime]:
    """The n-th half day that begins more than half an hour from now."""
    today = local(now).date()
    coming = (half_day(today + timedelta(days=k // 2), k % 2) for k in range(2 * n + 8))
    return [window for window in coming if window[0] > now + timedelta(minutes=30)][n]


def past_half_day(now: datetime, n: int = 0) -> tuple[datetime, datetime]:
    """The n-th half day back that is over."""
    today = local(now).date()
    past = (half_day(today - timedelta(days=k // 2), 1 - k % 2) for k in range(2 * n + 8))
    return [window for window in past if window[1] < now - timedelta(minutes=20)][n]


def daytime(moment: datetime) -> datetime:
    """The moment itself by day; at night, the next morning."""
    here = local(moment)
    if here.hour >= 22:
        return at(here.date() + timedelta(days=1), 7 * 60 + 30)
    return at(here.date(), 7 * 60 + 30) if here.hour < 7 else moment
