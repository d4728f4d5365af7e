"""From an optimal flow to a plan that people can walk: pairs whole, days possible."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from sidan.dispatch.columns import Bits, Flags, Ints
from sidan.dispatch.days import Visit, timetable, visit
from sidan.dispatch.flow import Flow, network, penalties, solve
from sidan.dispatch.graph import Graph
from sidan.dispatch.pairs import common
from sidan.dispatch.reroute import without


@dataclass(frozen=True, eq=False, slots=True)
class Given:
    """What a plan has to respect beyond the graph; one entry per arc of the graph."""

    keep: Flags
    """Arcs that may be used."""
    bonus: Ints
    """Minutes taken off an arc's cost."""
    fixed: Flags
    """Arcs that must be used (accepted already); they were possible together before."""
    starts: Bits
    """Starts that may be used."""

    @classmethod
    def nothing(cls, graph: Graph) -> Self:
        n = len(graph)
        return cls(np.ones(n, np.bool_), np.zeros(n, np.int64), np.zeros(n, np.bool_), graph.starts)


class Draft:
    """A plan under repair: `mend` until there is nothing left to mend."""

    def __init__(self, graph: Graph, given: Given) -> None:
        self.graph, self.given, self.owner = graph, given, graph.order_of
        keep = _beside_fixed(graph, given, self.owner)
        self.starts, self.without = common(graph, given.starts, keep, given.fixed)
        self.keep: Flags = keep & (self.starts != 0)
        self.penalty = penalties(graph, graph.cost - given.bonus)
        self.held: Flags = np.bincount(self.owner[given.fixed], minlength=len(graph.orders)) > 0
        self.penalty[self.held] += int(self.penalty.max(initial=0))  # orders somebody accepted are filled first
        self.bonus: Ints = given.bonus + given.fixed * int(self.penalty.max(initial=0))  # and who accepted, before all
        self.checked: dict[tuple[int, ...], bool] = {}
        self.flow: Flow = solve(network(graph, keep=self.keep, bonus=self.bonus, penalty=self.penalty))

    def mend(self) -> bool:
        """Rule out what is impossible in the flow, which is then optimal without it; whether there was anything."""
        arcs, before = self.flow.arcs, self.keep.copy()
        banned, half = self._impossible(arcs), self._half_filled(arcs)
        self.keep[banned] = False
        for o in half[: (len(half) + 1) // 2]:  # the rest may become whole once these leave room
            self.keep[self.graph.first[o] : self.graph.first[o + 1]] = False
        self.flow = without(self.flow, np.flatnonzero(before & ~self.keep))
        return bool(len(banned) or half)

    def possible(self) -> Ints:
        """The arcs of the flow, without what is still impossible when repair has ended."""
        arcs = self.flow.arcs
        while len(banned := self._impossible(arcs)):
            arcs = np.setdiff1d(arcs, banned)
        return np.sort(arcs[~np.isin(self.owner[arcs], self._half_filled(arcs))])

    def _half_filled(self, arcs: Ints) -> list[int]:
        """Orders with only some of their places filled: the least urgent first, then those with fewest options.

        Without those somebody has accepted: a promise stays, and the open place is reported.
        """
        filled, orders = np.bincount(self.owner[arcs], minlength=len(self.graph.orders)), self.graph.orders
        options = self._options()
        half = np.flatnonzero((filled > 0) & (filled < self.graph.places) & ~self.held).tolist()
        return sorted(half, key=lambda o: (orders[o].urgency, options[o], -o))

    def _impossible(self, arcs: Ints) -> Ints:
        """For each person whose day is impossible, the arc whose loss hurts least."""
        options, fixed = self._options(), self.given.fixed

        def loss(arc: int) -> tuple[bool, bool, int, int, int, int]:
            order = self.graph.orders[o := int(self.owner[arc])]
            spare = int(options[o]) // order.places
            return bool(fixed[arc]), bool(self.held[o]), order.urgency, -spare, -int(self.graph.cost[arc]), arc

        days = days_of(self.graph, arcs)
        worst = [min(day, key=loss) for day in days if not self._fits(day)]
        return np.array([arc for arc in worst if not fixed[arc]], dtype=np.int64)

    def _fits(self, day: list[int]) -> bool:
        """Whether one person can do all this; most days are as they were the round before, and starts do not change."""
        key = tuple(day)
        if key not in self.checked:
            self.checked[key] = times(self.graph, self.starts, day) is not None
        return self.checked[key]

    def _options(self) -> Ints:
        return np.bincount(self.owner[self.keep], minlength=len(self.graph.orders)).astype(np.int64)


def _beside_fixed(graph: Graph, given: Given, owner: Ints) -> Flags:
    """Arcs that may be used beside the fixed ones: those take their slot and one of their order's places."""
    count = np.bincount(owner[given.fixed], minlength=len(graph.orders))
    slots = np.zeros(len(graph.slot_quota), dtype=np.bool_)
    slots[graph.slot[given.fixed]] = True
    keep: Flags = given.keep & ~(count >= graph.places)[owner] & ~slots[graph.slot]
    return keep | given.fixed


def days_of(graph: Graph, arcs: Ints) -> list[list[int]]:
    """The arcs of everybody who has several, person by person."""
    arcs = arcs[np.lexsort((arcs, graph.row[arcs]))]
    _, first, count = np.unique(graph.row[arcs], return_index=True, return_counts=True)
    several = zip(first[count > 1].tolist(), count[count > 1].tolist(), strict=True)
    return [arcs[i : i + n].tolist() for i, n in several]


def times(graph: Graph, starts: Bits, arcs: list[int]) -> tuple[int, ...] | None:
    """When one person begins each of these arcs; None if they cannot do them all."""
    return timetable([as_visit(graph, starts, arc) for arc in arcs], graph.policy)


def as_visit(graph: Graph, starts: Bits, arc: int) -> Visit:
    """An arc as one stop of a person's day."""
    return visit(graph.order_at(arc), int(starts[arc]), graph.policy)
