"""What volunteers decide for themselves: what they can do, how far, how often, when, and for whom not."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.people.models import Person
from sidan.places.models import Estate
from sidan.volunteers.actions.history import write_event
from sidan.volunteers.models import Availability, AvailabilityException, Block, Qualification, Volunteer, bits_of
from sidan.volunteers.week import DAY, Slot, days_between, first_overlap

LONGEST_ABSENCE = 92  # days entered at once


@action
def set_profile(volunteer: Volunteer, *, skills: Iterable[str], reach_m: int, weekly_load: int) -> None:
    wanted = {"skill_bits": bits_of(skills), "reach_m": reach_m, "weekly_load": weekly_load}
    Volunteer.objects.filter(pk=volunteer.pk).update(**wanted)


@action
def set_start(volunteer: Volunteer, start: Estate | None) -> None:
    Volunteer.objects.filter(pk=volunteer.pk).update(**starting_point(volunteer.person, start))


@action
def starting_point(person: Person, start: Estate | None) -> dict[str, Any]:
    """Where somebody starts walking, and the station that follows from it."""
    point = start or person.address
    if point is None:
        raise Refused("start_missing", _("请选择您从哪个小区出发。"), 422)
    # Who sets out from another estate still belongs to the station of their home.
    station = person.address.station if person.address else point.grid.station  # type: ignore[union-attr]
    return {"start": start, "lat": point.lat, "lng": point.lng, "station": station}


@action
def set_week(volunteer: Volunteer, slots: Iterable[Slot]) -> None:
    """The whole week at once: what is not named is free time."""
    wanted = sorted(set(slots))
    if first_overlap(wanted):
        raise Refused("week_overlap", _("有两段时间重叠了，请合成一段。"), 422)
    with transaction.atomic():
        Availability.objects.filter(volunteer=volunteer).delete()
        Availability.objects.bulk_create(
            Availability(volunteer=volunteer, weekday=s.weekday, from_minute=s.from_minute, until_minute=s.until_minute)
            for s in wanted
        )


@action
def add_exception(
    volunteer: Volunteer, first: date, last: date, *, hours: tuple[int, int] | None, today: date
) -> list[date]:
    """Away on these days, or free in other hours; what was said about one of them before is replaced."""
    if first < today:
        raise Refused("exception_past", _("日期已经过去了，请选今天或以后。"), 422)
    if last < first:
        raise Refused("exception_order", _("结束日期要在开始日期之后。"), 422)
    days = days_between(first, last)
    if len(days) > LONGEST_ABSENCE:
        raise Refused("exception_long", _("一次最多登记三个月。时间更长，请用“暂停接单”。"), 422)
    begins, ends = hours or (0, DAY)
    with transaction.atomic():
        AvailabilityException.objects.filter(volunteer=volunteer, day__in=days).delete()
        AvailabilityException.objects.bulk_create(
            AvailabilityException(
                volunteer=volunteer, day=day, is_away=hours is None, from_minute=begins, until_minute=ends
            )
            for day in days
        )
    return days


@action
def remove_exceptions(volunteer: Volunteer, first: date, last: date) -> int:
    removed, _kinds = AvailabilityException.objects.filter(volunteer=volunteer, day__range=(first, last)).delete()
    return removed


@action
def declare_qualification(
    volunteer: Volunteer, kind: str, valid_until: date, *, now: datetime, today: date
) -> Qualification:
    """Counts for nothing until somebody at the station has seen the paper; declared anew, it must be seen anew."""
    if valid_until < today:
        raise Refused("paper_expired", _("这个证件已经过期。换了新证以后再填报。"), 422)
    told = {"valid_until": valid_until, "checked_by": None, "checked_at": None}
    with transaction.atomic():
        paper, _made = Qualification.objects.update_or_create(volunteer=volunteer, kind=kind, defaults=told)
        words = f"{paper.get_kind_display()} {valid_until}"
        _note(volunteer, "declare", now, words)
    return paper


@action
def drop_qualification(volunteer: Volunteer, kind: str, *, now: datetime) -> None:
    with transaction.atomic():
        paper = Qualification.objects.filter(volunteer=volunteer, kind=kind).first()
        if paper is None:
            raise Refused("paper_gone", _("这项资格已经删除了。"))
        paper.delete()
        _note(volunteer, "drop", now, str(paper.get_kind_display()))


def _note(volunteer: Volunteer, verb: str, now: datetime, words: str) -> None:
    was = volunteer.standing
    write_event(volunteer, verb, by=volunteer.person, now=now, was=was, channel=Channel.PAGE, reason=words)


@action
def block(volunteer: Volunteer, person: Person, by_volunteer: bool, now: datetime) -> None:
    """These two are not brought together again. Asking twice changes nothing; nobody is told who asked."""
    Block.objects.bulk_create(
        [Block(volunteer=volunteer, person=person, by_volunteer=by_volunteer, at=now)], ignore_conflicts=True
    )


@action
def unblock(volunteer: Volunteer, person: Person, by_volunteer: bool) -> None:
    """Takes back one's own wish only."""
    Block.objects.filter(volunteer=volunteer, person=person, by_volunteer=by_volunteer).delete()
