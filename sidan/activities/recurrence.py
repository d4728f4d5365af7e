"""When a series is held. Pure: a rule and a first time in, times out; the rule itself is python-dateutil's."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, rrulestr, weekday
from django.utils.translation import gettext as _

from sidan.activities.rules import rules
from sidan.core.clock import LOCAL, local
from sidan.core.errors import Refused

FREQUENCIES: dict[str, Literal[1, 2, 3]] = {"daily": DAILY, "weekly": WEEKLY, "monthly": MONTHLY}


@dataclass(frozen=True)
class Repeat:
    """How a form says it: every so many weeks on these weekdays, until a day; monthly on the same n-th weekday."""

    frequency: str
    until: date
    interval: int = 1
    weekdays: tuple[int, ...] = ()

    def as_rule(self, first: datetime) -> str:
        """The RFC 5545 text; its end is the end of that day, in local time, as in every calendar program."""
        end = datetime.combine(self.until, time(23, 59, 59))
        more: dict[str, Any] = {}
        if self.frequency == "weekly" and self.weekdays:
            more["byweekday"] = self.weekdays
        if self.frequency == "monthly":
            more["byweekday"] = _nth_weekday(first)
        built = rrule(FREQUENCIES[self.frequency], interval=self.interval, until=end, **more)
        return str(built).split("RRULE:")[-1]


def _nth_weekday(first: datetime) -> weekday:
    day = local(first)
    return weekday(day.weekday())((day.day - 1) // 7 + 1)


def occurrences(rule: str, first: datetime) -> list[datetime]:
    """Every time the series is held, the first included; raises Refused in plain words for a rule without end."""
    if not rule:
        return [first]
    if "UNTIL" not in rule and "COUNT" not in rule:
        raise Refused("endless", _("重复的活动要写明到哪一天为止，比如排到今年 12 月 31 日。"), 422)
    begin = local(first).replace(tzinfo=None)  # in local time: a summer clock never moves a nine o'clock class
    try:
        found = rrulestr(rule, dtstart=begin)
    except (ValueError, TypeError) as error:
        raise Refused("rule", _("看不懂这个重复规律，请重新选一次。"), 422) from error
    last = begin + timedelta(days=rules().ahead_days)
    times: list[datetime] = []
    for at in found:
        if at > last:
            raise Refused("too_far", _("最多排到一年以后，请把结束日期改近一些。"), 422)
        if len(times) == rules().most_sessions:
            sentence = _("这样一共超过 %(most)s 场，请把结束日期改近一些，或者隔得久一些。")
            raise Refused("too_many", sentence % {"most": rules().most_sessions}, 422)
        times.append(at.replace(tzinfo=LOCAL))
    return times if begin in [at.replace(tzinfo=None) for at in times] else [first, *times]
