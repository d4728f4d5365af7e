"""Compiled successive shortest paths; `flow` says what is computed and why it is fast.

Nodes of the search are numbered slots, then quotas, then orders. A node's potential never has to be touched unless
the search comes nearer to it than to the sink, whose potential stays 0.
"""

from typing import NamedTuple, Self

import numpy as np

from sidan.dispatch.columns import Ints, Small
from sidan.dispatch.compiled import compiled, inlined
from sidan.dispatch.heap import pop, push


class Network(NamedTuple):
    """What the flow runs on: m orders, a arcs, s slots, q quotas."""

    first: Ints
    """Shape (m + 1,)."""
    slot: Ints
    """Shape (a,)."""
    cost: Ints
    """Shape (a,)."""
    owner: Ints
    """Shape (a,): the order of each arc."""
    places: Ints
    """Shape (m,)."""
    penalty: Ints
    """Shape (m,): cost of one place left unserved."""
    slot_quota: Ints
    """Shape (s,): ascending."""
    quota_from: Ints
    """Shape (q + 1,): a quota's slots."""
    room: Ints
    """Shape (q,)."""
    step: int
    """A quota's k-th order of the plan, counted from 0, costs k × step."""


class State(NamedTuple):
    """A flow and its potentials."""

    taken: Ints
    """Shape (s,): the arc that fills each slot, -1 for a free one."""
    served: Ints
    """Shape (m,): places filled."""
    used: Ints
    """Shape (q,): slots filled."""
    order_at: Ints
    """Shape (m,): potentials, as the next two."""
    slot_at: Ints
    quota_at: Ints

    @classmethod
    def empty(cls, net: Network) -> Self:
        orders, slots, quotas = (np.zeros(len(part), dtype=np.int64) for part in (net.places, net.slot_quota, net.room))
        return cls(np.full_like(slots, -1), orders, quotas, orders.copy(), slots, quotas.copy())


class Work(NamedTuple):
    """Memory of one search; n nodes."""

    keys: Ints
    nodes: Small
    near: Ints
    """Shape (n,): distance, valid where `stamp` is the current search."""
    stamp: Small
    back: Ints
    """Shape (n,): into a slot: the arc, or -1 - quota; into a quota or an order: the slot."""
    least: Ints
    """Shape (a,): least cost of an arc and its order's later ones. Potentials of slots only fall, so an order's arcs
    need no look where this is too much already."""
    touched: Small
    now: Ints
    """Current stamp, heap size, number of touched nodes, distance of the sink, and the sink's predecessor: a free slot,
    or -1 - an order that stays unserved."""

    @classmethod
    def of(cls, net: Network, extra: int = 0) -> Self:
        """For a network, with room for `extra` more nodes."""
        nodes = len(net.slot_quota) + len(net.room) + len(net.places) + extra
        heap = len(net.slot) + 2 * (len(net.slot_quota) + nodes) + 8
        return cls(
            keys=np.empty(heap, dtype=np.int64),
            nodes=np.empty(heap, dtype=np.int32),
            near=np.zeros(nodes, dtype=np.int64),
            stamp=np.zeros(nodes, dtype=np.int32),
            back=np.zeros(nodes, dtype=np.int64),
            least=net.cost.copy(),
            touched=np.empty(nodes, dtype=np.int32),
            now=np.zeros(5, dtype=np.int64),
        )


STAMP, SIZE, TOUCHED, SINK, LAST = range(5)


@inlined
def reach(w: Work, node: int, distance: int, back: int) -> bool:
    """Note a way to a node, unless it is no shorter than the known one or than the one to the sink."""
    if distance >= w.now[SINK]:
        return False
    if w.stamp[node] != w.now[STAMP]:
        w.stamp[node] = w.now[STAMP]
        w.touched[w.now[TOUCHED]] = node
        w.now[TOUCHED] += 1
    elif distance >= w.near[node]:
        return False
    w.near[node], w.back[node] = distance, back
    w.now[SIZE] = push(w.keys, w.nodes, w.now[SIZE], distance, node)
    return True


@inlined
def from_order(net: Network, f: State, w: Work, o: int, distance: int) -> None:
    """Go on from an order: to the sink unserved, or over its arcs that are not in use."""
    give_up = distance + net.penalty[o] + f.order_at[o]
    if give_up < w.now[SINK]:
        w.now[SINK], w.now[LAST] = give_up, -1 - o
    here = distance + f.order_at[o]
    for a in range(net.first[o], net.first[o + 1]):
        if here + w.least[a] >= w.now[SINK]:
            return
        s = net.slot[a]
        there = here + net.cost[a] - f.slot_at[s]
        if f.taken[s] == a or not reach(w, s, there, a) or f.taken[s] >= 0:
            continue
        q = net.slot_quota[s]
        sink = there + f.slot_at[s] + net.step * f.used[q]
        if f.used[q] < net.room[q] and sink < w.now[SINK]:
            w.now[SINK], w.now[LAST] = sink, s


