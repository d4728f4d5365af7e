"""Who is told what about a session: exactly those it concerns, in their own language, with the reason."""

from collections.abc import Iterable
from datetime import datetime

from sidan.activities.models import Session, SignUp
from sidan.core.clock import local
from sidan.core.walls import action
from sidan.notices.actions import Message, tell
from sidan.people.models import Person, Role, RoleKind
from sidan.places.models import Station

SESSION = "/activities/{}/"
DESK_SESSION = "/desk/activities/{}/"


@action
def facts(session: Session, **more: str) -> dict[str, str]:
    at = local(session.starts_at)
    when = f"{at.month}月{at.day}日 {at:%H:%M}"
    return {"title": session.title, "when": when, "where": session.where, **more}


@action
def tell_signed_up(
    session: Session, sign_ups: Iterable[SignUp], kind: str, text: str, *, now: datetime, **more: str
) -> None:
    """Guests without an account by the number they left; whom nothing reaches, the desk's page lists to be called."""
    link, known = SESSION.format(session.public_id), facts(session, **more)
    tell([Message(one.person, kind, text, link, known, phone=one.phone) for one in sign_ups], now=now)


@action
def tell_workers(
    station: Station, kind: str, text: str, link: str, *, now: datetime, besides: Person | None = None, **known: str
) -> None:
    """Whoever works at this very station's desk."""
    kinds = (RoleKind.STATION_WORKER, RoleKind.STREET_WORKER)
    roles = Role.objects.held().filter(kind__in=kinds, station=station)
    people = Person.objects.filter(roles__in=roles, suspended_at=None).distinct()
    tell([Message(person, kind, text, link, known) for person in people if person != besides], now=now)
