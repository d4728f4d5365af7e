"""Sessions of activities, as far as orders are concerned: asking for the volunteers of one."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from sidan.activities import access
from sidan.api.gate import visitor
from sidan.api.once import OPENAPI, once
from sidan.api.shapes import NOES, Done, done
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.orders import actions
from sidan.orders.models import Item
from sidan.people.access import DESK

router = Router(tags=["sessions"])


class StaffIn(Schema):
    item: str = Field(description="Code of the item: what they are asked to do.")
    places: int = Field(ge=1, le=30)


@router.post(
    "/{session_id}/staff",
    response={201: Done, **NOES},
    operation_id="staff",
    summary="Ask for volunteers for a session",
    description="Makes an order in state verified, which is dispatched like any other and follows the session.",
    openapi_extra={"x-verb": "staff", "parameters": [OPENAPI]},
)
@once(201)
def staff(request: HttpRequest, session_id: str, told: StaffIn) -> Done:
    who = visitor(request)
    session = access.session_for(who.at_desk(*DESK), session_id, to_write=True)
    item = Item.objects.offered_at(session.station).filter(code=told.item).first()
    if item is None:
        raise Refused("item", _("站里没有开办这一项，请再选一次。"), 422)
    return done(actions.staff(session, item, told.places, who.doing(Channel.DESK)))
