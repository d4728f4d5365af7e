"""Who is told what about a session: exactly those it concerns, in their own language, with the reason."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_noop as wording

from sidan.activities.access import workers_of
from sidan.activities.models import Session, SignUp
from sidan.core.clock import local
from sidan.core.walls import action
from sidan.notices.actions import Message, tell
from sidan.people.models import Person
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
def tell_leader(session: Session, leader: Person, n: int, *, now: datetime) -> None:
    text = wording("请您负责活动：%(title)s，%(when)s，%(where)s（共 %(n)s 场）。")
    tell([Message(leader, "leads", text, DESK_SESSION.format(session.public_id), facts(session, n=str(n)))], now=now)


@action
def tell_workers(
    station: Station, kind: str, text: str, link: str, *, now: datetime, besides: Person | None = None, **known: str
) -> None:
    people = workers_of(station)
    tell([Message(person, kind, text, link, known) for person in people if person != besides], now=now)
