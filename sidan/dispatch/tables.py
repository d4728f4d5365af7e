"""What only some people have: flat tables of rows (volunteer id, …), in any order."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from sidan.dispatch.columns import Bits, Flags, Ints, column, vector
from sidan.dispatch.moments import WHOLE_DAY


@dataclass(frozen=True, eq=False, slots=True)
class Busy:
    """What people have accepted already: flat rows in any order, all arrays of one length.

    Half-open minutes [start, end). `counts`: an order, which uses up the weekly load; False for other bookings such as
    an activity. Give the whole weeks the open orders fall in, orders already served included, or the load is too low.
    """

    volunteer: Ints
    start: Ints
    end: Ints
    counts: Flags

    @classmethod
    def of(cls, volunteer: ArrayLike, start: ArrayLike, end: ArrayLike, counts: ArrayLike = True) -> Self:
        """From lists or arrays; raises ValueError for wrong lengths or types, or an end before its start."""
        who = vector("busy.volunteer", volunteer, np.int64)
        starts, ends = column("busy.start", start, np.int64, who.shape), column("busy.end", end, np.int64, who.shape)
        if np.any(ends <= starts):
            raise ValueError(f"busy[{int(np.argmax(ends <= starts))}] must end after it starts")
        return cls(who, starts, ends, column("busy.counts", counts, np.bool_, who.shape))


@dataclass(frozen=True, eq=False, slots=True)
class Exceptions:
    """Dated exceptions from the usual week: flat rows (volunteer, day, half-hours added, half-hours taken away).

    A day is `week[weekday] | opens, without closes`; several rows for one person and day add up and closing wins.
    """

    volunteer: Ints
    day: Ints
    opens: Bits
    closes: Bits

    @classmethod
    def of(cls, volunteer: ArrayLike, day: ArrayLike, *, opens: ArrayLike = 0, closes: ArrayLike = 0) -> Self:
        """From lists or arrays; raises ValueError for wrong lengths or types, or bits beyond the 48 half-hours."""
        who = vector("exceptions.volunteer", volunteer, np.int64)
        added = column("exceptions.opens", opens, np.uint64, who.shape)
        taken = column("exceptions.closes", closes, np.uint64, who.shape)
        if np.any((added | taken) > WHOLE_DAY):
            raise ValueError("exceptions hold bits beyond the 48 half-hours of a day")
        return cls(who, column("exceptions.day", day, np.int64, who.shape), added, taken)


@dataclass(frozen=True, eq=False, slots=True)
class Expiries:
    """Until when a qualification holds: flat rows (volunteer, bit 0 … 63, last valid day).

    A qualification in `Volunteers.qualifications` without a row never lapses; of several rows the latest day wins (a
    renewal); a row without the bit grants nothing.
    """

    volunteer: Ints
    qualification: Ints
    until_day: Ints

    @classmethod
    def of(cls, volunteer: ArrayLike, qualification: ArrayLike, until_day: ArrayLike) -> Self:
        """From lists or arrays; raises ValueError for wrong lengths or types, or a bit outside 0 … 63."""
        who = vector("expiries.volunteer", volunteer, np.int64)
        bit = column("expiries.qualification", qualification, np.int64, who.shape)
        if np.any((bit < 0) | (bit > 63)):
            raise ValueError("expiries.qualification must be a bit number from 0 to 63")
        return cls(who, bit, column("expiries.until_day", until_day, np.int64, who.shape))
