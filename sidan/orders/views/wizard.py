"""Placing an order, one question a page. Answers wait in the session until the last page sends them."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.orders import access, actions, browsing, drafts
from sidan.orders.actions import Need
from sidan.orders.actions.door import Doing
from sidan.orders.dayparts import window_words
from sidan.orders.drafts import Draft
from sidan.orders.forms.resident import ME, OTHER, CheckForm, WhenForm, WhereForm, WhomForm, WordsForm, is_shown
from sidan.orders.views.menu import plain, shown
from sidan.orders.views.writer import Writer, keep, writer_of
from sidan.people.access import me, signed_in
from sidan.places.actions import door
from sidan.places.models import Address, Estate

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """A fresh draft, with the item somebody tapped on the menu."""
    draft, before = Draft(item=plain(request.GET.get("item", ""))), drafts.read(request)
    # Nothing to keep, nothing written: whoever only looks costs no session.
    writer = Writer(request, draft if draft == before else drafts.write(request, draft), now())
    if writer.is_too_young and not writer.family:
        raise Refused("too_young", _too_young())
    return writer.onward()


@require_safe
@signed_in
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    """A former order once more: only the time is asked."""
    order = access.order_for(me(request), public_id)
    served = ME if order.served_id == me(request).pk else order.served.public_id
    draft = Draft(served=served, item=order.item.code, address=order.address_id, details=order.details)
    return Writer(request, drafts.write(request, draft), now()).onward()


@GET_POST
def whom(request: HttpRequest) -> HttpResponse:
    writer = writer_of(request)
    if not writer.family:  # or no longer: then the order is for oneself, and not at their door
        return keep(writer, served="", address=0) if writer.draft.served else writer.onward()
    form = WhomForm(request.POST or None, family=writer.family, initial={"served": writer.draft.served})
    if request.method == "POST" and form.is_valid():
        served = form.cleaned_data["served"]
        chosen = Writer(request, replace(writer.draft, served=served), writer.now)
        if not chosen.is_too_young:
            moved = {} if served == writer.draft.served else {"address": 0}
            return keep(writer, served=served, **moved)
        form.add_error("served", _too_young())
    return writer.question("whom", form)


def _too_young() -> str:
    return _("不满 14 周岁要请爸爸妈妈或其他监护人来点单。有急事可以直接打站点电话。")


@GET_POST
def what(request: HttpRequest) -> HttpResponse:
    writer = writer_of(request)
    station = writer.served.station if writer.served else None
    code = plain(request.POST.get("item", ""))
    if code and browsing.offered(station).filter(code=code).exists():
        return keep(writer, item=code)
    gone = bool(code) or bool(writer.draft.item and writer.item is None)
    if request.method == "POST" and not code:
        messages.error(request, _("请选一项服务。"))
    return writer.question("what", None, gone=gone, **shown(request, station))


@GET_POST
def when(request: HttpRequest) -> HttpResponse:
    writer = writer_of(request)
    form = WhenForm(request.POST or None, now=writer.now, minutes=writer.minutes, initial=_when_before(writer))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        at = f"{told['at']:%H:%M}" if told["at"] else ""
        return keep(writer, day=str(told["chosen"]), part=told["part"], at=at)
    return writer.question("when", form)


def _when_before(writer: Writer) -> dict[str, Any]:
    draft = writer.draft
    day = OTHER if draft.day and not is_shown(date.fromisoformat(draft.day), writer.now) else draft.day
    return {"day": day, "other_day": draft.day if day == OTHER else "", "part": draft.part, "at": draft.at}


@GET_POST
def where(request: HttpRequest) -> HttpResponse:
    writer = writer_of(request)
    if writer.item is None:
        return writer.onward()
    known, draft = writer.known_doors, writer.draft
    before = {"where": OTHER if draft.estate else draft.address or (known[0].pk if known else OTHER)}
    initial = before | {"estate": draft.estate or "", "door": draft.door}
    form = WhereForm(request.POST or None, known=known, estates=Estate.objects.all(), item=writer.item, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if told["where"] == OTHER:
            return keep(writer, address=0, estate=told["estate"].pk, door=told["door"])
        return keep(writer, address=int(told["where"]), estate=0, door="")
    return writer.question("where", form)


@GET_POST
def words(request: HttpRequest) -> HttpResponse:
    writer = writer_of(request)
    form = WordsForm(request.POST or None, initial={"details": writer.draft.details or ""})
    if request.method == "POST" and form.is_valid():
        return keep(writer, details=form.cleaned_data["details"])
    return writer.question("words", form)


@GET_POST
@once
def check(request: HttpRequest) -> HttpResponse:
    writer = writer_of(request)
    if writer.next_step() != "check":
        return writer.onward()
    if writer.draft.is_past(writer.minutes, writer.now):
        messages.error(request, _("原来选的时间已经过去了，请再选一次。"))
        return redirect("orders:when")
    if request.method == "POST" and writer.me is None:
        return redirect_to_login(reverse("orders:check"))
    form = CheckForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _placed(writer, form)
        except Refused as refused:
            form.add_error(None, str(refused))
    return writer.question("check", form, rows=_answers(writer))


def _placed(writer: Writer, form: CheckForm) -> HttpResponse:
    assert writer.me is not None
    if writer.is_too_young:
        raise Refused("too_young", _too_young())
    channel = Channel.PAGE if writer.served == writer.me else Channel.FAMILY
    need = _need(writer, _address(writer.draft), form.cleaned_data["photos"])
    order = actions.place(need, Doing(writer.me, writer.now, channel))
    drafts.forget(writer.request)
    return redirect("orders:done", order.public_id)


def _need(writer: Writer, address: Address, photos: tuple[Any, ...]) -> Need:
    assert writer.served is not None
    assert writer.item is not None
    window = writer.draft.window(writer.minutes).from_now(writer.now)
    details = writer.draft.details or ""
    return Need(writer.item, writer.served, address, window.start, window.end, details, photos=photos)


def _address(draft: Draft) -> Address:
    if draft.address:
        return Address.objects.with_place().get(pk=draft.address)
    return door(Estate.objects.select_related("grid__station").get(pk=draft.estate), draft.door)


def _answers(writer: Writer) -> list[dict[str, Any]]:
    """What was said, each with the way back to its question."""
    draft, item = writer.draft, writer.item
    window = draft.window(writer.minutes).from_now(writer.now)
    whom = writer.served.name if writer.served and writer.served != writer.me else _("我自己")
    told = {
        "whom": (_("为谁"), whom),
        "what": (_("什么事"), item.title if item else ""),
        "when": (_("什么时候"), window_words(window.start, window.end, local(writer.now).date())),
        "where": (_("在哪里"), _place_words(draft)),
        "words": (_("要说的话"), draft.details or _("没有")),
    }
    return [
        {"label": told[step][0], "value": told[step][1], "href": reverse(f"orders:{step}"), "keep": step == "when"}
        for step in writer.steps()
    ]


def _place_words(draft: Draft) -> str:
    if draft.address:
        return str(Address.objects.select_related("estate").get(pk=draft.address))
    return f"{Estate.objects.get(pk=draft.estate).name}{draft.door}"


@require_safe
@signed_in
def done(request: HttpRequest, public_id: str) -> HttpResponse:
    order = access.order_for(me(request), public_id)
    when = window_words(order.wanted_from, order.wanted_until, local(now()).date())
    return page(request, "orders/resident/done.html", {"order": order, "when": when})
