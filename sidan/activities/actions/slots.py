"""Taking and giving back a room's or a lecturer's quarters of an hour. The unique row decides, not a look before."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidan.activities.models import Booking, Lecturer, Session, Slot, quarters
from sidan.activities.states import BookingState
from sidan.activities.vacancies import Needs, next_free
from sidan.activities.weeks import span
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.people.models import Person
from sidan.places.models import Facility


@action
def take_facility(booking: Booking) -> None:
    """Keeps others out of the room for the time of an approved booking; Refused says who has it and when it is free."""
    times = quarters(booking.starts_at, booking.ends_at)
    rows = [Slot(facility_id=booking.facility_id, booking=booking, at=at) for at in times]
    if not _all_in(rows):
        raise Refused("room_taken", _room_taken(booking))


@action
def take_lecturer(session: Session) -> None:
    if session.lecturer is None:
        return
    times = quarters(session.starts_at, session.ends_at)
    rows = [Slot(lecturer=session.lecturer, session=session, at=at) for at in times]
    if not _all_in(rows):
        raise Refused("lecturer_taken", _lecturer_taken(session.lecturer, session))


def _all_in(rows: list[Slot]) -> bool:
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(rows)
    except IntegrityError:
        return False
    return True


@action
def give_back(booking: Booking) -> None:
    Slot.objects.filter(booking=booking).delete()


@action
def give_back_lecturer(sessions: Iterable[Session]) -> None:
    Slot.objects.filter(session__in=list(sessions)).delete()


def _room_taken(booking: Booking) -> str:
    facility = booking.facility
    holders = Booking.objects.holding().overlapping(facility, booking.starts_at, booking.ends_at)
    holder = holders.exclude(pk=booking.pk).order_by("starts_at").first()
    told = {"facility": facility.name, "when": span(booking.starts_at, booking.ends_at)}
    taken = _("“%(facility)s”在 %(when)s 已经有安排。") % told
    if holder is not None:
        told |= {"purpose": holder.purpose, "theirs": span(holder.starts_at, holder.ends_at)}
        taken = _("“%(facility)s”在 %(theirs)s 已经安排了“%(purpose)s”。") % told
    length = booking.ends_at - booking.starts_at
    free = next_free([booking.starts_at], length, Needs(facility))
    return taken + (_("最近的空档是 %(free)s。") % {"free": span(free, free + length)} if free else "")


def _lecturer_taken(lecturer: Lecturer, session: Session) -> str:
    theirs = Session.objects.ahead().filter(
        lecturer=lecturer, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at
    )
    other = theirs.exclude(pk=session.pk).order_by("starts_at").first()
    told = {"name": lecturer.name, "when": span(session.starts_at, session.ends_at)}
    if other is None:
        return _("宣讲员%(name)s在 %(when)s 已经有一场。请换个时间或换一位。") % told
    told |= {"title": other.title, "theirs": span(other.starts_at, other.ends_at)}
    return _("宣讲员%(name)s在 %(theirs)s 要讲“%(title)s”。请换个时间或换一位。") % told


@action
def held_for(session: Session, facility: Facility, purpose: str, *, by: Person | None, now: datetime) -> Booking:
    """The booking that stands behind a session in a facility of ours."""
    return Booking(
        facility=facility,
        session=session,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        state=BookingState.APPROVED,
        state_at=now,
        purpose=purpose[:80],
        asked_by=by,
        asked_at=now,
        decided_by=by,
    )
