"""A resident's own orders: the list, one with its history, and what they may still do with it."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as wording
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.orders import access, actions, progress
from sidan.orders.actions.door import Doing
from sidan.orders.dayparts import window_words
from sidan.orders.forms.resident import RescheduleForm
from sidan.orders.models import Assignment, Order, Photo
from sidan.orders.states import ENDED, OPEN, State
from sidan.people.access import may_act_for, me, signed_in
from sidan.places.models import Station
from sidan.volunteers.actions import block as keep_apart

ROWS = 15
OWN_WISH = wording("居民自己改了时间。")
AFTER = (State.SERVED, State.CALLBACK, State.CLOSED, State.REWORK)


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    ended = request.GET.get("show") == "ended"
    orders = Order.objects.of(me(request)).for_list().filter(state__in=ENDED if ended else OPEN)
    shown = Paginator(orders.order_by("-placed_at", "-pk"), ROWS).get_page(request.GET.get("page"))
    today = local(now()).date()
    rows = [progress.row(order, today, me=me(request).pk) for order in shown]
    tabs = [
        {"label": _("进行中"), "href": "?", "current": not ended, "count": None},
        {"label": _("已结束"), "href": "?show=ended", "current": ended, "count": None},
    ]
    return page(request, "orders/resident/mine.html", {"rows": rows, "shown": shown, "tabs": tabs, "ended": ended})


@require_safe
@signed_in
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    order = access.order_for(me(request), public_id)
    at, may_act = now(), may_act_for(me(request), order.served)
    came = list(
        Assignment.objects.standing().filter(order=order, round=order.round).select_related("volunteer__person")
    )
    shown = {
        "order": order,
        "now": at,
        "place": "orders:mine",
        "stage": progress.stage(order),
        "when": window_words(order.wanted_from, order.wanted_until, local(at).date()),
        "for_other": order.served_id != me(request).pk,
        "events": progress.timeline(order),
        "came": came,
        "photos": list(order.photos.order_by("pk")),
        "shows_code": may_act and access.shows_service_code(order),
        "acts": may_act,
        "may_rate": may_act and order.state == State.SERVED,
        "may_move": may_act and access.may_move(order),
        "may_block": may_act and order.state in AFTER,
    }
    return page(request, "orders/resident/order.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    order = access.own_order_for(me(request), public_id)
    if request.method == "POST":
        actions.withdraw(order, Doing(me(request), now(), Channel.PAGE))
        messages.success(request, _("已经撤回，没有人会上门。需要时可以再点一次。"))
        return redirect("orders:one", order.public_id)
    return page(request, "orders/resident/withdraw.html", {"order": order})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def reschedule(request: HttpRequest, public_id: str) -> HttpResponse:
    """Until somebody said yes. Afterwards the station does it on the telephone, for others planned their day by it."""
    order, at = access.own_order_for(me(request), public_id), now()
    if not access.may_move(order):
        messages.error(request, _("这张单现在不能在这里改时间，请打电话给站点。"))
        return redirect("orders:one", order.public_id)
    form = RescheduleForm(request.POST or None, now=at, minutes=order.minutes)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["words"] or OWN_WISH
        try:
            actions.reschedule(order, form.window, Doing(me(request), at, _channel(request, order), said))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("时间改好了，我们按新的时间安排。"))
            return redirect("orders:one", order.public_id)
    when = window_words(order.wanted_from, order.wanted_until, local(at).date())
    return page(request, "orders/resident/reschedule.html", {"order": order, "form": form, "when": when})


def _channel(request: HttpRequest, order: Order) -> Channel:
    return Channel.PAGE if order.served_id == me(request).pk else Channel.FAMILY


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def block(request: HttpRequest, public_id: str, assignment_id: str) -> HttpResponse:
    """After a service: these two are not brought together again. The volunteer is not told."""
    order = access.own_order_for(me(request), public_id)
    came = Assignment.objects.standing().filter(order=order, public_id=assignment_id, checked_out_at__isnull=False)
    assignment = came.select_related("volunteer__person").first()
    if assignment is None:
        raise Http404
    if request.method == "POST":
        keep_apart(assignment.volunteer, order.served, by_volunteer=False, now=now())
        messages.success(request, _("记下了，以后不会再安排这位志愿者。他不会知道是谁说的。"))
        return redirect("orders:one", order.public_id)
    return page(request, "orders/resident/block.html", {"order": order, "assignment": assignment})


@require_safe
@signed_in
def photo(request: HttpRequest, public_id: str, photo_id: str) -> HttpResponse:
    """Through the order's access, never by the file's name; kept by no cache on the way."""
    order = access.order_for(me(request), public_id)
    found = Photo.objects.filter(order=order, public_id=photo_id).first()
    if found is None:
        raise Http404
    with found.file.open() as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="{found.public_id}.jpg"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def ask_station(request: HttpRequest) -> HttpResponse:
    """For whom the phone is too much: who to call, where to go, and what to have at hand."""
    stations = list(Station.objects.communities())
    shown = {"stations": stations, "street_phone": settings.SIDAN_STATION_PHONE}
    return page(request, "orders/resident/ask.html", shown)
