"""评单: by the served person or their family, signed in or by the link in a message."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.core.walls import everything
from sidan.orders import access, actions
from sidan.orders.actions import Opinion
from sidan.orders.actions.door import Doing
from sidan.orders.actions.rating import hash_token
from sidan.orders.dayparts import day_words
from sidan.orders.forms.resident import RatingForm
from sidan.orders.models import Order, RatingTag
from sidan.orders.rules import rules
from sidan.orders.states import State
from sidan.people.access import me, signed_in
from sidan.people.models import Person

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
@signed_in
@once
def rate(request: HttpRequest, public_id: str) -> HttpResponse:
    order = access.own_order_for(me(request), public_id)
    if order.state != State.SERVED:
        messages.info(request, _("这张单现在不用评。"))
        return redirect("orders:one", order.public_id)
    return _ask(request, order, Channel.PAGE, by=me(request))


@never_cache
@GET_POST
@once
def rate_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link is the right to rate this one order. A used, an old and an invented link look the same."""
    order = _order_of(token)
    if order is None:
        return _unlisted(page(request, "orders/resident/rate_over.html", status=410))
    return _unlisted(_ask(request, order, Channel.LINK, by=None))


@everything("the link is the right")
def _order_of(token: str) -> Order | None:
    found = Order.objects.for_list().filter(rating_token_hash=hash_token(token), state=State.SERVED)
    return found.first() if token else None


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _ask(request: HttpRequest, order: Order, channel: Channel, *, by: Person | None) -> HttpResponse:
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        opinion = Opinion(told["stars"], tuple(RatingTag(tag) for tag in told["tags"]), told["words"], by)
        try:
            actions.rate(order, opinion, Doing(by, now(), channel))
            bad = "?call=1" if told["stars"] <= rules().bad_stars else ""
            return redirect(f"{reverse('orders:thanks')}{bad}")
        except Refused as refused:
            form.add_error(None, str(refused))
    today = local(now()).date()
    day = day_words(local(order.served_at or order.wanted_from).date(), today)
    back = reverse("orders:one", args=[order.public_id]) if by else ""
    return page(request, "orders/resident/rate.html", {"form": form, "item": order.item.name, "day": day, "back": back})


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return page(request, "orders/resident/thanks.html", {"call": "call" in request.GET})
