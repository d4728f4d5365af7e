"""Compiled insertion: the cheapest position of a visit, or of two mates together."""

import numpy as np

from sidan.dispatch.compiled import compiled, inlined
from sidan.dispatch.routing.clock import begin_push, fit, move, push, pushed_cost, ready, undo
from sidan.dispatch.routing.problem import FAR, POSITIONS, SIZE, TRAIL, WORST, Case, Desk, Problem, Rounds


@inlined
def rolled(d: Desk) -> float:
    """The next random number, 0 ≤ x < 1 (xorshift64*, Vigna 2016)."""
    x = d.dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    d.dice[0] = x
    return float((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11)) / 9007199254740992.0


@inlined
def way(p: Problem, r: Rounds, w: int, u: int, n: int) -> int:
    """Cost of the way of worker w from visit u (-1: home) to visit n (-1: the end)."""
    here = p.place[u] if u >= 0 else p.home[w]
    if n >= 0:
        return int(p.cost[here, p.place[n]])
    return int(p.cost[here, p.back[w]]) if p.back[w] >= 0 and u >= 0 else 0


@inlined
def link(p: Problem, r: Rounds, v: int, pair: int, u: int) -> None:
    """Put a visit behind visit u (-1: first) of the pair's worker."""
    w = p.worker[pair]
    n = r.after[u] if u >= 0 else r.head[w]
    r.before[v], r.after[v], r.by[v], r.pair[v] = u, n, w, pair
    if u >= 0:
        r.after[u] = v
    else:
        r.head[w] = v
    if n >= 0:
        r.before[n] = v
    else:
        r.tail[w] = v
    r.load[w] += 1


@inlined
def unlink(r: Rounds, v: int) -> None:
    """Take a visit out."""
    w, u, n = r.by[v], r.before[v], r.after[v]
    if u >= 0:
        r.after[u] = n
    else:
        r.head[w] = n
    if n >= 0:
        r.before[n] = u
    else:
        r.tail[w] = u
    r.load[w] -= 1
    r.by[v], r.pair[v], r.start[v] = -1, -1, -1


@inlined
def longer(p: Problem, r: Rounds, v: int, pair: int, u: int) -> int:
    """What the pair and the longer way cost at a position, without tardiness."""
    w = p.worker[pair]
    n = r.after[u] if u >= 0 else r.head[w]
    here, there = p.place[v], p.place[u] if u >= 0 else p.home[w]
    more = p.cost[there, here] + p.extra[pair] + p.growth * r.load[w] - way(p, r, w, u, n)
    if n >= 0:
        return int(more + p.cost[here, p.place[n]])
    return int(more + p.cost[here, p.back[w]] if p.back[w] >= 0 else more)


@inlined
def bound(p: Problem, r: Rounds, v: int, pair: int, u: int) -> int:
    """A position adds no less than this: the way, and tardiness of the visit and the next one. FAR: impossible."""
    w = p.worker[pair]
    n = r.after[u] if u >= 0 else r.head[w]
    start = fit(p, v, pair, ready(p, r, w, u, p.place[v]))
    if start >= FAR:
        return FAR
    late = max(start - p.late[v], 0)
    if n >= 0:
        then = max(start + p.minutes[v] + p.time[p.place[v], p.place[n]], r.start[n])
        if p.hard and then > p.late[n]:
            return FAR
        late += max(then - p.late[n], 0) - max(r.start[n] - p.late[n], 0)
    return int(longer(p, r, v, pair, u) + p.weight_late * late)


@inlined
def try_in(c: Case, v: int, pair: int, u: int) -> int:
    """The exact cost of a position, leaving everything as it was; FAR if it is impossible."""
    p, r, d = c
    more = longer(p, r, v, pair, u)
    begin_push(d)
    link(p, r, v, pair, u)
    d.stack[0], d.now[SIZE] = v, 1
    fits = move(p, r, d, v, ready(p, r, r.by[v], u, p.place[v])) and push(p, r, d)
    cost = more + pushed_cost(p, r, d) if fits else FAR
    undo(r, d)
    unlink(r, v)
    return cost


@inlined
def put_in(c: Case, v: int, pair: int, u: int) -> bool:
    """Put a visit at a position and pass on the times."""
    p, r, d = c
    begin_push(d)
    link(p, r, v, pair, u)
    d.stack[0], d.now[SIZE] = v, 1
    return bool(move(p, r, d, v, ready(p, r, r.by[v], u, p.place[v])) and push(p, r, d))


