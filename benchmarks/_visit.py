"""Inside the street's own process: whom to sign in, which pages to ask, SQL counts, and the cost of two writes.

Run by loop_pages with the street's environment; prints one JSON object.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks._raw import copy_sqlite, cpu, record, replay_sqlite
from sidan.core.clock import now
from sidan.core.models import Channel
from sidan.orders import actions
from sidan.orders.actions import Need
from sidan.orders.actions.asking import Asked
from sidan.orders.actions.door import Doing
from sidan.orders.models import Item, Offer, Order
from sidan.orders.states import OfferState, State
from sidan.people.models import Person, RoleKind
from sidan.volunteers.models import Volunteer

WRITES = 80


def session(person: Person) -> str:
    client = Client()
    client.force_login(person)
    name: str = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def pages() -> dict[str, tuple[str, Person | None]]:
    resident = Person.objects.filter(orders__state=State.CLOSED, roles=None).first()
    keeper = Person.objects.filter(roles__kind=RoleKind.STREET_WORKER).first()
    order = Order.objects.filter(state=State.OFFERED).first()
    assert order is not None
    return {
        "public page": ("/", None),
        "menu": ("/menu/", None),
        "my orders": ("/orders/", resident),
        "desk list": ("/desk/", keeper),
        "order page": (f"/desk/orders/{order.public_id}/", keeper),
    }


def sql_count(path: str, person: Person | None) -> int:
    client = Client()
    if person is not None:
        client.force_login(person)
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


def offered() -> None:
    """Questions to as many volunteers as there are, one each, for orders that wait."""
    at = now()
    orders = list(Order.objects.for_list().filter(state=State.CLOSED)[:WRITES])
    window = {"wanted_from": at + timedelta(days=1), "wanted_until": at + timedelta(days=1, hours=3)}
    Order.objects.filter(pk__in=[o.pk for o in orders]).update(state=State.VERIFIED, taken=0, round=2, **window)
    for order, volunteer in zip(orders, Volunteer.objects.select_related("person"), strict=False):
        order.refresh_from_db(fields=["state", "taken", "round", *window])
        actions.dispatch(order, [Asked(volunteer)], Doing(volunteer.person, at))


def accepts() -> list[Callable[[], object]]:
    at = now()
    waiting = Offer.objects.filter(state=OfferState.ASKED).for_list()
    offers = list(waiting.select_related("volunteer__person", "order__served").order_by("pk")[:WRITES])
    return [partial(actions.accept, offer, Doing(offer.volunteer.person, at, Channel.PAGE)) for offer in offers]


def places() -> list[Callable[[], object]]:
    at, item = now(), Item.objects.first()
    assert item is not None
    people = Person.objects.select_related("address__estate__grid__station").order_by("-pk")[:WRITES]
    made: list[Callable[[], object]] = []
    for person in people:
        assert person.address is not None
        start = at + timedelta(days=20)
        need = Need(item, person, person.address, start, start + timedelta(hours=3))
        made.append(partial(actions.place, need, Doing(person, at, Channel.PAGE)))
    return made


def write_cost(make: Callable[[], Sequence[Callable[[], object]]]) -> dict[str, float]:
    """CPU and wall milliseconds a call, statements a call, and CPU as a multiple of the same SQL run raw."""
    path = Path(settings.DATABASES["default"]["NAME"])
    kept, spare = path.with_name("kept.sqlite3"), path.with_name("spare.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy_sqlite(path, kept)
    said = record(make())
    ratios, costs = [], []
    for _round in range(5):
        copy_sqlite(kept, path)
        copy_sqlite(kept, spare)
        costs.append(cpu(make()))
        ratios.append(costs[-1] / replay_sqlite(spare, said))
    copy_sqlite(kept, path)
    wall = []
    for call in make():
        started = time.perf_counter()
        call()
        wall.append(1000 * (time.perf_counter() - started))
    copy_sqlite(kept, path)
    return {
        "cpu": 1000 * statistics.median(costs),
        "ratio": statistics.median(ratios),
        "sql": len(said[-1]),
        "p50": statistics.median(wall),
        "p95": sorted(wall)[int(len(wall) * 0.95)],
    }


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    asked = {
        name: {"path": path, "cookie": session(person) if person else "", "sql": sql_count(path, person)}
        for name, (path, person) in pages().items()
    }
    offered()
    told = {"pages": asked, "writes": {"accept": write_cost(accepts), "place order": write_cost(places)}}
    json.dump(told, sys.stdout)
