"""Ways of reading or changing somebody else's row, past every word of ours: what trust.md tried, and a few more.

Each takes the key of a foreign order, the key of its served person, and returns what it got hold of: rows, values, or
how many were changed. Nothing means that it did not leak.
"""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, F, Max, OuterRef, Prefetch, Subquery

from sidan.orders.models import Assignment, Item, Order, OrderEvent
from sidan.people.models import Person
from sidan.places.models import Station

Leak = Callable[[int, int], Any]


def _related(order: int, _person: int) -> Any:
    """From a public row back to personal ones."""
    station = Station.objects.get(code="second")
    return list(station.orders.filter(pk=order))


def _prefetched(order: int, _person: int) -> Any:
    stations = Station.objects.prefetch_related(Prefetch("orders", Order.objects.filter(pk=order)))
    return [row for station in stations for row in station.orders.all()]


def _forward(order: int, person: int) -> Any:
    """A foreign key followed from a row that one made oneself."""
    try:
        return [Order(served_id=person).served]
    except Person.DoesNotExist:
        return []


def _refreshed(order: int, _person: int) -> Any:
    try:
        row = Order(pk=order)
        row.refresh_from_db()
        return [row.number]
    except Order.DoesNotExist:
        return []


def _saved(order: int, _person: int) -> Any:
    """A row put together from guesses and saved over the real one."""
    row = Order(pk=order, state="closed")
    try:
        with transaction.atomic():
            row.save(update_fields=["state"])
    except DatabaseError:
        return 0
    return 1


def _bulk_updated(order: int, _person: int) -> Any:
    return Order.objects.bulk_update([Order(pk=order, state="closed")], ["state"])


def _raw_rows(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _changed(sql: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _gone(order: int, _person: int) -> Any:
    return OrderEvent.objects.filter(order=order)._raw_delete("default")


LEAKS: dict[str, Leak] = {
    "get": lambda o, p: list(Order.objects.filter(pk=o)),
    "all": lambda o, p: [row for row in Order.objects.all() if row.pk == o],
    "values": lambda o, p: list(Order.objects.filter(pk=o).values("number")),
    "values_list": lambda o, p: list(Order.objects.filter(pk=o).values_list("service_code", flat=True)),
    "only": lambda o, p: list(Order.objects.filter(pk=o).only("pk")),
    "in_bulk": lambda o, p: Order.objects.in_bulk([o]),
    "iterator": lambda o, p: [row for row in Order.objects.iterator() if row.pk == o],
    "exists": lambda o, p: Order.objects.filter(pk=o).exists(),
    "count": lambda o, p: Order.objects.filter(pk=o).count(),
    "aggregate": lambda o, p: Order.objects.filter(pk=o).aggregate(Max("placed_at"))["placed_at__max"],
    "annotation": lambda o, p: (
        Station.objects.filter(code="second").annotate(n=Count("orders")).filter(n__gt=0).count()
    ),
    "subquery": lambda o, p: (
        Item.objects.annotate(s=Subquery(Order.objects.filter(pk=o, item=OuterRef("pk")).values("number")))
        .exclude(s=None)
        .count()
    ),
    "join": lambda o, p: Item.objects.filter(orders__pk=o, orders__served__pk=p).count(),
    "forward foreign key": _forward,
    "related manager": _related,
    "prefetch": _prefetched,
    "select_related": lambda o, p: list(OrderEvent.objects.filter(order=o).select_related("order__served")),
    "hanging rows": lambda o, p: list(Assignment.objects.filter(order=o)),
    "the person": lambda o, p: list(Person.objects.filter(pk=p)),
    "refresh_from_db": _refreshed,
    "raw": lambda o, p: list(Order.objects.raw("SELECT * FROM orders_order WHERE id = %s", [o])),
    "cursor": lambda o, p: _raw_rows("SELECT number FROM orders_order WHERE id = %s", o),
    "union": lambda o, p: list(Order.objects.filter(pk=o).union(Order.objects.filter(pk=o), all=True)),
    "update": lambda o, p: Order.objects.filter(pk=o).update(round=F("round") + 1),
    "bulk_update": _bulk_updated,
    "save": _saved,
    "delete": _gone,
    "cursor update": lambda o, p: _changed("UPDATE orders_order SET round = 9 WHERE id = %s", o),
}
