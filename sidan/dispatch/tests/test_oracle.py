"""The ranking against the slow oracle, on whatever people and orders hypothesis can think of."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from sidan.dispatch import Cause, OrderNeed, Policy, build_index, explain, rank, relief
from sidan.dispatch.tests import oracle
from sidan.dispatch.tests.build import arrays, crowds, orders, policies
from sidan.dispatch.tests.oracle import Person

MANY = settings(max_examples=100, deadline=None)


@MANY
@given(crowds(), orders(), policies(), st.integers(1, 30))
def test_the_first_n_are_the_oracles_first_n_with_every_term(
    people: list[Person], order: OrderNeed, policy: Policy, n: int
) -> None:
    ranking = rank(build_index(arrays(people)), order, policy, n)
    expected = oracle.ranking(people, order, policy)
    assert list(ranking.candidates) == expected[:n]
    assert ranking.eligible == len(expected)
    assert ranking.enough == (len(expected) >= order.places)


@MANY
@given(crowds(), orders(), policies())
def test_rejects_are_the_oracles_and_add_up_to_the_people_examined(
    people: list[Person], order: OrderNeed, policy: Policy
) -> None:
    ranking = rank(build_index(arrays(people)), order, policy, 1)
    assert ranking.rejects == oracle.rejects(people, order, policy)
    assert list(ranking.rejects) == sorted(ranking.rejects)
    assert ranking.examined == len(oracle.examined(people, order, policy))
    assert ranking.examined == ranking.eligible + sum(ranking.rejects.values())


@MANY
@given(crowds(), orders(), policies())
def test_everybody_near_or_far_is_blocked_by_exactly_the_oracles_causes(
    people: list[Person], order: OrderNeed, policy: Policy
) -> None:
    ranking = rank(build_index(arrays(people)), order, policy, 1)
    for person in people:
        assert list(ranking.blocked_by(person.id)) == oracle.causes(person, order, policy)


@MANY
@given(crowds(), orders(), policies())
def test_everybody_has_either_a_place_or_a_cause(people: list[Person], order: OrderNeed, policy: Policy) -> None:
    ranking = rank(build_index(arrays(people)), order, policy, 3)
    expected = [c.volunteer_id for c in oracle.ranking(people, order, policy)]
    for person in people:
        standing = explain(ranking, person.id)
        assert (standing.place is None) == bool(standing.blocked_by)
        assert standing.place == (expected.index(person.id) + 1 if person.id in expected else None)


@MANY
@given(crowds(), orders(), policies())
def test_relief_counts_those_one_cause_alone_keeps_out(people: list[Person], order: OrderNeed, policy: Policy) -> None:
    alone: dict[Cause, int] = {}
    for person in oracle.examined(people, order, policy):
        match oracle.causes(person, order, policy):
            case [cause]:
                alone[cause] = alone.get(cause, 0) + 1
    assert relief(rank(build_index(arrays(people)), order, policy, 1)) == alone


@MANY
@given(crowds(), orders(), policies(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    people: list[Person], order: OrderNeed, policy: Policy, shuffle: random.Random
) -> None:
    mixed = shuffle.sample(people, len(people))
    assert rank(build_index(arrays(people)), order, policy, 9) == rank(build_index(arrays(mixed)), order, policy, 9)
