"""What stands on every paper: plain words and drawings of codes. Always in Chinese: it hangs outside."""

from typing import Any

import segno
from django.utils import translation

from sidan.activities import weeks
from sidan.activities.published import Day, Entry, Week


def facts_of(week: Week) -> dict[str, Any]:
    with translation.override("zh-hans"):
        days = week.days
        return {
            "station": week.station,
            "week": week.title.replace("—", "至"),
            "words": week.words,
            "phone": week.phone,
            "code": drawn(week.address),
            "count": len(week.entries),
            "half": _half(days),
            "days": [_day(day) for day in days],
        }


def drawn(address: str) -> str:
    """An SVG of the code; M bears a rained-on corner."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(border=0, dark="#1b1512", omitsize=True))


def _half(days: list[Day]) -> int:
    """After how many days the left column ends, so that both are about as long."""
    weights = [1.2 + sum(_weight(one) for one in day.entries) for day in days]
    total = sum(weights)
    return min(range(len(days) + 1), key=lambda n: abs(2 * sum(weights[:n]) - total), default=0)


def _weight(one: Entry) -> float:
    return 1.0 + 0.25 * bool(one.reason or one.was) + 0.2 * (len(one.title) > 12)


def _day(day: Day) -> dict[str, Any]:
    return {
        "weekday": weeks.weekday_words(day.day),
        "date": weeks.date_words(day.day),
        "entries": [_entry(one) for one in day.entries],
    }


def _entry(one: Entry) -> dict[str, Any]:
    begins, _dash, ends = one.hours.partition("–")
    station = short_name(one.station)
    return {
        "from": begins,
        "until": ends,
        "title": one.title,
        "where": one.where,
        "find": "" if one.find == one.where else one.find,
        "station": "" if station in one.where else station,
        "audience": one.audience_words,
        "extra": extra(one),
        "seats": "" if one.is_cancelled else signing(one),
        "marks": one.marks,
        "cancelled": one.is_cancelled,
        "reason": one.reason,
        "was": one.was,
        "code": drawn(one.address) if one.seats is not None and not one.is_cancelled else "",
    }


def short_name(station: str) -> str:
    """济微路社区新时代文明实践站 → 济微路社区"""
    return station.removesuffix("新时代文明实践站") or station


def extra(one: Entry) -> str:
    """Who speaks, or what is shown."""
    if one.film:
        return f"放映《{one.film}》"
    return f"{one.lecturer} 主讲" if one.lecturer else ""


def signing(one: Entry) -> str:
    """On paper only what stays true while it hangs there: how many seats, not how many are left."""
    return "不用报名，直接来" if one.seats is None else f"{one.seats} 个名额，先报先得"
