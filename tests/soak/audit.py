"""Compares what people were told with what the database holds. Run as a program, beside the street's own settings."""

import json
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.e2e import clockwork  # noqa: F401  # the street's clock, before anything of ours is loaded

# Which notice the resident finds for which event.
DEMANDED = {"place": "placed", "verify": "verified", "withdraw": "withdrawn"}


def audit(told: list[dict[str, Any]]) -> dict[str, list[str]]:
    import django

    django.setup()
    from sidan.core.chain_walk import Walk
    from sidan.core.walls import everything
    from sidan.orders.models import Order

    everything("the audit").__enter__()
    found: dict[str, list[str]] = {"lost": [], "double": [], "half": [], "chain": []}
    fresh = {one.public_id: one for one in Order.objects.prefetch_related("events__by", "served")}
    _compare(told, fresh, found)
    for order in fresh.values():
        found["half"] += _halves(order)
    found["chain"] = [str(fault) for fault in Walk(False).faults()]
    return found


def _compare(told: list[dict[str, Any]], orders: dict[str, Any], found: dict[str, list[str]]) -> None:
    by_token: dict[str, list[str]] = defaultdict(list)
    for order in orders.values():
        by_token[order.details.removeprefix("口令 ")].append(order.public_id)
    for effect in told:
        if effect["verb"] == "place":
            placed = by_token[effect["token"]]
            if effect["acknowledged"] and effect["order"] not in placed:
                found["lost"].append(f"place {effect}")
            if len(placed) > 1:
                found["double"].append(f"{len(placed)} orders for {effect}")
            continue
        happened = _times(orders.get(effect["order"]), effect)
        if effect["acknowledged"] and not happened:
            found["lost"].append(str(effect))
        if happened > 1:
            found["double"].append(f"{happened} times {effect}")


def _times(order: Any, effect: dict[str, Any]) -> int:
    """How often it happened by this person; a loop does nothing twice to one order."""
    if order is None:
        return 0
    by = effect.get("by")
    events = [one for one in order.events.all() if one.verb == effect["verb"] and one.channel != "clock"]
    return sum(by is None or (one.by is not None and one.by.phone == by) for one in events)


def _halves(order: Any) -> list[str]:
    from sidan.notices.models import Notice
    from sidan.orders.models import Assignment
    from sidan.orders.states import OPEN

    events = sorted(order.events.all(), key=lambda event: event.pk)
    wrong = []
    if not events or events[-1].to_state != order.state:
        wrong.append("the state is not the last event's")
    if any(one.to_state != two.from_state for one, two in pairwise(events)):
        wrong.append("events do not follow each other")
    standing = Assignment.objects.filter(order=order, round=order.round, released_at=None).count()
    if order.state in OPEN and order.taken != standing:
        wrong.append(f"{order.taken} places taken, {standing} promised")
    if order.details.startswith("口令 "):
        link = f"/orders/{order.public_id}/"
        rows = Notice.objects.filter(link=link, person=order.served).values_list("kind", flat=True)
        kinds, verbs = Counter(rows), Counter(event.verb for event in events)
        wrong += [f"{verbs[v]} {v}, {kinds[k]} notices" for v, k in DEMANDED.items() if verbs[v] != kinds[k]]
    return [f"{order.number}: {words}" for words in wrong]


if __name__ == "__main__":
    print(json.dumps(audit(json.loads(Path(sys.argv[1]).read_text()))))  # noqa: T201
