"""A street with a sealed history, and hands that reach past the product."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection

from sidan.activities.actions import add_lecturer, look_at_lecturer
from sidan.core.actions import seal_history
from sidan.core.chain_walk import Walk
from sidan.desk.actions import merge_people
from sidan.orders import actions
from sidan.orders.models import Order, OrderEvent
from sidan.people.actions import reveal
from sidan.volunteers.models import VolunteerEvent
from tests.activities.conftest import build_hall
from tests.conftest import Cast, Clock, build_cast


def sealed_street(clock: Clock) -> Cast:
    """Two orders walked through, looks at two people, a volunteer who paused, sessions planned: all sealed."""
    cast = build_cast(clock)
    new_order(cast)  # one that an event could be moved to
    cast.done()
    actions.reject(new_order(cast), cast.doing(reason="不在服务范围"))
    reveal(cast.resident, by=cast.keeper, why="核实电话", now=cast.now)
    VolunteerEvent.objects.create(
        volunteer=cast.volunteer, at=cast.now, by=cast.keeper, verb="pause", to_state="paused", channel="desk"
    )
    hall = build_hall(cast)
    for hour in (9, 14):  # two, so that an event could be moved to the other
        hall.planned(hall.at(hour=hour))
    add_lecturer(cast.first, {"name": "高山", "background": "expert"}, cast.doing())
    look_at_lecturer(hall.lecturer, by=cast.keeper, now=cast.now)
    merge_people(cast.person("居民"), cast.person("居民"), by=cast.keeper, now=cast.now)
    sealed(cast)
    return cast


def new_order(cast: Cast) -> Order:
    return cast.order(served=cast.person("居民"))


def sealed(cast: Cast) -> None:
    seal_history(now=cast.now)
    seal_history(now=cast.clock.move(minutes=1))


def faults(*, fast: bool = False) -> list[str]:
    return [str(fault) for fault in Walk(fast).faults()]


def verify(*options: str) -> str:
    out = StringIO()
    call_command("verify", *options, stdout=out)
    return out.getvalue()


def raw(query: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def middle() -> OrderEvent:
    return OrderEvent.objects.order_by("pk")[2]


FACTS = "at, by_id, verb, from_state, to_state, reason, channel, mac, erased_mac, order_id"
INSERT = f"INSERT INTO orders_orderevent (id, {FACTS}) SELECT %s, {FACTS} FROM orders_orderevent WHERE id = %s"
