"""Plan the day: everything that needs hands in one proposal, changed by hand where somebody knows better."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.clock import local, now
from sidan.core.context import view_mode
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.walls import everything
from sidan.desk.proposals import Row, Words, tab_words
from sidan.dispatch import Diff
from sidan.orders import actions, planning
from sidan.orders.actions.door import Doing
from sidan.orders.forms.desk.asking import HOURS
from sidan.orders.models import Order, SavedPlan
from sidan.orders.planning import Period, Pins, Proposal
from sidan.orders.rules import rules
from sidan.people.access import DESK, Scope, me, scope, staff
from sidan.people.models import RoleKind
from sidan.places.models import Level, Station
from sidan.volunteers.models import Volunteer

DAYS = (1, 3, 7)
USUAL_DAYS = 3
FARTHEST = timedelta(days=60)
LARGE = 400  # orders; a plan of more is the worker's, not a request's


@dataclass(frozen=True)
class Looked:
    """What the address asks for."""

    station: Station
    stations: list[Station]
    period: Period
    day: date | None
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by hand: order → volunteers, public ids
    page: str = ""

    def address(self, name: str = "desk:plan", **other: Any) -> str:
        asked: dict[str, Any] = {"scope": self.station.code, "from": self.period.first, "days": self.period.days}
        asked |= {"day": self.day or "", "page": self.page} | other
        pins = [("pin", ".".join((order, *people))) for order, people in self.chosen.items()]
        told = [(key, value) for key, value in asked.items() if value not in ("", None)]
        return f"{reverse(name)}?{urlencode([*told, *pins])}"


def looked(asked: QueryDict, who: Scope, today: date) -> Looked:
    """Whatever is missing or makes no sense is the usual: everything of one's own, from today, three days."""
    stations = list(Station.objects.under(who.reach(*DESK)).order_by("path"))
    station = next((one for one in stations if one.code == asked.get("scope")), stations[0])
    first = _day(asked.get("from", ""), today) or today
    days = next((n for n in DAYS if str(n) == asked.get("days")), USUAL_DAYS)
    period = Period(max(first, today), days)
    number = asked.get("page", "")
    page_ = number if number.isdecimal() and len(number) < 5 else ""
    return Looked(station, stations, period, _day(asked.get("day", ""), today), _chosen(asked.getlist("pin")), page_)


def _day(typed: str, today: date) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if today <= day <= today + FARTHEST else None


def _chosen(pins: list[str]) -> dict[str, tuple[str, ...]]:
    split = [pin.split(".") for pin in pins[:LARGE]]
    return {order: tuple(people) for order, *people in split if people}


def pins_of(at: Looked) -> dict[int, tuple[int, ...]]:
    """Public ids → rows; what is unknown, or of another station, is dropped."""
    if not at.chosen:
        return {}
    orders = Order.objects.under((at.station.path,)).filter(public_id__in=at.chosen)
    wanted = {pk for people in at.chosen.values() for pk in people}
    people = helpers(wanted)
    return {
        pk: tuple(people[one] for one in at.chosen[public_id])
        for pk, public_id in orders.values_list("pk", "public_id")
        if set(at.chosen[public_id]) <= people.keys()
    }


@everything("helpers come from the whole street; whether they fit is asked anew")
def helpers(public_ids: Iterable[str]) -> dict[str, int]:
    return dict(Volunteer.objects.filter(public_id__in=set(public_ids)).values_list("public_id", "pk"))


