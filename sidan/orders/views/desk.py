"""One order at the desk: its page, a look at full personal data, and the verbs that are one button."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.orders import access, actions, matching
from sidan.orders.actions.asking import Asked
from sidan.orders.actions.door import Doing
from sidan.orders.forms.desk import AskForm, TeamForm
from sidan.orders.models import Order, Photo
from sidan.orders.views.desk_page import page_of
from sidan.people import actions as people_actions
from sidan.people.access import DESK, REGISTERS, me, scope, staff

# A page that a form answered with is asked for again by the language and large-type buttons: it leads to its order.
GET_OR_POST = ["GET", "HEAD", "POST"]
LISTS = {"desk:work", "desk:search", "desk:board", "desk:plan", "desk:plan_made", "desk:plan_rounds"}
MOST = 200  # of the ranking, when somebody further down was ticked before it moved


def shown(request: HttpRequest, order: Order, **more: Any) -> HttpResponse:
    more["back"] = _came_from(request)
    return page(request, "orders/desk/order.html", page_of(order, scope(request), now(), **more))


def _came_from(request: HttpRequest) -> str:
    """The list or plan somebody came from, with its tab, page and choices; for whoever came from elsewhere the work
    list."""
    came = urlsplit(request.META.get("HTTP_REFERER", ""))
    if came.netloc != request.get_host() or _name_of(came.path) not in LISTS:
        return reverse("desk:work")
    return f"{came.path}?{came.query}" if came.query else came.path


def _name_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def back_to(order: Order) -> HttpResponse:
    return redirect("orders:desk_order", order.public_id)


@require_safe
@staff(*access.READERS)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    return shown(request, access.desk_order_for(scope(request), public_id))


@require_http_methods(GET_OR_POST)
@staff(*REGISTERS)
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Full name, phone and door for this one view. Not `@once`: each look is a look, and each is written down."""
    order = access.desk_order_for(scope(request), public_id)
    if not scope(request).has_at(order.station, *REGISTERS):
        raise PermissionDenied
    if request.method != "POST":
        return back_to(order)
    people_actions.reveal(order.served, by=me(request), why=_("办理单 %s") % order.number, now=now())
    return shown(request, order, revealed=True)


@require_safe
@staff(*access.READERS)
def photo(request: HttpRequest, public_id: str, photo_id: str) -> HttpResponse:
    order = access.desk_order_for(scope(request), public_id)
    found = Photo.objects.filter(order=order, public_id=photo_id).first()
    if found is None:
        raise Http404
    response = HttpResponse(found.file.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@staff(*DESK)
@once
def verify(request: HttpRequest, public_id: str) -> HttpResponse:
    order = access.desk_order_for(scope(request), public_id, to_write=True)
    actions.verify(order, Doing(me(request), now()))
    messages.success(request, _("已核实。现在可以邀请志愿者了。"))
    return back_to(order)


@require_POST
@staff(*DESK)
@once
def open_pool(request: HttpRequest, public_id: str) -> HttpResponse:
    order = access.desk_order_for(scope(request), public_id, to_write=True)
    actions.open_pool(order, Doing(me(request), now()))
    messages.success(request, _("已放入抢单池，符合条件的志愿者都看得到。"))
    return back_to(order)


@require_http_methods(GET_OR_POST)
@staff(*DESK)
@once
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Invites the ticked candidates. The ranking is asked anew, so nobody is invited who cannot come any more."""
    order, at = access.desk_order_for(scope(request), public_id, to_write=True), now()
    if request.method != "POST":
        return back_to(order)
    named = {one.volunteer.public_id: one for one in matching.match(order, now=at, n=MOST).named}
    form = AskForm(request.POST, candidates=list(named))
    if not form.is_valid():
        return shown(request, order, ask_form=form, ticked=request.POST.getlist("volunteers"))
    chosen = matching.as_asked([named[key] for key in form.cleaned_data["volunteers"]])
    offers = actions.dispatch(order, chosen, Doing(me(request), at), hours=form.cleaned_data["hours"])
    messages.success(request, _("已邀请 %(n)d 位志愿者，等他们答复。") % {"n": len(offers)})
    return back_to(order)


@require_POST
@staff(*DESK)
@once
def ask_team(request: HttpRequest, public_id: str) -> HttpResponse:
    order, at = access.desk_order_for(scope(request), public_id, to_write=True), now()
    form = TeamForm(request.POST, teams=matching.teams_for(order))
    if not form.is_valid():
        raise Refused("team", _("这支队伍现在不能接单，请换一支。"))
    team = form.chosen
    assert team.leader is not None
    actions.dispatch(order, [Asked(team.leader, team=team)], Doing(me(request), at), hours=form.cleaned_data["hours"])
    messages.success(request, _("已请“%(team)s”的队长安排人手。") % {"team": team.name})
    return back_to(order)
