"""For stations: the work list, one order, whom to ask, and the calls that are owed. The verbs are at /orders/."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from sidan.api.gate import visitor
from sidan.api.shapes import OrderOut, PageOut, Problem, StationOut, basics, station_out
from sidan.core.masking import mask_text
from sidan.orders import access, asked, matching, words, worklist
from sidan.orders.models import Callback, CallbackKind, Order
from sidan.orders.states import Actor
from sidan.orders.worklist import TABS, Month
from sidan.people.access import DESK, READS_DESK, Scope

router = Router(tags=["desk"])
ROWS = 20
CLOSED_TO = {401: Problem, 403: Problem, 404: Problem}
Tab = StrEnum("Tab", {name: name for name in TABS})  # type: ignore[misc]  # the tabs of the page, whatever they are


class DeskOrderOut(OrderOut):
    """Name and phone masked. Looking at the full ones is a deed of its own, on the page, and is written down."""

    served: str
    phone: str
    area: str
    details: str
    is_urgent: bool
    due_at: datetime | None
    is_late: bool
    asked: int = Field(description="Volunteers whose answer is awaited.")
    next: str
    verbs: list[str]


class WorkList(PageOut):
    counts: dict[str, int]
    orders: list[DeskOrderOut]


class CandidateOut(Schema):
    id: str
    name: str
    walking_minutes: int
    reasons: list[str]


class TeamOut(Schema):
    id: str
    name: str


class BlockedOut(Schema):
    cause: str
    count: int


class Candidates(Schema):
    volunteers: list[CandidateOut]
    teams: list[TeamOut]
    blocked: list[BlockedOut]


class CallbackOut(Schema):
    order: str
    number: str
    item_name: str
    kind: CallbackKind
    station: StationOut
    due_at: datetime


class Callbacks(PageOut):
    callbacks: list[CallbackOut]


@router.get("/orders", response={200: WorkList, **CLOSED_TO}, operation_id="work_list", summary="The work list")
def work_list(
    request: HttpRequest,
    tab: Tab = Tab.todo,  # type: ignore[attr-defined]
    page: int = 1,
    until: date | None = None,
) -> WorkList:
    """The tab `all` is read a month at a time, the last one unless `until` names another last day."""
    who = visitor(request)
    scope = who.at_desk(*access.READERS)
    orders = Order.objects.under(scope.reach(*access.READERS))
    within = Month.of(until.isoformat() if until else "", who.now).within(orders) if tab.value == "all" else orders
    rows = worklist.for_rows(worklist.of_tab(within, TABS[tab.value], who.now))
    counts, paginator = worklist.counts(orders, who.now), Paginator(rows, ROWS)
    if tab.value in counts:
        paginator.count = counts[tab.value]  # asked already, with the tabs
    shown = paginator.get_page(page)
    return WorkList(
        page=shown.number,
        pages=shown.paginator.num_pages,
        count=shown.paginator.count,
        counts=counts,
        orders=[DeskOrderOut(**_order(order, scope, who.now)) for order in shown],
    )


@router.get("/orders/{order_id}", response={200: DeskOrderOut, **CLOSED_TO}, operation_id="desk_order")
def one(request: HttpRequest, order_id: str) -> DeskOrderOut:
    who = visitor(request)
    scope = who.at_desk(*access.READERS)
    order = access.desk_order_for(scope, order_id)
    return DeskOrderOut(**_order(worklist.for_rows(Order.objects.filter(pk=order.pk)).get(), scope, who.now))


def _order(order: Any, scope: Scope, now: datetime) -> dict[str, Any]:
    """Of a row with how many volunteers are being asked."""
    may_write = scope.has_at(order.station, *DESK)
    return basics(order) | {
        "served": order.served.masked_name,
        "phone": order.served.masked_phone,
        "area": asked.area_words(order),
        "details": mask_text(order.details),
        "is_urgent": order.is_urgent,
        "due_at": order.due_at(),
        "is_late": order.is_late(now),
        "asked": order.asked,
        "next": words.next_step(order, order.asked, now),
        "verbs": [verb.name for verb in access.verbs_for(order, Actor.STATION)] if may_write else [],
    }


@router.get(
    "/orders/{order_id}/candidates",
    response={200: Candidates, **CLOSED_TO},
    operation_id="candidates",
    summary="Whom to ask, best first, and what blocks the others",
)
def candidates(request: HttpRequest, order_id: str, most: int = 12) -> Candidates:
    who = visitor(request)
    order = access.desk_order_for(who.at_desk(*DESK), order_id, to_write=True)
    match = matching.match(order, now=who.now, n=max(1, min(most, 50)))
    return Candidates(
        volunteers=[
            CandidateOut(
                id=one.volunteer.public_id,
                name=one.volunteer.person.masked_name,
                walking_minutes=one.candidate.walk_minutes,
                reasons=words.reasons(one.candidate),
            )
            for one in match.named
        ],
        teams=[TeamOut(id=team.public_id, name=team.name) for team in matching.teams_for(order)],
        blocked=[BlockedOut(cause=str(cause), count=count) for cause, count in match.reject_counts],
    )


@router.get("/callbacks", response={200: Callbacks, **CLOSED_TO}, operation_id="callbacks", summary="Calls owed")
def callbacks(request: HttpRequest, page: int = 1) -> Callbacks:
    scope = visitor(request).at_desk(*READS_DESK)
    owed = Callback.objects.under(scope.reach(*READS_DESK)).waiting().select_related("order__item", "station")
    shown = Paginator(owed.order_by("opened_at", "pk"), ROWS).get_page(page)
    found = [
        CallbackOut(
            order=one.order.public_id,
            number=one.order.number,
            item_name=one.order.item.name,
            kind=CallbackKind(one.kind),
            station=station_out(one.station),
            due_at=one.due_at(),
        )
        for one in shown
    ]
    return Callbacks(page=shown.number, pages=shown.paginator.num_pages, count=shown.paginator.count, callbacks=found)