@inlined
def from_slot(net: Network, f: State, w: Work, s: int, distance: int) -> None:
    """Go on from a slot: a free one leads to its quota, a filled one back to the order that has to leave it."""
    slots, quotas = len(net.slot_quota), len(net.room)
    if f.taken[s] < 0:
        q = net.slot_quota[s]
        reach(w, slots + q, distance + f.slot_at[s] - f.quota_at[q], s)
    else:
        o = net.owner[f.taken[s]]
        reach(w, slots + quotas + o, distance + f.slot_at[s] - net.cost[f.taken[s]] - f.order_at[o], s)


@inlined
def from_quota(net: Network, f: State, w: Work, q: int, distance: int) -> None:
    """Go on from a quota: it may give up another of the person's slots instead."""
    for s in range(net.quota_from[q], net.quota_from[q + 1]):
        if f.taken[s] >= 0:
            reach(w, s, distance + f.quota_at[q] - f.slot_at[s], -1 - q)


@inlined
def shift(net: Network, f: State, w: Work) -> None:
    """Lower the potentials of whatever is nearer than the sink."""
    slots, quotas = len(net.slot_quota), len(net.room)
    for i in range(w.now[TOUCHED]):
        node = w.touched[i]
        less = w.now[SINK] - w.near[node]
        if less <= 0:
            continue
        if node < slots:
            f.slot_at[node] -= less
        elif node < slots + quotas:
            f.quota_at[node - slots] -= less
        else:
            f.order_at[node - slots - quotas] -= less


@inlined
def turn(net: Network, f: State, w: Work, source: int) -> None:
    """Send one unit along the way found, backwards from the sink."""
    slots, quotas = len(net.slot_quota), len(net.room)
    f.served[source] += 1
    s = w.now[LAST]
    if s < 0:
        o = -1 - s
        f.served[o] -= 1
        if o == source:
            return
        s = w.back[slots + quotas + o]
    else:
        f.used[net.slot_quota[s]] += 1
    while True:
        back = w.back[s]
        if back < 0:
            f.taken[s] = -1
            s = w.back[slots - 1 - back]
            continue
        f.taken[s] = back
        if net.owner[back] == source:
            return
        s = w.back[slots + quotas + net.owner[back]]


@inlined
def begin(net: Network, f: State, w: Work, o: int) -> None:
    """Start a search at an order."""
    slots, quotas = len(net.slot_quota), len(net.room)
    w.now[STAMP] += 1
    w.now[SIZE], w.now[TOUCHED], w.now[SINK] = 0, 1, np.iinfo(np.int64).max
    node = slots + quotas + o
    w.touched[0], w.stamp[node], w.near[node] = node, w.now[STAMP], 0


@inlined
def fresh(net: Network, f: State, w: Work, o: int) -> int:
    """The highest potential of a new order that leaves no negative reduced cost."""
    least = net.penalty[o]
    for a in range(net.first[o + 1] - 2, net.first[o] - 1, -1):
        w.least[a] = min(net.cost[a], w.least[a + 1])
    for a in range(net.first[o], net.first[o + 1]):
        if w.least[a] >= least:
            break
        least = min(least, net.cost[a] - f.slot_at[net.slot[a]])
    return int(-least)


@compiled
def successive(net: Network, f: State, w: Work) -> None:
    """Serve order after order, place after place, each over a shortest path; the flow is optimal after every step."""
    slots, quotas = len(net.slot_quota), len(net.room)
    for o in range(len(net.places)):
        f.order_at[o] = fresh(net, f, w, o)
        for _ in range(net.places[o]):
            begin(net, f, w, o)
            from_order(net, f, w, o, 0)
            while w.now[SIZE] > 0 and w.keys[0] < w.now[SINK]:
                distance, node = w.keys[0], w.nodes[0]
                w.now[SIZE] = pop(w.keys, w.nodes, w.now[SIZE])
                if distance > w.near[node]:
                    continue
                if node < slots:
                    from_slot(net, f, w, node, distance)
                elif node < slots + quotas:
                    from_quota(net, f, w, node - slots, distance)
                else:
                    from_order(net, f, w, node - slots - quotas, distance)
            shift(net, f, w)
            turn(net, f, w, o)
