"""The same flow by OR-Tools: the fallback where numba is absent, and the oracle of the tests."""

import numpy as np
from ortools.graph.python import min_cost_flow

from sidan.dispatch.columns import Ints
from sidan.dispatch.paths import Network


def program(net: Network) -> tuple[min_cost_flow.SimpleMinCostFlow, Ints]:
    """The network as OR-Tools reads it: (program, the numbers of the arcs order → slot)."""
    m, s, q = len(net.places), len(net.slot_quota), len(net.room)
    sink = m + s + q
    room = np.minimum(net.room, np.diff(net.quota_from))
    owner = np.repeat(np.arange(q), room)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(room) - room, room)
    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    arcs: Ints = add(net.owner, m + net.slot, np.ones_like(net.slot), net.cost)
    add(m + np.arange(s), m + s + net.slot_quota, np.ones(s, dtype=np.int64), np.zeros(s, dtype=np.int64))
    add(m + s + owner, np.full(len(owner), sink), np.ones_like(owner), rank * net.step)
    add(np.arange(m), np.full(m, sink), net.places, net.penalty)
    flow.set_nodes_supplies(np.arange(m), net.places)
    flow.set_nodes_supplies(np.array([sink]), np.array([-int(net.places.sum())]))
    return flow, arcs


def taken_by_ortools(net: Network) -> Ints:
    """Shape (s,): the arc that fills each slot, -1 for a free one. Raises RuntimeError where OR-Tools gives up."""
    taken = np.full(len(net.slot_quota), -1, dtype=np.int64)
    if not len(net.slot):
        return taken
    flow, arcs = program(net)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-Tools found no flow: {status.name}")
    used = np.flatnonzero(flow.flows(arcs))
    taken[net.slot[used]] = used
    return taken
