"""Volunteers sorted by place, so that one order looks at its surroundings only."""

from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

import numpy as np

from sidan.dispatch.columns import Floats, Ints
from sidan.dispatch.plane import FARTHEST_M, metres_between
from sidan.dispatch.volunteers import Volunteers

CELL_M: Final = 500
OFFSET: Final = int(FARTHEST_M) // CELL_M + 2
STRIDE: Final = 2 * OFFSET
_TABLES: Final = ("busy", "exceptions", "expiries")


@dataclass(frozen=True, eq=False, slots=True)
class Sparse:
    """Rows (key, person) of a table most people are not in, sorted by key, then person."""

    keys: Ints
    rows: Ints
    order: Ints
    """Where each sorted row stood in the caller's table."""

    @classmethod
    def of(cls, keys: Ints, rows: Ints) -> Self:
        order = np.lexsort((rows, keys))
        return cls(keys[order], rows[order], order)

    def meet(self, key: int, rows: Ints) -> tuple[Ints, Ints]:
        """Entries of `key` for `rows` (ascending, unique): (their places in `rows`, their places in the table)."""
        lo, hi = np.searchsorted(self.keys, (key, key + 1))
        places, found = locate(self.rows[lo:hi], rows)
        return places, self.order[lo:hi][found]


@dataclass(frozen=True, eq=False, slots=True)
class Index:
    """What `build_index` makes; read it through its methods. A row is a person's place in the sorted arrays."""

    people: Volunteers
    """The volunteers, rows sorted by cell, then id."""
    cells: Ints
    """Shape (n,): each row's cell, ascending."""
    sorted_ids: Ints
    """Shape (n,): all ids, ascending."""
    by_id: Ints
    """Shape (n,): the row of each of `sorted_ids`."""
    busy_from: Ints
    """Shape (n + 1,): row r's busy entries are busy_from[r] … busy_from[r + 1]."""
    exceptions: Sparse
    """By day."""
    expiries: Sparse
    """By qualification bit."""

    def __len__(self) -> int:
        return len(self.people)

    def rows_of(self, ids: Ints) -> Ints:
        """Rows of these ids, in the order given, -1 for an id nobody has. Shape as `ids`."""
        rows = np.full(ids.shape, -1, dtype=np.int64)
        places, found = locate(ids, self.sorted_ids)
        rows[found] = self.by_id[places]
        return rows

    def row_of(self, volunteer_id: int) -> int:
        """One person's row; raises LookupError for an id nobody has."""
        row = int(self.rows_of(np.array([volunteer_id], dtype=np.int64))[0])
        if row < 0:
            raise LookupError(f"no volunteer has the id {volunteer_id}")
        return row

    def within(self, x: float, y: float, radius_m: int) -> tuple[Ints, Ints]:
        """Everybody whose straight-line distance in whole metres is ≤ radius: (rows ascending, their distances)."""
        rows = self._near(x, y, radius_m)
        metres = metres_between(self.people.x[rows], self.people.y[rows], x, y)
        inside = metres <= radius_m
        return rows[inside], metres[inside]

    def _near(self, x: float, y: float, radius_m: int) -> Ints:
        """Rows in the cells of the square around the circle; each line of cells is one run of rows."""
        reach = radius_m + 1  # rounding to whole metres lets up to half a metre more in
        lines = np.arange(_line(y - reach), _line(y + reach) + 1, dtype=np.int64) * STRIDE
        first = np.searchsorted(self.cells, lines + _line(x - reach))
        last = np.searchsorted(self.cells, lines + _line(x + reach), side="right")
        return spans(first, last)


def build_index(volunteers: Volunteers) -> Index:
    """Sort people into cells of 500 m. O(n log n), about a second per million people; the input is not changed.

    Two sets with the same people in another order give the same index. An empty set gives an index that finds nobody.
    """
    cells = cells_of(volunteers.x, volunteers.y)
    order = np.lexsort((volunteers.ids, cells))
    names = [f.name for f in fields(volunteers) if f.name not in _TABLES]
    columns: dict[str, Any] = {name: np.take(getattr(volunteers, name), order, axis=0) for name in names}
    people = replace(volunteers, **columns)
    by_id = np.argsort(people.ids)
    sorted_ids = people.ids[by_id]

    def rows(ids: Ints) -> Ints:
        found: Ints = by_id[np.searchsorted(sorted_ids, ids)]
        return found

    busy, rows_busy = volunteers.busy, rows(volunteers.busy.volunteer)
    sort = np.lexsort((busy.end, busy.start, rows_busy))
    people = replace(people, busy=replace(busy, **{f.name: getattr(busy, f.name)[sort] for f in fields(busy)}))
    return Index(
        people=people,
        cells=cells[order],
        sorted_ids=sorted_ids,
        by_id=by_id,
        busy_from=np.searchsorted(rows_busy[sort], np.arange(len(volunteers) + 1)),
        exceptions=Sparse.of(volunteers.exceptions.day, rows(volunteers.exceptions.volunteer)),
        expiries=Sparse.of(volunteers.expiries.qualification, rows(volunteers.expiries.volunteer)),
    )


def cells_of(x: Floats, y: Floats) -> Ints:
    """The numbers of the cells these places lie in; neighbours on a line have neighbouring numbers."""
    return _lines(y) * STRIDE + _lines(x)


def along_curve(x: Floats, y: Floats) -> Ints:
    """Where these places' cells stand on a curve through all cells (Morton 1966): near there is near on the plane.

    Work that goes through a city in this order meets the same people again while they are still in the cache.
    """
    out, line, column = np.zeros(len(x), dtype=np.int64), _lines(y), _lines(x)
    for bit in range(STRIDE.bit_length()):
        out |= (column >> bit & 1) << 2 * bit | (line >> bit & 1) << 2 * bit + 1
    return out


def locate(wanted: Ints, among: Ints) -> tuple[Ints, Ints]:
    """Which of `wanted` stand in `among` (ascending, unique): (their places in `among`, their places in `wanted`)."""
    if not len(among):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    places = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    found = np.flatnonzero(among[places] == wanted)
    return places[found], found


def spans(first: Ints, last: Ints) -> Ints:
    """The whole numbers of all half-open runs [first[i], last[i]) one after the other."""
    lengths = last - first
    shift: Ints = np.repeat(first - np.cumsum(lengths) + lengths, lengths)
    return np.arange(len(shift), dtype=np.int64) + shift


def _line(metre: float) -> int:
    return min(max(int(metre // CELL_M) + OFFSET, 0), STRIDE - 1)


def _lines(metres: Floats) -> Ints:
    return np.floor(metres / CELL_M).astype(np.int64) + OFFSET
