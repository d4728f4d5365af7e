"""When in an order's window each person could begin, as bits: bit k is the k-th start tried."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from sidan.dispatch.columns import Bits, Ints
from sidan.dispatch.index import Index, spans
from sidan.dispatch.model import OrderNeed
from sidan.dispatch.moments import WEEK, days_touched
from sidan.dispatch.policy import Policy

MAX_STARTS: Final = 64
_ALL: Final = np.uint64(2**64 - 1)


def start_times(order: OrderNeed, policy: Policy) -> Ints:
    """The starts tried, in minutes since the epoch, 1 … 64 of them; the first is the window's start.

    They lie `start_step_minutes` apart; in a window too long for 64 of them, the smallest multiple that fits.
    """
    slack = order.end - order.minutes - order.start
    steps = slack // (MAX_STARTS * policy.start_step_minutes) + 1
    return np.arange(order.start, order.start + slack + 1, policy.start_step_minutes * steps, dtype=np.int64)


def free_by_week(index: Index, order: OrderNeed, starts: Ints, rows: Ints) -> Bits:
    """Starts at which people are free by their own week and dated exceptions. `rows` ascending; shape as `rows`.

    Every half-hour the service touches must be free.
    """
    free = np.zeros(len(rows), dtype=np.uint64)
    days: dict[int, Bits] = {}
    for k, start in enumerate(starts.tolist()):
        fits = np.ones(len(rows), dtype=np.bool_)
        for day, needed in days_touched(start, start + order.minutes):
            if day not in days:
                days[day] = _day(index, day, rows)
            fits &= (~days[day] & np.uint64(needed)) == 0
        free |= fits.astype(np.uint64) << np.uint64(k)
    return free


def _day(index: Index, day: int, rows: Ints) -> Bits:
    """Half-hours free on one day, as bits."""
    free: Bits = index.people.week[rows, day % 7]
    places, entries = index.exceptions.meet(day, rows)
    table = index.people.exceptions
    np.bitwise_or.at(free, places, table.opens[entries])
    np.bitwise_and.at(free, places, ~table.closes[entries])
    return free


@dataclass(frozen=True, eq=False, slots=True)
class Held:
    """What some people accepted: entry `entries[i]` of the sorted busy table belongs to person `owners[i]` of them."""

    people: int
    owners: Ints
    entries: Ints

    @classmethod
    def of(cls, index: Index, rows: Ints) -> Self:
        first, last = index.busy_from[rows], index.busy_from[rows + 1]
        return cls(len(rows), np.repeat(np.arange(len(rows)), last - first), spans(first, last))


def taken(index: Index, order: OrderNeed, policy: Policy, starts: Ints, held: Held) -> Bits:
    """Starts ruled out by what people accepted already, with the policy's gap before and after. Shape as the rows."""
    busy, owners, entries = index.people.busy, held.owners, held.entries
    low = busy.start[entries] - policy.gap_minutes - order.minutes  # a start must be after this …
    high = busy.end[entries] + policy.gap_minutes  # … and before this to collide
    first = np.searchsorted(starts, low, side="right")
    last = np.searchsorted(starts, high, side="left")
    hits = first < last
    owners, first, last = owners[hits], first[hits].astype(np.uint64), last[hits].astype(np.uint64)
    out = np.zeros(held.people, dtype=np.uint64)
    np.bitwise_or.at(out, owners, (_ALL << first) & (_ALL >> (np.uint64(MAX_STARTS) - last)))
    return out


def week_load(index: Index, order: OrderNeed, held: Held) -> Ints:
    """Orders people have in the week (Monday to Sunday) in which the window starts. Shape as the rows."""
    busy, owners, entries = index.people.busy, held.owners, held.entries
    same = busy.counts[entries] & (busy.start[entries] // WEEK == order.start // WEEK)
    return np.bincount(owners[same], minlength=held.people).astype(np.int64)
