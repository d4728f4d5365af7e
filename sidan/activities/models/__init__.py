"""周有活动: activities and their sessions, who signed up, which room is taken, who speaks, what the week brings."""

from sidan.activities.models.activity import MOST_SEATS, Activity, ActivityQuerySet
from sidan.activities.models.bookings import QUARTER, Booking, BookingQuerySet, Slot, quarters
from sidan.activities.models.lectures import Lecturer, LecturerLook, LecturerQuerySet
from sidan.activities.models.preview import CalendarLink, Preview, PreviewQuerySet
from sidan.activities.models.sessions import Session, SessionEvent, SessionPhoto, SessionQuerySet
from sidan.activities.models.signups import SignUp, SignUpQuerySet

__all__ = [
    "MOST_SEATS",
    "QUARTER",
    "Activity",
    "ActivityQuerySet",
    "Booking",
    "BookingQuerySet",
    "CalendarLink",
    "Lecturer",
    "LecturerLook",
    "LecturerQuerySet",
    "Preview",
    "PreviewQuerySet",
    "Session",
    "SessionEvent",
    "SessionPhoto",
    "SessionQuerySet",
    "SignUp",
    "SignUpQuerySet",
    "Slot",
    "quarters",
]
