"""A plan of a district: the worker makes it, the page says how far it is, then shows it fifty orders at a time."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_q.tasks import async_task

from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.walls import within
from sidan.desk.proposals import REASONS, area_of, help_words, name_of
from sidan.desk.views.plan import DAYS, Looked, looked, say_sent
from sidan.dispatch import Reason
from sidan.orders import actions, planning
from sidan.orders.actions.door import Doing
from sidan.orders.dayparts import window_words
from sidan.orders.forms.desk.asking import HOURS
from sidan.orders.models import Order, PlanState, SavedPlan
from sidan.orders.planning import Help, Period
from sidan.orders.rules import rules
from sidan.people.access import DESK, Scope, me, scope, staff
from sidan.places.models import Station

ROWS = 50
STEPS: dict[int, str | Promise] = {
    0: gettext_lazy("等着开始"),
    1: gettext_lazy("读单子和志愿者"),
    2: gettext_lazy("找每张单能请的人"),
    3: gettext_lazy("把人和单配起来"),
    4: gettext_lazy("看怎样能多去几单"),
}


@dataclass(frozen=True)
class Line:
    n: int
    order: Order
    when: str
    people: list[str]
    keys: str
    walk: int


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def start(request: HttpRequest) -> HttpResponse:
    today = local(now()).date()
    if request.method == "POST":
        at = looked(request.POST, scope(request), today)
        made = actions.order_plan(at.station, at.period.first, at.period.days, by=me(request), now=now())
        async_task("sidan.desk.planner.make_plan", made.pk)
        return redirect("desk:plan_made", made.public_id)
    at = looked(request.GET, scope(request), today)
    orders = planning.open_orders(at.station, at.period, now()).count()
    last = SavedPlan.objects.latest_of(at.station)
    context = _frame(request, at) | {"orders": orders, "last": last}
    return page(request, "desk/plan_start.html", context)


def _frame(request: HttpRequest, at: Looked) -> dict[str, Any]:
    return {
        "at": at,
        "days": DAYS,
        "now": now(),
        "place": "desk:plan",
    }


def made_for(who: Scope, public_id: str) -> SavedPlan:
    ours = Station.objects.under(who.reach(*DESK))
    found = SavedPlan.objects.select_related("station").filter(within(station__in=ours), public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def made(request: HttpRequest, public_id: str) -> HttpResponse:
    plan = made_for(scope(request), public_id)
    if request.method == "POST":
        return _send(request, plan)
    stations = looked(request.GET, scope(request), local(now()).date()).stations
    at = Looked(plan.station, stations, Period(plan.first_day, plan.days), None)
    context = _frame(request, at) | {"plan": plan, "again": at.address("desk:plan_large")}
    if plan.state != PlanState.READY:
        waits = plan.state in (PlanState.QUEUED, PlanState.RUNNING)
        told = {"waits": waits, "step": plan.step, "steps": len(STEPS), "doing": STEPS.get(plan.step, "")}
        return page(request, "desk/plan_wait.html", context | told, partial="wait")
    if getattr(request, "htmx", False):
        # The bar asked; what it waited for is a page of its own.
        return HttpResponse(headers={"HX-Redirect": request.get_full_path()})
    return page(request, "desk/plan_made.html", context | _result(request, plan))


def _result(request: HttpRequest, plan: SavedPlan) -> dict[str, Any]:
    asked: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for order, volunteer, walk in plan.result["asked"]:
        asked[order].append((volunteer, walk))
    open_ = Order.objects.needing_hands().filter(pk__in=list(asked)).order_by("wanted_from", "pk")
    rows = open_.select_related("item", "station", "address__estate")
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    people = planning.people_of(pk for order in shown.object_list for pk, _walk in asked[order.pk])
    today = local(now()).date()
    lines = [
        Line(
            n=n,
            order=order,
            when=window_words(order.wanted_from, order.wanted_until, today),
            people=[f"{name_of(people[pk])} · {area_of(people[pk])}" for pk, _walk in asked[order.pk]],
            keys=".".join(people[pk].public_id for pk, _walk in asked[order.pk]),
            walk=max(walk for _pk, walk in asked[order.pk]),
        )
        for n, order in enumerate(shown.object_list, shown.start_index())
    ]
    why = Counter(plan.result["unserved"].values())
    return {
        "shown": shown,
        "lines": lines,
        "asked": sum(len(people) for people in asked.values()),
        "orders": len(asked),
        "left": [(REASONS[Reason(reason)], n) for reason, n in why.most_common()],
        "left_count": len(plan.result["unserved"]) + len(plan.result["over"]),
        "help": help_words(Help(*plan.result["help"]), today) if plan.result.get("help") else "",
        "hours": HOURS,
        "usual_hours": rules().offer_hours,
        "here": request.get_full_path(),
    }


def _send(request: HttpRequest, plan: SavedPlan) -> HttpResponse:
    """Only people of this plan, only for the orders ticked; whether they still can is asked anew."""
    ticked = Order.objects.under((plan.station.path,)).filter(public_id__in=request.POST.getlist("order")[:ROWS])
    wanted = set(ticked.values_list("pk", flat=True))
    pairs: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for order, volunteer, _walk in plan.result.get("asked", []):
        if order in wanted:
            pairs[order] += (volunteer,)
    back = redirect("desk:plan_made", plan.public_id)
    if not pairs:
        messages.warning(request, _("请先勾上要邀请的单。"))
        return back
    period = Period(plan.first_day, plan.days)
    orders = planning.open_orders(plan.station, period, now())
    hours = next((n for n, _words in HOURS if str(n) == request.POST.get("hours")), rules().offer_hours)
    sent = planning.send(orders, pairs, plan.station, Doing(me(request), now()), hours=hours)
    say_sent(request, sent, len(wanted))
    return back
