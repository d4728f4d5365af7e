"""The guard: which statements are held to somebody by their own words, and that every walled model is declared."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet

from sidan.core import walls, walls_guard
from sidan.core.fields import EncryptedField
from sidan.core.walls_guard import Unheld
from sidan.core.walls_registry import OPEN, TABLES
from sidan.orders.models import Assignment, Callback, Item, Offer, Order
from sidan.people.models import Person
from sidan.places.models import Station
from sidan.volunteers.models import Volunteer
from tests.conftest import Cast
from tests.test_architecture import PACKAGE, sources

pytestmark = pytest.mark.django_db

Rows = Callable[[], "QuerySet[Any]"]
HELD: dict[str, Rows] = {
    "by its key": lambda: Order.objects.filter(pk=1),
    "by keys": lambda: Order.objects.filter(pk__in=[1, 2]),
    "by its station": lambda: Order.objects.filter(station=1, public_id="x"),
    "by a subtree": lambda: Order.objects.under(("/centre/",)).filter(public_id="x"),
    "by two subtrees": lambda: Order.objects.under(("/a/", "/b/")),
    "by a path in a join": lambda: Order.objects.filter(station__path__startswith="/centre/"),
    "by its person": lambda: Order.objects.filter(served=1, public_id="x"),
    "by one or the other": lambda: Order.objects.filter(Q(served=1) | Q(station=1), public_id="x"),
    "by the row it hangs on": lambda: Offer.objects.filter(order=1),
    "by a person behind a join": lambda: Offer.objects.filter(volunteer__person=1, public_id="x"),
    "by the parent's station": lambda: Assignment.objects.filter(order__station=1).select_related("order__served"),
    "by nobody's station": lambda: Person.objects.filter(station=None, public_id="x"),
    "by one's own or one's team's": lambda: Offer.objects.filter(
        Q(volunteer__person=1) | Q(team__leader__person=1), public_id="x"
    ),
    "inside a held one": lambda: Order.objects.filter(Exists(Offer.objects.filter(order=OuterRef("pk"))), station=1),
    "with what hangs on it": lambda: Order.objects.filter(served=1).select_related("served", "station", "address"),
    "by the hash of a token": lambda: Order.objects.filter(rating_token_hash="x"),
}
LOOSE: dict[str, Rows] = {
    "by a public id": lambda: Order.objects.filter(public_id="x"),
    "by a number people read out": lambda: Order.objects.filter(number="x"),
    "by a state": lambda: Order.objects.filter(state="offered"),
    "by nothing": Person.objects.all,
    "by one side of an or": lambda: Order.objects.filter(Q(station=1) | Q(public_id="x")),
    "by not being somewhere": lambda: Order.objects.exclude(station=1),
    "by the item": lambda: Order.objects.filter(item=1),
    "by an item's rows": lambda: Item.objects.filter(pk=1, orders__state="offered"),
    "by another row's public id": lambda: Offer.objects.filter(order__public_id="x"),
    "inside a loose one": lambda: Station.objects.filter(Exists(Callback.objects.filter(public_id="x"))),
    "a volunteer by number": lambda: Volunteer.objects.filter(number="x"),
}


@pytest.fixture
def _guarded() -> Iterator[None]:
    was, walls_guard.Switch.on = walls_guard.Switch.on, True
    with walls.for_person(1):
        yield
    walls_guard.Switch.on = was


@pytest.mark.usefixtures("_guarded")
@pytest.mark.parametrize("name", HELD)
def test_what_is_held_passes(name: str) -> None:
    list(HELD[name]())
    HELD[name]().count()


@pytest.mark.usefixtures("_guarded")
@pytest.mark.parametrize("name", LOOSE)
def test_what_is_loose_does_not(name: str) -> None:
    with pytest.raises(Unheld):
        list(LOOSE[name]())
    with pytest.raises(Unheld):
        LOOSE[name]().count()


@pytest.mark.usefixtures("_guarded")
def test_writes_are_looked_at_too() -> None:
    Order.objects.filter(pk=1, state="offered").update(round=2)
    with pytest.raises(Unheld), transaction.atomic():
        Order.objects.filter(public_id="x").update(round=2)
    with pytest.raises(Unheld), connection.cursor() as cursor:
        cursor.execute("DELETE FROM orders_order WHERE state = %s", ["closed"])
    with pytest.raises(Unheld), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM people_person p, orders_order o WHERE o.id = %s", [1])


@pytest.mark.usefixtures("_guarded")
def test_the_products_own_work_is_not_read() -> None:
    with walls.everything("a test"):
        assert list(Order.objects.filter(public_id="x")) == []


# What is declared ----------------------------------------------------------------------------------------------------


def personal(model: type[Model]) -> bool:
    """Names a person or a station, or holds what people may not read."""
    links = (f for f in model._meta.get_fields() if isinstance(f, ForeignKey))
    named = any(link.related_model in (Person, Station) for link in links)
    return named or any(isinstance(f, EncryptedField) for f in model._meta.local_concrete_fields)


def test_every_personal_model_is_walled_or_says_why_not() -> None:
    every = {model._meta.label for model in apps.get_models(include_auto_created=True) if personal(model)}
    assert every - set(TABLES) - set(OPEN) == set(), "declare them in the walls.py of their app"
    assert set(TABLES) & set(OPEN) == set()


def test_every_action_is_behind_its_door() -> None:
    """A public function of an actions module that forgot `@action` would work in tests and meet a wall in a request."""
    bare = []
    for path in sources():
        if path.name == "actions.py" or path.parent.name == "actions":
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    names = {ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list}
                    if not names & {"action", "everything"}:
                        bare.append(f"{path.relative_to(PACKAGE)}: {node.name}")
    assert bare == []


def test_nobody_is_nobody_in_a_request_too(cast: Cast) -> None:
    """What a page may ask is what its visitor may: the tests' own wall ends where the request begins."""
    order = cast.order()
    assert cast.client(cast.neighbour).get(f"/orders/{order.public_id}/").status_code == 404
