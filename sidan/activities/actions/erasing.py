"""Somebody leaves: their seats ahead are free again, their rooms too, and the pool of lecturers forgets their name."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from sidan.activities.actions.booking import withdraw
from sidan.activities.actions.signing import leave
from sidan.activities.models import Booking, CalendarLink, Lecturer, SignUp
from sidan.activities.states import BookingState, State
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.people.doing import Doing
from sidan.people.models import Person

GONE = "已注销"


@action
def erase_activities_of(person: Person, *, now: datetime) -> dict[str, int]:
    """What they signed up for stays as somebody's, so that the figures of a session still add up."""
    doing = Doing(person, now, Channel.PAGE)
    with transaction.atomic():
        own = SignUp.objects.filter(person=person)
        for one in own.standing().filter(session__state=State.PUBLISHED, session__ends_at__gt=now, checked_in_at=None):
            leave(one, doing)
        bookings = Booking.objects.filter(asked_by=person, session=None)
        for booking in _to_come(bookings, now):
            withdraw(booking, doing)
        counts = {"sign_ups": own.count(), "bookings": bookings.update(purpose=GONE, opens_door="")}
        CalendarLink.objects.filter(person=person).delete()
        counts["lecturer"] = _forget_lecturer(person, now)
    return counts


def _to_come(bookings: QuerySet[Booking], now: datetime) -> QuerySet[Booking]:
    standing = (BookingState.ASKED, BookingState.APPROVED)
    return bookings.filter(state__in=standing, ends_at__gt=now).select_related("facility__station", "asked_by")


def _forget_lecturer(person: Person, now: datetime) -> int:
    """Talks ahead stay on the list: the desk sees that a lecturer has to be found."""
    rows = Lecturer.objects.filter(person=person)
    rows.filter(ended_at=None).update(ended_at=now)
    return rows.update(name=GONE, phone="", topics="", shows_name=False)
