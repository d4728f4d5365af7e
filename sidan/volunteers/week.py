"""Times of the week as people say them: weekday, from, until, in minutes after midnight. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
DAY = 1440
PER_DAY = 4
_WORKDAYS, _WEEKEND = range(5), range(5, 7)


@dataclass(frozen=True, order=True, slots=True)
class Slot:
    weekday: int
    from_minute: int
    until_minute: int


class Preset(TextChoices):
    WORKDAY_MORNING = "workday_morning", _("工作日上午 9–12 点")
    WORKDAY_AFTERNOON = "workday_afternoon", _("工作日下午 2–5 点")
    WORKDAY_EVENING = "workday_evening", _("工作日晚上 6–8 点半")
    WEEKEND_MORNING = "weekend_morning", _("周末上午 9–12 点")
    WEEKEND_AFTERNOON = "weekend_afternoon", _("周末下午 2–5 点")


_HOURS = {
    Preset.WORKDAY_MORNING: (_WORKDAYS, 540, 720),
    Preset.WORKDAY_AFTERNOON: (_WORKDAYS, 840, 1020),
    Preset.WORKDAY_EVENING: (_WORKDAYS, 1080, 1230),
    Preset.WEEKEND_MORNING: (_WEEKEND, 540, 720),
    Preset.WEEKEND_AFTERNOON: (_WEEKEND, 840, 1020),
}


def preset_slots(presets: Iterable[str]) -> list[Slot]:
    found = [_HOURS[Preset(preset)] for preset in presets]
    return sorted(Slot(weekday, begins, ends) for days, begins, ends in found for weekday in days)


def first_overlap(slots: Iterable[Slot]) -> tuple[Slot, Slot] | None:
    """Two slots of one day that share time; slots that only touch (9–12, 12–14) do not."""
    ordered = sorted(slots)
    for one, other in pairwise(ordered):
        if one.weekday == other.weekday and other.from_minute < one.until_minute:
            return one, other
    return None


def minute_words(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def span_words(from_minute: int, until_minute: int) -> str:
    return f"{minute_words(from_minute)}–{minute_words(until_minute)}"


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def week_lines(slots: Iterable[Slot]) -> list[str]:
    """周一至周五 9:00–12:00, 周六、周日 14:00–17:00: days that say the same are one line."""
    days: dict[int, list[str]] = {}
    for slot in sorted(slots):
        days.setdefault(slot.weekday, []).append(span_words(slot.from_minute, slot.until_minute))
    alike: dict[tuple[str, ...], list[int]] = {}
    for weekday, spans in days.items():
        alike.setdefault(tuple(spans), []).append(weekday)
    return [f"{_days_words(weekdays)} {'、'.join(spans)}" for spans, weekdays in alike.items()]


def _days_words(weekdays: list[int]) -> str:
    runs = [[day for _place, day in run] for _key, run in groupby(enumerate(weekdays), lambda pair: pair[1] - pair[0])]
    words = []
    for run in runs:
        names = [str(WEEKDAYS[day]) for day in run]
        span = gettext("%(first)s至%(last)s") % {"first": names[0], "last": names[-1]}
        words += [span] if len(run) > 2 else names
    return "、".join(words)


@dataclass(frozen=True, slots=True)
class DayOff:
    """One day unlike the week, as it is stored."""

    day: date
    is_away: bool
    from_minute: int
    until_minute: int

    def continues(self, last: "DayOff") -> bool:
        alike = replace(last, day=self.day) == self
        return alike and self.day - last.day == timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days that follow each other and say the same: 10月1日 周四 – 10月7日 周三 全天不方便."""

    first: date
    last: date
    days: str
    what: str


def periods(rows: Iterable[DayOff]) -> Iterator[Period]:
    kept: list[DayOff] = []
    for row in rows:
        if kept and not row.continues(kept[-1]):
            yield _period(kept)
            kept = []
        kept.append(row)
    if kept:
        yield _period(kept)


def _period(rows: list[DayOff]) -> Period:
    first, last = rows[0], rows[-1]
    days = day_words(first.day) if first.day == last.day else f"{day_words(first.day)} – {day_words(last.day)}"
    hours = span_words(first.from_minute, first.until_minute)
    what = gettext("全天不方便") if first.is_away else gettext("只有 %(span)s 方便") % {"span": hours}
    return Period(first.day, last.day, days, what)


def day_words(day: date) -> str:
    parts = {"month": day.month, "day": day.day, "weekday": WEEKDAYS[day.weekday()]}
    return gettext("%(month)d月%(day)d日 %(weekday)s") % parts
