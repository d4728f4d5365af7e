"""Moments and time left in the words people use; pure, so that lists can be prepared before the template runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidan.core.clock import local

_DAY_NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class Clock:
    """What a clock chip shows: `state` is ok, soon, late or done."""

    state: str
    icon: str
    words: str


def span_words(span: timedelta) -> str:
    """1 天 3 小时, 3 小时 20 分, 20 分钟: two units at most, rounded down, never negative."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        words = ngettext("%(n)d 天", "%(n)d 天", days) % {"n": days}
        return words + (" " + ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours} if hours else "")
    if hours:
        words = ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours}
        return words + (" " + _("%(n)d 分") % {"n": rest} if rest else "")
    return ngettext("%(n)d 分钟", "%(n)d 分钟", rest) % {"n": rest}


def clock_state(due: datetime | None, now: datetime, *, soon: timedelta = timedelta(hours=2)) -> Clock:
    """The chip of a time limit; without one there is nothing left to wait for."""
    if due is None:
        return Clock("done", "check", _("已办结"))
    left = due - now
    if left < timedelta(0):
        return Clock("late", "alarm-clock", _("已超时 %(span)s") % {"span": span_words(-left)})
    words = _("还剩 %(span)s") % {"span": span_words(left)}
    return Clock("soon", "hourglass", words) if left <= soon else Clock("ok", "clock", words)


def moment_words(moment: datetime, now: datetime) -> str:
    """今天 14:30, 明天 09:00, 3月5日 周四 14:30; another year is named."""
    here, today = local(moment), local(now).date()
    days = (here.date() - today).days
    near = {-1: _("昨天"), 0: _("今天"), 1: _("明天"), 2: _("后天")}.get(days)
    return f"{near or _date_words(here, today.year)} {here:%H:%M}"


def written_moment(moment: datetime) -> str:
    """3月4日 14:00: in a message, which may be read another day."""
    here = local(moment)
    parts = {"month": here.month, "day": here.day, "time": f"{here:%H:%M}"}
    return _("%(month)d月%(day)d日 %(time)s") % parts


def _date_words(here: datetime, this_year: int) -> str:
    parts = {"year": here.year, "month": here.month, "day": here.day, "weekday": _(_DAY_NAMES[here.weekday()])}
    if here.year != this_year:
        return _("%(year)d年%(month)d月%(day)d日") % parts
    return _("%(month)d月%(day)d日 %(weekday)s") % parts
