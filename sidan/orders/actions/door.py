"""The one door through which an order changes its state: table, conditional update, event; one transaction."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.orders.models import Order, OrderEvent
from sidan.orders.states import VERBS, State
from sidan.people.doing import Doing

__all__ = ["Doing", "append", "move", "must_allow"]


@action
def must_allow(order: Order, verb: str) -> None:
    if order.state not in VERBS[verb].sources:
        raise Refused(
            "wrong_state",
            _("这张单现在是“%(state)s”，不能“%(verb)s”。请刷新页面看最新进度。")
            % {"state": order.get_state_display(), "verb": VERBS[verb].label},
        )


@action
def move(order: Order, verb: str, to: State, doing: Doing, *, guard: Q | None = None, **changes: Any) -> None:
    """Moves an order from the state the caller saw; refuses when somebody else was quicker.

    Call it inside `atomic`, first of all writes: the row stays locked until the caller's other rows are in.
    """
    must_allow(order, verb)
    if to not in VERBS[verb].targets:
        raise ValueError(f"{verb} does not lead to {to}")
    seen = order.state
    if to != seen:
        changes["state"], changes["state_at"] = to, doing.now
    rows = Order.objects.filter(guard or Q(), pk=order.pk, state=seen)
    if rows.update(**changes or {"state": seen}) != 1:
        raise Refused("changed", _("刚才有人先处理了这张单。请刷新页面看最新进度。"))
    for name, value in changes.items():
        setattr(order, name, value)
    append(order, verb, seen, doing)


@action
def append(order: Order, verb: str, seen: str, doing: Doing) -> None:
    OrderEvent.objects.create(
        order=order,
        at=doing.now,
        by=doing.by,
        verb=verb,
        from_state=seen,
        to_state=order.state,
        reason=doing.reason[:400],
        channel=doing.channel,
    )
