"""Regret is what solving without the pair costs; the chain tells what changes."""

import pytest
from hypothesis import given, settings

from sidan.dispatch import Plan, Why, assign, explain, why
from sidan.dispatch.flow import never, price_of, solve
from sidan.dispatch.tests.nets import SEEDS, town


def without(plan: Plan, order: int, volunteer: int) -> int:
    """The objective of a plan solved anew without the pair."""
    net = plan.flow.network
    cost = net.cost.copy()
    cost[plan.graph.arc(order, volunteer)] = never(net.penalty)
    return solve(net._replace(cost=cost)).cost


def regret(plan: Plan, found: Why) -> int:
    """The objective's rise: minutes and penalties of places lost and gained."""
    assert found.minutes is not None
    penalty = {o.id: int(p) for o, p in zip(plan.graph.orders, plan.flow.network.penalty, strict=True)}
    return found.minutes + sum(penalty[o] for o in found.lost) - sum(penalty[o] for o in found.gained)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_regret_is_exactly_what_the_best_plan_without_the_pair_costs_more(seed: int) -> None:
    plan = assign(town(seed))
    net = plan.flow.network
    assert price_of(net, plan.flow.arcs) == plan.flow.cost
    in_flow = set(plan.flow.arcs.tolist())
    for order, volunteer in sorted(plan.pairs):
        if plan.graph.arc(order, volunteer) in in_flow:
            found = why(plan, order, volunteer)
            assert regret(plan, found) == without(plan, order, volunteer) - plan.flow.cost
            assert found.moves[0].order_id == order
            assert found.moves[0].leaves == volunteer
            assert regret(plan, found) >= 0


def test_an_order_is_explained_by_everybody_who_comes() -> None:
    plan = assign(town(2))
    for order in plan.graph.orders:
        found = explain(plan, order.id)
        assert {(w.order_id, w.volunteer_id) for w in found} == {p for p in plan.pairs if p[0] == order.id}


def test_pairs_that_are_not_planned_have_no_reason() -> None:
    plan = assign(town(2))
    with pytest.raises(LookupError, match="no order"):
        why(plan, 999, 100)
    order, volunteer = min(plan.pairs)
    others = [int(plan.graph.index.people.ids[row]) for row in range(40)]
    for other in others:
        if (order, other) not in plan.pairs:
            with pytest.raises(LookupError, match="volunteer"):
                why(plan, order, other)
    assert why(plan, order, volunteer).terms == plan.graph.terms(plan.graph.arc(order, volunteer))
