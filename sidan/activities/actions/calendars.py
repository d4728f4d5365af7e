"""The secret address by which somebody's calendar program reads their own dates."""

from datetime import datetime

from sidan.activities.actions.signing import hash_token
from sidan.activities.models import CalendarLink
from sidan.core.ids import token
from sidan.core.walls import action
from sidan.people.models import Person


@action
def make_calendar_link(person: Person, *, now: datetime) -> str:
    """A new secret, which ends the old one; only its hash is kept."""
    secret = token()
    CalendarLink.objects.update_or_create(person=person, defaults={"token_hash": hash_token(secret), "made_at": now})
    return secret


@action
def end_calendar_link(person: Person) -> None:
    CalendarLink.objects.filter(person=person).delete()
