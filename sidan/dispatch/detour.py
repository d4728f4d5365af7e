"""The compiled search behind "and without her?": the cheapest way to do without one arc of an optimal flow."""

import numpy as np

from sidan.dispatch.compiled import compiled, inlined
from sidan.dispatch.heap import pop
from sidan.dispatch.paths import SINK, SIZE, STAMP, TOUCHED, Network, State, Work, reach

FROM_SINK = -1


@inlined
def leave_order(net: Network, f: State, w: Work, o: int, without: int) -> None:
    """From an order over all arcs not in use but one; to the sink, if it can give up a place."""
    slots, quotas = len(net.slot_quota), len(net.room)
    node = slots + quotas + o
    if f.served[o] > 0:
        reach(w, slots + quotas + len(net.places), w.near[node] + net.penalty[o] + f.order_at[o], node)
    for a in range(net.first[o], net.first[o + 1]):
        s = net.slot[a]
        if f.taken[s] != a and a != without:
            reach(w, s, w.near[node] + net.cost[a] + f.order_at[o] - f.slot_at[s], a)


@inlined
def leave_slot(net: Network, f: State, w: Work, s: int) -> None:
    """From a free slot to its quota; from a filled one back to its order."""
    slots, quotas = len(net.slot_quota), len(net.room)
    if f.taken[s] < 0:
        q = net.slot_quota[s]
        reach(w, slots + q, w.near[s] + f.slot_at[s] - f.quota_at[q], s)
    else:
        o = net.owner[f.taken[s]]
        reach(w, slots + quotas + o, w.near[s] + f.slot_at[s] - net.cost[f.taken[s]] - f.order_at[o], s)


@inlined
def leave_quota(net: Network, f: State, w: Work, q: int) -> None:
    """From a quota back to the slots that use it; to the sink, if it has room."""
    slots, quotas = len(net.slot_quota), len(net.room)
    near = w.near[slots + q]
    if f.used[q] < net.room[q]:
        reach(w, slots + quotas + len(net.places), near + net.step * f.used[q] + f.quota_at[q], slots + q)
    for s in range(net.quota_from[q], net.quota_from[q + 1]):
        if f.taken[s] >= 0:
            reach(w, s, near + f.quota_at[q] - f.slot_at[s], -1 - q)


@inlined
def leave_sink(net: Network, f: State, w: Work) -> None:
    """From the sink back to whatever leads there: quotas in use, and orders with a place unserved."""
    slots, quotas = len(net.slot_quota), len(net.room)
    near = w.near[slots + quotas + len(net.places)]
    for q in range(quotas):
        if f.used[q] > 0:
            reach(w, slots + q, near - net.step * (f.used[q] - 1) - f.quota_at[q], FROM_SINK)
    for o in range(len(net.places)):
        if f.served[o] < net.places[o]:
            reach(w, slots + quotas + o, near - net.penalty[o] - f.order_at[o], FROM_SINK)


@compiled
def detour(net: Network, f: State, w: Work, without: int) -> bool:
    """Search from the arc's order to its slot without the arc; `w.back` then holds the way. False if there is none.

    The potentials of an optimal flow make every reduced cost non-negative, so one Dijkstra search is exact. `w` needs
    one node more than a flow: the sink, which a detour may pass.
    """
    slots, quotas, orders = len(net.slot_quota), len(net.room), len(net.places)
    source, target = slots + quotas + net.owner[without], net.slot[without]
    w.now[STAMP] += 1
    w.now[SIZE], w.now[TOUCHED], w.now[SINK] = 0, 0, np.iinfo(np.int64).max
    reach(w, source, 0, FROM_SINK)
    while w.now[SIZE] > 0:
        distance, node = w.keys[0], w.nodes[0]
        w.now[SIZE] = pop(w.keys, w.nodes, w.now[SIZE])
        if distance > w.near[node]:
            continue
        if node == target:
            return True
        if node < slots:
            leave_slot(net, f, w, node)
        elif node < slots + quotas:
            leave_quota(net, f, w, node - slots)
        elif node < slots + quotas + orders:
            leave_order(net, f, w, node - slots - quotas, without)
        else:
            leave_sink(net, f, w)
    return False
