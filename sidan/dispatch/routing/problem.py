"""What rounds are made of: visits, workers, ways, and the state of a search, all as arrays of whole numbers."""

from typing import Final, NamedTuple, Self

import numpy as np

from sidan.dispatch.columns import Bits, Ints, Small

NOBODY: Final = -1
FAR: Final = 1 << 40
"""Later than any moment, dearer than any way."""
ANY_TIME: Final = (1 << 64) - 1


class Problem(NamedTuple):
    """v visits, w workers, p places, a pairs (visit, worker) that are allowed. Units are the caller's."""

    place: Ints
    """Shape (v,)."""
    minutes: Ints
    """Shape (v,): length of the service."""
    early: Ints
    """Shape (v,): earliest start."""
    late: Ints
    """Shape (v,): latest start; a later one is refused (`hard`) or counts as tardiness."""
    step: Ints
    """Shape (v,): 0 for any start; otherwise starts are early + k × step, k = 0 … 63, where the pair's bit k is set."""
    mate: Ints
    """Shape (v,): the other visit of a visit for two people, or -1. Both are served by two workers, or neither."""
    mate_low: Ints
    """Shape (v,): the mate starts at least this much after this visit …"""
    mate_high: Ints
    """… and at most this much. Seen from the mate: -mate_high … -mate_low. (0, 0): together."""
    penalty: Ints
    """Shape (v,): cost of leaving it unserved."""
    first: Ints
    """Shape (v + 1,): a visit's pairs."""
    worker: Ints
    """Shape (a,)."""
    starts: Bits
    """Shape (a,): see `step`."""
    extra: Ints
    """Shape (a,): cost of the pair beside the way."""
    home: Ints
    """Shape (w,): the place a round begins at."""
    back: Ints
    """Shape (w,): the place it ends at, or -1 where the way back does not count."""
    opens: Ints
    """Shape (w,): earliest departure."""
    closes: Ints
    """Shape (w,): latest return (or end of the last service); always hard."""
    room: Ints
    """Shape (w,): visits at most."""
    growth: int
    """A worker's k-th visit, counted from 0, costs k × this more."""
    time: Ints
    """Shape (p, p): time between the end of a service and the next start."""
    cost: Ints
    """Shape (p, p): cost of the way."""
    weight_late: int
    weight_worst: int
    """Of the sum of tardiness and of the largest one."""
    hard: bool
    near: Small
    """Shape (v, n): visits by distance, itself first."""


def neighbours(place: Ints, cost: Ints) -> Small:
    """Shape (v, v): for each visit all visits by the cost of the way between them, ties by number, itself first."""
    ways = cost[place[:, None], place].copy()
    np.fill_diagonal(ways, -1)
    return np.argsort(ways, axis=1, kind="stable").astype(np.int32)


class Rounds(NamedTuple):
    """One state of all rounds; linked lists."""

    after: Ints
    """Shape (v,): next visit, or -1."""
    before: Ints
    """Shape (v,): previous visit, or -1."""
    by: Ints
    """Shape (v,): worker, or -1 if unserved."""
    pair: Ints
    """Shape (v,): the pair in use, or -1."""
    start: Ints
    """Shape (v,): earliest possible start in these rounds."""
    head: Ints
    """Shape (w,)."""
    tail: Ints
    load: Ints

    @classmethod
    def empty(cls, problem: Problem) -> Self:
        v, w = len(problem.place), len(problem.home)
        after, before, by, pair, start = (np.full(v, NOBODY, dtype=np.int64) for _ in range(5))
        head, tail = (np.full(w, NOBODY, dtype=np.int64) for _ in range(2))
        return cls(after, before, by, pair, start, head, tail, np.zeros(w, dtype=np.int64))

    def copy(self) -> Self:
        return type(self)(*(array.copy() for array in self))


class Desk(NamedTuple):
    """Memory of a search: a stack, a trail of starts to undo, lists of visits and positions."""

    stack: Ints
    trail: Ints
    """Visits whose start was moved …"""
    was: Ints
    """… and what it was."""
    mark: Ints
    """Shape (v,): the push that last moved it."""
    bank: Ints
    """Visits to be put in."""
    key: Ints
    """Shape (v,): by which the bank is sorted."""
    seen: Ints
    """Shape (w,): rounds this ruin has touched."""
    at: Ints
    """Shape (2, K, 3): the K cheapest positions of a visit and of its mate: bound, pair, previous visit."""
    now: Ints
    """Trail length, current push, bank length, worst tardiness, stack size."""
    dice: Bits
    """State of the random numbers (xorshift64*)."""

    @classmethod
    def of(cls, problem: Problem, seed: int) -> Self:
        v = len(problem.place)
        stack = 2 * (4 * v + 16) + v + 8  # a push takes at most 4 v + 16 steps of two entries each
        dice = np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % (1 << 64) or 1], dtype=np.uint64)
        return cls(
            stack=np.zeros(stack, dtype=np.int64),
            trail=np.zeros(v + 1, dtype=np.int64),
            was=np.zeros(v + 1, dtype=np.int64),
            mark=np.zeros(v, dtype=np.int64),
            bank=np.zeros(v + 1, dtype=np.int64),
            key=np.zeros(v + 1, dtype=np.int64),
            seen=np.zeros(len(problem.home), dtype=np.int64),
            at=np.zeros((2, POSITIONS, 3), dtype=np.int64),
            now=np.zeros(5, dtype=np.int64),
            dice=dice,
        )


class Case(NamedTuple):
    """Everything a step of the search works on."""

    p: Problem
    r: Rounds
    d: Desk


POSITIONS: Final = 12
"""Positions of each of two mates that are tried together."""
TRAIL, PUSH, BANK, WORST, SIZE = range(5)
