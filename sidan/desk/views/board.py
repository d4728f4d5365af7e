"""The street board: how every station stands and what ran late, from the records; nobody is ranked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.timewords import Clock, clock_state, span_words
from sidan.orders import words
from sidan.orders.boards import COLUMNS, Standing, climbed, standings
from sidan.orders.models import Order
from sidan.orders.worklist import TABS
from sidan.people.access import READS_DESK, STREET, scope, staff
from sidan.places.models import Station

STATIONS, CLIMBED = 30, 12
WIDE = 100.0  # of the bar's drawing


@dataclass(frozen=True)
class Cell:
    name: str
    label: str | Promise
    count: int
    href: str


@dataclass(frozen=True)
class Piece:
    """One part of a station's bar: where it begins and how wide it is, in hundredths of the busiest station."""

    name: str
    x: float
    width: float


@dataclass(frozen=True)
class Row:
    standing: Standing
    cells: list[Cell]
    bar: list[Piece]
    oldest: str


@require_safe
@staff(*STREET)
def board(request: HttpRequest) -> HttpResponse:
    who, at = scope(request), now()
    reach = Station.objects.under(who.reach(*STREET))
    shown = Paginator(reach.communities().order_by("path"), STATIONS).get_page(request.GET.get("page"))
    rows = standings(list(shown.object_list), at)
    may_open = who.holds(*READS_DESK)
    most = max((row.open for row in rows), default=0)
    above = list(climbed([row.station for row in rows], at)[:CLIMBED])
    context = {
        "shown": shown,
        "rows": [_row(standing, most, at, may_open=may_open) for standing in rows],
        "columns": [(name, TABS[name].label) for name in COLUMNS],
        "figures": _figures(rows),
        "climbed": [_climbed(order, at) for order in above],
        "may_open": may_open,
        "now": at,
        "place": "desk:board",
        "here": request.get_full_path(),
    }
    return page(request, "desk/board.html", context, partial="board")


def _row(standing: Standing, most: int, at: datetime, *, may_open: bool) -> Row:
    code = standing.station.code
    cells = [
        Cell(name, TABS[name].label, count, _address(code, name) if may_open and count else "")
        for name, count in standing.counts.items()
    ]
    oldest = span_words(at - standing.oldest) if standing.oldest else ""
    return Row(standing, cells, _bar(standing, most), oldest)


def _address(code: str, tab: str) -> str:
    return f"{reverse('desk:work')}?{urlencode({'tab': tab, 'station': code})}"


def _bar(standing: Standing, most: int) -> list[Piece]:
    pieces, x = [], 0.0
    for name, count in standing.counts.items():
        if count:
            width = round(WIDE * count / most, 2)
            pieces.append(Piece(name, round(x, 2), width))
            x += width
    return pieces


def _figures(rows: list[Standing]) -> list[dict[str, Any]]:
    """The page's own sum of its rows."""
    return [
        {"label": _("还在办的"), "value": sum(row.open for row in rows)},
        {"label": _("已经超时"), "value": sum(row.late for row in rows)},
        {"label": _("上报街道"), "value": sum(row.climbed for row in rows)},
        {"label": _("回访迟了"), "value": sum(row.callbacks_late for row in rows)},
        {"label": _("本月没能满足"), "value": sum(row.unmet for row in rows)},
    ]


def _climbed(order: Order, at: datetime) -> dict[str, Any]:
    due = order.due_at()
    chip: Clock | None = clock_state(due, at) if due else None
    station = words.short_name(order.station)
    return {
        "order": order,
        "station": station,
        "state": words.state_tag(order),
        "due": chip,
        "next": words.next_step(order, 0, at),
    }
