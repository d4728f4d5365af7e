"""A resident's home: one clear action, what is under way, and what can be had again in one tap."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.desk import homes
from sidan.desk.public import public
from sidan.notices.models import Notice
from sidan.orders import browsing, progress
from sidan.orders.models import Item, Order
from sidan.orders.states import OPEN, State
from sidan.people.access import me, scope, signed_in
from sidan.people.models import FamilyLink, Person

LATEST = 40
AGAIN = 3
POPULAR = 6
WITH_CODE = (State.OFFERED, State.ACCEPTED)


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    person, at = me(request), now()
    orders = list(Order.objects.of(person).for_list().order_by("-placed_at", "-pk")[:LATEST])
    under_way, again = _under_way(orders, person, at), _again(orders)
    shown = {
        "now": at,
        "greeting": _greeting(at),
        "person": person,
        "to_rate": [row for row in under_way if row["rates"]],
        # Who is about to ring comes first.
        "under_way": sorted((row for row in under_way if not row["rates"]), key=lambda row: not row["shows_code"]),
        "again": again,
        "family": list(FamilyLink.objects.standing().filter(actor=person).select_related("served").order_by("pk")),
        "unread": Notice.objects.filter(person=person).unread().count(),
        "popular": [] if again else _popular(person, at),
        "is_volunteer": homes.is_volunteer(person),
        "is_staff": homes.desks_of(scope(request)),
    }
    return page(request, "desk/home.html", shown)


def _greeting(at: datetime) -> str:
    hour = local(at).hour
    if hour < 5 or hour >= 18:
        return _("晚上好")
    return _("上午好") if hour < 12 else _("下午好")


def _under_way(orders: list[Order], person: Person, at: datetime) -> list[dict[str, Any]]:
    """What goes on, soonest first."""
    today = local(at).date()
    going_on = sorted((order for order in orders if order.state in OPEN), key=lambda order: order.wanted_from)
    return [
        progress.row(order, today, me=person.pk)
        | {
            "order": order,
            "rates": order.state == State.SERVED,
            "shows_code": order.state in WITH_CODE and order.taken > 0,
        }
        for order in going_on
    ]


def _popular(person: Person, at: datetime) -> list[Item]:
    """For somebody who has ordered nothing yet: what the neighbours order, as far as the own station offers it."""
    return browsing.by_popularity(browsing.offered(person.station), public(at).times)[:POPULAR]


def _again(orders: list[Order]) -> list[Order]:
    """The latest order of each item, newest first, without what is under way already."""
    going_on = {order.item_id for order in orders if order.state in OPEN}
    latest: dict[int, Order] = {}
    for order in orders:
        if order.item_id not in going_on:
            latest.setdefault(order.item_id, order)
    return list(latest.values())[:AGAIN]
