"""Being asked: the questions that wait, and a yes or a no with one tap each."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.orders import access, actions, asked, matching, nearby
from sidan.orders.actions.door import Doing
from sidan.orders.forms.volunteer import MemberForm
from sidan.orders.models import Offer
from sidan.orders.states import OfferState
from sidan.people.access import me
from sidan.volunteers.access import volunteering
from sidan.volunteers.models import Volunteer


@require_safe
@volunteering
def offers(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    at = now()
    waiting = [asked.asking(offer, volunteer, at) for offer in asked.waiting_for(volunteer, at)[: asked.MOST]]
    shown = {"waiting": waiting, "recent": asked.recently(volunteer, at), "volunteer": volunteer, "now": at}
    return page(request, "orders/volunteer/offers.html", shown)


@require_safe
@volunteering
def team_offer(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    """For the leader of the team that is asked: who of the members can go."""
    offer, at = access.offer_for(me(request), public_id), now()
    if offer.team is None or not offer.is_waiting(at):
        return redirect("orders:offers")
    return _ask_leader(request, offer, volunteer, _member_form(offer, None, at))


def _member_form(offer: Offer, told: QueryDict | None, at: datetime) -> MemberForm:
    members, door = matching.members_who_fit(offer, now=at), offer.order.address
    return MemberForm(
        told, members=members, walks={one.pk: nearby.walk_minutes(one, door.lat, door.lng) for one in members}
    )


def _ask_leader(request: HttpRequest, offer: Offer, volunteer: Volunteer, form: MemberForm) -> HttpResponse:
    at = now()
    shown = {"one": asked.asking(offer, volunteer, at), "form": form, "now": at, "place": "orders:offers"}
    return page(request, "orders/volunteer/team_offer.html", shown)


@require_POST
@volunteering
@once
def accept(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    offer, at = access.offer_for(me(request), public_id), now()
    promised = asked.promise_of(offer)
    if promised is not None:
        return _to_work(promised.public_id) if promised.volunteer_id == volunteer.pk else redirect("orders:offers")
    if offer.team is not None and offer.is_waiting(at):
        return _accept_for_team(request, offer, volunteer)
    assignment = actions.accept(offer, Doing(me(request), at, Channel.PAGE))
    messages.success(request, _("接单成功，谢谢您！地址和电话在下面。"))
    return _to_work(assignment.public_id)


def _to_work(public_id: str) -> HttpResponse:
    return redirect("orders:work", public_id)


def _accept_for_team(request: HttpRequest, offer: Offer, volunteer: Volunteer) -> HttpResponse:
    at = now()
    form = _member_form(offer, request.POST, at)
    if not form.is_valid():
        return _ask_leader(request, offer, volunteer, form)
    assignment = actions.accept(offer, Doing(me(request), at, Channel.PAGE), volunteer=form.chosen)
    if form.chosen == volunteer:
        return _to_work(assignment.public_id)
    name = form.chosen.person.masked_name
    messages.success(request, _("接单成功，已经告诉%(name)s。谢谢您的队伍！") % {"name": name})
    return redirect("orders:offers")


@require_POST
@volunteering
@once
def decline(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    offer = access.offer_for(me(request), public_id)
    if offer.state != OfferState.DECLINED:
        actions.decline(offer, Doing(me(request), now(), Channel.PAGE))
        messages.success(request, _("已婉拒，对您没有任何影响。谢谢您告诉我们。"))
    return redirect("orders:offers")
