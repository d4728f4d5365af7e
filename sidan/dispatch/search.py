"""The compiled search for each order's cheapest candidates: rings of cells outwards, until nobody further can win."""

from typing import NamedTuple, Self

import numpy as np

from sidan.dispatch.admit import (
    NONE,
    Town,
    borrowed,
    day_bits,
    holds,
    may_come,
    one_day,
    reach,
    start_bits,
    start_step,
    touched,
)
from sidan.dispatch.columns import Bits, Floats, Ints
from sidan.dispatch.compiled import compiled, inlined
from sidan.dispatch.moments import DAY
from sidan.dispatch.needs import People
from sidan.dispatch.pools import (
    ANY_DAY,
    ANY_HOUR,
    FREE,
    PLAIN,
    REACH,
    ROW,
    STATION,
    WORN,
    Grid,
    Kinds,
    Pool,
    X,
    Y,
    able,
    by_cell,
    on_day,
)


class Best(NamedTuple):
    """What a search writes: for each order its best people, sorted."""

    base: Ints
    """Shape (m + 1,): order o has room from base[o] to base[o + 1]."""
    counts: Ints
    """Shape (m,): how many it has."""
    found: Ints
    """Shape (room, 3): row, cost, metres."""
    starts: Bits
    """Shape (room,)."""
    short: Ints
    """Shape (most room of an order, 4): the list of the order at hand: cost, row, metres, starts."""
    now: Ints
    """How long that list is, how long it may be, whether the order takes any adult with skill and time, and how many
    starts are tried."""
    hours: Bits
    """Shape (65,): the half-hours each start touches, where the window lies within one day; then all of them."""

    @classmethod
    def empty(cls, room: Ints) -> Self:
        base = np.append(0, np.cumsum(room)).astype(np.int64)
        found, starts = np.empty((base[-1], 3), np.int64), np.empty(base[-1], np.uint64)
        short = np.empty((int(room.max(initial=0)), 4), np.int64)
        return cls(base, np.zeros_like(room), found, starts, short, np.zeros(4, np.int64), np.zeros(65, np.uint64))


class Desk(NamedTuple):
    """What is at hand while one order after the other is looked at."""

    table: Floats
    """Shape (n, 8): see `pools.spots`."""
    minutes: Ints
    """Shape (policy's maximum distance + 1,): walking minutes by metres."""
    pool: Pool
    best: Best


SIZE, MOST, ANYBODY, STARTS = range(4)


@inlined
def begin(t: Town, best: Best, o: int) -> None:
    """An empty list for the next order."""
    n, day = t.n, t.n.start[o] // DAY * DAY
    best.now[SIZE], best.now[MOST] = 0, best.base[o + 1] - best.base[o]
    anybody = not n.risky[o] and n.barred_from[o] == n.barred_from[o + 1] and one_day(n, o)
    best.now[ANYBODY] = anybody and n.qualifications_all[o] | n.qualifications_any[o] == NONE
    if not best.now[ANYBODY]:
        return
    best.now[STARTS] = (n.end[o] - n.minutes[o] - n.start[o]) // start_step(t, o) + 1
    best.hours[64] = NONE
    for k in range(best.now[STARTS]):
        best.hours[k] = touched(n.start[o] + k * start_step(t, o) - day, n.minutes[o])
        best.hours[64] |= best.hours[k]


@inlined
def starts_of(t: Town, d: Desk, i: int, o: int) -> np.uint64:
    """Starts at which somebody of the pool can serve the order, if they may come at all."""
    row, free, bits = int(d.pool.spot[i, ROW]), np.uint64(d.pool.spot[i, FREE]), NONE
    if not (d.best.now[ANYBODY] and d.pool.spot[i, PLAIN]):
        return start_bits(t, row, o, free) if may_come(t, row, o) else NONE
    if free & d.best.hours[64] != NONE:
        for k in range(d.best.now[STARTS]):
            bits |= np.uint64(~free & d.best.hours[k] == NONE) << np.uint64(k)
    return bits


@inlined
def place_of(p: People, best: Best, cost: int, row: int) -> int:
    """Where somebody belongs in the list, by (cost, orders this month, id); its full length if they do not."""
    short, at = best.short, best.now[SIZE]
    while at > 0 and cost <= short[at - 1, 0]:
        if cost == short[at - 1, 0]:
            other = short[at - 1, 1]
            more = p.load_month[row] - p.load_month[other]
            if more > 0 or (more == 0 and p.ids[row] > p.ids[other]):
                break
        at -= 1
    return int(at)


@inlined
def insert(best: Best, at: int, person: tuple[int, int, int, int]) -> None:
    """Put somebody into the list; whoever falls off its end is gone."""
    short = best.short
    best.now[SIZE] = min(best.now[SIZE] + 1, best.now[MOST])
    for i in range(best.now[SIZE] - 1, at, -1):
        for field in range(4):
            short[i, field] = short[i - 1, field]
    short[at, 0], short[at, 1], short[at, 2], short[at, 3] = person


