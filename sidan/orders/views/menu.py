"""The menu and one item of it: for everybody, signed in or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from sidan.core.htmx import page
from sidan.orders import browsing
from sidan.people.models import Person
from sidan.places.models import Station

POPULAR = 6


@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    return page(request, "orders/resident/menu.html", shown(request, _station(request)), partial="results")


def plain(typed: str) -> str:
    """What may be asked of the database: PostgreSQL takes no NUL."""
    return typed.replace("\0", "").strip()[:40]


def shown(request: HttpRequest, station: Station | None) -> dict[str, object]:
    text = plain(request.GET.get("q", ""))
    items = browsing.offered(station)
    found = list(browsing.search(items, text))
    return {"q": text, "groups": browsing.grouped(found), "found": found, "station": station}


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    station = _station(request)
    one = get_object_or_404(browsing.offered(station), code=code)
    facts = {"who": browsing.who_comes(one), "long": browsing.how_long(one), "prepare": browsing.to_prepare(one)}
    return page(request, "orders/resident/item.html", {"item": one, "place": "orders:menu", **facts})


def _station(request: HttpRequest) -> Station | None:
    """The visitor's own station; `request.user` is asked only when a session cookie came along."""
    return request.user.station if isinstance(request.user, Person) else None
