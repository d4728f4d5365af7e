"""At the door: arriving with the resident's four digits, and leaving when the work is done."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from sidan.core.actions import take_limit
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.orders.actions.door import Doing, move
from sidan.orders.actions.rating import ask_for_rating
from sidan.orders.models import Assignment, Order, Proof
from sidan.orders.states import State

CODE_TRIES = 10


@action
def check_in(assignment: Assignment, proof: Proof, doing: Doing, *, code: str = "") -> None:
    """Arrival, proven by the resident's service code, by paper, or by the leader or station."""
    order = assignment.order
    if proof == Proof.CODE:
        _must_match(order, code, doing.now)
    elif doing.now < order.wanted_from:
        raise Refused("early", _("还没到约定的时间；提前到达请用居民的服务码签到。"))
    with transaction.atomic():
        move(order, "check_in", State.IN_SERVICE, doing)
        waiting = Assignment.objects.filter(pk=assignment.pk, released_at=None, checked_in_at=None)
        if waiting.update(checked_in_at=doing.now, proof=proof) != 1:
            raise Refused("in_already", _("您已经签到了。"))
    assignment.checked_in_at = doing.now


def _must_match(order: Order, code: str, now: datetime) -> None:
    # Four digits are guessable: ten tries an order an hour, counted outside the transaction so that a no counts.
    if not take_limit(f"code:{order.pk}", CODE_TRIES, window=3600, now=now):
        raise Refused("code_tries", _("服务码试错太多次了，请打站点电话，由站点帮您签到。"))
    if not constant_time_compare(order.service_code, code.strip()):
        raise Refused("code_wrong", _("服务码不对。请居民看“我的订单”里的四位数字，再念一遍。"))


@action
def check_out(assignment: Assignment, doing: Doing) -> None:
    """Leaving; when everybody who came has left, the order is served and the resident is asked to rate."""
    order = assignment.order
    with transaction.atomic():
        # Locks the order first, so that of two people leaving together the second sees the first one's time.
        Order.objects.filter(pk=order.pk).update(state_at=F("state_at"))
        going_on = Assignment.objects.filter(pk=assignment.pk, checked_out_at=None, checked_in_at__isnull=False)
        if going_on.update(checked_out_at=doing.now) != 1:
            raise Refused("out_already", _("还没有签到，或者已经签退了。"))
        if Assignment.objects.promised(order).filter(checked_out_at=None).exists():
            move(order, "check_out", State.IN_SERVICE, doing)
        else:
            move(order, "check_out", State.SERVED, doing, served_at=doing.now)
            if order.staffs_id is None:
                ask_for_rating(order, now=doing.now)
    assignment.checked_out_at = doing.now
