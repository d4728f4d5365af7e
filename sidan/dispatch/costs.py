"""What asking somebody costs, in whole minutes of walking."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import starmap

import numpy as np

from sidan.dispatch.columns import Ints, Small
from sidan.dispatch.index import Index, locate
from sidan.dispatch.model import NO_STATION, OrderNeed, Terms
from sidan.dispatch.policy import Policy


@dataclass(frozen=True, eq=False, slots=True)
class TermsTable:
    """The terms of many people, one array each; see `Terms`."""

    walk: Ints
    load: Ints
    fatigue: Ints
    known_face: Ints
    borrow: Ints
    times_known: Ints
    """How often each served this person before; not a cost itself."""

    @property
    def total(self) -> Ints:
        return self.walk + self.load + self.fatigue + self.known_face + self.borrow

    def rows(self, places: Ints) -> Iterator[Terms]:
        """The terms at these places, one by one."""
        columns = (self.walk, self.load, self.fatigue, self.known_face, self.borrow)
        return starmap(Terms, zip(*(term[places].tolist() for term in columns), strict=True))


def price(index: Index, order: OrderNeed, policy: Policy, rows: Ints, metres: Ints) -> TermsTable:
    """The terms of these rows at these straight-line distances (whole metres). All arrays have one shape.

    The way is rounded up to whole minutes; nothing else rounds.
    """
    people = index.people
    known = times_known(index, order, rows)
    return TermsTable(
        walk=walk_minutes(metres, policy),
        load=people.load_month[rows].astype(np.int64) * policy.fairness_minutes,
        fatigue=people.asked_recently[rows].astype(np.int64) * policy.fatigue_minutes,
        known_face=np.where(known > 0, -policy.known_face_minutes, 0).astype(np.int64),
        borrow=borrowed(people.station[rows], order.station) * policy.borrow_minutes,
        times_known=known,
    )


def walk_minutes(metres: Ints, policy: Policy) -> Ints:
    """The way on the ground in whole minutes, rounded up, for straight lines of whole metres."""
    minutes: Ints = -(-metres * policy.detour_percent // (100 * policy.pace_m_per_min))
    return minutes


def borrowed(theirs: Small, station: int) -> Ints:
    """1 for people of another station than the order's, 0 for the rest; who belongs to none is at home everywhere."""
    other: Ints = ((theirs != station) & (theirs != NO_STATION) & (station != NO_STATION)).astype(np.int64)
    return other


def times_known(index: Index, order: OrderNeed, rows: Ints) -> Ints:
    """How often each of these people (rows ascending, unique) served this order's person before. Shape as `rows`."""
    out = np.zeros(len(rows), dtype=np.int64)
    if order.known:
        ids, times = np.array(order.known, dtype=np.int64).T
        places, found = locate(index.rows_of(ids), rows)
        out[places] = times[found]
    return out
