"""From rows "Tuesday 9:00–11:30" to half-hour bits, for many people at once."""

import numpy as np
from numpy.typing import ArrayLike

from sidan.dispatch.columns import Bits, column, vector
from sidan.dispatch.moments import DAY, HALF_HOUR


def half_hour_bits(start: ArrayLike, end: ArrayLike, *, whole: bool = False) -> Bits:
    """`half_hours` for arrays of one length: minutes of a day (0 … 1440) to `uint64` bits, one per row.

    `whole=True` for what people offer, the default for what they are away for. Raises ValueError unless every row has
    0 ≤ start ≤ end ≤ 1440.
    """
    starts = vector("start", start, np.int64)
    ends = column("end", end, np.int64, starts.shape)
    wrong = (starts < 0) | (starts > ends) | (ends > DAY)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(f"row {row} must satisfy 0 <= start <= end <= {DAY}, got {starts[row]} and {ends[row]}")
    first, last = (
        (-(-starts // HALF_HOUR), ends // HALF_HOUR) if whole else (starts // HALF_HOUR, -(-ends // HALF_HOUR))
    )
    one = np.uint64(1)
    bits: Bits = (one << last.astype(np.uint64)) - (one << first.astype(np.uint64))
    bits[(first >= last) | (starts == ends)] = 0
    return bits


def week_bits(ids: ArrayLike, volunteer: ArrayLike, weekday: ArrayLike, start: ArrayLike, end: ArrayLike) -> Bits:
    """The `week` column of `Volunteers.of`, shape (n, 7), from rows of usual free time in any order.

    `ids`: the n people. The other arrays have one row per free time: whose, weekday (0 = Monday), minutes of the day.
    Only whole half-hours count; rows of one day add up; people without a row are never free. Raises ValueError for a
    weekday outside 0 … 6, an impossible time, or somebody who is not among the ids.
    """
    who, free = vector("ids", ids, np.int64), half_hour_bits(start, end, whole=True)
    owner = column("volunteer", volunteer, np.int64, free.shape)
    day = column("weekday", weekday, np.int64, free.shape)
    if ((day < 0) | (day > 6)).any():
        raise ValueError("weekday must be 0 (Monday) to 6")
    strangers = np.setdiff1d(owner, who)
    if len(strangers):
        raise ValueError(f"free time of volunteer {int(strangers[0])}, who is not among the ids")
    by_id = np.argsort(who)
    week = np.zeros((len(who), 7), dtype=np.uint64)
    np.bitwise_or.at(week, (by_id[np.searchsorted(who, owner, sorter=by_id)], day), free)
    return week