@inlined
def consider_known(t: Town, d: Desk, row: int, o: int) -> None:
    """Somebody who served this person before: cheaper than their way, so looked at wherever they live."""
    p, n = t.p, t.n
    dx, dy = p.x[row] - n.x[o], p.y[row] - n.y[o]
    metres = int(np.rint(np.sqrt(dx * dx + dy * dy)))
    if metres > reach(t, row, o) or not may_come(t, row, o):
        return
    bits = start_bits(t, row, o, day_bits(p, row, n.start[o] // DAY))
    cost = d.minutes[metres] + int(d.table[row, WORN]) + borrowed(t, p.station[row], o) - t.rules.known_face_minutes
    at = place_of(p, d.best, cost, row)
    if bits != NONE and at < d.best.now[MOST]:
        insert(d.best, at, (cost, row, metres, int(bits)))


@inlined
def look(t: Town, d: Desk, run: tuple[int, int], o: int) -> None:
    """Consider everybody in a run of cells whom the order does not know."""
    n, spot, best = t.n, d.pool.spot, d.best
    x, y, low, high = n.x[o], n.y[o], n.known_from[o], n.known_from[o + 1]
    usual = n.radius_m[o] < 0 and n.widened[o] == 0
    for i in range(d.pool.first[run[0]], d.pool.first[run[1]]):
        dx, dy = spot[i, X] - x, spot[i, Y] - y
        square, far = dx * dx + dy * dy, (spot[i, REACH] if usual else t.rules.max_distance_m) + 1.0
        if square > far * far:
            continue
        row, metres = int(spot[i, ROW]), int(np.rint(np.sqrt(square)))
        if metres > (spot[i, REACH] if usual else reach(t, row, o)):
            continue
        cost = d.minutes[metres] + int(spot[i, WORN]) + borrowed(t, int(spot[i, STATION]), o)
        at = place_of(t.p, best, cost, row)
        if at < best.now[MOST] and not (high > low and holds(n.known, low, high, row)):
            bits = starts_of(t, d, i, o)
            if bits != NONE:
                insert(best, at, (cost, row, metres, int(bits)))


@inlined
def nearest(g: Grid, gx: float, gy: float, ring: int) -> int:
    """No place in this ring of cells is nearer to an order at (gx, gy) of its own cell, in whole metres."""
    if ring == 0:
        return 0
    return int((ring - 1) * g.size + max(min(gx, g.size - gx, gy, g.size - gy), 0.0))


@inlined
def enough(t: Town, d: Desk, near: int) -> bool:
    """Whether nobody at least this far away can be among the best."""
    if near > t.rules.max_distance_m:
        return True
    full = d.best.now[SIZE] == d.best.now[MOST]
    return bool(full and d.minutes[near] > d.best.short[d.best.now[MOST] - 1, 0])


@inlined
def around(t: Town, g: Grid, d: Desk, o: int) -> None:
    """Look at one order's surroundings, ring by ring."""
    n = t.n
    x, y = n.x[o] - g.left, n.y[o] - g.bottom
    cx, cy = int(np.floor(x / g.size)), int(np.floor(y / g.size))
    ring = 0
    while not enough(t, d, nearest(g, x - cx * g.size, y - cy * g.size, ring)):
        west, east = max(cx - ring, 0), min(cx + ring, g.columns - 1)
        for line in range(max(cy - ring, 0), min(cy + ring, g.lines - 1) + 1):
            # The first and the last line of a ring are one run of cells, the others have a cell at each end.
            ends = line in (cy - ring, cy + ring)
            for side in range(1 if ends or ring == 0 else 2):
                column = cx + (2 * side - 1) * ring
                first, last = (west, east) if ends else (column, column)
                if 0 <= first <= last < g.columns:
                    at = line * g.columns
                    look(t, d, (at + first, at + last + 1), o)
        ring += 1


@inlined
def keep(best: Best, o: int) -> None:
    """Copy the list out."""
    base = best.base[o]
    best.counts[o] = best.now[SIZE]
    for i in range(best.now[SIZE]):
        best.found[base + i, 0], best.found[base + i, 1] = best.short[i, 1], best.short[i, 0]
        best.found[base + i, 2], best.starts[base + i] = best.short[i, 2], np.uint64(best.short[i, 3])


@compiled
def search(t: Town, g: Grid, kinds: Kinds, d: Desk) -> None:
    """For each order the best people it has room for.

    Whoever is known comes first, because only they can be cheaper than their way; then rings of cells outwards. The
    search ends where the way alone costs more than the last one kept.
    """
    for k in range(len(kinds.day)):
        day, all_of, any_of = kinds.day[k], kinds.skills_all[k], kinds.skills_any[k]
        again = k > 0 and day == kinds.day[k - 1]
        if not again:
            on_day(t, g, d.pool, day)
        if not again or all_of != kinds.skills_all[k - 1] or any_of != kinds.skills_any[k - 1]:
            able(d.pool, all_of, any_of)
        by_cell(g, d.table, d.pool, kinds.hours[k] if day != ANY_DAY else ANY_HOUR)
        for i in range(kinds.first[k], kinds.first[k + 1]):
            o = kinds.order[i]
            begin(t, d.best, o)
            for e in range(t.n.known_from[o], t.n.known_from[o + 1]):
                consider_known(t, d, t.n.known[e], o)
            around(t, g, d, o)
            keep(d.best, o)
