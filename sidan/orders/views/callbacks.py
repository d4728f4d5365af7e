"""Calls that a station owes: after a bad rating of its own, and samples of other stations' closed orders."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.orders import access, actions, words
from sidan.orders.actions.door import Doing
from sidan.orders.forms.desk import CallForm, morning
from sidan.orders.models import Callback, CallbackKind, CallbackResult
from sidan.people import actions as people_actions
from sidan.people.access import DESK, READS_DESK, me, scope, staff

PLACE = "orders:callbacks"
ROWS = 20
QUESTIONS = {
    CallbackKind.BAD_RATING: (
        gettext_lazy("这次哪里没有做好？请他慢慢说，先不解释。"),
        gettext_lazy("要怎样才算解决？能当场答应的当场答应。"),
        gettext_lazy("愿意再约一次吗？什么时候方便？"),
    ),
    CallbackKind.SAMPLE: (
        gettext_lazy("志愿者来了吗？是约好的那天、那件事吗？"),
        gettext_lazy("有没有收钱、收东西，或者让您买东西？"),
        gettext_lazy("还有什么没办好、要我们转给您站点的？"),
    ),
}


@require_safe
@staff(*READS_DESK)
def every(request: HttpRequest) -> HttpResponse:
    who, at = scope(request), now()
    owed = Callback.objects.under(who.reach(*READS_DESK)).waiting().select_related(
        "order__item", "order__served", "order__station", "station"
    )  # fmt: skip
    shown = Paginator(owed.order_by("opened_at", "pk"), ROWS).get_page(request.GET.get("page"))
    done = Callback.objects.under(who.reach(*READS_DESK)).exclude(done_at=None).select_related(
        "order__item", "order__station", "station"
    )  # fmt: skip
    context = {
        "rows": [(one, words.short_name(one.order.station), words.short_name(one.station)) for one in shown],
        "shown": shown,
        "done": list(done.order_by("-done_at")[:10]),
        "now": at,
    }
    return page(request, "orders/desk/callbacks.html", context | {"place": PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*READS_DESK)
@once
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    callback = access.callback_for(scope(request), public_id)
    form = _form(callback, request.POST or None)
    if request.method == "POST":
        _must_write(request, callback)
        if form.is_valid():
            told = form.cleaned_data
            doing = Doing(me(request), now(), reason=told["note"])
            try:
                actions.call_back(callback, CallbackResult(told["result"]), doing, wanted=form.wanted)
                callback.refresh_from_db(fields=["done_at", "tries"])
                messages.success(request, _said(callback))
                return redirect("orders:callbacks")
            except Refused as refused:
                form.add_error(None, str(refused))
    return _shown(request, callback, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    callback = access.callback_for(scope(request), public_id)
    _must_write(request, callback)
    if request.method != "POST":
        return redirect("orders:callback", callback.public_id)
    why = _("回访单 %s") % callback.order.number
    people_actions.reveal(callback.order.served, by=me(request), why=why, now=now())
    return _shown(request, callback, form=_form(callback), revealed=True)


def _form(callback: Callback, data: Any = None) -> CallForm:
    at = now()
    return CallForm(data, callback=callback, now=at, initial=morning(at))


def _said(callback: Callback) -> str:
    if callback.done_at is None:
        return _("记下了，第 %(n)d 次没有打通。请换个时间再打。") % {"n": callback.tries}
    return _("回访已记下。")


def _must_write(request: HttpRequest, callback: Callback) -> None:
    if not scope(request).has_at(callback.station, *DESK):
        raise PermissionDenied


def _shown(request: HttpRequest, callback: Callback, **more: Any) -> HttpResponse:
    who, at = scope(request), now()
    context = {
        "callback": callback,
        "order": callback.order,
        "when": words.window(callback.order, at),
        "questions": QUESTIONS[CallbackKind(callback.kind)],
        "may_write": who.has_at(callback.station, *DESK) and callback.done_at is None,
        "now": at,
    }
    return page(request, "orders/desk/callback.html", context | {"place": PLACE} | more)
