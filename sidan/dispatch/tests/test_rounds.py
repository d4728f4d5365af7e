"""Rounds: possible for their people, never worse than the plan; small ones against every way there is."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidan.dispatch import OrderNeed, Plan, Policy, Volunteers, assign, build_index, candidates, redispatch
from sidan.dispatch.columns import Ints
from sidan.dispatch.routing import First, Idle, Iterations, Seconds, rounds
from sidan.dispatch.routing.problem import ANY_TIME, FAR, Problem, Rounds, neighbours
from sidan.dispatch.routing.search import improve
from sidan.dispatch.tests.nets import MONDAY, SEEDS, town
from sidan.dispatch.tests.test_assign import check


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_rounds_are_possible_and_serve_no_less_than_the_plan(seed: int) -> None:
    plan = assign(town(seed))
    better = rounds(plan, Iterations(500))
    check(better)
    assert worth(better) >= worth(plan)


def worth(plan: Plan) -> tuple[int, ...]:
    return tuple(served for _, served in plan.stats.by_urgency.values())


def test_one_person_serves_several_doors_in_one_period() -> None:
    index = build_index(Volunteers.of([1], [0], [0], weekly_limit=5))
    start = MONDAY + 540
    needs = [OrderNeed(id=n, x=70.0 * n, y=0, start=start, end=start + 180, minutes=30) for n in range(3)]
    plan = assign(candidates(index, needs, Policy(gap_minutes=0)))
    assert plan.stats.served == 1
    better = rounds(plan, Iterations(250))
    check(better)
    assert better.stats.served == 3


def test_the_same_seed_gives_the_same_rounds() -> None:
    plan = assign(town(3))
    assert rounds(plan, Iterations(500)).assigned == rounds(plan, Iterations(500)).assigned


def test_accepted_people_keep_person_and_start() -> None:
    for seed in range(6):
        plan = assign(town(seed))
        yes = sorted(plan.pairs)[::3]
        again, _ = redispatch(plan, [], yes)
        better = rounds(again, Iterations(250))
        check(better, yes)
        assert set(yes) <= better.pairs
        begins = {(a.order_id, a.volunteer_id): a.start for a in again.assigned}
        assert all(a.start == begins[pair] for a in better.assigned if (pair := (a.order_id, a.volunteer_id)) in yes)


def test_several_days_are_refused() -> None:
    index = build_index(Volunteers.of([1], [0], [0]))
    needs = [OrderNeed(id=n, x=0, y=0, start=n * 1440, end=n * 1440 + 60, minutes=30) for n in range(2)]
    with pytest.raises(ValueError, match="one day"):
        rounds(assign(candidates(index, needs, Policy())), Iterations(1))


def test_stops() -> None:
    assert Iterations(10).progress(5, 0) == 0.5
    assert Idle(10).progress(50, 5) == 0.5
    assert First(Iterations(10), Idle(100)).progress(5, 5) == 0.5
    assert Seconds(1000).progress(0, 0) < 1
    ticks = iter((5.0, 7.0))
    assert Seconds(4, lambda: next(ticks)).progress(0, 0) == 0.5


def tiny(seed: int, visits: int = 5, workers: int = 2, *, hard: bool = False) -> Problem:
    """A few visits with soft windows; the first two are mates: together, or one after the other."""
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 60, (visits + 1, 2))
    ways = np.rint(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))).astype(np.int64)
    early, low = rng.integers(0, 120, visits), int(rng.integers(0, 20))
    place, high = np.arange(1, visits + 1), low + int(rng.integers(0, 20))
    return Problem(
        place=place,
        minutes=np.full(visits, 10),
        early=early,
        late=early + 40,
        step=np.zeros(visits, dtype=np.int64),
        mate=np.array([1, 0, *[-1] * (visits - 2)]),
        mate_low=np.array([low, -high, *[0] * (visits - 2)]),
        mate_high=np.array([high, -low, *[0] * (visits - 2)]),
        penalty=np.full(visits, 10**6),
        first=np.arange(0, visits * workers + 1, workers),
        worker=np.tile(np.arange(workers), visits),
        starts=np.full(visits * workers, ANY_TIME, dtype=np.uint64),
        extra=np.zeros(visits * workers, dtype=np.int64),
        home=np.zeros(workers, dtype=np.int64),
        back=np.zeros(workers, dtype=np.int64),
        opens=np.zeros(workers, dtype=np.int64),
        closes=np.full(workers, FAR, dtype=np.int64),
        room=np.full(workers, visits, dtype=np.int64),
        growth=0,
        time=ways,
        cost=ways,
        weight_late=1,
        weight_worst=1,
        hard=hard,
        near=neighbours(place, ways),
    )


def priced(p: Problem, tours: list[list[int]]) -> int:
    """Objective of rounds given as lists, from their definition; starts by repeated relaxation."""
    owner = {v: w for w, tour in enumerate(tours) for v in tour}
    if owner[0] == owner[1]:
        return FAR
    start: Ints = p.early.copy()
    for turn in range(200):
        was = start.copy()
        for tour in tours:
            here, free = 0, 0
            for v in tour:
                start[v] = max(start[v], free + p.time[here, p.place[v]])
                here, free = int(p.place[v]), int(start[v] + p.minutes[v])
        start[1] = max(start[1], start[0] + p.mate_low[0])
        start[0] = max(start[0], start[1] - p.mate_high[0])
        if np.array_equal(was, start):
            late = np.maximum(start - p.late, 0)
            stops = [[0, *(int(p.place[v]) for v in tour), 0] for tour in tours if tour]
            return sum(int(p.cost[a, b]) for s in stops for a, b in pairwise(s)) + int(late.sum() + late.max())
        if turn == 199:
            break
    return FAR


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6))
def test_a_handful_of_visits_is_solved_to_the_best_of_all_rounds(seed: int) -> None:
    p = tiny(seed)
    found = improve(p, Iterations(1500))
    best = min(
        priced(p, [list(order[:cut]), list(order[cut:])]) for order in permutations(range(5)) for cut in range(6)
    )
    assert found.cost == best
    assert priced(p, tours(p, found.rounds)) == found.cost


def tours(p: Problem, state: Rounds) -> list[list[int]]:
    made = []
    for head in state.head.tolist():
        tour, v = [], head
        while v >= 0:
            tour.append(v)
            v = int(state.after[v])
        made.append(tour)
    assert sorted(v for tour in made for v in tour) == np.flatnonzero(state.by >= 0).tolist()
    return made
