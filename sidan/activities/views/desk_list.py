"""Sessions at the desk: the list, the week as a grid of days and hours, and the same on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sidan.activities import listing, words
from sidan.activities.listing import OPEN, TABS, Asked
from sidan.activities.models import Session, SessionQuerySet
from sidan.activities.states import State
from sidan.activities.weeks import bounds, date_words, days_of, read_monday, this_monday, week_words, weekday_words
from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.people.access import DESK, READS_DESK, Scope, scope, staff
from sidan.places.models import Station
from sidan.programmes.kinds import ActivityKind
from sidan.programmes.models import Brand

PER_PAGE = 25
EARLIEST, LATEST = 8, 20  # hours that the grid shows at least


def frame(request: HttpRequest, tab: str = "sessions") -> dict[str, Any]:
    return {"place": "activities:desk_list", "tab": tab, "now": now(), "works_desk": scope(request).holds(*DESK)}


def _sessions(who: Scope) -> SessionQuerySet:
    return Session.objects.under(who.reach(*READS_DESK))


@require_safe
@staff(*READS_DESK)
def listed(request: HttpRequest) -> HttpResponse:
    who, at, asked = scope(request), now(), Asked.read(request.GET.dict())
    sessions = _sessions(who)
    found = listing.ordered(asked.among(sessions, at), asked.tab)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    stations = list(Station.objects.under(who.reach(*READS_DESK)))
    context = {
        "asked": asked,
        "tabs": _tabs(asked, request, listing.unfinished(sessions, at)),
        "page": shown,
        "weeks": listing.weeks(shown, at),
        "stations": stations if len(stations) > 1 else [],
        "kinds": ActivityKind.choices,
        "states": State.choices,
        "kept": asked.kept,
        "brands": Brand.objects.filter(station__in=stations).order_by("name").values_list("public_id", "name"),
    }
    return page(request, "activities/desk/list.html", context | frame(request), partial="list")


def _tabs(asked: Asked, request: HttpRequest, unfinished: int) -> list[dict[str, Any]]:
    """Another tab keeps what was chosen, and begins at its first page."""
    kept = {name: value for name, value in request.GET.items() if name not in ("tab", "page")}
    here = reverse("activities:desk_list")
    return [
        {
            "label": label,
            "href": f"{here}?{urlencode({'tab': name} | kept)}",
            "current": asked.tab == name,
            "count": unfinished if name == OPEN else None,
        }
        for name, label in TABS
    ]


@dataclass(frozen=True)
class Cell:
    day: str
    sessions: list[dict[str, Any]]


@require_safe
@staff(*READS_DESK)
def week(request: HttpRequest) -> HttpResponse:
    return page(request, "activities/desk/week.html", _grid(request) | frame(request))


@require_safe
@staff(*READS_DESK)
def week_sheet(request: HttpRequest) -> HttpResponse:
    return render(request, "activities/desk/week_sheet.html", _grid(request) | frame(request))


def _grid(request: HttpRequest) -> dict[str, Any]:
    who, at = scope(request), now()
    monday = read_monday(request.GET.get("week", "")) or this_monday(at)
    stations = list(Station.objects.under(who.reach(*READS_DESK)))
    station = next((one for one in stations if one.code == request.GET.get("station")), None)
    found = _sessions(who).between(*bounds(monday)).exclude(state=State.CANCELLED)
    sessions = list((found.filter(station=station) if station else found).for_list())
    days = days_of(monday)
    return {
        "days": [(date_words(day), weekday_words(day), day == local(at).date()) for day in days],
        "hours": _hours(sessions, days),
        "week": week_words(monday),
        "monday": monday,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "stations": stations if len(stations) > 1 else [],
        "station": station,
        "is_empty": not sessions,
    }


def _hours(sessions: Sequence[Session], days: Sequence[date]) -> list[tuple[str, list[Cell]]]:
    placed: dict[tuple[int, date], list[dict[str, Any]]] = {}
    for one in sessions:
        told = {"session": one, "hours": words.hours(one), "tag": words.state_tag(one, now())}
        placed.setdefault((local(one.starts_at).hour, one.day), []).append(told)
    starts = [hour for hour, _day in placed]
    rows = range(min([EARLIEST, *starts]), max([LATEST, *starts]) + 1)
    names = [f"{date_words(day)} {weekday_words(day)}" for day in days]
    return [
        (f"{hour:02d}:00", [Cell(name, placed.get((hour, day), [])) for name, day in zip(names, days, strict=True)])
        for hour in rows
    ]
