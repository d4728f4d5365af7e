"""Who could serve which order, at what price: the arcs on which a plan is made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sidan.dispatch.admit import Town
from sidan.dispatch.columns import Bits, Ints
from sidan.dispatch.compiled import HAS_NUMBA
from sidan.dispatch.costs import price, walk_minutes
from sidan.dispatch.eligibility import Scene, causes_in
from sidan.dispatch.index import Index, along_curve, spans
from sidan.dispatch.model import OrderNeed, Terms
from sidan.dispatch.moments import WEEK
from sidan.dispatch.needs import Needs, Rules, needs_of, people_of
from sidan.dispatch.policy import Policy
from sidan.dispatch.pools import Grid, Kinds, Pool, spots
from sidan.dispatch.search import Best, Desk, search

FEWEST: Final = 20
"""Candidates per place that `candidates` keeps unless told otherwise."""


@dataclass(frozen=True, eq=False, slots=True)
class Graph:
    """m orders, a arcs (order, person), s slots (person, period) and q quotas (person, week).

    The three layers of the flow: an order's place goes over an arc to a slot, which holds one order, and on to the
    person's quota of that week. All costs are whole minutes. Arcs of one order stand together, by (cost, orders this
    month, id).
    """

    index: Index = field(repr=False)
    policy: Policy
    orders: tuple[OrderNeed, ...] = field(repr=False)
    """Most urgent first, then by place: whoever reads the arrays order by order stays in one corner of them."""
    first: Ints
    """Shape (m + 1,): order o's arcs are first[o] … first[o + 1]."""
    row: Ints
    """Shape (a,): the person, as a row of the index."""
    cost: Ints
    """Shape (a,): minutes, without what the plan itself adds to somebody's load."""
    metres: Ints
    """Shape (a,): straight line."""
    starts: Bits
    """Shape (a,): bit k is the order's k-th start (`windows.start_times`)."""
    slot: Ints
    """Shape (a,)."""
    slot_quota: Ints
    """Shape (s,): ascending."""
    quota_row: Ints
    """Shape (q,): the person."""
    quota_load: Ints
    """Shape (q,): orders this month."""
    quota_room: Ints
    """Shape (q,): how many more orders this week."""

    def __len__(self) -> int:
        return len(self.row)

    @property
    def order_of(self) -> Ints:
        """Shape (a,): the order of each arc."""
        return np.repeat(np.arange(len(self.orders)), np.diff(self.first))

    @property
    def places(self) -> Ints:
        """Shape (m,): how many people each order wants."""
        return np.array([o.places for o in self.orders], dtype=np.int64)

    @property
    def urgency(self) -> Ints:
        """Shape (m,)."""
        return np.array([o.urgency for o in self.orders], dtype=np.int64)

    def order_at(self, arc: int) -> OrderNeed:
        """The order of one arc."""
        return self.orders[int(np.searchsorted(self.first, arc, side="right")) - 1]

    def number(self, order_id: int) -> int:
        """Where this order stands; raises LookupError for an order that is not in the graph."""
        for number, order in enumerate(self.orders):
            if order.id == order_id:
                return number
        raise LookupError(f"no order in the graph has the id {order_id}")

    def arc(self, order_id: int, volunteer_id: int) -> int:
        """The arc of this pair; raises LookupError if this person is not among the order's candidates."""
        o, row = self.number(order_id), self.index.row_of(volunteer_id)
        at = np.flatnonzero(self.row[self.first[o] : self.first[o + 1]] == row)
        if not len(at):
            raise LookupError(f"volunteer {volunteer_id} is not among the candidates of order {order_id}")
        return int(self.first[o] + at[0])

    def terms(self, arc: int) -> Terms:
        """The parts of an arc's cost."""
        order = self.order_at(arc)
        rows, metres = self.row[arc : arc + 1], self.metres[arc : arc + 1]
        return next(price(self.index, order, self.policy, rows, metres).rows(np.zeros(1, dtype=np.int64)))


def candidates(index: Index, orders: Sequence[OrderNeed], policy: Policy, k: int = FEWEST) -> Graph:
    """For every order its k cheapest people per place (k × places), by exactly the rules and prices of `rank`.

    Looks outwards in rings of 500 m and stops where nobody further away can be cheaper, so the work depends on k and
    on how many people fit, not on the policy's maximum distance. Same input, same graph, whatever the order of rows.
    Raises ValueError for k < 1 or an order id given twice.
    """
    if k < 1:
        raise ValueError(f"keep at least 1 candidate, got {k}")
    twice = [i for i, n in Counter(o.id for o in orders).items() if n > 1]
    if twice:
        raise ValueError(f"order {twice[0]} is given twice")
    queue = _queue(orders)
    needs = needs_of(index, queue)
    found, starts, counts = _compiled(index, needs, policy, k) if HAS_NUMBA else _plain(index, queue, policy, k)
    first = np.append(0, np.cumsum(counts))
    return build(index, policy, orders=queue, start=needs.start, first=first, found=found, starts=starts)


