"""The station's work list: who needs what next, the urgent and the late first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.timewords import Clock, clock_state
from sidan.orders import words, worklist
from sidan.orders.access import READERS
from sidan.orders.models import Order
from sidan.orders.models.order import OrderQuerySet
from sidan.orders.states import NEEDS_HANDS, State
from sidan.orders.worklist import TABS, Month, Tab
from sidan.people.access import REGISTERS, Scope, scope, staff
from sidan.places.models import Station

ROWS = 20
FOUND = 50
TYPED = "orders_q"


@dataclass(frozen=True)
class Row:
    order: Order
    state: words.Tag
    when: str
    station: str
    next: str
    is_silent: bool
    due: Clock | None


@require_safe
@staff(*READERS)
def work(request: HttpRequest) -> HttpResponse:
    who, at = scope(request), now()
    tab = TABS.get(request.GET.get("tab", ""), TABS["todo"])
    stations = list(Station.objects.under(who.reach(*READERS)))
    chosen = next((one for one in stations if one.code == request.GET.get("station")), None)
    orders = Order.objects.under((chosen.path,) if chosen else who.reach(*READERS))
    counts = worklist.counts(orders, at)
    month = Month.of(request.GET.get("until", ""), at) if tab.name == "all" else None
    shown = _page(month.within(orders) if month else orders, tab, counts, request.GET.get("page", "1"), at)
    context = _frame(who, stations, at) | {
        "tab": tab,
        "filters": _filters(tab, counts, chosen),
        "station": chosen,
        "shown": shown,
        "month": month,
        "rows": [_row(order, at) for order in shown.object_list],
        "here": request.get_full_path(),
    }
    return page(request, "desk/worklist.html", context, partial="work")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*READERS)
def search(request: HttpRequest) -> HttpResponse:
    """What is typed is a name or a number: it waits in the session and stands in no address and no log."""
    htmx = bool(getattr(request, "htmx", False))
    if request.method == "POST":
        request.session[TYPED] = request.POST.get("q", "").strip()[:40]
    text = str(request.session.get(TYPED, ""))
    orders = Order.objects.under(scope(request).reach(*READERS))
    if text and request.method == "POST" and worklist.as_number(text):
        found = worklist.found_by(orders, text).first()
        if found is not None:
            return _go(reverse("orders:desk_order", args=[found.public_id]), htmx=htmx)
    if not text or (request.method == "POST" and not htmx):
        return redirect("desk:search" if text else "desk:work")
    return page(request, "desk/worklist.html", _found(scope(request), orders, text, now()), partial="work")


def _go(address: str, *, htmx: bool) -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": address}) if htmx else redirect(address)


def _found(who: Scope, orders: OrderQuerySet, text: str, at: datetime) -> dict[str, Any]:
    rows = [_row(order, at) for order in worklist.for_rows(worklist.found_by(orders, text))[:FOUND]]
    stations = list(Station.objects.under(who.reach(*READERS)))
    return _frame(who, stations, at) | {"q": text, "rows": rows, "full": len(rows) == FOUND}


def _frame(who: Scope, stations: list[Station], at: datetime) -> dict[str, Any]:
    return {
        "now": at,
        "place": "desk:work",
        "search_target": "#work",
        "stations": stations if len(stations) > 1 else [],
        "may_take_orders": who.holds(*REGISTERS),
    }


def _page(orders: OrderQuerySet, tab: Tab, counts: dict[str, int], number: str, at: datetime) -> "Page[Order]":
    rows = worklist.for_rows(worklist.of_tab(orders, tab, at))
    paginator = Paginator(rows, ROWS)
    if tab.name in counts:
        paginator.count = counts[tab.name]  # asked already, with the tabs
    return paginator.get_page(number)


def _filters(current: Tab, counts: dict[str, int], station: Station | None) -> list[dict[str, Any]]:
    return [
        {"label": tab.label, "count": counts.get(tab.name), "current": tab is current, "href": _address(tab, station)}
        for tab in TABS.values()
    ]


def _address(tab: Tab, station: Station | None) -> str:
    asked = {"tab": tab.name} | ({"station": station.code} if station else {})
    return f"{reverse('desk:work')}?{urlencode(asked)}"


def _is_stuck(order: Order, asked: int, at: datetime) -> bool:
    """Nobody is being asked, or nobody could come any more: it moves only by the hand of the desk."""
    silent = order.state == State.OFFERED and not asked and order.pool_opened_at is None
    return silent or (order.state in NEEDS_HANDS and order.is_over(at))


def _row(order: Order, at: datetime) -> Row:
    asked: int = order.asked  # type: ignore[attr-defined]
    due = order.due_at()
    return Row(
        order=order,
        state=words.state_tag(order),
        when=words.window(order, at),
        station=words.short_name(order.station),
        next=words.next_step(order, asked, at),
        is_silent=_is_stuck(order, asked, at),
        due=clock_state(due, at) if due else None,
    )
