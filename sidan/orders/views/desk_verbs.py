"""The verbs that say something first, and what the desk does on behalf of a volunteer who has no phone at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.orders import access, actions, worklist
from sidan.orders.actions import Opinion
from sidan.orders.actions.door import Doing
from sidan.orders.dayparts import Window
from sidan.orders.forms.desk import (
    ArriveForm,
    MergeForm,
    PhoneRatingForm,
    ReferForm,
    RejectForm,
    RescheduleForm,
    ReworkForm,
    UnmetForm,
    WindowForm,
    WithdrawForm,
    morning,
)
from sidan.orders.models import Order, Proof, RatingTag, ReferredTo
from sidan.orders.states import VERBS, Actor
from sidan.orders.views.desk_page import similar, speakers
from sidan.orders.words import state_tag, window
from sidan.people.access import DESK, me, scope, staff

Form = type[forms.Form]
GET_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Say:
    """A verb that needs a few words: its form, what the page asks, and what is said when it is done."""

    form: Form
    title: str | Promise
    note: str | Promise
    done: str | Promise
    act: Callable[[Order, dict[str, Any], Doing], None]
    is_grave: bool = False


def _refer(order: Order, told: dict[str, Any], doing: Doing) -> None:
    actions.refer(order, ReferredTo(told["to"]), Doing(doing.by, doing.now, doing.channel, told["words"]))


def _with_reason(action: Callable[[Order, Doing], None]) -> Callable[[Order, dict[str, Any], Doing], None]:
    return lambda order, told, doing: action(order, Doing(doing.by, doing.now, doing.channel, told["reason"]))


def _with_window(action: Callable[[Order, Window, Doing], None]) -> Callable[[Order, dict[str, Any], Doing], None]:
    return lambda order, told, doing: action(
        order, told["window"], Doing(doing.by, doing.now, doing.channel, told["reason"])
    )


SAYINGS = {
    "reschedule": Say(
        RescheduleForm, _("改到什么时候"),
        _("先和居民在电话里说好。已经邀请或接单的志愿者会收到改时间的消息，要重新请人。"),
        _("时间改好了，居民会收到消息。"), _with_window(actions.reschedule),
    ),
    "reject": Say(
        RejectForm, _("为什么不予受理"), _("居民会收到这句话，请写得让人看得懂、知道下一步找谁。"),
        _("已答复居民：不予受理。"), _with_reason(actions.reject), is_grave=True,
    ),
    "refer": Say(
        ReferForm, _("转给谁办"), _("有生命、财产危险的，先打 110、119、120，再在这里记下来。"),
        _("已转介，居民会收到消息。"), _refer,
    ),
    "withdraw": Say(
        WithdrawForm, _("替居民撤回这张单"), _("已经邀请或接单的志愿者会收到取消的消息。"),
        _("已撤回。"), _with_reason(actions.withdraw), is_grave=True,
    ),
    "rework": Say(
        ReworkForm, _("为什么要重新安排"), _("先和居民约好新的时间。这张单会开始新的一轮，重新找志愿者。"),
        _("已转为重新安排，请派单。"), _with_window(actions.rework),
    ),
    "mark_unmet": Say(
        UnmetForm, _("为什么没能满足"), _("会记入公开台账，居民会收到这句话。"),
        _("已记为未能满足。"), _with_reason(actions.mark_unmet), is_grave=True,
    ),
}  # fmt: skip


@require_http_methods(GET_OR_POST)
@staff(*DESK)
@once
def say(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    order = access.desk_order_for(scope(request), public_id, to_write=True)
    saying, form = SAYINGS[verb], _form(request, order, SAYINGS[verb].form)
    if request.method == "POST" and form.is_valid():
        try:
            saying.act(order, form.cleaned_data, Doing(me(request), now()))
            return _done(request, order, str(saying.done))
        except Refused as refused:
            form.add_error(None, str(refused))
    return _ask(request, order, verb, {"form": form, "saying": saying})


def _form(request: HttpRequest, order: Order, kind: Form) -> forms.Form:
    if issubclass(kind, WindowForm):
        at = now()
        return kind(request.POST or None, now=at, minutes=order.minutes, initial=morning(at))
    return kind(request.POST or None)


def _ask(request: HttpRequest, order: Order, verb: str, more: dict[str, Any]) -> HttpResponse:
    if request.method != "POST" and VERBS[verb] not in access.verbs_for(order, Actor.STATION):
        sentence = translated("这张单现在是“%(state)s”，不能“%(verb)s”。")
        names = {"state": order.get_state_display(), "verb": VERBS[verb].label}
        messages.error(request, sentence % names)
        return redirect("orders:desk_order", order.public_id)
    at = now()
    told = {"order": order, "verb": VERBS[verb], "state": state_tag(order), "when": window(order, at), "now": at}
    return page(request, "orders/desk/say.html", told | {"place": "desk:work"} | more)


def _done(request: HttpRequest, order: Order, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("orders:desk_order", order.public_id)


@require_http_methods(GET_OR_POST)
@staff(*DESK)
@once
def merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two steps on one page: pick, see the other order, confirm."""
    order = access.desk_order_for(scope(request), public_id, to_write=True)
    likely = similar(order)
    form = MergeForm(request.POST or None, choices=[(one.public_id, one.number) for one in likely])
    into = _target(request, order, form) if request.method == "POST" and form.is_valid() else None
    if into is not None and request.POST.get("sure") == into.public_id:
        try:
            actions.merge(order, into, Doing(me(request), now()))
            sentence = translated("已并入 %(number)s，以后看那一张单。") % {"number": into.number}
            return _done(request, order, sentence)
        except Refused as refused:
            form.add_error(None, str(refused))
            into = None
    at = now()
    rows = [(one, state_tag(one), window(one, at)) for one in likely]
    shown = (into, state_tag(into), window(into, at)) if into else None
    return _ask(request, order, "merge", {"form": form, "rows": rows, "shown": shown, "merging": True})


