"""Orders for two or more people: one common start, chosen before the flow.

Left free, the flow fills an order with people who have no common start: 63 of 572 pairs in a trial.
"""

import numpy as np

from sidan.dispatch.columns import Bits, Flags, Ints
from sidan.dispatch.graph import Graph
from sidan.dispatch.windows import MAX_STARTS

ENOUGH = 3
"""A start with this many candidates per place is as good as one with more."""


def common(graph: Graph, starts: Bits, keep: Flags, fixed: Flags) -> tuple[Bits, Ints]:
    """Fix a start for orders of several places, among the arcs to keep; people who are fixed must be able to make it.

    Returns (start bits of each arc, 0 where it cannot make the common start; orders without one for enough people).
    Of the starts with most candidates (or enough), the one whose cheapest people are cheapest, then the earliest.
    """
    chosen, without = starts.copy(), []
    for o in np.flatnonzero(graph.places > 1).tolist():
        all_arcs = np.arange(graph.first[o], graph.first[o + 1])
        arcs = all_arcs[keep[all_arcs]]
        held = np.bitwise_and.reduce(starts[arcs[fixed[arcs]]])
        start = _start(starts[arcs] & held, graph.cost[arcs], graph.orders[o].places)
        if start is None:
            without.append(o)
        chosen[all_arcs] &= np.uint64(0) if start is None else np.uint64(1) << np.uint64(start)
    return chosen, np.array(without, dtype=np.int64)


def _start(starts: Bits, cost: Ints, places: int) -> int | None:
    able = (starts[:, None] >> np.arange(MAX_STARTS, dtype=np.uint64)) & np.uint64(1) != 0
    people = able.sum(axis=0)
    most = int(people.max(initial=0))
    if most < places:
        return None
    good = np.flatnonzero(people >= min(most, ENOUGH * places))
    prices = [int(np.sort(cost[able[:, k]])[:places].sum()) for k in good]
    return int(good[int(np.argmin(prices))])
