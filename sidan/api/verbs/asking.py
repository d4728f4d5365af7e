"""Asking volunteers, and their answers."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from sidan.api.gate import Visitor
from sidan.api.shapes import Done, done
from sidan.api.verbs.station import at_desk
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.orders import access, actions, asked, matching
from sidan.orders.actions.asking import Asked
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.states import OfferState, State
from sidan.volunteers.models import Volunteer

RANKED = 200  # as far down the ranking as somebody may be picked


def dispatch(who: Visitor, order_id: str, told: Any) -> Done:
    order = at_desk(who, order_id)
    chosen = _team(order, told.team) if told.team else _volunteers(who, order, told.volunteers)
    actions.dispatch(order, chosen, who.doing(Channel.DESK), hours=told.hours)
    return done(order)


def _volunteers(who: Visitor, order: Order, ids: list[str]) -> list[Asked]:
    """From the ranking of this moment: nobody is asked who cannot come any more."""
    named = {one.volunteer.public_id: one for one in matching.match(order, now=who.now, n=RANKED).named}
    if not set(ids) <= set(named):
        raise Refused("candidates", _("名单变了，有人现在不能邀请。请重新看一遍候选人。"), 422)
    return matching.as_asked([named[one] for one in dict.fromkeys(ids)])


def _team(order: Order, public_id: str) -> list[Asked]:
    team = next((team for team in matching.teams_for(order) if team.public_id == public_id), None)
    if team is None or team.leader is None:
        raise Refused("team", _("这支队伍现在不能接单，请换一支。"), 422)
    return [Asked(team.leader, team=team)]


def accept(who: Visitor, order_id: str, told: Any) -> Done:
    return say_yes(who, _my_offer(who, order_id), told.member)


def decline(who: Visitor, order_id: str, told: Any) -> Done:
    return say_no(who, _my_offer(who, order_id))


def _my_offer(who: Visitor, order_id: str) -> Offer:
    """The latest question about this order to the visitor, or to a team they lead."""
    mine = asked.offers_of(who.volunteer()).filter(order__public_id=order_id)
    offer = mine.select_related("volunteer__person").order_by("-pk").first()
    if offer is None:
        raise Http404
    return offer


def say_yes(who: Visitor, offer: Offer, member: str) -> Done:
    promised = asked.promise_of(offer)
    if promised is None:
        goes = _member(who, offer, member) if offer.team is not None and offer.is_waiting(who.now) else None
        promised = actions.accept(offer, who.doing(Channel.PAGE), volunteer=goes)
    return done(offer.order, promised if promised.volunteer.person_id == who.person.pk else None)


def _member(who: Visitor, offer: Offer, public_id: str) -> Volunteer:
    members = {one.public_id: one for one in matching.members_who_fit(offer, now=who.now)}
    if public_id not in members:
        raise Refused("member", _("请选一位能去的队员。"), 422)
    return members[public_id]


def say_no(who: Visitor, offer: Offer) -> Done:
    if offer.state != OfferState.DECLINED:
        actions.decline(offer, who.doing(Channel.PAGE))
    return done(offer.order)


def claim(who: Visitor, order_id: str, told: Any) -> Done:
    volunteer = who.volunteer()
    order = access.pool_order_for(volunteer, order_id)
    mine = Assignment.objects.promised(order).filter(volunteer=volunteer).first()
    if mine is None:
        if order.state == State.OFFERED:
            matching.must_fit(order, volunteer, now=who.now)
        mine = actions.claim(order, volunteer, who.doing(Channel.PAGE))
    return done(order, mine)
