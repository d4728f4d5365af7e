"""Who may: what has been announced is for everybody, what is planned for the desk, a sign-up for whom it is about."""

from django.core.exceptions import PermissionDenied

from sidan.activities.models import Booking, Lecturer, Preview, Session, SignUp
from sidan.activities.models.sessions import SessionQuerySet
from sidan.core.walls import everything, within
from sidan.people.access import DESK, READS_DESK, Scope
from sidan.people.access.rows import one_or_404
from sidan.people.models import Person, Role
from sidan.places.models import Facility, Station

__all__ = [
    "booking_for",
    "facility_for",
    "lecturer_for",
    "own_booking_for",
    "preview_for",
    "public_session",
    "session_for",
    "sign_up_at_desk",
    "sign_up_behind",
    "sign_up_of",
    "workers_of",
]


def public_session(public_id: str) -> Session:
    return _one(Session.objects.public(), public_id)


def session_for(who: Scope, public_id: str, *, to_write: bool = False) -> Session:
    """A session of a worker's stations; auditors and grid workers read."""
    ours = Session.objects.under(who.reach(*READS_DESK))
    session = _one(ours.select_related("activity__theme", "activity__goal", "leader"), public_id)
    _may_write(who, session.station, to_write)
    return session


def _one(sessions: SessionQuerySet, public_id: str) -> Session:
    return one_or_404(sessions.for_list(), public_id)


def _may_write(who: Scope, station: Station, to_write: bool) -> None:
    if to_write and not who.has_at(station, *DESK):
        raise PermissionDenied


@everything("who works at a desk is known there, wherever they live")
def workers_of(station: Station) -> list[Person]:
    """Whoever works at this very station's desk."""
    roles = Role.objects.held().filter(kind__in=DESK, station=station)
    return list(Person.objects.filter(roles__in=roles, suspended_at=None).distinct().order_by("pk"))


def sign_up_of(person: Person, public_id: str) -> SignUp:
    """One's own, or of family one may act for."""
    return one_or_404(SignUp.objects.of(person).for_list().distinct(), public_id)


@everything("the link is the right")
def sign_up_behind(token_hash: str) -> SignUp | None:
    """A guest's own link; an empty hash is nobody's. A page says so where there is none."""
    return SignUp.objects.for_list().filter(token_hash=token_hash).first() if token_hash else None


def sign_up_at_desk(who: Scope, public_id: str) -> SignUp:
    ours = within(session__station__under=who.reach(*READS_DESK))
    sign_up = one_or_404(SignUp.objects.for_list().filter(ours), public_id)
    _may_write(who, sign_up.session.station, to_write=True)
    return sign_up


def facility_for(who: Scope, public_id: str, *, to_write: bool = False) -> Facility:
    found = Facility.objects.under(who.reach(*READS_DESK)).select_related("station", "estate")
    facility = one_or_404(found, public_id)
    _may_write(who, facility.station, to_write)
    return facility


def booking_for(who: Scope, public_id: str, *, to_write: bool = False) -> Booking:
    booking = one_or_404(Booking.objects.under(who.reach(*READS_DESK)).for_list(), public_id)
    _may_write(who, booking.facility.station, to_write)
    return booking


def own_booking_for(person: Person, public_id: str) -> Booking:
    return one_or_404(Booking.objects.filter(within(asked_by=person)).for_list(), public_id)


def lecturer_for(who: Scope, public_id: str, *, to_write: bool = False) -> Lecturer:
    found = Lecturer.objects.under(who.reach(*READS_DESK)).select_related("station", "person")
    lecturer = one_or_404(found, public_id)
    _may_write(who, lecturer.station, to_write)
    return lecturer


def preview_for(who: Scope, public_id: str, *, to_write: bool = False) -> Preview:
    found = Preview.objects.under(who.reach(*READS_DESK)).select_related("station")
    preview = one_or_404(found, public_id)
    _may_write(who, preview.station, to_write)
    return preview
