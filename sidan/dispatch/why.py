"""Why somebody is asked for an order in a plan: exact regret, and who would move without them."""

from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from sidan.dispatch.compiled import HAS_NUMBA
from sidan.dispatch.detour import FROM_SINK, detour
from sidan.dispatch.flow import Flow, never, price_of, solve
from sidan.dispatch.graph import Graph
from sidan.dispatch.model import Terms
from sidan.dispatch.paths import Network, Work
from sidan.dispatch.plan import Plan


@dataclass(frozen=True, slots=True)
class Move:
    """One order whose people would change. None: nobody."""

    order_id: int
    leaves: int | None
    comes: int | None


@dataclass(frozen=True, slots=True)
class Why:
    """One person for one order, and the best plan without this pair."""

    order_id: int
    volunteer_id: int
    terms: Terms
    minutes: int | None
    """Exact regret: how many minutes more the best plan without this pair costs, penalties for unserved places left
    out (see `lost`), fairness included. Negative only where an order is lost. None for a pair that was put in after the
    flow, by repair."""
    lost: tuple[int, ...]
    """Orders that would lose a place."""
    gained: tuple[int, ...]
    """Orders that would gain one."""
    moves: tuple[Move, ...]
    """The chain: "without her, B comes here, and C takes B's order 17". This order first."""


def why(plan: Plan, order_id: int, volunteer_id: int) -> Why:
    """Why this person is asked for this order, by one shortest path in the residual network (milliseconds).

    The alternative is the best one on the plan's own network: common starts as chosen, ruled-out arcs stay out.
    Raises LookupError for a pair that is not in the plan.
    """
    graph, arc = plan.graph, plan.graph.arc(order_id, volunteer_id)
    if arc not in plan.arcs:
        raise LookupError(f"volunteer {volunteer_id} is not asked for order {order_id} in this plan")
    before = set(plan.flow.arcs.tolist())
    if arc not in before:
        return Why(order_id, volunteer_id, graph.terms(arc), None, (), (), ())
    after = _without(plan.flow, arc)
    lost, gained = _changed(graph, before, after), _changed(graph, after, before)
    return Why(
        order_id=order_id,
        volunteer_id=volunteer_id,
        terms=graph.terms(arc),
        minutes=_minutes(plan.flow.network, after) - _minutes(plan.flow.network, before),
        lost=tuple(o for o, n in lost.items() if n > 0),
        gained=tuple(o for o, n in gained.items() if n > 0),
        moves=_moves(graph, before, after, order_id),
    )


def _without(flow: Flow, arc: int) -> set[int]:
    """The arcs of an optimal flow without this one."""
    net = flow.network
    if not HAS_NUMBA:
        cost = net.cost.copy()
        cost[arc] = never(net.penalty)
        return set(solve(net._replace(cost=cost)).arcs.tolist())
    work = Work.of(net, extra=1)
    detour(net, flow.state, work, arc)
    return _along(flow, work, arc)


def _along(flow: Flow, work: Work, arc: int) -> set[int]:
    """The arcs in use once the unit on `arc` takes the way found instead, read backwards from its slot."""
    net, slots, quotas = flow.network, len(flow.network.slot_quota), len(flow.network.room)
    source, arcs = slots + quotas + int(net.owner[arc]), set(flow.arcs.tolist())
    arcs.discard(arc)
    sink = slots + quotas + len(net.places)
    node = int(net.slot[arc])
    while node != source:
        back = int(work.back[node])
        if node < slots and back >= 0:
            arcs.add(back)
            node = slots + quotas + int(net.owner[back])
        elif node < slots:
            node = slots - 1 - back
        elif back == FROM_SINK:
            node = sink
        else:
            if slots + quotas <= node < sink:
                arcs.discard(int(flow.state.taken[back]))
            node = back
    return arcs


def _minutes(net: Network, arcs: set[int]) -> int:
    return price_of(net._replace(penalty=np.zeros_like(net.penalty)), np.array(sorted(arcs), dtype=np.int64))


def _changed(graph: Graph, before: set[int], after: set[int]) -> dict[int, int]:
    """Order id → how many places fewer it has after."""
    fewer: dict[int, int] = {}
    for arcs, sign in ((before - after, 1), (after - before, -1)):
        for arc in sorted(arcs):
            order = graph.order_at(arc).id
            fewer[order] = fewer.get(order, 0) + sign
    return fewer


def _moves(graph: Graph, before: set[int], after: set[int], first: int) -> tuple[Move, ...]:
    """The changes order by order, each one's newcomer taken from the next."""
    leaving, coming = _people(graph, before - after), _people(graph, after - before)
    moves: list[Move] = []
    queue, seen = [first, *sorted({*leaving, *coming} - {first})], set()
    while queue:
        order = queue.pop(0)
        if order in seen:
            continue
        seen.add(order)
        leaves, comes = leaving.get(order, []), coming.get(order, [])
        moves.extend(Move(order, *pair) for pair in zip_longest(leaves, comes))
        queue[:0] = [o for o, people in leaving.items() if set(people) & set(comes)]
    return tuple(moves)


def _people(graph: Graph, arcs: set[int]) -> dict[int, list[int]]:
    people: dict[int, list[int]] = {}
    for arc in sorted(arcs):
        people.setdefault(graph.order_at(arc).id, []).append(int(graph.index.people.ids[graph.row[arc]]))
    return people
