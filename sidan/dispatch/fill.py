"""Unserved orders put in where days still have room: ruling out single arcs may have cost more than it had to."""

import numpy as np

from sidan.dispatch.columns import Bits, Flags, Ints
from sidan.dispatch.graph import Graph
from sidan.dispatch.repair import times


def fill(graph: Graph, starts: Bits, allowed: Flags, arcs: Ints) -> Ints:
    """The arcs chosen, ascending, with unserved orders added one by one: most urgent first, cheapest people first."""
    days = _Days(graph, starts, arcs)
    missing = graph.places - np.bincount(graph.order_of[arcs], minlength=len(graph.orders))
    for o in np.flatnonzero(missing).tolist():
        arcs_of = graph.first[o] + np.flatnonzero(allowed[graph.first[o] : graph.first[o + 1]])
        free = [arc for arc in arcs_of.tolist() if days.fits(arc)][: missing[o]]
        if len(free) == missing[o]:
            days.take(free)
    return np.array(sorted(days.chosen), dtype=np.int64)


class _Days:
    """Everybody's days so far."""

    def __init__(self, graph: Graph, starts: Bits, arcs: Ints) -> None:
        self.graph, self.starts = graph, starts
        self.chosen: set[int] = set()
        self.slots: set[int] = set()
        self.room = graph.quota_room.copy()
        self.by_row: dict[int, list[int]] = {}
        self.take(arcs.tolist())

    def take(self, arcs: list[int]) -> None:
        for arc in arcs:
            slot = int(self.graph.slot[arc])
            self.chosen.add(arc)
            self.slots.add(slot)
            self.room[self.graph.slot_quota[slot]] -= 1
            self.by_row.setdefault(int(self.graph.row[arc]), []).append(arc)

    def fits(self, arc: int) -> bool:
        slot = int(self.graph.slot[arc])
        if slot in self.slots or self.room[self.graph.slot_quota[slot]] < 1:
            return False
        return times(self.graph, self.starts, [*self.by_row.get(int(self.graph.row[arc]), []), arc]) is not None
