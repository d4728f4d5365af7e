"""Waves and fairness against plain arithmetic."""

from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidan.dispatch import Candidate, Fairness, OrderNeed, Terms, chance, fairness, likelihood, next_wave


def person(number: int, starts: tuple[int, ...] = (0,), cost: int = 0) -> Candidate:
    return Candidate(number, cost, Terms(cost, 0, 0, 0), 0, cost, 0, 0, starts)


def need(places: int = 1, urgency: int = 0) -> OrderNeed:
    return OrderNeed(id=1, x=0, y=0, start=0, end=60, minutes=30, places=places, urgency=urgency)


def filled(chances: list[float], places: int) -> float:
    """Probability that at least so many accept, by every outcome."""
    outcomes = product((0, 1), repeat=len(chances))
    return sum(prod(p if a else 1 - p for p, a in zip(chances, o, strict=True)) for o in outcomes if sum(o) >= places)


@given(st.lists(st.integers(0, 20), max_size=8), st.integers(1, 3), st.sampled_from([0.5, 0.75, 0.95]))
def test_a_wave_is_the_shortest_that_reaches_the_target(twentieths: list[int], places: int, target: float) -> None:
    chances = {number: n / 20 for number, n in enumerate(twentieths)}
    wave = next_wave(need(places), [person(number) for number in chances], chances, {}, target)
    asked = [chances[number] for number in wave]
    assert asked == sorted(chances.values(), reverse=True)[: len(asked)]
    if len(wave) < len(chances):
        assert filled(asked, places) >= target - 1e-9
    if wave:
        assert filled(asked[:-1], places) < target + 1e-9


def test_the_tired_are_asked_later_and_the_urgent_more_widely() -> None:
    chances = {1: 0.6, 2: 0.5}
    people = [person(1), person(2)]
    assert next_wave(need(), people, chances, {}) == (1,)
    assert next_wave(need(), people, chances, {1: 1}) == (2,)
    assert next_wave(need(urgency=2), people, chances, {}) == (1, 2)


def test_people_who_come_together_share_a_start() -> None:
    people = [person(1, (0, 30)), person(2, (30,)), person(3, (0,)), person(4, (30,))]
    assert next_wave(need(2), people, dict.fromkeys(range(5), 0.9), {}, 0.99) == (1, 2, 4)


@given(st.lists(st.integers(0, 20), max_size=8), st.integers(1, 3))
def test_likelihood_is_that_of_every_outcome(twentieths: list[int], places: int) -> None:
    chances = [n / 20 for n in twentieths]
    assert np.isclose(likelihood(places, chances), filled(chances, places))


def test_who_was_asked_and_has_not_answered_counts_and_is_not_asked_again() -> None:
    chances = {1: 0.6, 2: 0.5, 3: 0.4}
    people = [person(number) for number in chances]
    assert next_wave(need(), people, chances, {}, 0.75) == (1, 2)
    assert next_wave(need(), people, chances, {}, 0.75, pending={9: 0.3}) == (1, 2)
    assert next_wave(need(), people, chances, {}, 0.75, pending={9: 0.4}) == (1,)
    assert next_wave(need(), people, chances, {}, 0.75, pending={1: 0.6}) == (2,)
    assert next_wave(need(), people, chances, {}, 0.75, pending={9: 0.75}) == ()
    assert next_wave(need(2), people, chances, {}, 0.5, pending={9: 1.0}) == (1,)


def test_an_order_done_this_month_can_count_as_a_question() -> None:
    chances, people = {1: 0.6, 2: 0.5}, [Candidate(1, 0, Terms(0, 0, 0, 0), 0, 0, 2, 0, (0,)), person(2)]
    assert next_wave(need(), people, chances, {}) == (1,)
    assert next_wave(need(), people, chances, {}, load_weight=0.5) == (2,)
    assert next_wave(need(), people, chances, {2: 2}, load_weight=0.5) == (1,)
    with pytest.raises(ValueError, match="negative"):
        next_wave(need(), people, chances, {}, load_weight=-1)


def test_impossible_chances_are_refused() -> None:
    for chances, target in (({1: 1.5}, 0.5), ({1: 0.5}, 1.0), ({1: float("nan")}, 0.5)):
        with pytest.raises(ValueError, match="chances"):
            next_wave(need(), [person(1)], chances, {}, target)
    with pytest.raises(ValueError, match="chances"):
        next_wave(need(), [person(1)], {1: 0.5}, {}, pending={9: 1.5})
    for places, p in ((0, 0.5), (1, -0.1)):
        with pytest.raises(ValueError, match="places"):
            likelihood(places, [p])


def test_chance_is_the_beta_posterior() -> None:
    assert chance([0, 3], [0, 3], (1, 1)).tolist() == [0.5, 0.8]
    for yes, tried, prior in (([2], [1], (1, 1)), ([-1], [1], (1, 1)), ([0], [0], (0, 1))):
        with pytest.raises(ValueError, match=r"accepted|prior"):
            chance(yes, tried, prior)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_gini_is_the_mean_difference_and_jain_the_effective_share(loads: list[int]) -> None:
    found, n, total = fairness(loads), len(loads), sum(loads)
    if total:
        assert np.isclose(found.gini, sum(abs(a - b) for a in loads for b in loads) / (2 * n * total))
        assert np.isclose(found.jain, total**2 / (n * sum(a * a for a in loads)))
        assert np.isclose(found.never_asked, loads.count(0) / n)


def test_nobody_and_nothing_are_even() -> None:
    assert fairness([]) == Fairness(0.0, 1.0, 0.0)
    assert fairness([0, 0]) == Fairness(0.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="negative"):
        fairness([-1, 1])
