"""A new order, in whichever capacity somebody may place one."""

from typing import Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AwareDatetime, Field

from sidan.api.gate import Visitor
from sidan.core.clock import local
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.orders import actions, browsing
from sidan.orders.actions import Need
from sidan.orders.models import Item, Order
from sidan.people import access as people_access
from sidan.people.access import DESK, REGISTERS
from sidan.people.models import GUARDIAN_UNDER, Person
from sidan.places.models import Address


class PlaceIn(Schema):
    item: str = Field(max_length=24, description="Code of the item on the menu.")
    wanted_from: AwareDatetime
    wanted_until: AwareDatetime
    served: str = Field(default="", description="Id of the person; empty for oneself. The visit goes to their address.")
    details: str = Field(default="", max_length=500)
    is_urgent: bool = Field(default=False, description="At work only.")
    channel: Literal["phone", "walk_in", "visit"] = Field(
        default="phone", description="At work: how the need was heard."
    )
    consent: Literal[True] = Field(description="Agreed to name, phone and address being used for this service.")


def place_order(who: Visitor, told: PlaceIn) -> Order:
    served, channel = _served(who, told)
    address = _address(served)
    need = Need(
        _item(told.item, address),
        served,
        address,
        told.wanted_from,
        told.wanted_until,
        told.details,
        is_urgent=told.is_urgent and channel not in (Channel.PAGE, Channel.FAMILY),
    )
    return actions.place(need, who.doing(channel))


def _served(who: Visitor, told: PlaceIn) -> tuple[Person, Channel]:
    """Oneself or family; at work somebody within reach. Anybody else does not exist."""
    if told.served in ("", who.person.public_id):
        return _grown(who), Channel.PAGE
    family = {person.public_id: person for person in people_access.served_by(who.person)}
    if told.served in family:
        return family[told.served], Channel.FAMILY
    if not who.scope.holds(*REGISTERS):
        raise Http404
    scope = who.at_desk(*REGISTERS)
    person = people_access.person_for(scope, told.served)
    if not people_access.may_reveal(scope, person):
        raise PermissionDenied
    return person, Channel(told.channel) if scope.holds(*DESK) else Channel.GRID


def _grown(who: Visitor) -> Person:
    age = who.person.age_on(local(who.now).date())
    if age is not None and age < GUARDIAN_UNDER:
        raise Refused("too_young", _("未满 %(n)d 周岁要由监护人点单。") % {"n": GUARDIAN_UNDER})
    return who.person


def _address(person: Person) -> Address:
    if person.address_id is None:
        raise Refused("address_missing", _("还没有登记住址，请先在“我的资料”里填上。"))
    return Address.objects.with_place().get(pk=person.address_id)


def _item(code: str, address: Address) -> Item:
    item = browsing.offered(address.station).filter(code=code).first() or Item.objects.filter(code=code).first()
    if item is None:
        raise Refused("item_unknown", _("菜单里没有这一项。"), 422)
    return item