@dataclass(frozen=True)
class Planned:
    """A proposal, and what choosing by hand did to it."""

    proposal: Proposal
    best: Proposal
    pins: Pins
    diff: Diff | None

    @classmethod
    def of(cls, at: Looked) -> "Planned":
        best = planning.propose(planning.open_orders(at.station, at.period, now()), at.station, now=now())
        pins = pins_of(at)
        if not pins:
            return cls(best, best, {}, None)
        changed, diff = planning.pinned(best, pins)
        return cls(changed, best, pins, diff)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def plan(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _answer(request, looked(request.POST, scope(request), local(now()).date()))
    at = looked(request.GET, scope(request), local(now()).date())
    if is_large(at):
        return redirect(at.address("desk:plan_large"))
    return page(request, "desk/plan.html", _shown(request, at), partial="plan")


def is_large(at: Looked) -> bool:
    if at.station.level == Level.CENTRE:
        return True
    return planning.open_orders(at.station, at.period, now())[: LARGE + 1].count() > LARGE


@require_safe
@staff(*DESK)
def sheet(request: HttpRequest) -> HttpResponse:
    """The plan on paper, day by day."""
    at = looked(request.GET, scope(request), local(now()).date())
    if is_large(at):
        return redirect(at.address("desk:plan_large"))
    words = Words(Planned.of(at).proposal, now(), at.day)
    days: dict[str, list[Row]] = {}
    for row in words.on_paper():
        days.setdefault(row.day, []).append(row)
    context = {
        "at": at,
        "days": days.items(),
        "left": words.left(),
        "picture": words.picture(at.station, is_large=view_mode(request) == "elder"),
        "now": now(),
        "back": at.address(),
    }
    return page(request, "desk/plan_sheet.html", context)


def _shown(request: HttpRequest, at: Looked) -> dict[str, Any]:
    planned = Planned.of(at)
    words = Words(planned.proposal, now(), at.day, at.page)
    before = SavedPlan.objects.latest_of(at.station)
    compared = planning.compare(planned.proposal, before) if before else None
    rows = words.rows(planned.pins, compared.changed if compared else ())
    stats = planned.proposal.plan.stats
    return {
        "at": at,
        "rows": rows,
        "shown": words.page,
        "left": words.left(),
        "help": words.help(planning.what_would_help(planned.proposal)),
        "picture": words.picture(at.station, is_large=view_mode(request) == "elder"),
        "consequence": words.consequence(planned.best.plan, planned.diff, planned.pins) if planned.diff else "",
        "stats": stats,
        "walk": _median([seat.walk for row in rows for seat in row.seats]),
        "answering": len(planned.proposal.answering),
        "before": before,
        "compared": compared,
        "hours": HOURS,
        "usual_hours": rules().offer_hours,
        "filters": _filters(at, words),
        "days": DAYS,
        "sheet": at.address("desk:plan_sheet", page=""),
        "rounds": at.address("desk:plan_rounds", page="", days=""),
        "may_set_policy": scope(request).holds(RoleKind.STREET_WORKER),
        "plain": Looked(at.station, at.stations, at.period, at.day).address(),
        "now": now(),
        "place": "desk:plan",
    }


def _median(values: list[int]) -> int:
    return sorted(values)[len(values) // 2] if values else 0


def _filters(at: Looked, words: Words) -> list[dict[str, Any]]:
    today = local(now()).date()
    days = words.days()
    tabs: list[dict[str, Any]] = [
        {"label": tab_words(day, today), "href": at.address(day=day, page=""), "current": day == at.day} for day in days
    ]
    return (
        [{"label": _("全部"), "href": at.address(day="", page=""), "current": at.day is None}, *tabs]
        if len(days) > 1
        else []
    )


# What the form says -----------------------------------------------------------------------------------------------


def _answer(request: HttpRequest, at: Looked) -> HttpResponse:
    told = _people(request.POST, "who")
    seen = _people(request.POST, "was")
    changed = {order: people for order, people in told.items() if people != seen.get(order)}
    if changed or request.POST.get("do") != "send":
        for people in changed.values():
            if len(set(people)) < len(people):
                raise Refused("twice", _("同一张单不能请同一位两次。请选两位不同的人。"))
        if changed and request.POST.get("do") == "send":
            messages.warning(request, _("您换了人。请先看看后果，再邀请。"))
        return redirect(replace(at, chosen={**at.chosen, **changed}).address())
    ticked = {order: people for order, people in seen.items() if order in request.POST.getlist("order")}
    if not ticked:
        messages.warning(request, _("请先勾上要邀请的单。"))
        return redirect(at.address())
    _send(request, at, ticked)
    return redirect(Looked(at.station, at.stations, at.period, at.day).address())


def _people(posted: QueryDict, name: str) -> dict[str, tuple[str, ...]]:
    """who-<order> = volunteer, one for each place."""
    fields = [key for key in posted if key.startswith(f"{name}-")]
    return {key.removeprefix(f"{name}-"): tuple(posted.getlist(key)) for key in fields}


def _send(request: HttpRequest, at: Looked, ticked: Mapping[str, tuple[str, ...]]) -> None:
    asked = Looked(at.station, at.stations, at.period, None, dict(ticked))
    orders = planning.open_orders(at.station, at.period, now())
    actions.save_plan(
        at.station, at.period.first, at.period.days, planning.as_saved(Planned.of(at).proposal),
        by=me(request), now=now(),
    )  # fmt: skip
    hours = next((n for n, _words in HOURS if str(n) == request.POST.get("hours")), rules().offer_hours)
    sent = planning.send(orders, pins_of(asked), at.station, Doing(me(request), now()), hours=hours)
    say_sent(request, sent, len(ticked))


def say_sent(request: HttpRequest, sent: planning.Sent, wanted: int) -> None:
    if sent.orders:
        told = {"orders": sent.orders, "people": sent.people}
        messages.success(request, _("%(orders)d 张单已发出邀请，请了 %(people)d 人次，等他们答复。") % told)
    for number, why in sent.kept_back[:5]:
        messages.warning(request, _("%(number)s 没有发出：%(why)s") % {"number": number, "why": why})
    gone = wanted - sent.orders - len(sent.kept_back)
    if gone > 0:
        messages.warning(request, _("有 %(n)d 张单刚才已经变了，没有发出。") % {"n": gone})
