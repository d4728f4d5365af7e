"""Synthetic towns: scarce volunteers, a week of orders. Sizes and seeds stand in the files that use them."""

import numpy as np

from sidan.dispatch import Index, OrderNeed, Volunteers, build_index
from sidan.dispatch.columns import Floats

SEED = 20260305
MONDAY = 2000 * 7 * 1440
SKILLS = 12


def town(
    orders: int, people: int, *, seed: int = SEED, pairs: float = 0.1, days: int = 7
) -> tuple[Index, list[OrderNeed]]:
    """A town of 400 volunteers per km². Everybody is free on three half-days and has two of twelve skills.

    Skills are uneven (some are rare), and so is demand, which makes some orders contested and a few hopeless.
    """
    rng = np.random.default_rng(seed)
    side = 1000 * (people / 400) ** 0.5
    rare = 1.0 / np.arange(1, SKILLS + 1)
    week = np.zeros((people, 7), dtype=np.uint64)
    for _ in range(3):
        day, first = rng.integers(0, 7, people), rng.choice([16, 24, 32], people).astype(np.uint64)
        week[np.arange(people), day] |= np.uint64(0xFF) << first
    skill = [rng.choice(SKILLS, people, p=rare / rare.sum()) for _ in range(2)]
    crowd = Volunteers.of(
        np.arange(people),
        rng.uniform(0, side, people),
        rng.uniform(0, side, people),
        week=week,
        skills=(1 << skill[0]) | (1 << skill[1]),
        load_month=rng.poisson(1.0, people),
        weekly_limit=rng.integers(1, 4, people),
        reach_m=rng.choice([800, 1500, 3000], people),
        station=rng.integers(0, max(people // 300, 1), people),
    )
    even = np.sqrt(rare)
    return build_index(crowd), [_order(rng, number, side, (pairs, days, even / even.sum())) for number in range(orders)]


def _order(rng: np.random.Generator, number: int, side: float, shape: tuple[float, int, Floats]) -> OrderNeed:
    pairs, days, skills = shape
    start = MONDAY + int(rng.integers(0, days)) * 1440 + int(rng.integers(16, 34)) * 30
    minutes = int(rng.choice([30, 45, 60]))
    return OrderNeed(
        id=number,
        x=float(rng.uniform(0, side)),
        y=float(rng.uniform(0, side)),
        start=start,
        end=start + minutes + int(rng.choice([30, 60, 120])),
        minutes=minutes,
        skills_all=1 << int(rng.choice(SKILLS, p=skills)),
        places=2 if rng.random() < pairs else 1,
        urgency=int(rng.choice(3, p=[0.7, 0.2, 0.1])),
    )
