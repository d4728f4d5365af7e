"""What every router answers with. Each shape is filled field by field: no model is ever dumped whole."""

from datetime import datetime
from typing import Any

from ninja import Schema

from sidan.orders.asked import area_words
from sidan.orders.models import Assignment, Order
from sidan.orders.states import State
from sidan.places.models import Station


class StationOut(Schema):
    code: str
    name: str
    phone: str


class OrderOut(Schema):
    """What everybody who may know the order at all may know of it."""

    id: str
    number: str
    item: str
    item_name: str
    state: State
    state_words: str
    wanted_from: datetime
    wanted_until: datetime
    minutes: int
    places: int
    taken: int
    station: StationOut
    placed_at: datetime


class AskedOrderOut(OrderOut):
    """For volunteers before they said yes: street and estate, no door, no phone, of the name the family name."""

    served: str
    area: str


class Problem(Schema):
    """Why not: `type` is about:<code>, `title` a sentence fit for the person."""

    type: str
    title: str
    status: int


class PageOut(Schema):
    page: int
    pages: int
    count: int


# The No's an operation may answer with.
NOES = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class Done(Schema):
    """What came of a verb: the order as it stands now, and the visit it led to or was about."""

    id: str
    number: str
    state: State
    state_words: str
    work: str | None = None


def station_out(station: Station) -> StationOut:
    return StationOut(code=station.code, name=station.name, phone=station.phone)


def basics(order: Order) -> dict[str, Any]:
    return {
        "id": order.public_id,
        "number": order.number,
        "item": order.item.code,
        "item_name": order.item.name,
        "state": State(order.state),
        "state_words": str(order.get_state_display()),
        "wanted_from": order.wanted_from,
        "wanted_until": order.wanted_until,
        "minutes": order.minutes,
        "places": order.places,
        "taken": order.taken,
        "station": station_out(order.station),
        "placed_at": order.placed_at,
    }


def asked_order(order: Order) -> dict[str, Any]:
    return basics(order) | {"served": order.served.masked_name, "area": area_words(order)}


def done(order: Order, work: Assignment | None = None) -> Done:
    return Done(
        id=order.public_id,
        number=order.number,
        state=State(order.state),
        state_words=str(order.get_state_display()),
        work=work.public_id if work else None,
    )
