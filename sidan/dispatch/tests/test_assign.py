"""Plans: nobody twice at once, pairs whole, urgent first, as many as possible; against brute force where that ends."""

from collections import Counter
from collections.abc import Collection
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings

from sidan.dispatch import OrderNeed, Plan, Policy, Reason, Volunteers, assign, build_index, candidates
from sidan.dispatch.causes import Cause
from sidan.dispatch.days import between
from sidan.dispatch.tests.nets import MONDAY, SEEDS, town


def check(plan: Plan, frozen: Collection[tuple[int, int]] = ()) -> None:
    """Everything a plan promises, from its own words."""
    graph = plan.graph
    accepted = {order: set(range(1, 10)) for order, _ in frozen}
    needs = {o.id: o for o in graph.orders}
    people = {int(i): row for row, i in enumerate(graph.index.people.ids)}
    filled = Counter(a.order_id for a in plan.assigned)
    unserved = {u.order_id: u for u in plan.unserved}
    for o in graph.orders:
        assert filled[o.id] + (unserved[o.id].places if o.id in unserved else 0) == o.places
        assert filled[o.id] in {0, o.places} | accepted.get(o.id, set())
        assert len({a.start for a in plan.assigned if a.order_id == o.id}) <= 1
    assert len(plan.pairs) == len(plan.assigned)
    by_person: dict[int, list[tuple[int, OrderNeed]]] = {}
    for a in plan.assigned:
        order = needs[a.order_id]
        assert order.start <= a.start <= order.end - order.minutes
        bit = (a.start - order.start) // graph.policy.start_step_minutes
        assert int(graph.starts[graph.arc(a.order_id, a.volunteer_id)]) >> bit & 1
        by_person.setdefault(a.volunteer_id, []).append((a.start, order))
    for volunteer, day in by_person.items():
        assert len(day) <= graph.index.people.weekly_limit[people[volunteer]]
        day.sort(key=lambda pair: pair[0])
        for (start, one), (later, other) in pairwise(day):
            assert start + one.minutes + between(one, other, graph.policy) <= later


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_every_plan_is_possible(seed: int) -> None:
    plan = assign(town(seed))
    check(plan)
    assert plan.stats.served == len(plan.assigned) <= plan.stats.bound


def test_a_crowded_day_with_short_periods_is_possible_too() -> None:
    plans = [assign(town(seed, 30, 60, policy=Policy(period_minutes=60))) for seed in range(8)]
    for plan in plans:
        check(plan)
    assert sum(plan.stats.served for plan in plans) >= 0.93 * sum(plan.stats.bound for plan in plans)


def best(graph_seed: int) -> tuple[int, ...]:
    """The best (served by urgency) of all ways to serve a tiny town of single orders, one per person and period."""
    graph = town(graph_seed, 5, 6, pairs=0)
    options = [[-1, *range(graph.first[o], graph.first[o + 1])] for o in range(len(graph.orders))]
    values = []
    for choice in product(*options):
        arcs = np.array([a for a in choice if a >= 0], dtype=np.int64)
        slots = graph.slot[arcs]
        used = np.bincount(graph.slot_quota[slots], minlength=len(graph.quota_room))
        if len(set(slots.tolist())) < len(arcs) or (used > graph.quota_room).any():
            continue
        served = graph.urgency[graph.order_of[arcs]]
        values.append(tuple(int((served == u).sum()) for u in (2, 1, 0)))
    return max(values)


@pytest.mark.parametrize("seed", range(25))
def test_urgent_orders_come_first_and_then_as_many_as_possible(seed: int) -> None:
    graph = town(seed, 5, 6, pairs=0)
    flow = assign(graph).flow
    served = Counter(graph.urgency[graph.order_of[flow.arcs]].tolist())
    if assign(graph).stats.repairs == 0:
        assert tuple(served[u] for u in (2, 1, 0)) == best(seed)


def test_the_same_graph_gives_the_same_plan() -> None:
    one, other = assign(town(5)), assign(town(5))
    assert one.assigned == other.assigned
    assert one.unserved == other.unserved


def order(number: int, *, after: int = 0, window: int = 60, skills_all: int = 0, places: int = 1) -> OrderNeed:
    start = MONDAY + 540 + after
    end = start + window
    return OrderNeed(id=number, x=0, y=0, start=start, end=end, minutes=60, skills_all=skills_all, places=places)


def test_reasons_tell_what_is_missing() -> None:
    index = build_index(Volunteers.of([1, 2], [0, 0], [0, 0], skills=[1, 0], weekly_limit=5))
    needs = [order(1, skills_all=2), order(2, skills_all=1), order(3, skills_all=1), order(4, places=3)]
    unserved = {u.order_id: u for u in assign(candidates(index, needs, Policy())).unserved}
    assert (unserved[1].reason, unserved[1].causes) == (Reason.NOBODY, {Cause.SKILL: 2})
    assert unserved[3].reason is Reason.OTHERS
    assert unserved[4].reason is Reason.NOBODY
    assert set(unserved) == {1, 3, 4}


def test_two_people_without_a_common_start_are_no_pair() -> None:
    week = np.zeros((2, 7), dtype=np.uint64)
    week[0, 0], week[1, 0] = 0b11 << 18, 0b11 << 20
    index = build_index(Volunteers.of([1, 2], [0, 0], [0, 0], week=week))
    plan = assign(candidates(index, [order(1, places=2, window=180)], Policy()))
    assert [u.reason for u in plan.unserved] == [Reason.NO_PAIR]


def test_load_of_the_plan_itself_is_spread() -> None:
    index = build_index(Volunteers.of([1, 2], [0, 100], [0, 0], weekly_limit=9))
    needs = [order(n, after=240 * n, window=60) for n in range(4)]
    plan = assign(candidates(index, needs, Policy(fairness_minutes=20)))
    assert Counter(a.volunteer_id for a in plan.assigned) == {1: 2, 2: 2}
    plan = assign(candidates(index, needs, Policy(fairness_minutes=0)))
    assert Counter(a.volunteer_id for a in plan.assigned) == {1: 4}


def test_no_orders_make_an_empty_plan() -> None:
    plan = assign(candidates(build_index(Volunteers.of([1], [0], [0])), [], Policy()))
    assert (plan.assigned, plan.unserved, plan.stats.seats) == ((), (), 0)
