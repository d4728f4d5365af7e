"""The second wall: what row-level security holds when every word of ours is gone, and what makes it void."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidan.core import walls, walls_checks, walls_guard, walls_sql
from sidan.core.walls import SERVING, WORK, NoScope
from sidan.orders.models import Order
from sidan.people.models import Person
from tests.conftest import APP_ROLE, Cast
from tests.walls.leaks import LEAKS

POSTGRES = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no row-level security")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unguarded() -> Iterator[None]:
    """Here the second wall is looked at by itself; the guard would stop the ways before they reach it."""
    was, walls_guard.Switch.on = walls_guard.Switch.on, False
    yield
    walls_guard.Switch.on = was


@pytest.fixture
def foreign(cast: Cast) -> Order:
    """Of the second community, taken by a volunteer: the keeper of the first has nothing to do with it."""
    return cast.accepted(served=cast.outsider)


def leaked(cast: Cast, order: Order) -> set[str]:
    """Each way tried by the keeper of the other station, and undone."""
    found = set()
    for name, leak in LEAKS.items():
        point = transaction.savepoint()
        with walls.for_person(cast.keeper.pk, WORK):
            if leak(order.pk, order.served_id):
                found.add(name)
        transaction.savepoint_rollback(point)
    return found


@contextmanager
def as_superuser() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield
        cursor.execute(f"SET ROLE {APP_ROLE}")


@POSTGRES
def test_no_way_leads_to_a_foreign_row(cast: Cast, foreign: Order) -> None:
    assert leaked(cast, foreign) == set()


@POSTGRES
def test_the_control_leaks(cast: Cast, foreign: Order) -> None:
    """As superuser the wall is void, silently: this is what the check is for, and it shows that the ways are ways."""
    with as_superuser():
        assert leaked(cast, foreign) == set(LEAKS)


@POSTGRES
def test_the_same_ways_lead_to_ones_own(cast: Cast) -> None:
    own = cast.accepted()
    reached = leaked(cast, own) | {"related manager", "prefetch", "annotation"}  # these ask for the second station
    assert reached == set(LEAKS)


@pytest.mark.parametrize("name", LEAKS)
def test_for_nobody_every_way_is_an_error(name: str, cast: Cast, foreign: Order) -> None:
    with pytest.raises(NoScope), transaction.atomic(), walls.nobody():
        LEAKS[name](foreign.pk, foreign.served_id)


@POSTGRES
def test_a_statement_past_the_gate_sees_nothing(cast: Cast, foreign: Order) -> None:
    """Without the product's cursor nobody is told, and nobody is there."""
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute("SELECT set_config('sidan.who', '', true)")
        cursor.execute("SELECT count(*) FROM public.orders_order")
        assert cursor.fetchone() == (0,)


@POSTGRES
def test_walls_within_walls(cast: Cast, foreign: Order) -> None:
    with walls.for_person(cast.keeper.pk, WORK):
        assert not Order.objects.filter(pk=foreign.pk).exists()
        with walls.everything("a test"):
            assert Order.objects.filter(pk=foreign.pk).exists()
            with walls.for_person(cast.second_keeper.pk, WORK):
                assert Order.objects.filter(pk=foreign.pk).exists()
        assert not Order.objects.filter(pk=foreign.pk).exists()


@POSTGRES
def test_a_rolled_back_savepoint_leaves_nobody_behind(cast: Cast, foreign: Order) -> None:
    with walls.for_person(cast.keeper.pk, WORK):
        point = transaction.savepoint()
        with walls.everything("a test"):
            assert Order.objects.filter(pk=foreign.pk).exists()
        transaction.savepoint_rollback(point)
        assert not Order.objects.filter(pk=foreign.pk).exists()


@POSTGRES
def test_a_role_that_ended_reaches_nothing_at_once(cast: Cast) -> None:
    own = cast.order()
    with walls.for_person(cast.keeper.pk, WORK):
        assert Order.objects.filter(pk=own.pk).exists()
        with walls.everything("a test"):
            cast.keeper.roles.update(ended_at=cast.now)
        assert not Order.objects.filter(pk=own.pk).exists()


