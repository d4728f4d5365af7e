"""Who could serve which order, for a large town: `make bench NAME=dispatch_candidates`.

The peer is a k-d tree per skill (scipy): it knows distance and skill, so the nearest 160 are asked for, and reach, free
half-hours and price decide in numpy whom of them to keep, 20 per place. The floor is one pass over the bytes that come
in. Times are processor time, in turns, so that other jobs on the machine do not count.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from benchmarks._harness import Figure, report
from benchmarks._town import SKILLS, town
from sidan.dispatch import Index, OrderNeed, Policy, candidates
from sidan.dispatch.columns import Flags, Floats, Ints
from sidan.dispatch.graph import FEWEST
from sidan.dispatch.moments import DAY
from sidan.dispatch.needs import needs_of, people_of

ORDERS, PEOPLE, ROUNDS = 30_000, 300_000, 5
POLICY, ONE = Policy(), np.uint64(1)


def trees(index: Index, needs: list[OrderNeed], k: int, *, keep: bool) -> int:
    """The k nearest who have the skill, by one tree per skill, then those who may come; how many pairs were kept."""
    people, found = index.people, 0
    xy = np.column_stack((people.x, people.y))
    for bit in range(SKILLS):
        able = np.flatnonzero(people.skills & np.uint64(1 << bit))
        asking = [o for o in needs if o.skills_all == 1 << bit]
        if len(able) and asking:
            tree, places = cKDTree(xy[able]), np.array([(o.x, o.y) for o in asking])
            metres, at = tree.query(places, k=k, distance_upper_bound=POLICY.max_distance_m)
            near = np.isfinite(metres)
            found += kept(index, asking, np.where(near, metres, 0), able[np.where(near, at, 0)], near) if keep else 1
    return found


def kept(index: Index, orders: list[OrderNeed], metres: Floats, rows: Ints, near: Flags) -> int:
    """Of the nearest (shape (orders, k)) the cheapest 20 per place who are in reach and free at some start."""
    people = index.people
    start, end, minutes, places, station = (
        np.array([getattr(o, name) for o in orders])[:, None]
        for name in ("start", "end", "minutes", "places", "station")
    )
    free = people.week[rows, start // DAY % 7]
    possible = np.zeros_like(near)
    for at in range(0, int((end - start - minutes).max()) + 1, POLICY.start_step_minutes):
        first, last = start % DAY + at, start % DAY + at + minutes
        hours = (ONE << ((last + 29) // 30).astype(np.uint64)) - (ONE << (first // 30).astype(np.uint64))
        possible |= (~free & hours == 0) & (last - start % DAY <= end - start)
    may = near & possible & (np.rint(metres) <= people.reach_m[rows])
    cost = -(-np.rint(metres).astype(np.int64) * POLICY.detour_percent // (100 * POLICY.pace_m_per_min))
    cost += people.load_month[rows] * POLICY.fairness_minutes
    cost += np.where(people.station[rows] == station, 0, POLICY.borrow_minutes)
    best = np.argsort(np.where(may, cost, 10**9), axis=1, kind="stable")
    chosen = np.take_along_axis(may, best, axis=1) & (np.arange(rows.shape[1]) < FEWEST * places)
    return int(chosen.sum())


def one_pass(columns: list[Any]) -> None:
    for column in columns:
        column.sum()


def main() -> None:
    index, needs = town(ORDERS, PEOPLE)
    candidates(index, needs[:10], POLICY)  # compiles
    graph = candidates(index, needs, POLICY)
    # Somebody is free in about one window of eight: eight times as many must be brought to keep as many.
    calls: dict[str, Callable[[], object]] = {
        "ours": partial(candidates, index, needs, POLICY),
        "pass": partial(one_pass, [*people_of(index), *needs_of(index, needs)]),
        "tree": partial(trees, index, needs, 8 * FEWEST, keep=True),
        "query": partial(trees, index, needs, 8 * FEWEST, keep=False),
    }
    took: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            begun = time.process_time()
            call()
            took[name].append(time.process_time() - begun)
    median = {name: float(np.median(times)) for name, times in took.items()}
    size = f"{ORDERS:,} orders, {PEOPLE:,} people, {len(graph):,} arcs"
    pairs = f"which brings {trees(index, needs, 8 * FEWEST, keep=True):,}"
    report(
        "dispatch_candidates",
        [
            Figure("town", median["ours"], "s", None, "lower", size),
            Figure("v_tree_per_skill", median["tree"] / median["ours"], "×", 5, "higher", pairs),
            Figure(
                "v_its_queries_alone", median["query"] / median["ours"], "×", None, "higher", "160 nearest by skill"
            ),
            Figure("v_one_pass", median["ours"] / median["pass"], "×", 100, "lower", "over all columns that come in"),
        ],
    )


if __name__ == "__main__":
    main()
