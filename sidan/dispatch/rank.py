"""One order: whom to ask first, and what stands in the others' way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sidan.dispatch.causes import Cause, causes_of, count_first
from sidan.dispatch.columns import Ints
from sidan.dispatch.costs import price
from sidan.dispatch.eligibility import Scene, causes_in, reach_limit
from sidan.dispatch.index import Index
from sidan.dispatch.model import Candidate, OrderNeed
from sidan.dispatch.policy import Policy


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer for one order. `examined == eligible + sum(rejects.values())`, always."""

    order: OrderNeed
    policy: Policy
    candidates: tuple[Candidate, ...]
    """The first n, by (cost, orders this month, volunteer id)."""
    eligible: int
    """How many people may be asked, beyond the first n too."""
    examined: int
    """Everybody within the policy's maximum distance of the order."""
    rejects: Mapping[Cause, int]
    """Of the examined, how many each cause was the first to block, in the order of `Cause`; no zeros."""
    index: Index = field(repr=False, compare=False)

    def blocked_by(self, volunteer_id: int) -> tuple[Cause, ...]:
        """Every cause that blocks this person, near or far; () if they may be asked. LookupError for an unknown id."""
        rows = np.array([self.index.row_of(volunteer_id)], dtype=np.int64)
        return causes_of(int(causes_in(Scene.of(self.index, self.order, self.policy, rows))[0]))

    def blocked(self) -> dict[int, tuple[Cause, ...]]:
        """`blocked_by` of everybody in the index whom something blocks, in one pass: a page that names some of many."""
        rows = np.arange(len(self.index), dtype=np.int64)
        bits = causes_in(Scene.of(self.index, self.order, self.policy, rows))
        stopped = np.flatnonzero(bits)
        ids = self.index.people.ids[stopped].tolist()
        return {pk: causes_of(some) for pk, some in zip(ids, bits[stopped].tolist(), strict=True)}

    @property
    def enough(self) -> bool:
        """Whether there are at least as many candidates as places."""
        return self.eligible >= self.order.places


def rank(index: Index, order: OrderNeed, policy: Policy, n: int) -> Ranking:
    """The best n people for an order, with what blocked the others.

    Looks only at people within `policy.max_distance_m`; work grows with their number, not with the city's. Nothing is
    random: equal input gives an equal answer, whatever the order of the volunteers' rows. Cost and priorities follow
    docs/dispatch.md; the guards are 志愿服务条例 art. 10 (minors) and art. 33 (insurance). Raises ValueError for n < 1.
    """
    if n < 1:
        raise ValueError(f"ask for at least 1 candidate, got {n}")
    rows, metres = index.within(order.x, order.y, policy.max_distance_m)
    near = rows[metres <= reach_limit(index, order, policy, rows)]
    scene = Scene.of(index, order, policy, near)
    bits = causes_in(scene)
    rejects = count_first(bits) | {Cause.DISTANCE: len(rows) - len(near)}
    allowed = np.flatnonzero(bits == 0)
    return Ranking(
        order=order,
        policy=policy,
        candidates=_best(scene, allowed, n),
        eligible=len(allowed),
        examined=len(rows),
        rejects={cause: rejects[cause] for cause in Cause if rejects.get(cause)},
        index=index,
    )


def _best(scene: Scene, allowed: Ints, n: int) -> tuple[Candidate, ...]:
    rows, people = scene.rows[allowed], scene.index.people
    table = price(scene.index, scene.order, scene.policy, rows, scene.metres[allowed])
    first = np.lexsort((people.ids[rows], people.load_month[rows], table.total))[:n]
    rows, times = rows[first], scene.times.tolist()
    return tuple(
        Candidate(
            volunteer_id=volunteer_id,
            cost=terms.total,
            terms=terms,
            distance_m=metres,
            walk_minutes=terms.walk,
            load_month=load,
            known_times=known,
            starts=tuple(time for k, time in enumerate(times) if possible >> k & 1),
        )
        for volunteer_id, terms, metres, load, known, possible in zip(
            people.ids[rows].tolist(),
            table.rows(first),
            scene.metres[allowed[first]].tolist(),
            people.load_month[rows].tolist(),
            table.times_known[first].tolist(),
            scene.starts[allowed[first]].tolist(),
            strict=True,
        )
    )
