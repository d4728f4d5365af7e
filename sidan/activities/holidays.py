"""Days on which people are elsewhere: public holidays and the festivals families keep. A warning, never a ban."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import chinese_calendar
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from sidan.core.clock import local
from sidan.programmes.kinds import ActivityKind
from sidan.programmes.occasions import CIVIC, LUNAR, TERMS, occasions

_NAMES = {
    "New Year's Day": _("元旦"),
    "Spring Festival": _("春节"),
    "Tomb-sweeping Day": _("清明节"),
    "Labour Day": _("劳动节"),
    "Dragon Boat Festival": _("端午节"),
    "National Day": _("国庆节"),
    "Mid-autumn Festival": _("中秋节"),
}
FREE_DAYS = ((1, 1), (5, 1), (10, 1))  # of every year, announced or not
LOOKED_AHEAD = 31


def clash_on(day: date) -> str:
    """What stands against this day, in words; empty for an ordinary one."""
    name = _holiday(day)
    if name:
        return translated("%(day)s是%(name)s假期") % {"day": _words(day), "name": name}
    kept_days = (*LUNAR.values(), *TERMS.values(), *(CIVIC[day] for day in FREE_DAYS))
    names = {str(told[0]) for told in kept_days}
    kept = [each.name for each in occasions(day, day) if each.name in names]
    if kept:
        return translated("%(day)s是%(name)s") % {"day": _words(day), "name": kept[0]}
    return ""


def _holiday(day: date) -> str:
    try:
        is_free, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        # The State Council publishes each year's holidays the autumn before; festivals are known all the same.
        return ""
    return str(_NAMES.get(name, name)) if is_free and name else ""


def _words(day: date) -> str:
    return translated("%(month)s月%(day)s日") % {"month": day.month, "day": day.day}


def clashes(starts: Iterable[datetime], kind: str) -> dict[datetime, str]:
    """A festival is when a festival is held."""
    if kind == ActivityKind.FESTIVAL:
        return {}
    told = {at: clash_on(local(at).date()) for at in starts}
    return {at: words for at, words in told.items() if words}


def next_ordinary(at: datetime) -> datetime:
    """The same hour on the next day that is neither."""
    for days in range(1, LOOKED_AHEAD):
        later = at + timedelta(days=days)
        if not clash_on(local(later).date()):
            return later
    return at
