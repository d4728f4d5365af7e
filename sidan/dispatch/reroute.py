"""An optimal flow without some of its arcs: each unit that loses its arc takes the shortest way left to its slot.

Raising the cost of an arc nobody uses keeps a flow optimal. One in use is left by a search from its order to its slot
(`detour`); with potentials shifted by the distances found, the flow is optimal again (Ahuja, Magnanti & Orlin, Network
Flows, § 9.11). A repair rules out a few arcs of thousands, so this is far less work than to solve anew.
"""

import numpy as np

from sidan.dispatch.columns import Ints
from sidan.dispatch.compiled import HAS_NUMBA, compiled, inlined
from sidan.dispatch.detour import FROM_SINK, detour
from sidan.dispatch.flow import Flow, never, solve
from sidan.dispatch.paths import TOUCHED, Network, State, Work


def without(flow: Flow, arcs: Ints) -> Flow:
    """An optimal flow of the same network in which these arcs are priced above every penalty. Deterministic.

    `arcs`: their numbers, in use or not. The flow given stays as it is.
    """
    net = flow.network._replace(cost=flow.network.cost.copy())
    high, used = never(net.penalty), np.isin(arcs, flow.arcs)
    net.cost[arcs if not HAS_NUMBA else arcs[~used]] = high
    if not HAS_NUMBA:
        return solve(net)
    state, work = State(*(part.copy() for part in flow.state)), Work.of(net, extra=1)
    for arc in arcs[used].tolist():
        if state.taken[net.slot[arc]] == arc:  # the way of another may have passed here
            withdraw(net, state, work, arc)
        net.cost[arc] = high
    return Flow(net, state)


@inlined
def lift(potentials: Ints, more: int) -> None:
    for i in range(len(potentials)):
        potentials[i] += more


@inlined
def level(net: Network, f: State, w: Work, distance: int) -> None:
    """Shift the potentials of whatever is nearer than this, and all others where the sink is, whose own stays 0."""
    slots, quotas, orders = len(net.slot_quota), len(net.room), len(net.places)
    for i in range(w.now[TOUCHED]):
        node = w.touched[i]
        less = distance - w.near[node]
        if less <= 0:
            continue
        if node < slots:
            f.slot_at[node] -= less
        elif node < slots + quotas:
            f.quota_at[node - slots] -= less
        elif node < slots + quotas + orders:
            f.order_at[node - slots - quotas] -= less
        else:
            lift(f.slot_at, less)
            lift(f.quota_at, less)
            lift(f.order_at, less)


@inlined
def count(net: Network, f: State, node: int, more: int) -> None:
    """One unit more or less from a quota to the sink, or from an order that stays unserved."""
    slots, quotas = len(net.slot_quota), len(net.room)
    if node < slots + quotas:
        f.used[node - slots] += more
    else:
        f.served[node - slots - quotas] -= more


@inlined
def turn_back(net: Network, f: State, w: Work, arc: int) -> None:
    """Move the unit of an arc to the way found, read backwards from its slot."""
    slots, quotas, orders = len(net.slot_quota), len(net.room), len(net.places)
    source, node = slots + quotas + net.owner[arc], net.slot[arc]
    f.taken[node] = -1
    while node != source:
        back = w.back[node]
        if node < slots:
            if back >= 0:
                f.taken[node] = back
            node = slots + quotas + net.owner[back] if back >= 0 else slots - 1 - back
        elif node == slots + quotas + orders:
            count(net, f, back, 1)
            node = back
        elif back == FROM_SINK:
            count(net, f, node, -1)
            node = slots + quotas + orders
        else:
            if node >= slots + quotas:
                f.taken[back] = -1
            node = back


@compiled
def withdraw(net: Network, f: State, w: Work, arc: int) -> None:
    """Take one arc out of an optimal flow; what is left is the optimum without it."""
    detour(net, f, w, arc)  # there is always a way: the place stays unserved, and the slot free
    distance = w.near[net.slot[arc]]
    level(net, f, w, distance)
    turn_back(net, f, w, arc)
