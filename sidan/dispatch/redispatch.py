"""Planning again after answers came in, moving as few people as possible."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sidan.dispatch.assign import planned
from sidan.dispatch.columns import Bits, Flags, Ints
from sidan.dispatch.days import step_minutes
from sidan.dispatch.plan import Plan
from sidan.dispatch.repair import Given

Pair = tuple[int, int]
"""(order id, volunteer id)."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed from one plan to the next. Pairs ascending."""

    kept: tuple[Pair, ...]
    asked: tuple[Pair, ...]
    """Newly asked."""
    released: tuple[Pair, ...]
    """No longer asked, although they did not decline."""
    retimed: tuple[Pair, ...]
    """Kept, at another start."""

    @property
    def moved_share(self) -> float:
        """Released and retimed people among all who did not decline; 0 … 1."""
        staying = len(self.kept) + len(self.released)
        return (len(self.released) + len(self.retimed)) / staying if staying else 0.0


def redispatch(
    plan: Plan, declines: Iterable[Pair], frozen: Iterable[Pair] = (), stay_bonus: int | None = None
) -> tuple[Plan, Diff]:
    """The best plan without the pairs that declined, with the frozen pairs (accepted) as they are.

    Everybody else asked already is worth `stay_bonus` minutes (default `Policy.stay_minutes`): they move only for a
    larger gain. Frozen pairs keep their start, and so do orders for several people while enough can make it. Raises
    LookupError for a declined pair that was no candidate and for a frozen pair that is not in the plan, and ValueError
    for a pair that is both or a negative bonus.
    """
    no, yes = frozenset(declines), frozenset(frozen)
    bonus = plan.graph.policy.stay_minutes if stay_bonus is None else stay_bonus
    if no & yes:
        raise ValueError(f"pair {min(no & yes)} has declined and is frozen")
    if bonus < 0:
        raise ValueError(f"the staying bonus must not be negative, got {bonus}")
    if yes - plan.pairs:
        raise LookupError(f"pair {min(yes - plan.pairs)} is frozen but not in the plan")
    again = planned(plan.graph, _given(plan, no, yes, bonus), prefer=_old_bits(plan))
    return again, _diff(plan, again, no)


def _given(plan: Plan, no: frozenset[Pair], yes: frozenset[Pair], bonus: int) -> Given:
    graph, keep = plan.graph, plan.given.keep.copy()
    fixed, favour = np.zeros(len(graph), dtype=np.bool_), np.zeros(len(graph), dtype=np.int64)
    keep[[graph.arc(*pair) for pair in sorted(no)]] = False
    fixed[[graph.arc(*pair) for pair in sorted(yes)]] = True
    favour[plan.arcs] = bonus
    return Given(keep=keep, bonus=favour, fixed=fixed, starts=_starts(plan, keep, fixed))


def _starts(plan: Plan, keep: Flags, fixed: Flags) -> Bits:
    """The graph's starts, narrowed where a promised or common start has to stay."""
    graph, old = plan.graph, _old_bits(plan)
    starts = graph.starts.copy()
    starts[fixed] = old[fixed]
    owner = graph.order_of
    for o in np.unique(owner[plan.arcs]).tolist():
        if graph.orders[o].places == 1:
            continue
        arcs = np.arange(graph.first[o], graph.first[o + 1])
        bit = np.bitwise_or.reduce(old[arcs])
        if np.count_nonzero(keep[arcs] & (starts[arcs] & bit != 0)) >= graph.orders[o].places:
            starts[arcs] &= bit
    return starts


def _old_bits(plan: Plan) -> Bits:
    """Shape (arcs of the graph,): the bit of the start each chosen arc had, else 0."""
    orders = [plan.graph.orders[o] for o in plan.graph.order_of[plan.arcs].tolist()]
    begin: Ints = np.array([o.start for o in orders], dtype=np.int64)
    slack = np.array([o.end - o.start - o.minutes for o in orders], dtype=np.int64)
    bits = np.zeros(len(plan.graph), dtype=np.uint64)
    step = (plan.begins - begin) // step_minutes(slack, plan.graph.policy)
    bits[plan.arcs] = np.uint64(1) << step.astype(np.uint64)
    return bits


def _diff(old: Plan, new: Plan, no: frozenset[Pair]) -> Diff:
    before = {(a.order_id, a.volunteer_id): a.start for a in old.assigned}
    after = {(a.order_id, a.volunteer_id): a.start for a in new.assigned}
    kept = before.keys() & after.keys()
    return Diff(
        kept=tuple(sorted(kept)),
        asked=tuple(sorted(after.keys() - before.keys())),
        released=tuple(sorted(before.keys() - after.keys() - no)),
        retimed=tuple(sorted(pair for pair in kept if before[pair] != after[pair])),
    )