def _queue(orders: Sequence[OrderNeed]) -> tuple[OrderNeed, ...]:
    """Most urgent first, then by cell along a curve, then by id."""
    x, y = (np.array([getattr(o, axis) for o in orders], dtype=np.float64) for axis in "xy")
    ids, urgency = (np.array([getattr(o, name) for o in orders], dtype=np.int64) for name in ("id", "urgency"))
    return tuple(orders[i] for i in np.lexsort((ids, along_curve(x, y), -urgency)).tolist())


def _compiled(index: Index, needs: Needs, policy: Policy, k: int) -> tuple[Ints, Bits, Ints]:
    town = Town(people_of(index), needs, Rules.of(policy))
    grid, best = Grid.of(*town), Best.empty(needs.places * k)
    desk = Desk(
        spots(town.p, town.rules),
        walk_minutes(np.arange(policy.max_distance_m + 1), policy),
        Pool.empty(len(index), grid),
        best,
    )
    search(town, grid, Kinds.of(needs, grid, town.rules), desk)
    most = np.diff(best.base)
    kept = np.arange(best.base[-1]) - np.repeat(best.base[:-1], most) < np.repeat(best.counts, most)
    return best.found[kept], best.starts[kept], best.counts


def _plain(index: Index, orders: Sequence[OrderNeed], policy: Policy, k: int) -> tuple[Ints, Bits, Ints]:
    """The same, order by order in numpy."""
    tables, bits, counts = [np.empty((0, 3), dtype=np.int64)], [np.empty(0, dtype=np.uint64)], []
    for order in orders:
        rows, _ = index.within(order.x, order.y, policy.max_distance_m)
        scene = Scene.of(index, order, policy, rows)
        allowed = np.flatnonzero(causes_in(scene) == 0)
        rows, metres = rows[allowed], scene.metres[allowed]
        total = price(index, order, policy, rows, metres).total
        best = np.lexsort((index.people.ids[rows], index.people.load_month[rows], total))[: k * order.places]
        tables.append(np.column_stack((rows, total, metres))[best])
        bits.append(scene.starts[allowed[best]])
        counts.append(len(best))
    return np.concatenate(tables), np.concatenate(bits), np.array(counts, dtype=np.int64)


def build(
    index: Index, policy: Policy, *, orders: tuple[OrderNeed, ...], start: Ints, first: Ints, found: Ints, starts: Bits
) -> Graph:
    """Number slots and quotas. `found`: shape (a, 3), row, cost, metres; `start`: each order's window."""
    owner = np.repeat(np.arange(len(orders)), np.diff(first))
    row = np.ascontiguousarray(found[:, 0])
    slot, (slot_row, slot_period) = _numbered(row, start[owner] // policy.period_minutes)
    week = slot_period * policy.period_minutes // WEEK
    slot_quota, (quota_row, quota_week) = _numbered(slot_row, week)
    return Graph(
        index=index,
        policy=policy,
        orders=orders,
        first=first.astype(np.int64),
        row=row,
        cost=np.ascontiguousarray(found[:, 1]),
        metres=np.ascontiguousarray(found[:, 2]),
        starts=starts,
        slot=slot,
        slot_quota=slot_quota,
        quota_row=quota_row,
        quota_load=index.people.load_month[quota_row].astype(np.int64),
        quota_room=_room(index, quota_row, quota_week),
    )


def _numbered(row: Ints, when: Ints) -> tuple[Ints, tuple[Ints, Ints]]:
    """Number the different pairs (row, when) in ascending order: (number of each, (rows, whens) of the numbers)."""
    low, width = (int(when.min()), int(np.ptp(when)) + 1) if len(when) else (0, 1)
    keys = row * width + when - low
    order = _ascending(keys)
    keys = keys[order]
    new = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    number = np.empty_like(keys)
    number[order] = np.cumsum(new) - 1
    return number, (keys[new] // width, keys[new] % width + low)


def _ascending(keys: Ints) -> Ints:
    """The order in which keys ≥ 0 ascend; by sorting (key, place) as one number, which is far quicker, if it fits."""
    n, bits = len(keys), len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + bits > 63:  # a signed word
        return np.argsort(keys, kind="stable")
    packed: Ints = np.sort(keys << bits | np.arange(n))
    return packed & ((1 << bits) - 1)


def _room(index: Index, row: Ints, week: Ints) -> Ints:
    """How many more orders these people take in these weeks; at least 1, because `candidates` found them."""
    busy, low, high = index.people.busy, index.busy_from[row], index.busy_from[row + 1]
    owner, entries = np.repeat(np.arange(len(row)), high - low), spans(low, high)
    same = busy.counts[entries] & (busy.start[entries] // WEEK == week[owner])
    load = np.bincount(owner[same], minlength=len(row))
    return (index.people.weekly_limit[row] - load).astype(np.int64)
