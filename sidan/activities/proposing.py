"""What could be done instead: each No of planning comes with a button that puts it right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from sidan.activities.holidays import next_ordinary
from sidan.activities.models import Lecturer
from sidan.activities.rules import rules
from sidan.activities.vacancies import Needs, free_lecturers, proposals
from sidan.activities.weeks import span
from sidan.core.clock import local

LECTURERS_SHOWN = 3
OCCUPIED = ("room_taken", "lecturer_taken", "shut")


@dataclass(frozen=True)
class Way:
    """A button: its words, and the fields it fills as they would be typed."""

    label: str
    value: str

    @classmethod
    def to(cls, label: str, **fields: object) -> "Way":
        return cls(label, urlencode(fields))


def filled(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields behind the button that was tapped."""
    return dict(parse_qsl(typed.get("use", "")[:400], keep_blank_values=True))


@dataclass(frozen=True)
class Wish:
    """What was asked for and refused."""

    starts: Sequence[datetime]
    length: timedelta
    needs: Needs = field(default_factory=Needs)
    lecturers: Sequence[Lecturer] = ()


def ways(code: str, wish: Wish, now: datetime) -> list[Way]:
    if code in OCCUPIED:
        found = [at_time(at, wish.length) for at in proposals(wish.starts, wish.length, wish.needs)]
        return found + (_others(wish) if code == "lecturer_taken" else [])
    if code == "past":
        return [at_time(_ahead(wish.starts[0], now), wish.length)]
    if code == "capacity" and wish.needs.facility is not None:
        most = wish.needs.facility.capacity
        return [Way.to(_("名额改成 %(n)s") % {"n": most}, seats=most)]
    if code in ("too_far", "too_many"):
        days = rules().most_sessions if code == "too_many" else rules().ahead_days
        last = local(wish.starts[0] if code == "too_many" else now).date() + timedelta(days=days - 1)
        return [Way.to(_("办到 %(day)s 为止") % {"day": last.isoformat()}, last_day=last.isoformat())]
    return []


def _ahead(at: datetime, now: datetime) -> datetime:
    """The same hour on the first day on which it has not gone by."""
    while at <= now:
        at += timedelta(days=max(1, (now - at).days))
    return at


def at_time(at: datetime, length: timedelta) -> Way:
    begins, ends = local(at), local(at + length)
    label = _("换到 %(when)s") % {"when": span(at, at + length)}
    return Way.to(label, day=begins.date().isoformat(), at=f"{begins:%H:%M}", until=f"{ends:%H:%M}")


def _others(wish: Wish) -> list[Way]:
    busy = wish.needs.lecturer
    start = wish.starts[0]
    free = (one for one in free_lecturers(wish.lecturers, start, start + wish.length) if one != busy)
    return [
        Way.to(_("换成 %(name)s") % {"name": one.name}, lecturer=one.public_id)
        for one, _n in zip(free, range(LECTURERS_SHOWN), strict=False)
    ]


def another_day(at: datetime, length: timedelta) -> Way:
    return at_time(next_ordinary(at), length)


FIXED = {
    "until": lambda value: _("结束改成 %(value)s") % {"value": value},
    "last_day": lambda value: _("办到 %(day)s 为止") % {"day": value},
}


def fixes(fields: Mapping[str, str]) -> list[Way]:
    """What the form itself knows how to put right."""
    return [Way.to(FIXED[name](value), **{name: value}) for name, value in fields.items()]
