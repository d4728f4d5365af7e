"""When, in the words residents use: a day and its morning, afternoon or evening, or an exact hour."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidan.core.clock import LOCAL, local

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
QUARTER = timedelta(minutes=15)
LEEWAY = timedelta(minutes=30)  # nobody rings at the exact minute


class Part(TextChoices):
    MORNING = "morning", gettext_lazy("上午（8–12 点）")
    AFTERNOON = "afternoon", gettext_lazy("下午（1–6 点）")
    EVENING = "evening", gettext_lazy("晚上（6–9 点）")
    EXACT = "exact", gettext_lazy("我想定个钟点")


HOURS = {Part.MORNING: (8, 12), Part.AFTERNOON: (13, 18), Part.EVENING: (18, 21)}
_SHORT = {Part.MORNING: "上午", Part.AFTERNOON: "下午", Part.EVENING: "晚上"}


@dataclass(frozen=True, slots=True)
class Window:
    start: datetime
    end: datetime

    def from_now(self, now: datetime) -> "Window":
        """What is left of it: a window that is going on begins at the next quarter of an hour."""
        return self if self.start > now else Window(now - (now - self.start) % QUARTER + QUARTER, self.end)

    def holds(self, minutes: int) -> bool:
        return self.end - self.start >= timedelta(minutes=minutes)


def window_of(day: date, part: Part, at: time | None, minutes: int) -> Window:
    if part is Part.EXACT:
        start = datetime.combine(day, at or time(9), LOCAL)
        return Window(start, start + timedelta(minutes=minutes) + LEEWAY)
    opens, closes = HOURS[part]
    return Window(datetime.combine(day, time(opens), LOCAL), datetime.combine(day, time(closes), LOCAL))


def chip_words(day: date, today: date) -> str:
    """明天 周六, 12月1日 周二: short enough for a tile."""
    near = {0: _("今天"), 1: _("明天"), 2: _("后天")}.get((day - today).days)
    weekday = _(WEEKDAYS[day.weekday()])
    return f"{near} {weekday}" if near else day_words(day, today)


def day_words(day: date, today: date) -> str:
    """今天 3月5日 周四: near days by name as well, because dates alone are misread."""
    near = {0: _("今天"), 1: _("明天"), 2: _("后天")}.get((day - today).days, "")
    told = {"month": day.month, "day": day.day, "weekday": _(WEEKDAYS[day.weekday()])}
    return f"{near} {_('%(month)d月%(day)d日 %(weekday)s') % told}".strip()


def window_words(start: datetime, end: datetime, today: date) -> str:
    """明天 3月6日 周五 上午, or the hours themselves when they are no part of the day."""
    first, last = local(start), local(end)
    for part, (opens, closes) in HOURS.items():
        inside = first.hour >= opens and last.time() == time(closes) and first.date() == last.date()
        if inside:
            return f"{day_words(first.date(), today)} {_(_SHORT[part])}"
    return f"{day_words(first.date(), today)} {first:%H:%M}–{last:%H:%M}"
