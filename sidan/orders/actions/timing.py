"""What the clock does to orders that wait: a wider circle, then a tier higher. Each once, by conditional update."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as wording

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.orders.actions.door import Doing, move
from sidan.orders.actions.telling import tell_parent_station
from sidan.orders.models import Callback, Order
from sidan.orders.states import NEEDS_HANDS, State


@action
def widen(order: Order, *, now: datetime) -> bool:
    """Nobody in a day: the pool opens and the next asking reaches further."""
    doing = Doing(None, now, Channel.CLOCK)
    opened = order.pool_opened_at or now
    return _once(order, "widen", doing, Q(widened_at=None), widened_at=now, pool_opened_at=opened)


@action
def climb(order: Order, *, now: datetime) -> bool:
    """The street is told of an order that is past its limit; the order itself stays where it is."""
    doing = Doing(None, now, Channel.CLOCK)
    with transaction.atomic():
        climbed = _once(order, "climb", doing, Q(climbed_at=None), climbed_at=now)
        if climbed:
            text = wording("%(station)s有一张超时的单：%(item)s，单号 %(number)s。")
            if order.state in NEEDS_HANDS and order.is_over(now):
                text = wording("%(station)s有一张单约的时间已经过去、还没有人去：%(item)s，单号 %(number)s。")
            tell_parent_station(order, "climbed", text, now=now)
    return climbed


@action
def climb_callback(callback: Callback, *, now: datetime) -> bool:
    with transaction.atomic():
        late = Callback.objects.filter(pk=callback.pk, done_at=None, climbed_at=None)
        if late.update(climbed_at=now) != 1:
            return False
        text = wording("%(station)s有一个超时未做的回访，单号 %(number)s。")
        tell_parent_station(callback.order, "climbed", text, now=now)
    return True


def _once(order: Order, verb: str, doing: Doing, guard: Q, **changes: datetime) -> bool:
    try:
        with transaction.atomic():
            move(order, verb, State(order.state), doing, guard=guard, **changes)
    except Refused:
        return False
    return True
