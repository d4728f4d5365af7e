"""After answers: nobody who declined, everybody who accepted, few who move."""

import numpy as np
import pytest
from hypothesis import given, settings

from sidan.dispatch import Volunteers, assign, build_index, candidates, redispatch, what_if
from sidan.dispatch.flow import network, solve
from sidan.dispatch.tests.nets import MONDAY, SEEDS, town
from sidan.dispatch.tests.test_assign import check, order
from sidan.dispatch.whatif import Gain


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_declined_pairs_go_and_accepted_pairs_stay_at_their_time(seed: int) -> None:
    plan = assign(town(seed))
    rng = np.random.default_rng(seed)
    pairs = sorted(plan.pairs)
    answers = rng.choice(3, len(pairs), p=[0.2, 0.4, 0.4])
    no = [pair for pair, answer in zip(pairs, answers, strict=True) if answer == 0]
    yes = [pair for pair, answer in zip(pairs, answers, strict=True) if answer == 1]
    half = {o for o, _ in no}  # an order with one decline may lose its other person, so nothing of it is frozen
    yes = [pair for pair in yes if pair[0] not in half]
    again, diff = redispatch(plan, no, yes)
    check(again, yes)
    assert not again.pairs & set(no)
    assert set(yes) <= again.pairs
    assert not set(diff.retimed) & set(yes)
    assert set(diff.kept) | set(diff.asked) == again.pairs
    assert set(diff.released) == plan.pairs - again.pairs - set(no)


def test_nothing_declined_changes_nothing() -> None:
    for seed in range(5):
        plan = assign(town(seed))
        again, diff = redispatch(plan, [])
        assert again.stats.served >= plan.stats.served
        assert diff.moved_share <= 0.1


def test_a_bonus_moves_fewer_people() -> None:
    shares = {0: 0.0, 15: 0.0}
    for seed in range(10):
        plan = assign(town(seed, 80, 60))
        no = sorted(plan.pairs)[::5]
        for bonus in shares:
            shares[bonus] += redispatch(plan, no, stay_bonus=bonus)[1].moved_share
    assert shares[15] < shares[0]


def test_contradictions_are_refused() -> None:
    plan = assign(town(0))
    pair = min(plan.pairs)
    with pytest.raises(ValueError, match="declined and is frozen"):
        redispatch(plan, [pair], [pair])
    with pytest.raises(ValueError, match="negative"):
        redispatch(plan, [], stay_bonus=-1)
    with pytest.raises(LookupError, match="not in the plan"):
        redispatch(plan, [], [(pair[0], -1)])


def test_what_if_counts_the_places_more_people_would_fill() -> None:
    index = build_index(Volunteers.of([1], [0], [0], skills=1))
    graph = candidates(index, [order(1, skills_all=1), order(2, skills_all=1), order(3, skills_all=2)], town(0).policy)
    assert what_if(graph, Volunteers.of([1], [10], [0], skills=3)) == Gain(1, {0: 1})
    assert what_if(graph, Volunteers.of([1, 2], [10, 10], [0, 0], skills=3)).seats == 2
    assert what_if(graph, Volunteers.of([], [], [])) == Gain(0, {})


def test_what_if_agrees_with_a_graph_built_with_everybody() -> None:
    graph = town(4)
    extra = Volunteers.of([7001, 7002], [1000, 1500], [1000, 900], skills=0b1111)
    people = graph.index.people
    both = Volunteers.of(
        np.append(people.ids, extra.ids), np.append(people.x, extra.x), np.append(people.y, extra.y),
        week=np.concatenate((people.week, extra.week)), skills=np.append(people.skills, extra.skills),
        load_month=np.append(people.load_month, extra.load_month),
        weekly_limit=np.append(people.weekly_limit, extra.weekly_limit), station=np.append(people.station, [-1, -1]),
    )  # fmt: skip
    full = candidates(build_index(both), graph.orders, graph.policy, 50)
    gained = len(solve(network(full)).arcs) - len(solve(network(graph)).arcs)
    assert what_if(graph, extra).seats == gained
    assert MONDAY % 1440 == 0
