"""One order's best 50 among a million volunteers: `make bench NAME=dispatch_rank`.

The peer is the same ranking by a look at everybody. Both are asked the same orders in turns and must agree. A second,
ten times smaller town of the same density shows that the size of the city does not matter.
"""

import statistics
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._harness import Figure, alternate, report, seconds
from sidan.dispatch import Busy, Exceptions, Expiries, Index, OrderNeed, Policy, Volunteers, build_index, rank
from sidan.dispatch.causes import Cause, count_first
from sidan.dispatch.eligibility import Scene, causes_in
from sidan.dispatch.moments import DAY

SEED, CITY, TOWN, ORDERS, SCANNED, BEST = 20260305, 1_000_000, 100_000, 200, 7, 50
PEOPLE_PER_KM2 = 1000  # a city of eight million with one volunteer in eight, on 1,000 km²
POLICY = Policy()


def people(n: int) -> Volunteers:
    """n synthetic people on a square; two skills of 30 each, one week in half-hours, a fifth with bookings."""
    rng = np.random.default_rng(SEED)
    side = 1000 * (n / PEOPLE_PER_KM2) ** 0.5
    booked, away = rng.choice(n, n // 5, replace=False), rng.choice(n, n // 10, replace=False)
    starts = rng.integers(0, 7 * 48, len(booked)) * 30
    certified = rng.choice(n, n // 20, replace=False)
    qualifications = np.zeros(n, dtype=np.uint64)
    qualifications[certified] = 1
    return Volunteers.of(
        rng.permutation(n),
        rng.uniform(0, side, n),
        rng.uniform(0, side, n),
        week=rng.integers(0, 1 << 48, (n, 7)) | rng.integers(0, 1 << 48, (n, 7)),
        skills=(1 << rng.integers(0, 30, n)) | (1 << rng.integers(0, 30, n)),
        qualifications=qualifications,
        insured_until=rng.integers(-5, 30, n),
        minor=rng.random(n) < 0.03,
        paused=rng.random(n) < 0.05,
        reach_m=rng.choice([800, 1500, 3000], n),
        load_month=rng.integers(0, 4, n),
        asked_recently=rng.integers(0, 3, n),
        busy=Busy.of(booked, starts, starts + 60),
        exceptions=Exceptions.of(away, rng.integers(0, 7, len(away)), closes=(1 << 48) - 1),
        expiries=Expiries.of(certified, 0, rng.integers(-10, 300, len(certified))),
    )


def orders(n: int) -> list[OrderNeed]:
    """A service of 40 minutes within two hours of the day, one skill of 30; every tenth needs a certificate."""
    rng = np.random.default_rng(SEED + 1)
    side = 1000 * (n / PEOPLE_PER_KM2) ** 0.5
    made = []
    for number in range(ORDERS):
        start = int(rng.integers(0, 7)) * DAY + int(rng.integers(16, 36)) * 30
        x, y = rng.uniform(0.35 * side, 0.65 * side, 2).tolist()
        skill = 1 << int(rng.integers(0, 30))
        order = OrderNeed(id=number, x=x, y=y, start=start, end=start + 120, minutes=40, skills_all=skill)
        made.append(replace(order, skills_all=0, qualifications_all=1) if number % 10 == 0 else order)
    return made


def scan(index: Index, order: OrderNeed) -> tuple[int, int]:
    """The same eligibility by a look at everybody: (may be asked, blocked by something else than distance first)."""
    bits = causes_in(Scene.of(index, order, POLICY, np.arange(len(index))))
    return int(np.count_nonzero(bits == 0)), sum(count_first(bits[bits & 1 == 0]).values())


def ask(index: Index, order: OrderNeed) -> tuple[int, int]:
    ranking = rank(index, order, POLICY, BEST)
    return ranking.eligible, sum(ranking.rejects.values()) - ranking.rejects.get(Cause.DISTANCE, 0)


def each(index: Index, asked: list[OrderNeed]) -> list[float]:
    """Median seconds of three for every order."""
    return [alternate({"rank": partial(rank, index, order, POLICY, BEST)}, 3)["rank"] for order in asked]


def main() -> None:
    crowd = people(CITY)
    cells = np.floor(crowd.y / 500).astype(np.int64) << 32 | np.floor(crowd.x / 500).astype(np.int64)
    columns: list[NDArray[Any]] = [
        crowd.week,
        crowd.x,
        crowd.y,
        crowd.ids,
        crowd.skills,
        crowd.qualifications,
        crowd.reach_m,
    ]
    build = alternate(
        {
            "build": partial(build_index, crowd),
            "sort": lambda: np.lexsort((crowd.ids, cells)),
            "copy": lambda: [column.copy() for column in columns],
        }
    )
    index, town = build_index(crowd), build_index(people(TOWN))
    asked, asked_in_town = orders(CITY), orders(TOWN)
    agree = all(scan(index, order) == ask(index, order) for order in asked[:SCANNED])
    scanned = statistics.median(seconds(partial(scan, index, order)) for order in asked[:SCANNED])
    city_times, town_times = each(index, asked), each(town, asked_in_town)
    city = statistics.median(city_times)
    looked = statistics.median(rank(index, order, POLICY, BEST).examined for order in asked)
    note = f"{CITY:,} people, {looked:,.0f} within {POLICY.max_distance_m} m, reject counts included"
    why = f"{1000 * scanned:.0f} ms; {CITY / looked:.0f} times as many people, plus a fixed part per order"
    report(
        "dispatch_rank",
        [
            Figure("rank_best_50_median", 1000 * city, "ms", 5, "lower", note),
            Figure("rank_best_50_p95", 1000 * float(np.quantile(city_times, 0.95)), "ms", 10, "lower"),
            Figure("rank_v_look_at_everybody", scanned / city, "×", 50, "higher", why),
            Figure("rank_agrees_with_it", float(agree), "", 1, "higher", f"{SCANNED} orders, counts"),
            Figure("rank_city_v_town", city / statistics.median(town_times), "×", 1.5, "lower", f"{TOWN:,} people"),
            Figure("build_index_city", build["build"], "s", None, "lower"),
            Figure("build_index_v_one_copy", build["build"] / build["copy"], "×", 100, "lower", "of the main columns"),
            Figure("build_index_v_one_sort", build["build"] / build["sort"], "×", 5, "lower", "by cell and id"),
        ],
    )


if __name__ == "__main__":
    main()