@POSTGRES
def test_away_from_work_no_role_reaches_anything(cast: Cast) -> None:
    own = cast.order()
    with walls.for_person(cast.keeper.pk):
        assert not Order.objects.filter(pk=own.pk).exists()
        assert Person.objects.filter(pk=cast.keeper.pk).exists()


@POSTGRES
def test_what_a_volunteer_is_asked_is_not_theirs_as_a_resident(cast: Cast) -> None:
    asked = cast.accepted()
    helper = cast.volunteer.person
    with walls.for_person(helper.pk, SERVING):
        assert Order.objects.filter(pk=asked.pk).exists()
    with walls.for_person(helper.pk):
        assert not Order.objects.filter(pk=asked.pk).exists()


@POSTGRES
def test_telling_for_whom_is_no_statement_of_its_own(cast: Cast) -> None:
    order = cast.order()
    with walls.for_person(cast.keeper.pk, WORK), CaptureQueriesContext(connection) as seen:
        assert list(Order.objects.filter(pk=order.pk).iterator()) == [order]
        assert Order.objects.filter(pk=order.pk).update(round=1) == 1
    assert len(seen) == 2
    assert "set_config" not in str(seen.captured_queries)


@POSTGRES
def test_many_statements_in_one_call(cast: Cast) -> None:
    order = cast.order()
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE orders_order SET round = %s WHERE id = %s", [(2, order.pk), (3, order.pk)])
    assert cast.fresh(order).round == 3


# What makes it void --------------------------------------------------------------------------------------------------


def said() -> str:
    return "\n".join(str(error.msg) for error in walls_checks.second_wall(None))


@POSTGRES
def test_a_wall_that_stands_is_not_complained_about(cast: Cast) -> None:
    assert said() == ""


@POSTGRES
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("ALTER TABLE orders_order DISABLE ROW LEVEL SECURITY", "orders_order: row-level security is not enabled"),
        ("ALTER TABLE orders_order NO FORCE ROW LEVEL SECURITY", "orders_order: row-level security is not forced"),
        ("DROP POLICY sidan_wall ON volunteers_team_members", "volunteers_team_members: its policy is missing"),
        (f"ALTER TABLE orders_order OWNER TO {APP_ROLE}", "owns the tables"),
        (f"ALTER ROLE {APP_ROLE} BYPASSRLS", "has BYPASSRLS"),
        ("CREATE POLICY wide ON orders_order USING (true)", "orders_order: another policy lets more through"),
    ],
)
def test_each_void_thing_is_an_error(cast: Cast, fault: str, sentence: str) -> None:
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(fault)
    assert sentence in said()


@POSTGRES
def test_a_superuser_is_an_error(cast: Cast) -> None:
    with as_superuser():
        assert "is a superuser" in said()


@POSTGRES
def test_the_command_mends_what_it_finds(cast: Cast) -> None:
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the cast left for the end of the transaction
        cursor.execute("ALTER TABLE orders_order NO FORCE ROW LEVEL SECURITY")
        cursor.execute("DROP POLICY sidan_wall ON people_person")
    with pytest.raises(CommandError):
        call_command("wall", look=True, stdout=StringIO())
    with as_superuser():
        call_command("wall", role=APP_ROLE, verbosity=0, stdout=StringIO())
    assert list(walls_sql.faults()) == []


def test_a_request_is_made_for_whoever_asks(cast: Cast, client: Client) -> None:
    """The tests' own wall does not reach into a request: a stranger's page of an order is not there."""
    order = cast.order()
    assert cast.client(cast.keeper).get(f"/desk/orders/{order.public_id}/").status_code == 200
    with walls.without_first_wall():
        found = cast.client(cast.second_keeper).get(f"/desk/orders/{order.public_id}/").status_code
    assert found == (404 if connection.vendor == "postgresql" else 200)
