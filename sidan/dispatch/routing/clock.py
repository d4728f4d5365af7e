"""Compiled time: when each visit can start, and what a change pushes along.

Starts are the least solution of difference constraints (along rounds, and between mates), so tardiness is as small as
the rounds allow. A push that goes round in a circle (two pairs of mates crossed) is found by its length.
"""

import numpy as np

from sidan.dispatch.compiled import compiled, inlined
from sidan.dispatch.routing.problem import FAR, PUSH, SIZE, TRAIL, WORST, Desk, Problem, Rounds


@inlined
def fit(p: Problem, v: int, pair: int, time: int) -> int:
    """The first allowed start of a visit at or after this time; FAR if there is none."""
    time = max(time, p.early[v])
    if p.step[v]:
        bits = p.starts[pair]
        k = -((p.early[v] - time) // p.step[v])
        while k < 64 and (bits >> np.uint64(k)) & np.uint64(1) == np.uint64(0):
            k += 1
        if k >= 64:
            return FAR
        time = p.early[v] + k * p.step[v]
    return FAR if p.hard and time > p.late[v] else int(time)


@inlined
def ready(p: Problem, r: Rounds, w: int, u: int, place: int) -> int:
    """When worker w, coming from visit u (or from home for -1), can be at a place."""
    if u < 0:
        return int(p.opens[w] + p.time[p.home[w], place])
    return int(r.start[u] + p.minutes[u] + p.time[p.place[u], place])


@inlined
def home_late(p: Problem, r: Rounds, u: int) -> bool:
    """Whether the round that ends with visit u ends too late."""
    w = r.by[u]
    end = r.start[u] + p.minutes[u]
    if p.back[w] >= 0:
        end += p.time[p.place[u], p.back[w]]
    return bool(end > p.closes[w])


@inlined
def move(p: Problem, r: Rounds, d: Desk, v: int, time: int) -> bool:
    """Start a visit no earlier than this, noting what it was; False if it cannot."""
    time = fit(p, v, r.pair[v], time)
    if time >= FAR:
        return False
    if d.mark[v] != d.now[PUSH]:
        d.mark[v] = d.now[PUSH]
        d.trail[d.now[TRAIL]], d.was[d.now[TRAIL]] = v, r.start[v]
        d.now[TRAIL] += 1
    r.start[v] = time
    return True


@inlined
def push_next(p: Problem, r: Rounds, d: Desk, u: int) -> int:
    """Move the visit after u, if u pushes it: 1 and it is on the stack; 0 if nothing moves; -1 if it cannot."""
    n = r.after[u]
    if n < 0:
        return -1 if home_late(p, r, u) else 0
    time = ready(p, r, r.by[u], u, p.place[n])
    if r.start[n] >= time:
        return 0
    d.stack[d.now[SIZE]] = n
    return 1 if move(p, r, d, n, time) else -1


@inlined
def push_mates(p: Problem, r: Rounds, d: Desk, u: int) -> int:
    """Likewise for u and its mate: whichever starts too early for the other moves."""
    m = p.mate[u]
    if m < 0 or r.by[m] < 0:
        return 0
    later, time = m, r.start[u] + p.mate_low[u]
    if r.start[m] >= time:
        later, time = u, r.start[m] - p.mate_high[u]
        if r.start[u] >= time:
            return 0
    d.stack[d.now[SIZE]] = later
    return 1 if move(p, r, d, later, time) else -1


@compiled
def push(p: Problem, r: Rounds, d: Desk) -> bool:
    """Pass on the starts of the visits on the stack until all constraints hold; False if they cannot."""
    left = 4 * len(p.place) + 16
    while d.now[SIZE] > 0:
        left -= 1
        if left < 0:
            return False
        d.now[SIZE] -= 1
        u = d.stack[d.now[SIZE]]
        moved = push_next(p, r, d, u)
        d.now[SIZE] += max(moved, 0)
        again = push_mates(p, r, d, u) if moved >= 0 else -1
        d.now[SIZE] += max(again, 0)
        if again < 0:
            return False
    return True


@inlined
def begin_push(d: Desk) -> None:
    d.now[PUSH] += 1
    d.now[TRAIL] = 0
    d.now[SIZE] = 0


@inlined
def undo(r: Rounds, d: Desk) -> None:
    """Take back every start the current push moved."""
    for i in range(d.now[TRAIL]):
        r.start[d.trail[i]] = d.was[i]


@inlined
def tardiness(p: Problem, r: Rounds, v: int) -> int:
    return int(max(r.start[v] - p.late[v], 0))


@inlined
def pushed_cost(p: Problem, r: Rounds, d: Desk) -> int:
    """What the current push costs in tardiness; a moved visit that was not served before counts from zero."""
    cost, worst = 0, d.now[WORST]
    for i in range(d.now[TRAIL]):
        v = d.trail[i]
        new = tardiness(p, r, v)
        old = max(d.was[i] - p.late[v], 0) if d.was[i] >= 0 else 0
        cost += p.weight_late * (new - old)
        worst = max(worst, new)
    return int(cost + p.weight_worst * (worst - d.now[WORST]))


@compiled
def reschedule(p: Problem, r: Rounds, d: Desk) -> bool:
    """All starts anew, as early as the rounds allow; also the worst tardiness. False if they contradict each other."""
    begin_push(d)
    for w in range(len(p.home)):
        u, last = r.head[w], -1
        while u >= 0:
            r.start[u] = fit(p, u, r.pair[u], ready(p, r, w, last, p.place[u]))
            if r.start[u] >= FAR or (r.after[u] < 0 and home_late(p, r, u)):
                return False
            if p.mate[u] >= 0:
                d.stack[d.now[SIZE]] = u
                d.now[SIZE] += 1
            u, last = r.after[u], u
    if not push(p, r, d):
        return False
    d.now[WORST] = 0
    for v in range(len(p.place)):
        if r.by[v] >= 0:
            d.now[WORST] = max(d.now[WORST], tardiness(p, r, v))
    return True
