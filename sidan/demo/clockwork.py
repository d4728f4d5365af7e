"""The time limits while a story waits: the same actions, at the same moments, as the worker's tick."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sidan.demo.world import Story
from sidan.orders import actions
from sidan.orders.models import Order

MINUTE = timedelta(minutes=1)  # the worker looks once a minute


def wait(order: Order, until: datetime) -> Story[datetime]:
    """Sleeps until then; what runs out meanwhile widens or climbs."""
    while True:
        due = _next_limit(order)
        if due is None or due[0] >= until:
            return (yield until)
        now = yield due[0]
        due[1](order, now=now)


def _next_limit(order: Order) -> tuple[datetime, Callable[..., Any]] | None:
    limits: list[tuple[datetime, Callable[..., Any]]] = []
    widens, climbs = order.widens_at(), order.climbs_at()
    if widens is not None:
        limits.append((widens + MINUTE, actions.widen))
    if climbs is not None:
        limits.append((climbs + MINUTE, actions.climb))
    return min(limits, key=lambda limit: limit[0], default=None)
