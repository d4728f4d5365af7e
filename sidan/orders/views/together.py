"""Where orders and activities meet: into a session, a day for many, volunteers for a session."""

from math import ceil
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidan.activities import access as activities
from sidan.activities import words as session_words
from sidan.activities.models import Activity, Session
from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.orders import access, actions, gathering, words
from sidan.orders.actions.door import Doing
from sidan.orders.forms.desk.together import DayForm, GatherForm, StaffForm
from sidan.orders.models import Item, Order
from sidan.people.access import DESK, me, scope, staff
from sidan.places.models import Facility
from sidan.programmes.kinds import ActivityKind

GET_OR_POST = ["GET", "HEAD", "POST"]
LONGEST = 600  # minutes of one day


@require_http_methods(GET_OR_POST)
@staff(*DESK)
@once
def gather(request: HttpRequest, public_id: str) -> HttpResponse:
    """This order is served in a session that is planned anyway."""
    order, at = access.desk_order_for(scope(request), public_id, to_write=True), now()
    sessions = {session.public_id: session for session in gathering.joinable(order, at)}
    choices = [
        (key, f"{session.title} · {session_words.when(session, at)} · {session.where}")
        for key, session in sessions.items()
    ]
    form = GatherForm(request.POST if request.method == "POST" else None, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            actions.gather(order, sessions[form.cleaned_data["session"]], Doing(me(request), at))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已并入活动，居民会收到消息。"))
            return redirect("orders:desk_order", order.public_id)
    context = {
        "order": order,
        "form": form,
        "sessions": sessions,
        "place": "desk:work",
        "when": words.window(order, at),
    }
    return page(request, "orders/desk/gather.html", context)


@require_safe
@staff(*DESK)
def together(request: HttpRequest) -> HttpResponse:
    """What several people wait for: worth a day of its own?"""
    context = {"items": gathering.likely(scope(request)), "place": "desk:work"}
    return page(request, "orders/desk/together.html", context)


@require_http_methods(GET_OR_POST)
@staff(*DESK)
@once
def one_day(request: HttpRequest, code: str) -> HttpResponse:
    """The orders of one item side by side: from door to door, or at a point nearby."""
    who, at = scope(request), now()
    item = Item.objects.filter(code=code).first()
    if item is None:
        raise Http404
    every = gathering.chosen(who, item, at)
    orders = _ticked(request, every)
    points = gathering.points(orders, gathering.rooms_for(who, len(orders))) if orders else []
    form = _day_form(request, item, points, at)
    if form.is_bound and form.is_valid():
        try:
            session = _serve(form, points, orders, Doing(me(request), at))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            told = _("活动排好并发布了，%(n)s 位居民都报上了名。现在请志愿者。")
            messages.success(request, told % {"n": len(orders)})
            return redirect("orders:staff", session.public_id)
    each = str(form["each"].value() or "")
    context = {
        "item": item,
        "form": form,
        "rows": [(order, order in orders, words.window(order, at)) for order in every],
        "points": points,
        "doors": gathering.at_the_doors(orders) if orders else None,
        "chosen": len(orders),
        "at_point": len(orders) * int(each) if each.isdecimal() and len(each) < 4 else None,
        "place": "desk:work",
    }
    return page(request, "orders/desk/one_day.html", context)


def _ticked(request: HttpRequest, every: list[Order]) -> list[Order]:
    """All of them until somebody has chosen; a form sent with none means none."""
    if request.method != "POST":
        return every
    keys = set(request.POST.getlist("order"))
    return [order for order in every if order.public_id in keys]


def _serve(form: DayForm, points: list[gathering.Point], orders: list[Order], doing: Doing) -> Session:
    facility = next(one.facility for one in points if one.facility.public_id == form.cleaned_data["facility"])
    return actions.serve_together(orders, _activity(form, facility, orders), form.start, doing)


def _day_form(request: HttpRequest, item: Item, points: list[gathering.Point], at: Any) -> DayForm:
    choices = [
        (point.facility.public_id, _("%(name)s · 平均走 %(mean)s 分钟，最远 %(longest)s 分钟")
         % {"name": point.facility.name, "mean": point.mean, "longest": point.longest})
        for point in points
    ]  # fmt: skip
    initial = {"title": _("%(item)s日") % {"item": item.name}, "day": local(at).date()}
    if points:
        initial["facility"] = points[0].facility.public_id
    sent = request.method == "POST" and "look" not in request.POST
    return DayForm(request.POST if sent else None, choices=choices, initial=initial)


def _activity(form: DayForm, facility: Facility, orders: list[Order]) -> Activity:
    told = form.cleaned_data
    minutes = min(LONGEST, ceil(len(orders) / told["hands"]) * told["each"])
    return Activity(
        station=facility.station,
        title=told["title"],
        kind=ActivityKind.SERVICE_DAY,
        facility=facility,
        minutes=max(minutes, 30),
        seats=len(orders) if facility.capacity is None else min(facility.capacity, max(len(orders), 1)),
    )


@require_http_methods(GET_OR_POST)
@staff(*DESK)
@once
def staff_session(request: HttpRequest, public_id: str) -> HttpResponse:
    """Volunteers for a session: an order like any other, so everything after it is as everybody knows it."""
    session, at = activities.session_for(scope(request), public_id, to_write=True), now()
    items = Item.objects.offered_at(session.station)
    form = StaffForm(request.POST if request.method == "POST" else None, items=items)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            order = actions.staff(session, told["item"], told["places"], Doing(me(request), at))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("现在请人：下面是合适的志愿者。"))
            return redirect("orders:desk_order", order.public_id)
    asked = Order.objects.under(scope(request).reach(*DESK)).filter(staffs=session).for_list()
    rows = [(order, words.state_tag(order)) for order in asked]
    context = {"session": session, "form": form, "rows": rows, "when": session_words.when(session, at)}
    return page(request, "orders/desk/staff.html", context | {"place": "activities:desk_list"})
