"""Taking a need down while somebody talks: the caller, their door and the order in one go."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.orders.actions.door import Doing
from sidan.orders.actions.intake import Need, place, verify
from sidan.orders.dayparts import Window
from sidan.orders.models import Item, Order
from sidan.people.actions import move, register
from sidan.people.models import Person
from sidan.places.actions import door
from sidan.places.models import Address, Estate


@dataclass(frozen=True)
class Caller:
    """Somebody we know, or somebody new by name; an estate and door when the visit goes there."""

    person: Person | None
    name: str = ""
    phone: str = ""
    estate: Estate | None = None
    door: str = ""


@action
def take_down(
    caller: Caller,
    item: Item,
    wanted: Window,
    doing: Doing,
    *,
    details: str = "",
    is_urgent: bool = False,
    is_verified: bool = False,
) -> Order:
    """Places the order; `is_verified` when the worker just heard it from the resident, so no second call is owed.

    All or nothing: when the order is refused, nobody was registered and nobody moved.
    """
    with transaction.atomic():
        address = _address(caller)
        served = caller.person or register(
            name=caller.name, phone=caller.phone, address=address, by=doing.by, now=doing.now
        )
        if served.address_id is None:
            move(served, address)
        order = place(Need(item, served, address, wanted.start, wanted.end, details, is_urgent), doing)
        if is_verified:
            verify(order, doing)
    return order


def _address(caller: Caller) -> Address:
    if caller.estate is not None:
        return door(caller.estate, caller.door)
    known = caller.person.address if caller.person else None
    if known is None:
        raise Refused("address_missing", _("请写明去哪里：选小区，写楼号和门牌。"))
    return known
