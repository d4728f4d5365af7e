"""The grid finds exactly whom a look at everybody would find."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidan.dispatch import OrderNeed, Policy, Volunteers, build_index, rank
from sidan.dispatch.index import locate, spans

COORDINATE = st.one_of(st.floats(-3000, 3000), st.integers(-6, 6).map(lambda k: k * 500.0), st.floats(-1e6, 1e6))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(COORDINATE, COORDINATE), max_size=60), COORDINATE, COORDINATE, st.integers(0, 5000))
def test_within_equals_a_look_at_everybody(places: list[tuple[float, float]], x: float, y: float, radius: int) -> None:
    ids = range(100, 100 + len(places))
    index = build_index(Volunteers.of(ids, [p[0] for p in places], [p[1] for p in places]))
    rows, metres = index.within(x, y, radius)
    found = dict(zip(index.people.ids[rows].tolist(), metres.tolist(), strict=True))
    everybody = {i: round(((a - x) ** 2 + (b - y) ** 2) ** 0.5) for i, (a, b) in zip(ids, places, strict=True)}
    assert found == {i: d for i, d in everybody.items() if d <= radius}
    assert (np.diff(rows) > 0).all()


def test_a_large_city_gives_the_same_ranking_as_one_cell_would() -> None:
    rng = np.random.default_rng(7)
    n = 20_000
    people = Volunteers.of(
        np.arange(n),
        rng.normal(0, 4000, n),
        rng.normal(0, 4000, n),
        skills=rng.integers(0, 4, n),
        reach_m=rng.integers(200, 3000, n),
        load_month=rng.integers(0, 4, n),
    )
    order = OrderNeed(id=1, x=123.4, y=-987.6, start=600, end=660, minutes=60, skills_all=2)
    ranking = rank(build_index(people), order, Policy(), 50)
    metres = np.rint(np.hypot(people.x - order.x, people.y - order.y)).astype(int)
    allowed = (people.skills & np.uint64(2) > 0) & (metres <= people.reach_m)
    cost = -(-metres * 140 // 7000) + 5 * people.load_month
    best = sorted(np.flatnonzero(allowed).tolist(), key=lambda i: (cost[i], people.load_month[i], i))
    assert [c.volunteer_id for c in ranking.candidates] == best[:50]
    assert (ranking.eligible, ranking.examined) == (len(best), int((metres <= 3000).sum()))


def test_the_index_does_not_remember_the_order_of_the_rows() -> None:
    forwards = build_index(Volunteers.of([1, 2, 3, 4], [10, 20, 10, 900], [0] * 4, reach_m=[1, 2, 3, 4]))
    backwards = build_index(Volunteers.of([4, 3, 2, 1], [900, 10, 20, 10], [0] * 4, reach_m=[4, 3, 2, 1]))
    assert forwards.people.ids.tolist() == backwards.people.ids.tolist() == [1, 2, 3, 4]
    assert forwards.people.reach_m.tolist() == backwards.people.reach_m.tolist() == [1, 2, 3, 4]


def test_ids_are_found_and_strangers_are_not() -> None:
    index = build_index(Volunteers.of([30, -10, 20], [0, 900, 10], [0, 900, 10]))
    assert index.people.ids[index.rows_of(np.array([20, 30]))].tolist() == [20, 30]
    assert index.rows_of(np.array([99, -11, 25])).tolist() == [-1, -1, -1]
    with pytest.raises(LookupError, match="no volunteer has the id 99"):
        index.row_of(99)


def test_nobody_at_all_is_an_empty_ranking() -> None:
    index = build_index(Volunteers.of([], [], [], week=[], skills=[]))
    order = OrderNeed(id=1, x=0, y=0, start=0, end=60, minutes=60, known=((4, 1),), asked=frozenset({4}))
    ranking = rank(index, order, Policy(), 5)
    assert (ranking.candidates, ranking.eligible, ranking.examined, ranking.rejects) == ((), 0, 0, {})
    with pytest.raises(LookupError):
        ranking.blocked_by(4)


@given(st.sets(st.integers(0, 30)), st.lists(st.integers(-1, 32)))
def test_locate_finds_each_and_only_those_there(among: set[int], wanted: list[int]) -> None:
    places, found = locate(np.array(wanted, dtype=np.int64), np.array(sorted(among), dtype=np.int64))
    assert [wanted[f] for f in found] == [w for w in wanted if w in among]
    assert [sorted(among)[p] for p in places] == [wanted[f] for f in found]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5))))
def test_spans_lists_every_run(runs: list[tuple[int, int]]) -> None:
    first = np.array([a for a, _ in runs], dtype=np.int64)
    last = first + np.array([length for _, length in runs], dtype=np.int64)
    assert spans(first, last).tolist() == [i for a, length in runs for i in range(a, a + length)]
