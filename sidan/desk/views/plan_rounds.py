"""The day by volunteer: who goes to which doors one after the other; asked at once, and on paper for each of them."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.desk.proposals import Words
from sidan.desk.routes import Paper, gained_words, split_words
from sidan.desk.views.plan import Looked, helpers, looked, say_sent
from sidan.orders import planning, rounds
from sidan.orders.actions.door import Doing
from sidan.orders.dayparts import day_words
from sidan.orders.forms.desk.asking import HOURS
from sidan.orders.models import Order
from sidan.orders.planning import Period
from sidan.orders.rules import rules
from sidan.people import actions as people_actions
from sidan.people.access import DESK, me, scope, staff

GET_OR_POST = ["GET", "HEAD", "POST"]


def _looked(request: HttpRequest) -> Looked:
    """One day: the one that is asked for, else the first of the period."""
    asked = request.POST if request.method == "POST" else request.GET
    at = looked(asked, scope(request), local(now()).date())
    return replace(at, period=Period(at.day or at.period.first, 1), day=None, chosen={})


@require_http_methods(GET_OR_POST)
@staff(*DESK)
@once
def by_volunteer(request: HttpRequest) -> HttpResponse:
    at = _looked(request)
    if request.method == "POST":
        return _send(request, at)
    day = rounds.propose(at.station, at.period.first, now=now())
    words = Words(day.proposal, now())
    shown = Paper(day, now(), scope(request).reach(*DESK)).routes()
    context = _frame(at) | {
        "routes": shown,
        "asks": any(route.is_new for route in shown),
        "gained": gained_words(day),
        "left": words.left(),
        "help": words.help(planning.what_would_help(day.proposal)),
        "hours": HOURS,
        "usual_hours": rules().offer_hours,
        "place": "desk:plan",
        "print": at.address("desk:plan_paper", days=""),
        "back": at.address(),
    }
    return page(request, "desk/plan_rounds.html", context)


def _frame(at: Looked) -> dict[str, Any]:
    return {"at": at, "day": day_words(at.period.first, local(now()).date()), "now": now()}


def _send(request: HttpRequest, at: Looked) -> HttpResponse:
    """The ticked volunteers, each for all of their doors. A visit for two goes out only whole."""
    back = redirect(at.address("desk:plan_rounds", days=""))
    seen = [stop.split(".") for stop in request.POST.getlist("stop") if stop.count(".") == 1]
    ticked = set(request.POST.getlist("volunteer"))
    people = helpers(who for who, _order in seen)
    ours = Order.objects.under((at.station.path,)).filter(public_id__in={order for _w, order in seen})
    orders = {row.public_id: row for row in ours.select_related("item")}
    whole, chosen = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for who, order in seen:
        if who in people and order in orders:
            whole[orders[order].pk].add(people[who])
            if who in ticked:
                chosen[orders[order].pk].add(people[who])
    pairs = {pk: tuple(sorted(who)) for pk, who in chosen.items() if who == whole[pk]}
    split = [row.item.title for row in orders.values() if row.pk in chosen and row.pk not in pairs]
    if split:
        messages.warning(request, split_words(split))
    if not pairs:
        if not split:
            messages.warning(request, _("请先勾上要邀请的人。"))
        return back
    open_ = planning.open_orders(at.station, at.period, now())
    plan = rounds.still_possible(open_, pairs, at.station, now=now())
    hours = next((n for n, _words in HOURS if str(n) == request.POST.get("hours")), rules().offer_hours)
    say_sent(request, planning.send_plan(plan, pairs, Doing(me(request), now()), hours=hours), len(pairs))
    return back


@require_http_methods(GET_OR_POST)
@staff(*DESK)
def paper(request: HttpRequest) -> HttpResponse:
    """A page for each volunteer. Doors stand on it only when asked for, and each look is written down."""
    at = _looked(request)
    day = rounds.propose(at.station, at.period.first, now=now())
    reach = scope(request).reach(*DESK)
    ours = {pk: one for (pk, _v), one in day.promised.items() if one.order.station.is_under(reach)}
    shown: set[int] = set()
    if request.method == "POST":
        for pk, one in ours.items():
            people_actions.reveal(one.order.served, by=me(request), why=_("打印 %s 的单") % one.order.number, now=now())
            shown.add(pk)
    context = _frame(at) | {
        "routes": Paper(day, now(), reach, shown).routes(),
        "has_doors": bool(shown),
        "may_show": bool(ours) and not shown,
        "back": at.address("desk:plan_rounds", days=""),
    }
    return page(request, "desk/plan_paper.html", context)
