"""Another time than the agreed one: whoever was asked or has promised is free again, and the asking begins anew."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop as wording

from sidan.core.walls import action
from sidan.orders.actions.demands import must_be_in_time, must_say
from sidan.orders.actions.door import Doing, move
from sidan.orders.actions.telling import free_everybody, tell_resident
from sidan.orders.dayparts import Window
from sidan.orders.models import Order
from sidan.orders.states import State

# What a new asking starts from. Its round is new, so that those who had no time before can be asked for this one.
ANEW: dict[str, Any] = {
    "round": F("round") + 1, "taken": 0, "offered_at": None, "pool_opened_at": None, "widened_at": None,
    "climbed_at": None,
}  # fmt: skip

MOVED = wording("%(item)s（单号 %(number)s）改了时间，原来的时间不用去了。谢谢您，新的时间合适时会再邀请您。")


@action
def reschedule(order: Order, wanted: Window, doing: Doing) -> None:
    """The order's row first, offers and places after it. What was not verified yet still waits for that alone."""
    must_say(doing.reason)
    must_be_in_time(wanted, doing.now)
    with transaction.atomic():
        move(order, "reschedule", _to(order), doing, **_changes(order, wanted, doing.now))
        order.refresh_from_db(fields=["round"])
        free_everybody(order, now=doing.now, kind="rescheduled", text=MOVED)
        tell_resident(order, "rescheduled", wording("您的单 %(number)s 改到 %(when)s 了：%(item)s。"), now=doing.now)


def _to(order: Order) -> State:
    return State.VERIFIED if order.state in (State.OFFERED, State.ACCEPTED) else State(order.state)


def _changes(order: Order, wanted: Window, now: datetime) -> dict[str, Any]:
    window = {"wanted_from": wanted.start, "wanted_until": wanted.end}
    if order.state == State.SUBMITTED:
        return window
    # The hours for finding somebody count from the new agreement, whatever the state was before.
    return window | ANEW | {"state_at": now}
