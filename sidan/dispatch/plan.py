"""A plan: who is asked for what and when, and why the rest stays unserved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from sidan.dispatch.causes import Cause
from sidan.dispatch.columns import Bits, Flags, Ints
from sidan.dispatch.flow import Flow
from sidan.dispatch.graph import Graph
from sidan.dispatch.model import Terms
from sidan.dispatch.rank import rank
from sidan.dispatch.repair import Given


class Reason(StrEnum):
    """Why an order stays unserved."""

    NOBODY = "nobody"
    """Nobody may be asked; the causes say what stands in the way."""
    NO_PAIR = "no_pair"
    """Too few of those who may be asked have a common start."""
    OTHERS = "others"
    """Those who may be asked are needed for orders that are as urgent or more, or their day has no room left."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """One person for one order."""

    order_id: int
    volunteer_id: int
    start: int
    """Minutes since the epoch; one for all people of an order."""
    terms: Terms
    metres: int


@dataclass(frozen=True, slots=True)
class Unserved:
    """An order with places left open: all of them, or some where others have accepted already."""

    order_id: int
    places: int
    """Left open."""
    reason: Reason
    candidates: int
    """How many may be asked, of those the graph kept."""
    causes: Mapping[Cause, int]
    """For `NOBODY`: what blocks those nearby (`Ranking.rejects`)."""


@dataclass(frozen=True, slots=True)
class Stats:
    seats: int
    """Places wanted."""
    served: int
    """Places filled."""
    bound: int
    """Places filled by the flow before days and pairs were made possible: no plan on this graph fills more."""
    minutes: int
    """Cost of the arcs chosen, without fairness among the plan's own orders."""
    by_urgency: Mapping[int, tuple[int, int]]
    """Urgency → (places wanted, filled)."""
    repairs: int
    """How often the flow was solved again."""


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """Read it through `assigned` and `unserved`; the arrays are for whoever goes on with it."""

    graph: Graph
    arcs: Ints = field(repr=False)
    """Arcs chosen, ascending: by order, then price."""
    begins: Ints = field(repr=False)
    """When each begins; shape as `arcs`."""
    flow: Flow = field(repr=False)
    """The last flow, on the arcs that `keep` leaves."""
    given: Given = field(repr=False)
    """What the plan had to respect."""
    keep: Flags = field(repr=False)
    """Shape (arcs of the graph,): False for what repair ruled out."""
    starts: Bits = field(repr=False)
    """Shape (arcs of the graph,): starts, where several come together only the common one."""
    without_start: Ints = field(repr=False)
    """Orders for which too few have a common start."""
    stats: Stats

    @property
    def assigned(self) -> tuple[Assigned, ...]:
        """Everybody asked, most urgent orders first."""
        graph, owner = self.graph, self.graph.order_of[self.arcs]
        ids = graph.index.people.ids[graph.row[self.arcs]]
        return tuple(
            Assigned(graph.orders[o].id, volunteer, begin, graph.terms(arc), int(graph.metres[arc]))
            for o, volunteer, begin, arc in zip(
                owner.tolist(), ids.tolist(), self.begins.tolist(), self.arcs.tolist(), strict=True
            )
        )

    @property
    def pairs(self) -> frozenset[tuple[int, int]]:
        """(order id, volunteer id) of everybody asked."""
        owner, ids = self.graph.order_of[self.arcs], self.graph.index.people.ids[self.graph.row[self.arcs]]
        return frozenset((self.graph.orders[o].id, v) for o, v in zip(owner.tolist(), ids.tolist(), strict=True))

    @property
    def unserved(self) -> tuple[Unserved, ...]:
        """Every order with open places, with the reason."""
        missing = self.graph.places - np.bincount(self.graph.order_of[self.arcs], minlength=len(self.graph.orders))
        return tuple(self._unserved(o, int(missing[o])) for o in np.flatnonzero(missing).tolist())

    def _unserved(self, o: int, missing: int) -> Unserved:
        order, able = self.graph.orders[o], int(self.graph.first[o + 1] - self.graph.first[o])
        if able < order.places:
            rejects = rank(self.graph.index, order, self.graph.policy, 1).rejects
            return Unserved(order.id, missing, Reason.NOBODY, able, rejects)
        reason = Reason.NO_PAIR if o in self.without_start else Reason.OTHERS
        return Unserved(order.id, missing, reason, able, {})


def stats_of(graph: Graph, arcs: Ints, bound: int, repairs: int) -> Stats:
    """The figures of a plan made of these arcs."""
    filled = np.bincount(graph.order_of[arcs], minlength=len(graph.orders))
    places, urgency = graph.places, graph.urgency
    by_urgency = {
        int(u): (int(places[urgency == u].sum()), int(filled[urgency == u].sum())) for u in np.unique(urgency)[::-1]
    }
    return Stats(int(places.sum()), len(arcs), bound, int(graph.cost[arcs].sum()), by_urgency, repairs)
