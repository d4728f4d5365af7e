"""The verbs of the station, and those that the served person has too."""

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext as _

from sidan.api.gate import Visitor
from sidan.api.shapes import Done, done
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import everything
from sidan.orders import access, actions, gathering, worklist
from sidan.orders.actions import Opinion
from sidan.orders.actions.door import Doing, must_allow
from sidan.orders.dayparts import Window
from sidan.orders.models import Callback, CallbackResult, Order
from sidan.people.access import DESK, may_act_for
from sidan.people.models import Person

Act = Callable[[Visitor, str, Any], Done]


def at_desk(who: Visitor, order_id: str) -> Order:
    return access.desk_order_for(who.at_desk(*DESK), order_id, to_write=True)


def served_or_desk(who: Visitor, order_id: str) -> tuple[Order, Channel]:
    """As the served person or their family; otherwise as the station, for whoever works at one."""
    try:
        return access.own_order_for(who.person, order_id), Channel.PAGE
    except Http404:
        if not who.scope.holds(*DESK):
            raise
    return at_desk(who, order_id), Channel.DESK


def by_desk(action: Callable[[Order, Doing], None]) -> Act:
    """The station's verbs that need nothing but perhaps a reason."""

    def act(who: Visitor, order_id: str, told: Any) -> Done:
        order = at_desk(who, order_id)
        action(order, who.doing(Channel.DESK, getattr(told, "reason", "")))
        return done(order)

    return act


def refer(who: Visitor, order_id: str, told: Any) -> Done:
    order = at_desk(who, order_id)
    actions.refer(order, told.referred_to, who.doing(Channel.DESK, told.words))
    return done(order)


def merge(who: Visitor, order_id: str, told: Any) -> Done:
    order = at_desk(who, order_id)
    known = Order.objects.for_list().filter(station=order.station)
    number = worklist.as_number(told.into)
    into = known.filter(number=number).first() if number else known.filter(public_id=told.into).first()
    if into is None:
        raise Refused("merge_target", _("本站没有这个单号，请再核对一遍。"), 422)
    actions.merge(order, into, who.doing(Channel.DESK))
    return done(order)


def gather(who: Visitor, order_id: str, told: Any) -> Done:
    order = at_desk(who, order_id)
    session = next((one for one in gathering.joinable(order, who.now) if one.public_id == told.session), None)
    if session is None:
        raise Refused("session_unknown", _("没有这一场，或者它已经开始了。请再选一场。"), 422)
    actions.gather(order, session, who.doing(Channel.DESK))
    return done(order)


def withdraw(who: Visitor, order_id: str, told: Any) -> Done:
    order, channel = served_or_desk(who, order_id)
    actions.withdraw(order, who.doing(channel, told.reason))
    return done(order)


def reschedule(who: Visitor, order_id: str, told: Any) -> Done:
    """By the resident until somebody said yes; afterwards by the station, who speaks with everybody concerned."""
    order, channel = served_or_desk(who, order_id)
    if channel == Channel.PAGE and not access.may_move(order):
        must_allow(order, "reschedule")
        raise Refused("ask_station", _("这张单现在不能在这里改时间，请打电话给站点。"))
    actions.reschedule(order, _window(told), who.doing(channel, told.reason))
    return done(order)


def rework(who: Visitor, order_id: str, told: Any) -> Done:
    order = at_desk(who, order_id)
    actions.rework(order, _window(told), who.doing(Channel.DESK, told.reason))
    return done(order)


def _window(told: Any) -> Window:
    return Window(told.wanted_from, told.wanted_until)


def rate(who: Visitor, order_id: str, told: Any) -> Done:
    """By the served person or family; by the station only what one of them said on the telephone."""
    order, channel = served_or_desk(who, order_id)
    if channel == Channel.DESK:
        speaker, channel = _speaker(order, told.spoke), Channel.CALLBACK
    else:
        speaker = who.person
    actions.rate(order, Opinion(told.stars, tuple(told.tags), told.words, speaker), who.doing(channel))
    return done(order)


@everything("who speaks on the telephone")
def _speaker(order: Order, public_id: str) -> Person:
    person = Person.objects.filter(public_id=public_id).first() if public_id else None
    if person is None or not may_act_for(person, order.served):
        raise Refused("spoke", _("请写明电话里是谁在说：居民本人，或者他的家人。"), 422)
    return person


def call_back(who: Visitor, order_id: str, told: Any) -> Done:
    """By the station that owes the call; the order itself may belong to another one."""
    paths = who.at_desk(*DESK).reach(*DESK)
    owed = (
        Callback.objects.under(paths)
        .filter(order__public_id=order_id)
        .order_by(F("done_at").asc(nulls_first=True), "pk")
    )
    callback = owed.select_related("order__item", "order__served", "order__station", "station").first()
    if callback is None:
        raise Http404
    if told.result == CallbackResult.NOT_FIXED and not told.note.strip():
        raise Refused("reason_missing", _("请写明哪里没有做好。"), 422)
    wanted = _window(told) if told.wanted_from and told.wanted_until else None
    actions.call_back(callback, told.result, who.doing(Channel.DESK, told.note), wanted=wanted)
    return done(callback.order)
