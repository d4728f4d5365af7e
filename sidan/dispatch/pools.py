"""People by place, once more for each kind of order: whoever has the skill and some free half-hour is looked at.

Orders of one kind (skills, day, four hours of it) share a pool. To read everybody once for a pool of many orders costs
less than to meet everybody around each of them: one in eight is free, one in ten has the skill. Kinds with few orders
share the pool of all who are not paused; nothing but time depends on it.
"""

from typing import Final, NamedTuple, Self

import numpy as np

from sidan.dispatch.admit import NONE, Town, day_bits
from sidan.dispatch.columns import Bits, Flags, Floats, Ints, Small
from sidan.dispatch.compiled import inlined
from sidan.dispatch.index import CELL_M
from sidan.dispatch.moments import DAY, WHOLE_DAY
from sidan.dispatch.needs import Needs, People, Rules

BLOCK: Final = 240
"""Minutes of a day whose orders share a pool."""
ANY_DAY: Final = -1
ANY_HOUR: Final = np.uint64(WHOLE_DAY)
WORTH: Final = 8
"""Somebody met around an order costs about as much as so many of them read for a pool."""


class Grid(NamedTuple):
    """Square cells over everybody who lives near some order."""

    left: float
    bottom: float
    size: float
    columns: int
    lines: int
    cell: Small
    """Shape (n,): the cell of each person, -1 for whoever lives far from all orders."""

    @classmethod
    def of(cls, p: People, n: Needs, rules: Rules) -> Self:
        """Cells of 500 m; larger ones where a few far places would make too many of them."""
        far = rules.max_distance_m + 1
        left, right = _stretch(p.x, n.x, far)
        bottom, top = _stretch(p.y, n.y, far)
        most, size = 4096 + len(p.x) // 4, float(CELL_M)
        while ((right - left) / size + 1) * ((top - bottom) / size + 1) > most:
            size *= 2
        columns, lines = int((right - left) // size) + 1, int((top - bottom) // size) + 1
        column, line = (p.x - left) // size, (p.y - bottom) // size
        inside = (column >= 0) & (column < columns) & (line >= 0) & (line < lines)
        cell = np.where(inside, line * columns + column, -1).astype(np.int32)
        return cls(left, bottom, size, columns, lines, cell)


def _stretch(people: Floats, orders: Floats, far: int) -> tuple[float, float]:
    """From where to where people live whom an order could reach."""
    if not len(people) or not len(orders):
        return 0.0, 0.0
    low, high = max(people.min(), orders.min() - far), min(people.max(), orders.max() + far)
    return (float(low), float(high)) if low <= high else (0.0, 0.0)


class Kinds(NamedTuple):
    """Orders by pool, by day, skills and hours: those of pool k are order[first[k]] … order[first[k + 1]]."""

    first: Ints
    order: Ints
    day: Ints
    """Shape (pools,), as the next three; `ANY_DAY`: whoever is free whenever."""
    skills_all: Bits
    skills_any: Bits
    hours: Bits
    """Half-hours of the day that some order of the pool touches."""

    @classmethod
    def of(cls, n: Needs, grid: Grid, rules: Rules) -> Self:
        """Sort orders into pools; within one they keep their order."""
        day, block = n.start // DAY, n.start % DAY // BLOCK
        over_midnight = (n.end - 1) // DAY != day
        kind = np.column_stack((day, n.skills_all.view(np.int64), n.skills_any.view(np.int64), block))
        kind[over_midnight, 0] = kind[over_midnight, 3] = ANY_DAY
        kind[_few(kind, grid, rules)] = (ANY_DAY, 0, 0, ANY_DAY)
        order, first = _sorted(kind)
        head, last = order[first[:-1]], np.minimum(n.end - day * DAY, DAY)
        hours = (np.uint64(1) << ((last + 29) // 30).astype(np.uint64)) - (
            np.uint64(1) << (n.start % DAY // 30).astype(np.uint64)
        )
        return cls(
            first,
            order,
            kind[head, 0],
            np.ascontiguousarray(kind[head, 1]).view(np.uint64),
            np.ascontiguousarray(kind[head, 2]).view(np.uint64),
            np.bitwise_or.reduceat(hours[order], first[:-1]) if len(head) else hours,
        )


def _sorted(kind: Ints) -> tuple[Ints, Ints]:
    """Rows by kind, stable, and where each kind begins, with the end."""
    order = np.lexsort(kind.T[::-1])
    changes = np.flatnonzero((kind[order][1:] != kind[order][:-1]).any(axis=1)) + 1
    return order, np.concatenate(([0], changes, [len(kind)] if len(kind) else [])).astype(np.int64)


def _few(kind: Ints, grid: Grid, rules: Rules) -> Flags:
    """Orders of a kind too rare to read everybody for it."""
    order, first = _sorted(kind)
    few = np.zeros(len(kind), dtype=np.bool_)
    around = (2 * rules.max_distance_m) ** 2 / (grid.size**2 * grid.columns * grid.lines)
    few[order] = np.repeat(np.diff(first), np.diff(first)) * min(around, 1.0) * WORTH < 1
    return few


X, Y, REACH, WORN, STATION, PLAIN, ROW, FREE = range(8)
"""What a search reads of somebody: one line of the cache, where the columns of `People` would take one each. Whole
numbers are exact in fractions up to 2^53. `WORN`: cost apart from the way; `PLAIN`: an adult who has accepted nothing
and takes orders; `ROW` and `FREE`, half-hours of the day, stand in a pool only."""


def spots(p: People, rules: Rules) -> Floats:
    """Shape (n, 8)."""
    out = np.empty((len(p.x), 8))
    out[:, X], out[:, Y], out[:, STATION] = p.x, p.y, p.station
    out[:, REACH] = np.minimum(p.reach_m, rules.max_distance_m)
    out[:, WORN] = p.load_month.astype(np.int64) * rules.fairness_minutes
    out[:, WORN] += p.asked_recently.astype(np.int64) * rules.fatigue_minutes
    out[:, PLAIN] = ~p.minor & (np.diff(p.busy_from) == 0) & (p.weekly_limit > 0)
    return out


class Pool(NamedTuple):
    """Memory for one pool after the other; n people, c cells. Each step reads what the one before it left."""

    day_row: Small
    """Shape (n,), of which `size[DAY_SIZE]` count: who near some order is free on the day, ascending."""
    day_free: Bits
    day_skills: Bits
    able_row: Small
    """Those of them who have the skills, `size[ABLE_SIZE]`."""
    able_free: Bits
    some: Small
    """Places in the two before: who is free at some of the hours."""
    first: Ints
    """Shape (c + 1,): whoever of the pool lives in cell c is between first[c] and first[c + 1] of `spot`."""
    spot: Floats
    """Shape (n, 8)."""
    size: Ints

    @classmethod
    def empty(cls, n: int, grid: Grid) -> Self:
        rows = [np.empty(n, dtype=np.int32) for _ in range(3)]
        bits = [np.empty(n, dtype=np.uint64) for _ in range(3)]
        first = np.zeros(grid.columns * grid.lines + 1, dtype=np.int64)
        size = np.zeros(2, dtype=np.int64)
        return cls(rows[0], bits[0], bits[1], rows[1], bits[2], rows[2], first, np.empty((n, 8)), size)


DAY_SIZE, ABLE_SIZE = range(2)


@inlined
def on_day(t: Town, g: Grid, pool: Pool, day: int) -> None:
    """Who lives near some order, is not paused, and is free on this day.

    Everybody is written and only those who count are kept: a branch would be guessed wrongly too often.
    """
    size = 0
    for row in range(len(t.p.x)):
        free = ANY_HOUR if day == ANY_DAY else day_bits(t.p, row, day)
        pool.day_row[size], pool.day_free[size], pool.day_skills[size] = row, free, t.p.skills[row]
        size += int((g.cell[row] >= 0) & (free != NONE) & (not t.p.paused[row]))
    pool.size[DAY_SIZE] = size


@inlined
def able(pool: Pool, all_of: np.uint64, any_of: np.uint64) -> None:
    """Who of the day has these skills."""
    size = 0
    for i in range(pool.size[DAY_SIZE]):
        skills = pool.day_skills[i]
        pool.able_row[size], pool.able_free[size] = pool.day_row[i], pool.day_free[i]
        size += int((~skills & all_of == NONE) & ((any_of == NONE) | (skills & any_of != NONE)))
    pool.size[ABLE_SIZE] = size


@inlined
def by_cell(g: Grid, table: Floats, pool: Pool, hours: np.uint64) -> None:
    """Who of the able is free at some of the hours, sorted by cell."""
    cells, size = len(pool.first) - 1, 0
    pool.first[:] = 0
    for i in range(pool.size[ABLE_SIZE]):
        pool.some[size] = i
        size += int(pool.able_free[i] & hours != NONE)
    for j in range(size):
        pool.first[g.cell[pool.able_row[pool.some[j]]]] += 1
    for c in range(cells):
        pool.first[c + 1] += pool.first[c]
    for j in range(size - 1, -1, -1):  # backwards, so that each cell's end becomes its beginning
        row, free = pool.able_row[pool.some[j]], pool.able_free[pool.some[j]]
        pool.first[g.cell[row]] -= 1
        at = pool.first[g.cell[row]]
        for field in range(ROW):
            pool.spot[at, field] = table[row, field]
        pool.spot[at, ROW], pool.spot[at, FREE] = row, free
