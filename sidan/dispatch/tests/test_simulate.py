"""The simulated street: the same seed lives the same life, nothing asked is lost, and policies differ as they must."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from sidan.dispatch.moments import DAY
from sidan.dispatch.simulate import (
    POLICIES,
    SIZES,
    Behaviour,
    Life,
    Outcome,
    Scene,
    Size,
    gather,
    interval,
    live,
    outcome,
)
from sidan.dispatch.simulate.items import ITEMS
from sidan.dispatch.simulate.sparse import ex_ante, left_over, thresholds

SMALL = Size(volunteers=200, orders_a_day=4.0, side_m=1000.0)
DAYS = 8
NAMES = sorted(POLICIES)


class Nobody:
    """Asks nobody."""

    best: int | None = None

    def pick(self, scene: Scene) -> Sequence[int]:
        return ()


@cache
def lived(name: str, seed: int = 1) -> Life:
    return live(SMALL, POLICIES[name](), days=DAYS, seed=seed)


def told(life: Life) -> tuple[object, ...]:
    filled = [(r.id, r.filled_at, sorted(r.accepted.items()), sorted(r.asked)) for r in life.requests]
    return filled, life.ends, life.loads.tolist(), life.present, life.book.asks.tolist()


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_is_a_life(name: str) -> None:
    assert told(lived(name)) == told(live(SMALL, POLICIES[name](), days=DAYS, seed=1))
    assert told(lived(name)) != told(lived(name, 2))


@pytest.mark.parametrize("name", NAMES)
def test_every_question_ends_once(name: str) -> None:
    life = lived(name)
    asked = sum(len(request.asked) for request in life.requests)
    assert asked == life.book.asks.sum() == life.ends.total()
    assert not any(request.waiting for request in life.requests)
    assert life.book.heard.sum() == asked - life.ends["closed"]
    assert life.book.said_yes.sum() == life.ends["yes"] == sum(len(request.accepted) for request in life.requests)
    assert life.loads.sum() == sum(len(r.accepted) for r in life.requests if r.filled_at is not None)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_serves_beyond_skill_reach_time_and_week(name: str) -> None:
    life, crowd = lived(name), gather(SMALL, Behaviour(), 1)
    done: dict[int, list[tuple[int, int]]] = {}
    for request in (r for r in life.requests if r.filled_at is not None):
        assert len(request.accepted) == ITEMS[request.item].places
        assert request.filled_at is not None
        assert request.arrived < request.filled_at
        for who, (start, end, _) in request.accepted.items():
            assert request.start <= start == end - ITEMS[request.item].minutes
            assert end <= request.end
            assert ITEMS[request.item].holders == 1 or int(crowd.skills[who]) >> request.item & 1
            done.setdefault(who, []).append((start, end))
    for who, entries in done.items():
        entries.sort()
        assert all(end + 20 <= start for (_, end), (start, _) in pairwise(entries))
        weeks = [start // (7 * DAY) for start, _ in entries]
        assert max(map(weeks.count, weeks)) <= crowd.weekly_limit[who]


def test_every_policy_meets_the_same_orders() -> None:
    seen = {name: [(r.arrived, r.item, r.x, r.start, r.reachable) for r in lived(name).requests] for name in NAMES}
    assert all(orders == seen["ours"] for orders in seen.values())


def test_who_asks_nobody_fills_nothing() -> None:
    life = live(SMALL, Nobody(), days=DAYS, seed=1)
    found = outcome(life)
    assert (found.filled, found.never_asked, found.active, found.gini) == (0.0, 1.0, 1.0, 0.0)
    assert life.ends.total() == 0
    assert np.isnan([found.walk_minutes, found.asks_per_filled]).all()


def test_broadcast_asks_most_and_nearest_walks_least() -> None:
    found = {name: outcome(lived(name)) for name in NAMES}
    assert max(NAMES, key=lambda name: found[name].asks_per_filled) == "broadcast"
    assert found["nearest-1"].walk_minutes == min(one.walk_minutes for one in found.values())
    assert found["ours"].asks_per_filled < found["broadcast"].asks_per_filled / 4
    assert found["nearest-1"].asks_per_filled <= found["nearest-5"].asks_per_filled
    assert found["broadcast"].never_asked == min(one.never_asked for one in found.values())


def test_people_who_never_tire_never_leave_and_willing_ones_fill_more() -> None:
    def under(behaviour: Behaviour) -> Outcome:
        return outcome(live(SMALL, POLICIES["broadcast"](), days=DAYS, seed=3, behaviour=behaviour))

    usual = Behaviour()
    assert under(replace(usual, dropout=0.0)).active == 1.0
    assert under(replace(usual, fatigue=0.0, dropout=0.0)).filled >= under(replace(usual, fatigue=1.0)).filled
    assert under(replace(usual, decline=0.1)).filled > under(replace(usual, decline=0.95)).filled


@pytest.mark.parametrize("wrong", [{"decline": 0.0}, {"dropout": -0.1}, {"fatigue": -1.0}, {"rest_days": 0.0}])
def test_behaviour_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        Behaviour(**wrong)


def test_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="at least 1 day"):
        live(SIZES["street"], Nobody(), days=0, seed=1)


def test_the_plan_of_sparse_notification_keeps_its_promises() -> None:
    rng = np.random.default_rng(1)
    shape = (40, len(ITEMS))
    p, share = rng.uniform(0.05, 0.9, shape), rng.uniform(0, 0.5, shape)
    meets = share * rng.uniform(0.1, 2, len(ITEMS))
    x = ex_ante(p, meets, share, 5.0)
    assert ((x >= 0) & (x <= 1)).all()
    assert (5.0 * (meets * x).sum(axis=1) <= 1 + 1e-9).all()  # nobody inactive for more than all the time
    worth = p * left_over(p, x, share)
    assert ((worth > 0) & (worth <= p)).all()
    c = thresholds(worth, meets * x, 5.0)
    gain = 5.0 * (meets * x * np.maximum(worth - c, 0)).sum(axis=1, keepdims=True)
    assert np.allclose(c, gain, atol=1e-6)


def test_intervals_are_students() -> None:
    assert interval([2.0]).mean == 2.0
    assert np.isnan(interval([2.0]).half)
    assert interval([1.0, 2.0, 3.0, float("nan")]) == pytest.approx((2.0, 4.30 / 3**0.5))
