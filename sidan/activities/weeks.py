"""Weeks by their Monday, and the words for them. Pure, but for the one time zone."""

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from sidan.core.clock import LOCAL, local

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def this_monday(now: datetime) -> date:
    return monday_of(local(now).date())


def read_monday(text: str) -> date | None:
    """The Monday of the week that a day of an address lies in; None when it is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return monday_of(day) if date(2000, 1, 3) <= day <= date(2199, 12, 30) else None


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def bounds(monday: date, weeks: int = 1) -> tuple[datetime, datetime]:
    return start_of(monday), start_of(monday + weeks * WEEK)


def days_of(monday: date, weeks: int = 1) -> list[date]:
    return [monday + timedelta(days=n) for n in range(7 * weeks)]


def weekday_words(day: date) -> str:
    return _(WEEKDAYS[day.weekday()])


def date_words(day: date) -> str:
    return _("%(month)s月%(day)s日") % {"month": day.month, "day": day.day}


def day_words(day: date) -> str:
    """11月30日 周一"""
    return f"{date_words(day)} {weekday_words(day)}"


def near_words(day: date, today: date) -> str:
    """今天 11月30日 周一"""
    near = {0: _("今天"), 1: _("明天"), 2: _("后天")}.get((day - today).days, "")
    return f"{near} {day_words(day)}".strip()


def week_words(monday: date) -> str:
    return f"{date_words(monday)}—{date_words(monday + timedelta(days=6))}"


def hours_words(start: datetime, end: datetime) -> str:
    return f"{local(start):%H:%M}–{local(end):%H:%M}"


def span(start: datetime, end: datetime) -> str:
    """3月4日 14:00–15:30"""
    begins, ends = local(start), local(end)
    return f"{date_words(begins.date())} {begins:%H:%M}–{ends:%H:%M}"
