"""Who may be asked: each cause is one vectorised test over the people looked at."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from sidan.dispatch.causes import Cause, CauseBits
from sidan.dispatch.columns import Bits, Flags, Ints
from sidan.dispatch.index import Index, locate
from sidan.dispatch.model import OrderNeed
from sidan.dispatch.moments import DAY
from sidan.dispatch.plane import metres_between
from sidan.dispatch.policy import Policy
from sidan.dispatch.windows import Held, free_by_week, start_times, taken, week_load


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """One order and the people looked at for it. `rows` ascending and unique; all arrays have its shape."""

    index: Index
    order: OrderNeed
    policy: Policy
    rows: Ints
    metres: Ints
    """Straight-line distances."""
    times: Ints
    """The starts tried, 1 … 64, in minutes since the epoch; the one array of another shape."""
    held: Held
    """What they accepted already."""
    free: Bits
    """Starts free by their own week."""
    starts: Bits
    """Starts left after what they accepted already."""

    @classmethod
    def of(cls, index: Index, order: OrderNeed, policy: Policy, rows: Ints) -> Self:
        times = start_times(order, policy)
        metres = metres_between(index.people.x[rows], index.people.y[rows], order.x, order.y)
        held, free = Held.of(index, rows), free_by_week(index, order, times, rows)
        starts = free & ~taken(index, order, policy, times, held)
        return cls(
            index=index,
            order=order,
            policy=policy,
            rows=rows,
            metres=metres,
            times=times,
            held=held,
            free=free,
            starts=starts,
        )

    def among(self, ids: Collection[int]) -> Flags:
        """Who of the rows is one of these ids."""
        out = np.zeros(len(self.rows), dtype=np.bool_)
        wanted = self.index.rows_of(np.fromiter(ids, dtype=np.int64, count=len(ids)))
        places, _ = locate(wanted, self.rows)
        out[places] = True
        return out


def reach_limit(index: Index, order: OrderNeed, policy: Policy, rows: Ints) -> Ints:
    """How far each person may be asked to go for this order, in whole metres of straight line. Shape as `rows`."""
    reach: Ints = index.people.reach_m[rows].astype(np.int64)
    if order.radius_m is not None:
        reach[:] = order.radius_m
    for _ in range(order.widened):
        reach = np.minimum(reach * policy.widen_percent // 100, policy.max_distance_m)  # capped each time: no overflow
    capped: Ints = np.minimum(reach, policy.max_distance_m)
    return capped


def causes_in(scene: Scene) -> CauseBits:
    """Every cause that blocks each person, as bits. Shape as `scene.rows`."""
    bits = np.zeros(len(scene.rows), dtype=np.uint16)
    for cause, blocks in _TESTS.items():
        np.bitwise_or(bits, np.uint16(cause.bit), out=bits, where=blocks(scene))
    return bits


def _lacks(held: Bits, all_of: int, any_of: int) -> Flags:
    missing: Flags = (~held & np.uint64(all_of)) != 0
    return missing | ((held & np.uint64(any_of)) == 0) if any_of else missing


def _lacks_skill(scene: Scene) -> Flags:
    return _lacks(scene.index.people.skills[scene.rows], scene.order.skills_all, scene.order.skills_any)


def _lacks_qualification(scene: Scene) -> Flags:
    order, people, last_day = scene.order, scene.index.people, _last_day(scene.order)
    held: Bits = people.qualifications[scene.rows]
    for bit in range(64):
        if not (order.qualifications_all | order.qualifications_any) >> bit & 1:
            continue
        places, entries = scene.index.expiries.meet(bit, scene.rows)
        until = np.full(len(scene.rows), np.iinfo(np.int64).min)
        np.maximum.at(until, places, people.expiries.until_day[entries])
        lapsed = places[until[places] < last_day]
        held[lapsed] &= np.uint64(~(1 << bit) & (2**64 - 1))
    return _lacks(held, order.qualifications_all, order.qualifications_any)


def _last_day(order: OrderNeed) -> int:
    return (order.end - 1) // DAY


def _minor_at_risk(scene: Scene) -> Flags:
    people, rows = scene.index.people, scene.rows
    if scene.order.risky or not scene.order.minors_allowed:
        return people.minor[rows]
    return people.minor[rows] & ~people.guardian_ok[rows]


def _uninsured(scene: Scene) -> Flags:
    if not scene.order.risky:
        return np.zeros(len(scene.rows), dtype=np.bool_)
    return scene.index.people.insured_until[scene.rows] < _last_day(scene.order)


def _full(scene: Scene) -> Flags:
    return week_load(scene.index, scene.order, scene.held) >= scene.index.people.weekly_limit[scene.rows]


_TESTS: Final[dict[Cause, Callable[[Scene], Flags]]] = {
    Cause.DISTANCE: lambda scene: scene.metres > reach_limit(scene.index, scene.order, scene.policy, scene.rows),
    Cause.IS_BENEFICIARY: lambda scene: scene.among(scene.order.beneficiaries),
    Cause.BLOCK: lambda scene: scene.among(scene.order.blocked),
    Cause.PAUSED: lambda scene: scene.index.people.paused[scene.rows],
    Cause.SKILL: _lacks_skill,
    Cause.QUALIFICATION: _lacks_qualification,
    Cause.GUARD_MINOR: _minor_at_risk,
    Cause.GUARD_INSURANCE: _uninsured,
    Cause.TIME: lambda scene: scene.free == 0,
    Cause.BUSY: lambda scene: (scene.free != 0) & (scene.starts == 0),
    Cause.LOAD: _full,
    Cause.ALREADY_ASKED: lambda scene: scene.among(scene.order.asked),
}