@inlined
def note_worst(p: Problem, r: Rounds, d: Desk) -> None:
    for i in range(d.now[TRAIL]):
        d.now[WORST] = max(d.now[WORST], r.start[d.trail[i]] - p.late[d.trail[i]])


@compiled
def put_one(p: Problem, r: Rounds, d: Desk, v: int, blink: float) -> bool:
    """Put a visit without a mate at its cheapest position, overlooking some by chance; False if it stays out."""
    best, best_pair, best_u = p.penalty[v], -1, -1
    for pair in range(p.first[v], p.first[v + 1]):
        w = p.worker[pair]
        if r.load[w] >= p.room[w]:
            continue
        u = -1
        while True:
            least = bound(p, r, v, pair, u)
            if least < best and rolled(d) >= blink:
                cost = try_in(Case(p, r, d), v, pair, u)
                if cost < best:
                    best, best_pair, best_u = cost, pair, u
            u = r.after[u] if u >= 0 else r.head[w]
            if u < 0:
                break
    if best_pair < 0:
        return False
    put_in(Case(p, r, d), v, best_pair, best_u)
    note_worst(p, r, d)
    return True


@inlined
def list_positions(c: Case, v: int, side: int, blink: float) -> int:
    """The POSITIONS positions of a visit with the least bounds, sorted, in d.at[side]; returns how many."""
    p, r, d = c
    count = 0
    for pair in range(p.first[v], p.first[v + 1]):
        w = p.worker[pair]
        if r.load[w] >= p.room[w]:
            continue
        u = -1
        while True:
            least = bound(p, r, v, pair, u)
            if least < FAR and (count < POSITIONS or least < d.at[side, count - 1, 0]) and rolled(d) >= blink:
                count = min(count + 1, POSITIONS)
                i = count - 1
                while i > 0 and d.at[side, i - 1, 0] > least:
                    for column in range(3):
                        d.at[side, i, column] = d.at[side, i - 1, column]
                    i -= 1
                d.at[side, i, 0], d.at[side, i, 1], d.at[side, i, 2] = least, pair, u
            u = r.after[u] if u >= 0 else r.head[w]
            if u < 0:
                break
    return count


@inlined
def try_both(c: Case, v: int, i: int, j: int) -> int:
    """The exact cost of two positions for mates, leaving everything as it was; FAR if it is impossible."""
    p, r, d = c
    m = p.mate[v]
    pair, u, other, x = d.at[0, i, 1], d.at[0, i, 2], d.at[1, j, 1], d.at[1, j, 2]
    if p.worker[pair] == p.worker[other]:
        return FAR
    more = longer(p, r, v, pair, u) + longer(p, r, m, other, x)
    begin_push(d)
    link(p, r, v, pair, u)
    link(p, r, m, other, x)
    d.stack[0], d.stack[1], d.now[SIZE] = v, m, 2
    fits = move(p, r, d, v, ready(p, r, r.by[v], u, p.place[v])) and move(
        p, r, d, m, ready(p, r, r.by[m], x, p.place[m])
    )
    cost = more + pushed_cost(p, r, d) if fits and push(p, r, d) else FAR
    undo(r, d)
    unlink(r, m)
    unlink(r, v)
    return cost


@compiled
def put_two(p: Problem, r: Rounds, d: Desk, v: int, blink: float) -> bool:
    """Put a visit and its mate at their cheapest positions of two different workers; False if both stay out."""
    m = p.mate[v]
    rows, columns = list_positions(Case(p, r, d), v, 0, blink), list_positions(Case(p, r, d), m, 1, blink)
    best, best_i, best_j = p.penalty[v] + p.penalty[m], -1, -1
    for i in range(rows):
        for j in range(columns):
            if d.at[0, i, 0] + d.at[1, j, 0] >= best:
                break
            cost = try_both(Case(p, r, d), v, i, j)
            if cost < best:
                best, best_i, best_j = cost, i, j
    if best_i < 0:
        return False
    begin_push(d)
    link(p, r, v, d.at[0, best_i, 1], d.at[0, best_i, 2])
    link(p, r, m, d.at[1, best_j, 1], d.at[1, best_j, 2])
    d.stack[0], d.stack[1], d.now[SIZE] = v, m, 2
    move(p, r, d, v, ready(p, r, r.by[v], r.before[v], p.place[v]))
    move(p, r, d, m, ready(p, r, r.by[m], r.before[m], p.place[m]))
    push(p, r, d)
    note_worst(p, r, d)
    return True
