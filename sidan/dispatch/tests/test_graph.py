"""Candidates are those of the ranking, whatever hypothesis can think of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidan.dispatch import OrderNeed, Policy, Volunteers, build_index, candidates, rank
from sidan.dispatch.graph import _plain
from sidan.dispatch.tests.build import arrays, crowds, orders, policies
from sidan.dispatch.tests.nets import town
from sidan.dispatch.tests.oracle import Person
from sidan.dispatch.windows import start_times


@settings(max_examples=150, deadline=None)
@given(crowds(), orders(), policies(), st.integers(1, 12))
def test_candidates_are_the_rankings_first_k_in_its_order(
    people: list[Person], order: OrderNeed, policy: Policy, k: int
) -> None:
    index = build_index(arrays(people))
    graph = candidates(index, [order], policy, k)
    assert [described(graph.index.people.ids[graph.row[a]], graph, a, order, policy) for a in range(len(graph))] == [
        (c.volunteer_id, c.cost, c.distance_m, c.starts, c.terms) for c in rank(index, order, policy, k).candidates
    ]


def described(volunteer: int, graph: object, a: int, order: OrderNeed, policy: Policy) -> tuple[object, ...]:
    times = start_times(order, policy).tolist()
    starts = tuple(time for k, time in enumerate(times) if int(graph.starts[a]) >> k & 1)  # type: ignore[attr-defined]
    return volunteer, graph.cost[a], graph.metres[a], starts, graph.terms(a)  # type: ignore[attr-defined]


def test_plain_numpy_finds_the_same_where_nothing_is_compiled() -> None:
    for seed in range(5):
        graph = town(seed)
        found, starts, counts = _plain(graph.index, graph.orders, graph.policy, 20)
        assert np.array_equal(found, np.column_stack((graph.row, graph.cost, graph.metres)))
        assert np.array_equal(starts, graph.starts)
        assert np.array_equal(counts, np.diff(graph.first))


def test_a_volunteer_of_another_station_costs_what_borrowing_costs() -> None:
    index = build_index(Volunteers.of([1, 2, 3], [0, 0, 0], [0, 0, 0], station=[5, 6, -1]))
    order = OrderNeed(id=1, x=0, y=0, start=0, end=60, minutes=60, station=5)
    graph = candidates(index, [order], Policy(borrow_minutes=7))
    assert graph.cost.tolist() == [0, 0, 7]
    assert graph.terms(2).borrow == 7
    assert rank(index, order, Policy(borrow_minutes=7), 3).candidates[2].terms.borrow == 7


def test_nobody_and_nothing_make_an_empty_graph() -> None:
    nobody = build_index(Volunteers.of([], [], []))
    assert len(candidates(nobody, [], Policy())) == 0
    order = OrderNeed(id=1, x=0, y=0, start=0, end=60, minutes=60)
    graph = candidates(nobody, [order], Policy())
    assert (len(graph), graph.first.tolist()) == (0, [0, 0])


def test_wrong_questions_are_refused() -> None:
    order = OrderNeed(id=1, x=0, y=0, start=0, end=60, minutes=60)
    nobody = build_index(Volunteers.of([], [], []))
    with pytest.raises(ValueError, match="order 1 is given twice"):
        candidates(nobody, [order, order], Policy())
    with pytest.raises(ValueError, match="at least 1"):
        candidates(nobody, [order], Policy(), 0)
    with pytest.raises(LookupError, match="id 9"):
        candidates(nobody, [order], Policy()).number(9)


def test_the_order_of_rows_does_not_matter() -> None:
    one, other = town(3), town(3)
    people = one.index.people
    shuffled = np.random.default_rng(0).permutation(len(people))
    index = build_index(
        Volunteers.of(
            people.ids[shuffled], people.x[shuffled], people.y[shuffled], week=people.week[shuffled],
            skills=people.skills[shuffled], load_month=people.load_month[shuffled],
            weekly_limit=people.weekly_limit[shuffled], station=people.station[shuffled],
        )
    )  # fmt: skip
    again = candidates(index, other.orders[::-1], other.policy)
    assert np.array_equal(one.row, again.row)
    assert np.array_equal(one.cost, again.cost)
