"""Many orders at once: the exact flow, then repair until every pair and every day is possible."""

from typing import Final

import numpy as np

from sidan.dispatch.columns import Bits, Ints
from sidan.dispatch.days import earliest
from sidan.dispatch.fill import fill
from sidan.dispatch.graph import Graph
from sidan.dispatch.plan import Plan, stats_of
from sidan.dispatch.repair import Draft, Given, days_of, times

ROUNDS: Final = 40
"""Repair ends after so many re-solves; what is still impossible then is taken out."""


def assign(graph: Graph) -> Plan:
    """The best plan for all orders of the graph under its policy.

    In this priority: urgent orders, then as many places as possible (an order for several people whole or not at all),
    then least minutes: ways, known faces, borrowing, and fair load with the plan's own orders counted. The flow is an
    exact optimum; common starts and days (a person's visits with the ways between them) are then repaired by ruling
    out single arcs and solving again. `stats.bound` tells what repair cost. Deterministic.
    """
    return planned(graph, Given.nothing(graph))


def planned(graph: Graph, given: Given, prefer: Bits | None = None) -> Plan:
    """`assign` with arcs forbidden, favoured or fixed. `prefer`: one start bit per arc to keep where possible, or 0."""
    draft, repairs = Draft(graph, given), 0
    bound = len(draft.flow.arcs)
    while repairs < ROUNDS and draft.mend():
        repairs += 1
    arcs = fill(graph, draft.starts, given.keep & (draft.starts != 0), draft.possible())
    return Plan(
        graph=graph,
        arcs=arcs,
        begins=begins_of(graph, draft.starts, arcs, prefer),
        flow=draft.flow,
        given=given,
        keep=draft.keep,
        starts=draft.starts,
        without_start=draft.without,
        stats=stats_of(graph, arcs, bound, repairs),
    )


def begins_of(graph: Graph, starts: Bits, arcs: Ints, prefer: Bits | None = None) -> Ints:
    """When each of these arcs (ascending) begins: as preferred if the person's day allows, else as early as it does."""
    wished = starts if prefer is None else np.where(starts & prefer, starts & prefer, starts)
    orders = [graph.orders[o] for o in graph.order_of[arcs].tolist()]
    begins = earliest(orders, wished[arcs], graph.policy)
    for day in days_of(graph, arcs):
        found = times(graph, wished, day) or times(graph, starts, day)
        assert found is not None
        begins[np.searchsorted(arcs, day)] = found
    return begins
