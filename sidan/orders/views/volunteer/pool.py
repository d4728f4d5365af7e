"""The open pool: what a volunteer could take on by themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.orders import access, actions, matching, nearby
from sidan.orders.actions.door import Doing
from sidan.orders.models import Assignment
from sidan.orders.states import State
from sidan.people.access import me
from sidan.volunteers.access import volunteering
from sidan.volunteers.models import Volunteer


@require_safe
@volunteering
def pool(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    at, everything = now(), request.GET.get("show") == "all"
    orders = nearby.open_to(volunteer, at, every_skill=everything)
    keys, walks = nearby.shelf(orders, volunteer, request.GET.get("page"))
    tabs = [
        {"label": _("我会做的"), "href": "?", "current": not everything, "count": None},
        {"label": _("全部"), "href": "?show=all", "current": everything, "count": None},
    ]
    shown = {
        "days": nearby.days(keys, walks, volunteer, at),
        "keys": keys,
        "tabs": tabs,
        "everything": everything,
        "volunteer": volunteer,
        "now": at,
    }
    return page(request, "orders/volunteer/pool.html", shown)


@require_POST
@volunteering
@once
def claim(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    order, at = access.pool_order_for(volunteer, public_id), now()
    mine = Assignment.objects.promised(order).filter(volunteer=volunteer).first()
    if mine is not None:
        return redirect("orders:work", mine.public_id)
    if order.state == State.OFFERED:  # one that is gone is said to be gone, whoever it would have fitted
        matching.must_fit(order, volunteer, now=at)
    assignment = actions.claim(order, volunteer, Doing(me(request), at, Channel.PAGE))
    messages.success(request, _("抢单成功，谢谢您！地址和电话在下面。"))
    return redirect("orders:work", assignment.public_id)
