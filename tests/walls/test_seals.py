"""Seals are made beside people at work: nothing is sealed too early, nothing twice, and nobody waits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from sidan.core.actions import seal_history
from sidan.core.models import Seal
from sidan.orders.models import Order, OrderEvent
from sidan.orders.tasks import tick
from tests.conftest import Cast, Clock
from tests.walls.history import INSERT, faults, middle, new_order, raw, sealed, sealed_street

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def street(the_clock: Clock) -> Cast:
    return sealed_street(the_clock)


def test_a_row_inserted_into_a_sealed_gap_is_found(street: Cast) -> None:
    raw("UPDATE orders_orderevent SET id = id + 10 WHERE id = %s", last_pk(new_order(street)))
    sealed(street)
    assert faults() == []
    raw(INSERT, Seal.objects.filter(table="orders_orderevent").order_by("-pk")[0].first_pk, middle().pk)
    assert "a row was inserted" in faults()[0]
    assert "a row was inserted" in faults(fast=True)[0]


def last_pk(order: Order) -> int:
    return OrderEvent.objects.filter(order=order).order_by("-pk")[0].pk


def seals() -> int:
    """Of orders alone: an order placed is a consent given, too."""
    return Seal.objects.filter(table="orders_orderevent").count()


def test_a_tick_seals_what_the_tick_before_saw(street: Cast) -> None:
    before = seals()
    new_order(street)
    tick(street.now)
    assert seals() == before
    tick(street.clock.move(minutes=1))
    assert seals() == before + 1
    assert seal_history(now=street.now) == 0


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_a_slow_writer_keeps_its_stretch_open(street: Cast) -> None:
    """Its row has a lower number than those that are there already: sealed too early, it would look inserted."""
    begun, go_on = Event(), Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                new_order(street)
                begun.set()
                go_on.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(slow)
        begun.wait(20)
        new_order(street)
        before = seals()
        for _tick in range(3):
            seal_history(now=street.clock.move(minutes=1))
        assert seals() == before
        go_on.set()
        waiting.result()
    sealed(street)
    assert seals() == before + 1
    assert faults() == []


def newest(table: str) -> int:
    return Seal.objects.filter(table=table).order_by("-last_pk")[0].last_pk


def in_threads(count: int, work: Callable[[int], None]) -> None:
    def one(number: int) -> None:
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(one, range(count)))


def test_ticks_beside_writers_leave_the_history_intact(street: Cast) -> None:
    def work(number: int) -> None:
        for turn in range(12):
            if number < 4:
                new_order(street)
            else:
                seal_history(now=street.now + timedelta(seconds=turn))

    in_threads(6, work)
    assert faults() == []
    sealed(street)
    assert (faults(), OrderEvent.objects.filter(pk__gt=newest("orders_orderevent")).count()) == ([], 0)
