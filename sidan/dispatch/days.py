"""One person's visits in time: which starts make a day possible, with the way between two doors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sidan.dispatch.columns import Bits, Ints
from sidan.dispatch.model import OrderNeed
from sidan.dispatch.policy import Policy
from sidan.dispatch.windows import MAX_STARTS

MOST: Final = 12
"""More visits than this close together are refused: the exact check tries every set of them."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One order as one person could serve it."""

    order: OrderNeed
    starts: tuple[int, ...]
    """Possible starts, minutes since the epoch, ascending."""


def visit(order: OrderNeed, bits: int, policy: Policy) -> Visit:
    """A visit from an arc's start bits."""
    step = int(step_minutes(np.array([order.end - order.start - order.minutes]), policy)[0])
    return Visit(order, tuple(order.start + k * step for k in range(MAX_STARTS) if bits >> k & 1))


def step_minutes(slack: Ints, policy: Policy) -> Ints:
    """How far apart starts are tried in windows with this much slack (`windows.start_times`)."""
    step: Ints = policy.start_step_minutes * (slack // (MAX_STARTS * policy.start_step_minutes) + 1)
    return step


def earliest(orders: Sequence[OrderNeed], bits: Bits, policy: Policy) -> Ints:
    """The first possible start of each order; `bits` never 0. Minutes since the epoch."""
    begin = np.array([o.start for o in orders], dtype=np.int64)
    slack = np.array([o.end - o.start - o.minutes for o in orders], dtype=np.int64)
    lowest = bits & (~bits + np.uint64(1))
    return begin + np.log2(lowest.astype(np.float64)).astype(np.int64) * step_minutes(slack, policy)


def between(one: OrderNeed, other: OrderNeed, policy: Policy) -> int:
    """Minutes between the end of one visit and the start of another: the way there, at least the usual gap."""
    metres = round(float(np.hypot(one.x - other.x, one.y - other.y)))
    return max(policy.gap_minutes, -(-metres * policy.detour_percent // (100 * policy.pace_m_per_min)))


def timetable(visits: Sequence[Visit], policy: Policy) -> tuple[int, ...] | None:
    """A start for each visit, so that one person can do them all; None if there is no way.

    Exact: the earliest end over all orders of every subset (Held & Karp 1962), for visits whose windows are close;
    visits further apart do not disturb each other.
    """
    starts: dict[int, int] = {}
    for group in _close(visits, policy):
        found = _exact([visits[i] for i in group], policy)
        if found is None:
            return None
        starts.update(zip(group, found, strict=True))
    return tuple(starts[i] for i in range(len(visits)))


def _close(visits: Sequence[Visit], policy: Policy) -> list[list[int]]:
    """Visits in groups that cannot disturb each other, by their windows."""
    far = max((between(a.order, b.order, policy) for a in visits for b in visits), default=0)
    groups: list[list[int]] = []
    until = 0
    for i in sorted(range(len(visits)), key=lambda i: visits[i].order.start):
        order = visits[i].order
        if not groups or order.start >= until + far:
            groups.append([])
            until = order.end
        groups[-1].append(i)
        until = max(until, order.end)
    return groups


def _exact(visits: Sequence[Visit], policy: Policy) -> tuple[int, ...] | None:
    n = len(visits)
    if n > MOST:
        return None
    ways = [[between(a.order, b.order, policy) for b in visits] for a in visits]
    best: dict[tuple[int, int], tuple[int, ...]] = {}  # (set, last) → starts in the order visited, ending earliest
    for i, one in enumerate(visits):
        best[1 << i, i] = one.starts[:1]
    for done in range(1, 1 << n):
        for last in range(n):
            before = best.get((done, last))
            if before is None:
                continue
            free = before[-1] + visits[last].order.minutes
            for i in range(n):
                start = None if done >> i & 1 else _first(visits[i].starts, free + ways[last][i])
                known = best.get((done | 1 << i, i))
                if start is not None and (known is None or start < known[-1]):
                    best[done | 1 << i, i] = (*before, start)
    return _unwound(best, visits, ways)


def _first(starts: tuple[int, ...], not_before: int) -> int | None:
    return next((start for start in starts if start >= not_before), None)


def _unwound(
    best: dict[tuple[int, int], tuple[int, ...]], visits: Sequence[Visit], ways: list[list[int]]
) -> tuple[int, ...] | None:
    """Starts by visit, from the starts in the order visited."""
    n = len(visits)
    ends = [(best[(1 << n) - 1, last][-1], last) for last in range(n) if ((1 << n) - 1, last) in best]
    if not ends:
        return None
    starts, done, last = [0] * n, (1 << n) - 1, min(ends)[1]
    while True:
        sequence = best[done, last]
        starts[last] = sequence[-1]
        done ^= 1 << last
        if not done:
            return tuple(starts)
        last = next(
            i
            for i in range(n)
            if best.get((done, i)) == sequence[:-1]
            and _first(visits[last].starts, sequence[-2] + visits[i].order.minutes + ways[i][last]) == sequence[-1]
        )
