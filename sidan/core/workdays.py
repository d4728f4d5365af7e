"""Working days of mainland China, with the shifted weekends around public holidays."""

from datetime import date, datetime, timedelta

import chinese_calendar

from sidan.core.clock import local


def is_workday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        # The State Council publishes each year's holidays the autumn before; until the package knows them, weekends.
        return day.weekday() < 5


def add_workdays(moment: datetime, days: int) -> datetime:
    """The same hour `days` working days later; before the counter opens, or on a free day, counts from its opening."""
    result = local(moment)
    if not is_workday(result.date()):
        result = _opening(_next_workday(result))
    result = max(result, _opening(result))
    for _ in range(days):
        result = _next_workday(result)
    return result


def subtract_workdays(moment: datetime, days: int) -> datetime:
    """The latest start whose limit of `days` working days has run out by `moment`: the inverse, for queries."""
    result = local(moment)
    if not is_workday(result.date()):
        result = _evening(_previous_workday(result))
    for _ in range(days):
        result = _previous_workday(result)
    return result if result >= _opening(result) else _evening(_previous_workday(result))


def _opening(moment: datetime) -> datetime:
    return moment.replace(hour=9, minute=0, second=0, microsecond=0)


def _evening(moment: datetime) -> datetime:
    return moment.replace(hour=23, minute=59, second=59, microsecond=999_999)


def _next_workday(moment: datetime) -> datetime:
    moment += timedelta(days=1)
    while not is_workday(moment.date()):
        moment += timedelta(days=1)
    return moment


def _previous_workday(moment: datetime) -> datetime:
    moment -= timedelta(days=1)
    while not is_workday(moment.date()):
        moment -= timedelta(days=1)
    return moment
