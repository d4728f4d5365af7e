"""Orders: one's own, a new one, and one operation for each verb of the table of states."""

from collections.abc import Callable
from datetime import datetime
from inspect import Parameter, Signature
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from sidan.api.gate import Visitor, visitor
from sidan.api.needs import body_of
from sidan.api.once import OPENAPI, once
from sidan.api.placing import PlaceIn, place_order
from sidan.api.shapes import NOES, Done, OrderOut, PageOut, Problem, basics, done
from sidan.api.verbs import ACTS, UNREMEMBERED
from sidan.orders import access, progress
from sidan.orders.models import Order
from sidan.orders.states import ENDED, OPEN, VERBS, Actor, Verb
from sidan.people.access import may_act_for, served_by

router = Router(tags=["orders"])
ROWS = 15


class EventOut(Schema):
    at: datetime | None
    title: str
    text: str


class MyOrderOut(OrderOut):
    """For the served person and the family who acts for them."""

    served: str
    address: str
    details: str
    next: str
    verbs: list[str]
    service_code: str | None
    counter_code: str | None


class MyOrderWhole(MyOrderOut):
    events: list[EventOut]


class MyOrders(PageOut):
    orders: list[MyOrderOut]


@router.get("", response=MyOrders, operation_id="my_orders", summary="Orders for oneself and one's family")
def mine(request: HttpRequest, page: int = 1, ended: bool = False) -> MyOrders:
    who = visitor(request)
    rows = Order.objects.of(who.person).for_list().filter(state__in=ENDED if ended else OPEN).distinct()
    shown = Paginator(rows.order_by("-placed_at", "-pk"), ROWS).get_page(page)
    family = {person.pk for person in served_by(who.person)}
    orders = [MyOrderOut(**_mine(order, may_act=order.served_id in family)) for order in shown]
    return MyOrders(page=shown.number, pages=shown.paginator.num_pages, count=shown.paginator.count, orders=orders)


@router.get("/{order_id}", response={200: MyOrderWhole, 404: Problem}, operation_id="my_order", summary="One of them")
def one(request: HttpRequest, order_id: str) -> MyOrderWhole:
    who = visitor(request)
    order = access.order_for(who.person, order_id)
    events = [EventOut(at=e["at"], title=str(e["title"]), text=str(e["text"])) for e in progress.timeline(order)]
    return MyOrderWhole(**_mine(order, may_act=may_act_for(who.person, order.served)), events=events)


def _mine(order: Order, *, may_act: bool) -> dict[str, Any]:
    shows_code = may_act and access.shows_service_code(order)
    return basics(order) | {
        "served": order.served.name,
        "address": str(order.address),
        "details": order.details,
        "next": str(progress.stage(order).next),
        "verbs": [verb.name for verb in access.served_verbs(order)] if may_act else [],
        "service_code": order.service_code if shows_code else None,
        "counter_code": order.counter_code if shows_code else None,
    }


@router.post(
    "",
    response={201: Done, **NOES},
    operation_id="place",
    summary="Place an order",
    description="For oneself, for family one acts for, or, at work, for a resident of one's stations.",
    openapi_extra={"x-verb": "place", "parameters": [OPENAPI]},
)
@once(201)
def place(request: HttpRequest, told: PlaceIn) -> Done:
    return done(place_order(visitor(request), told))


def _operation(verb: Verb) -> Callable[..., HttpResponse | Done]:
    """A function for one verb, with the signature that its body asks for."""
    act, body = ACTS[verb.name], body_of(verb)

    def run(request: HttpRequest, order_id: str, told: Any = None) -> Done:
        who: Visitor = visitor(request)
        return act(who, order_id, told)

    run.__signature__ = _signature(body)  # type: ignore[attr-defined]
    return run if verb.name in UNREMEMBERED else once()(run)


def _signature(body: type[Schema]) -> Signature:
    kind = Parameter.POSITIONAL_OR_KEYWORD
    taken = [Parameter("request", kind), Parameter("order_id", kind, annotation=str)]
    if body.model_fields:
        needed = any(field.is_required() for field in body.model_fields.values())
        taken.append(Parameter("told", kind, annotation=body, default=Parameter.empty if needed else body()))
    return Signature(taken)


def _words(verb: Verb) -> str:
    """From where to where, and in what capacity, as the table says it."""
    sources, targets = ", ".join(verb.sources), ", ".join(verb.targets)
    return f"From {sources} to {targets}. As: {', '.join(actor for actor in verb.actors if actor != Actor.CLOCK)}."


for _verb in VERBS.values():
    if _verb.name in ACTS:
        router.add_api_operation(
            f"/{{order_id}}/{_verb.name}",
            ["POST"],
            _operation(_verb),
            response={200: Done, **NOES},
            operation_id=_verb.name,
            summary=_verb.name.replace("_", " ").capitalize(),
            description=_words(_verb),
            openapi_extra={"x-verb": _verb.name} | ({} if _verb.name in UNREMEMBERED else {"parameters": [OPENAPI]}),
        )