def _target(request: HttpRequest, order: Order, form: MergeForm) -> Order | None:
    told, known = form.cleaned_data, Order.objects.for_list().filter(station=order.station).exclude(pk=order.pk)
    number = worklist.as_number(told.get("number", ""))
    found = known.filter(number=number) if number else known.filter(public_id=told.get("into", ""))
    into = found.first()
    if into is None:
        form.add_error("number", translated("本站没有这个单号，请再核对一遍。"))
    return into


@require_http_methods(GET_OR_POST)
@staff(*DESK)
@once
def rate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Takes down what the resident says on the telephone; marked as such, and the desk's own voice has no stars."""
    order = access.desk_order_for(scope(request), public_id, to_write=True)
    form = PhoneRatingForm(request.POST or None, order=order, speakers=speakers(order))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        opinion = Opinion(told["stars"], tuple(RatingTag(tag) for tag in told["tags"]), told["words"], form.speaker)
        try:
            actions.rate(order, opinion, Doing(me(request), now(), Channel.CALLBACK))
            return _done(request, order, translated("已按居民的话记下评单，并标明是电话里记的。"))
        except Refused as refused:
            form.add_error(None, str(refused))
    return _ask(request, order, "rate", {"form": form, "rating": True})


@require_POST
@staff(*DESK)
@once
def release(request: HttpRequest, public_id: str) -> HttpResponse:
    assignment = access.desk_assignment_for(scope(request), public_id)
    actions.release(assignment, Doing(me(request), now()))
    return _done(request, assignment.order, translated("已放出名额，请再邀请一位志愿者。"))


@require_http_methods(GET_OR_POST)
@staff(*DESK)
def check_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not @once: that would undo the counting of wrong codes. A second tap finds the arrival written already."""
    assignment = access.desk_assignment_for(scope(request), public_id)
    if assignment.checked_in_at is not None:
        return redirect("orders:desk_order", assignment.order.public_id)
    form = ArriveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.check_in(assignment, Proof(told["proof"]), Doing(me(request), now()), code=told["code"])
            return _done(request, assignment.order, translated("已签到，服务开始。"))
        except Refused as refused:
            form.add_error(None, str(refused))
    return _ask(request, assignment.order, "check_in", {"form": form, "volunteer": assignment.volunteer})


@require_POST
@staff(*DESK)
@once
def check_out(request: HttpRequest, public_id: str) -> HttpResponse:
    assignment = access.desk_assignment_for(scope(request), public_id)
    actions.check_out(assignment, Doing(me(request), now()))
    return _done(request, assignment.order, translated("已签退。全部签退后会请居民评单。"))
