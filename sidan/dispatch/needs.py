"""Orders and people as flat arrays, the form in which compiled code reads them."""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from sidan.dispatch.columns import Bits, Flags, Floats, Ints, Small
from sidan.dispatch.index import Index
from sidan.dispatch.model import OrderNeed
from sidan.dispatch.policy import Policy


class People(NamedTuple):
    """An index as arrays; n rows, sorted by cell. Row r's entries of a table are from[r] … from[r + 1]."""

    ids: Ints
    x: Floats
    y: Floats
    week: Bits
    skills: Bits
    qualifications: Bits
    insured_until: Small
    minor: Flags
    guardian_ok: Flags
    paused: Flags
    reach_m: Small
    weekly_limit: Small
    load_month: Small
    asked_recently: Small
    station: Small
    busy_from: Ints
    busy_start: Ints
    busy_end: Ints
    busy_counts: Flags
    exception_from: Ints
    exception_day: Ints
    exception_opens: Bits
    exception_closes: Bits
    lapse_from: Ints
    lapse_bit: Ints
    lapse_until: Ints


class Needs(NamedTuple):
    """m orders as arrays; the two lists per order are rows of the index, ascending."""

    x: Floats
    y: Floats
    start: Ints
    end: Ints
    minutes: Ints
    skills_all: Bits
    skills_any: Bits
    qualifications_all: Bits
    qualifications_any: Bits
    places: Ints
    risky: Flags
    minors_allowed: Flags
    radius_m: Ints
    """-1: everybody's own reach."""
    widened: Ints
    station: Ints
    barred_from: Ints
    barred: Ints
    """Whoever must not be asked: household, blocked, asked before."""
    known_from: Ints
    known: Ints


class Rules(NamedTuple):
    """The policy's numbers that compiled code reads; their meaning stands in `Policy`."""

    pace_m_per_min: int
    detour_percent: int
    max_distance_m: int
    widen_percent: int
    gap_minutes: int
    start_step_minutes: int
    fairness_minutes: int
    known_face_minutes: int
    fatigue_minutes: int
    borrow_minutes: int

    @classmethod
    def of(cls, policy: Policy) -> "Rules":
        return cls(*(getattr(policy, name) for name in cls._fields))


def people_of(index: Index) -> People:
    """The index as flat arrays; shares memory with it. O(n)."""
    p, n = index.people, len(index)
    exception_rows, lapse_rows = index.exceptions.rows, index.expiries.rows
    by_day, by_bit = np.argsort(exception_rows, kind="stable"), np.argsort(lapse_rows, kind="stable")
    days, bits = index.exceptions.order[by_day], index.expiries.order[by_bit]
    steps = np.arange(n + 1)
    return People(
        **{name: getattr(p, name) for name in People._fields[:15]},
        busy_from=index.busy_from.astype(np.int64),
        busy_start=p.busy.start,
        busy_end=p.busy.end,
        busy_counts=p.busy.counts,
        exception_from=np.searchsorted(exception_rows[by_day], steps),
        exception_day=p.exceptions.day[days],
        exception_opens=p.exceptions.opens[days],
        exception_closes=p.exceptions.closes[days],
        lapse_from=np.searchsorted(lapse_rows[by_bit], steps),
        lapse_bit=p.expiries.qualification[bits],
        lapse_until=p.expiries.until_day[bits],
    )


def needs_of(index: Index, orders: Sequence[OrderNeed]) -> Needs:
    """The orders as flat arrays, in the order given. Ids nobody in the index has are left out."""
    barred_from, barred = _rows(index, [o.beneficiaries | o.blocked | o.asked for o in orders])
    known_from, known = _rows(index, [[i for i, _ in o.known] for o in orders])
    words = ("skills_all", "skills_any", "qualifications_all", "qualifications_any")
    return Needs(
        x=np.array([o.x for o in orders], dtype=np.float64),
        y=np.array([o.y for o in orders], dtype=np.float64),
        start=_ints([o.start for o in orders]),
        end=_ints([o.end for o in orders]),
        minutes=_ints([o.minutes for o in orders]),
        **{word: np.array([getattr(o, word) for o in orders], dtype=np.uint64) for word in words},
        places=_ints([o.places for o in orders]),
        risky=np.array([o.risky for o in orders], dtype=np.bool_),
        minors_allowed=np.array([o.minors_allowed for o in orders], dtype=np.bool_),
        radius_m=_ints([-1 if o.radius_m is None else o.radius_m for o in orders]),
        widened=_ints([o.widened for o in orders]),
        station=_ints([o.station for o in orders]),
        barred_from=barred_from,
        barred=barred,
        known_from=known_from,
        known=known,
    )


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _rows(index: Index, lists: Sequence[Collection[int]]) -> tuple[Ints, Ints]:
    """Lists of ids as (from, rows), each list ascending."""
    owner = np.repeat(np.arange(len(lists)), [len(ids) for ids in lists])
    rows = index.rows_of(np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=len(owner)))
    owner, rows = owner[rows >= 0], rows[rows >= 0]
    sort = np.lexsort((rows, owner))
    return np.searchsorted(owner[sort], np.arange(len(lists) + 1)).astype(np.int64), rows[sort]
