"""Minimum-cost flow over the three layers of a graph: exact, by successive shortest paths.

order → slot (person, period), capacity 1 → quota (person, week) → sink over unit arcs of rising cost (load + k) ×
fairness; order → sink at the penalty of staying unserved. Each place of an order is one unit, sent over a shortest path
of the residual network under reduced costs (Edmonds & Karp 1972; Ahuja, Magnanti & Orlin, Network Flows, § 9.7). Three
things make it fast: the search starts at one order and ends at the sink, so it stays local; potentials are shifted
so that only nodes nearer than the sink change; a free slot gives a bound for the sink at once.
"""

from dataclasses import dataclass

import numpy as np

from sidan.dispatch.columns import Flags, Ints
from sidan.dispatch.compiled import HAS_NUMBA
from sidan.dispatch.graph import Graph
from sidan.dispatch.paths import Network, State, Work, successive


@dataclass(frozen=True, eq=False, slots=True)
class Flow:
    """An optimal flow. The potentials prove it: no residual arc has a negative reduced cost."""

    network: Network
    state: State

    @property
    def arcs(self) -> Ints:
        """The arcs taken, ascending by slot."""
        return self.state.taken[self.state.taken >= 0]

    @property
    def cost(self) -> int:
        """The objective: arcs, fairness, and penalties of what stays unserved."""
        return price_of(self.network, self.arcs)


def network(
    graph: Graph, *, keep: Flags | None = None, bonus: Ints | None = None, penalty: Ints | None = None
) -> Network:
    """The graph's arcs as a network. `keep`: which arcs count; `bonus`: shape (a,), minutes taken off an arc's cost.

    Arcs that do not count keep their number and are priced above every penalty, so that nobody ever takes them.
    """
    cost = graph.cost - bonus if bonus is not None else graph.cost.copy()
    if penalty is None:
        penalty = penalties(graph, cost)
    if keep is not None:
        cost[~keep] = never(penalty)
    owner, quotas = graph.order_of, len(graph.quota_row)
    step = graph.policy.fairness_minutes
    return Network(
        first=graph.first,
        slot=graph.slot,
        cost=cost,
        owner=owner,
        places=graph.places,
        penalty=penalty,
        slot_quota=graph.slot_quota,
        quota_from=np.searchsorted(graph.slot_quota, np.arange(quotas + 1)).astype(np.int64),
        room=graph.quota_room,
        step=step,
    )


def penalties(graph: Graph, cost: Ints) -> Ints:
    """Shape (m,): what one unserved place costs: (urgency + 1) × more than all minutes of any two plans can differ.

    Servable sets of places form a matroid (they are linked into the network), so wherever a plan serves fewer urgent
    places than possible, one can be gained for at most one less urgent. One class of difference therefore outweighs
    any number of them, and a single pass is lexicographic.
    """
    seats = int(graph.places.sum())
    most = int(np.abs(cost).max(initial=0)) + graph.policy.fairness_minutes * int(graph.quota_room.max(initial=0))
    return (graph.urgency + 1) * (2 * seats * most + 1)


def never(penalty: Ints) -> int:
    """A cost no optimal flow pays."""
    return 2 * int(penalty.max(initial=0)) + 1


def price_of(net: Network, arcs: Ints) -> int:
    """The objective of a plan made of these arcs."""
    served = np.bincount(net.owner[arcs], minlength=len(net.places))
    used = np.bincount(net.slot_quota[net.slot[arcs]], minlength=len(net.room))
    fair = net.step * (used * (used - 1) // 2)
    return int(net.cost[arcs].sum() + fair.sum() + ((net.places - served) * net.penalty).sum())


def solve(net: Network) -> Flow:
    """An optimal flow; with OR-Tools where numba is absent. Deterministic: equal input gives equal arcs."""
    state = State.empty(net)
    if HAS_NUMBA:
        successive(net, state, Work.of(net))
        return Flow(net, state)
    from sidan.dispatch.flow_ortools import taken_by_ortools  # noqa: PLC0415  # half a second to import

    return Flow(net, state._replace(taken=taken_by_ortools(net)))
