"""What a station offers: street items switched on and off, its own items added and changed."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.core.ids import public_id as new_code
from sidan.core.once import once
from sidan.orders import access, actions
from sidan.orders.forms.desk import ItemForm, values_of
from sidan.orders.models import Item, ItemOff, Order
from sidan.people.access import DESK, READS_DESK, Scope, scope, staff
from sidan.places.models import Level, Station

PLACE = "orders:catalogue"


@require_safe
@staff(*READS_DESK)
def every(request: HttpRequest) -> HttpResponse:
    who = scope(request)
    stations = list(Station.objects.under(who.reach(*READS_DESK)))
    station = next((one for one in stations if one.code == request.GET.get("station")), stations[0])
    off = set(ItemOff.objects.filter(station=station).values_list("item_id", flat=True))
    counts = _counts(station, now())
    items = Item.objects.filter(station__in=[station]) | Item.objects.filter(station=None)
    for_all = access.may_edit_for_all(who)
    rows = [
        {"item": item, "is_on": item.is_on and item.pk not in off, "count": counts[item.pk],
         "may_edit": _may_edit(who, item, for_all=for_all), "may_switch": _may_switch(who, item, station)}
        for item in items.order_by("position", "pk")
    ]  # fmt: skip
    context = {
        "rows": rows,
        "station": station,
        "stations": stations if len(stations) > 1 else [],
        "may_add": who.has_at(station, *DESK) and (station.level == Level.COMMUNITY or for_all),
        "is_street": station.level != Level.COMMUNITY,
    }
    return page(request, "orders/desk/catalogue.html", context | {"place": PLACE})


def _counts(station: Station, at: datetime) -> Counter[int]:
    month = local(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    orders = Order.objects.under((station.path,)).filter(placed_at__gte=month)
    return Counter(dict(orders.values("item").annotate(n=Count("pk")).values_list("item_id", "n")))


def _may_edit(who: Scope, item: Item, *, for_all: bool) -> bool:
    """A station's item is its desk's; one of all stations takes somebody who works for all of them."""
    return for_all if item.station is None else who.has_at(item.station, *DESK)


def _may_switch(who: Scope, item: Item, station: Station) -> bool:
    return who.has_at(station, *DESK) and (item.is_on or item.station_id == station.pk)


def _item_for(who: Scope, code: str) -> Item:
    """A street item, or one of a station within reach."""
    item = Item.objects.select_related("station").filter(code=code).first()
    if item is None or (item.station is not None and not item.station.is_under(who.reach(*READS_DESK))):
        raise Http404
    return item


def _station_for(who: Scope, code: str) -> Station:
    station = Station.objects.under(who.reach(*READS_DESK)).filter(code=code).first()
    if station is None:
        raise Http404
    if not who.has_at(station, *DESK):
        raise PermissionDenied
    return station


@require_POST
@staff(*DESK)
@once
def switch(request: HttpRequest, code: str) -> HttpResponse:
    who = scope(request)
    item, station = _item_for(who, code), _station_for(who, request.POST.get("station", ""))
    if not _may_switch(who, item, station):
        raise PermissionDenied
    is_on = request.POST.get("on") == "1"
    actions.switch_item(item, station, on=is_on)
    sentence = _("“%(item)s”开了，居民又能点了。") if is_on else _("“%(item)s”关了，居民暂时点不了。")
    messages.success(request, sentence % {"item": item.title})
    return redirect(_back(station))


def _back(station: Station | None) -> str:
    return reverse(PLACE) + (f"?station={station.code}" if station else "")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def new(request: HttpRequest) -> HttpResponse:
    """A station's own item; at the street itself, one for all its stations."""
    who = scope(request)
    station = _station_for(who, request.POST.get("station", request.GET.get("station", "")))
    owner = station if station.level == Level.COMMUNITY else None
    if owner is None and not access.may_edit_for_all(who):
        raise PermissionDenied
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_item(owner, new_code(), **form.cleaned_data)
        messages.success(request, _("“%(item)s”加上了，居民现在就能点。") % {"item": form.cleaned_data["name"]})
        return redirect(_back(station))
    return _form(request, form, {"station": station, "owner": owner})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def edit(request: HttpRequest, code: str) -> HttpResponse:
    who = scope(request)
    item = _item_for(who, code)
    if not _may_edit(who, item, for_all=item.station is None and access.may_edit_for_all(who)):
        raise PermissionDenied
    form = ItemForm(request.POST or None, initial=values_of(item))
    if request.method == "POST" and form.is_valid():
        actions.change_item(item, **form.cleaned_data)
        messages.success(request, _("“%(item)s”改好了，以后的单按新的来。") % {"item": item.title})
        return redirect(_back(item.station))
    return _form(request, form, {"item": item, "station": item.station, "owner": item.station})


def _form(request: HttpRequest, form: ItemForm, more: dict[str, Any]) -> HttpResponse:
    back = {"back": _back(more["station"]), "form": form}
    return page(request, "orders/desk/item.html", back | more | {"place": PLACE})
