"""Who one is here, and the token that changes need. Signing in itself happens on the page."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema

from sidan.api.gate import visitor
from sidan.people.access import served_by
from sidan.volunteers.access import volunteer_of

router = Router(tags=["session"])


class FamilyOut(Schema):
    id: str
    name: str


class SessionOut(Schema):
    id: str
    name: str
    roles: list[str]
    is_volunteer: bool
    acts_for: list[FamilyOut]
    csrf_token: str


@router.get("", response=SessionOut, operation_id="session", summary="Who is signed in")
def session(request: HttpRequest) -> SessionOut:
    """Send `csrf_token` as the header X-CSRFToken with every POST."""
    who = visitor(request)
    family = [FamilyOut(id=one.public_id, name=one.name) for one in served_by(who.person)[1:]]
    return SessionOut(
        id=who.person.public_id,
        name=who.person.name,
        roles=sorted(who.scope.paths),
        is_volunteer=volunteer_of(who.person) is not None,
        acts_for=family,
        csrf_token=get_token(request),
    )
