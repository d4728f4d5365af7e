"""Asking for a room, granting it, giving it back. A question holds nothing: only what is granted keeps others out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as wording

from sidan.activities.actions.slots import give_back, take_facility
from sidan.activities.actions.telling import tell_workers
from sidan.activities.models import Booking, BookingQuerySet
from sidan.activities.rules import rules
from sidan.activities.states import BookingState
from sidan.activities.weeks import span
from sidan.core.errors import Refused
from sidan.core.ids import public_id
from sidan.core.walls import action
from sidan.notices.actions import Message, tell
from sidan.people.doing import Doing
from sidan.places.models import Facility

DESK_BOOKINGS = "/desk/bookings/"
MINE = "/bookings/"


@dataclass(frozen=True)
class Wanted:
    facility: Facility
    times: Sequence[tuple[datetime, datetime]]  # several: a recurring booking, asked for in one go
    purpose: str
    people: int | None = None


@action
def ask(wanted: Wanted, doing: Doing, *, is_granted: bool = False) -> list[Booking]:
    """Where the facility needs no approval, or a worker books for the station, it is granted at once."""
    _must_suit(wanted, doing.now)
    at_once = is_granted or not wanted.facility.needs_approval
    series = public_id() if len(wanted.times) > 1 else ""
    with transaction.atomic():
        bookings = [_booking(wanted, start, end, series, doing) for start, end in wanted.times]
        for booking in bookings:
            booking.save(force_insert=True)
            if at_once:
                _grant(booking, doing)
        if not at_once:
            _tell_asked(bookings[0], doing)
    return bookings


def _booking(wanted: Wanted, start: datetime, end: datetime, series: str, doing: Doing) -> Booking:
    return Booking(
        facility=wanted.facility,
        series=series,
        starts_at=start,
        ends_at=end,
        state=BookingState.ASKED,
        state_at=doing.now,
        purpose=wanted.purpose,
        people=wanted.people,
        asked_by=doing.by,
        asked_at=doing.now,
    )


def _must_suit(wanted: Wanted, now: datetime) -> None:
    facility = wanted.facility
    if facility.closed_at is not None or not facility.is_bookable or facility.is_idle:
        raise Refused("not_bookable", _("“%(name)s”现在不能预约。") % {"name": facility.name}, 422)
    if wanted.people and facility.capacity and wanted.people > facility.capacity:
        told = {"name": facility.name, "most": facility.capacity}
        raise Refused("capacity", _("“%(name)s”最多容纳 %(most)s 人，请换个大一点的地方。") % told, 422)
    for start, end in wanted.times:
        if start >= end:
            raise Refused("backwards", _("结束时间要在开始时间之后。"), 422)
        if start < now:
            raise Refused("past", _("这个时间已经过去了，请选一个将来的时间。"), 422)
        if start > now + timedelta(days=rules().ahead_days):
            raise Refused("too_far", _("最多提前一年预约，请选近一些的日子。"), 422)
        if not facility.is_open_for(start, end):
            told = {"name": facility.name, "when": span(start, end)}
            raise Refused("shut", _("“%(name)s”在 %(when)s 不开放，请看看开放时间。") % told, 422)


def _grant(booking: Booking, doing: Doing) -> None:
    _move(booking, (BookingState.ASKED,), BookingState.APPROVED, doing)
    take_facility(booking)


def _move(booking: Booking, sources: Sequence[str], to: BookingState, doing: Doing) -> None:
    rows = Booking.objects.filter(pk=booking.pk, state__in=sources)
    changes = {"state": to, "state_at": doing.now, "decided_by": doing.by, "reason": doing.reason[:200]}
    if rows.update(**changes) != 1:
        raise Refused("changed", _("这条预约刚才有变化。请刷新页面看最新情况。"))
    for name, value in changes.items():
        setattr(booking, name, value)


@action
def approve(booking: Booking, doing: Doing, *, opens_door: str = "") -> None:
    with transaction.atomic():
        _grant(booking, doing)
        if opens_door:
            booking.opens_door = opens_door[:60]
            booking.save(update_fields=["opens_door"])
        text = wording("预约成功：%(facility)s，%(when)s。到时候有人开门，联系方式在预约页面上。")
        _tell_asker(booking, "booking_approved", text, doing.now)


@action
def refuse(booking: Booking, doing: Doing) -> None:
    if not doing.reason.strip():
        raise Refused("reason", _("请写明不能批准的原因，会告诉预约人。"), 422)
    with transaction.atomic():
        _move(booking, (BookingState.ASKED,), BookingState.REFUSED, doing)
        text = wording("没有约上：%(facility)s，%(when)s。原因：%(reason)s。")
        _tell_asker(booking, "booking_refused", text, doing.now, reason=doing.reason)


@action
def withdraw(booking: Booking, doing: Doing) -> None:
    """By whoever asked, or by the station with a reason. A session's room goes with its session."""
    if booking.session_id is not None:
        raise Refused("of_session", _("这是活动用的场地，请在活动里改时间或取消。"))
    with transaction.atomic():
        _move(booking, (BookingState.ASKED, BookingState.APPROVED), BookingState.WITHDRAWN, doing)
        give_back(booking)
        if doing.by != booking.asked_by:
            text = wording("您的预约取消了：%(facility)s，%(when)s。原因：%(reason)s。")
            _tell_asker(booking, "booking_withdrawn", text, doing.now, reason=doing.reason or "—")


@action
def mark_used(booking: Booking, doing: Doing) -> None:
    Booking.objects.filter(pk=booking.pk, state=BookingState.APPROVED, used_at=None).update(used_at=doing.now)


@action
def unused(now: datetime) -> BookingQuerySet:
    """Granted, begun, and nobody came."""
    limit = now - timedelta(minutes=rules().no_show_minutes)
    waiting = Booking.objects.holding().filter(used_at=None, session=None, starts_at__lte=limit, ends_at__gt=now)
    return waiting.filter(facility__needs_approval=True)


@action
def release(booking: Booking, *, now: datetime) -> bool:
    """The clock gives the rest of the time back; whoever booked is told, and nothing follows from it."""
    try:
        with transaction.atomic():
            _move(booking, (BookingState.APPROVED,), BookingState.RELEASED, Doing(None, now))
            give_back(booking)
            text = wording("没等到您，%(facility)s 先让给别人用了（%(when)s）。还要用请再约。")
            _tell_asker(booking, "booking_released", text, now)
    except Refused:
        return False
    return True


def _tell_asker(booking: Booking, kind: str, text: str, now: datetime, **more: str) -> None:
    if booking.asked_by is not None:
        known = {"facility": booking.facility.name, "when": span(booking.starts_at, booking.ends_at), **more}
        tell([Message(booking.asked_by, kind, text, MINE, known)], now=now)


def _tell_asked(booking: Booking, doing: Doing) -> None:
    text = wording("有人预约 %(facility)s，%(when)s，请看看能不能批准。")
    known = {"facility": booking.facility.name, "when": span(booking.starts_at, booking.ends_at)}
    station = booking.facility.station
    tell_workers(station, "booking_asked", text, DESK_BOOKINGS, now=doing.now, besides=doing.by, **known)
