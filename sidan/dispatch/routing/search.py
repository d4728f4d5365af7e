"""Large-neighbourhood search: take strings of neighbouring visits out and put them back in, cheaper.

Slack induction by string removals (Christiaens & Vanden Berghe 2020) with greedy insertion with blinks and simulated
annealing; visits that found no place stay in the bank and are tried again with everything taken out, which ejects.
"""

from dataclasses import dataclass

import numpy as np

from sidan.dispatch.columns import Ints
from sidan.dispatch.compiled import compiled, inlined
from sidan.dispatch.routing.clock import reschedule, tardiness
from sidan.dispatch.routing.insert import put_one, put_two, rolled, unlink, way
from sidan.dispatch.routing.problem import BANK, Desk, Problem, Rounds
from sidan.dispatch.routing.stop import Stop

MEAN, LONGEST, BLINK = 10, 10, 0.01
CHUNK = 250
HOT, COLD = 0.12, 0.0012


@compiled
def total(p: Problem, r: Rounds) -> int:
    """The objective from scratch: ways, pairs, growth, tardiness, penalties."""
    cost, worst = 0, 0
    for w in range(len(p.home)):
        u, last, k = r.head[w], -1, 0
        while u >= 0:
            late = tardiness(p, r, u)
            cost += way(p, r, w, last, u) + p.extra[r.pair[u]] + p.growth * k + p.weight_late * late
            worst = max(worst, late)
            u, last, k = r.after[u], u, k + 1
        if last >= 0:
            cost += way(p, r, w, last, -1)
    for v in range(len(p.place)):
        if r.by[v] < 0:
            cost += p.penalty[v]
    return cost + p.weight_worst * worst


@inlined
def copy(source: Rounds, target: Rounds) -> None:
    for v in range(len(source.by)):
        target.after[v], target.before[v], target.by[v] = source.after[v], source.before[v], source.by[v]
        target.pair[v], target.start[v] = source.pair[v], source.start[v]
    for w in range(len(source.head)):
        target.head[w], target.tail[w], target.load[w] = source.head[w], source.tail[w], source.load[w]


@inlined
def take_out(p: Problem, r: Rounds, d: Desk, v: int) -> None:
    """Move a visit, and its mate, to the bank."""
    for u in (v, p.mate[v]):
        if u >= 0 and r.by[u] >= 0:
            unlink(r, u)
            d.bank[d.now[BANK]] = u
            d.now[BANK] += 1


@inlined
def take_string(p: Problem, r: Rounds, d: Desk, v: int, length: int) -> None:
    """Take out a random string of this length around a visit."""
    u = v
    for _ in range(int(rolled(d) * length)):
        if r.before[u] < 0:
            break
        u = r.before[u]
    for _ in range(length):
        n = r.after[u]
        take_out(p, r, d, u)
        if n < 0 or r.by[n] < 0:
            break
        u = n


@compiled
def ruin(p: Problem, r: Rounds, d: Desk) -> None:
    """Strings from rounds near a random visit go to the bank, which keeps who was unserved."""
    visits, workers = len(p.place), len(p.home)
    d.now[BANK] = 0
    served, busy = 0, 0
    for v in range(visits):
        if r.by[v] < 0:
            d.bank[d.now[BANK]] = v
            d.now[BANK] += 1
        else:
            served += 1
    for w in range(workers):
        d.seen[w] = 0
        busy += r.load[w] > 0
    longest = min(float(LONGEST), served / max(busy, 1))
    strings = int(1 + rolled(d) * (4.0 * MEAN / (1.0 + longest) - 1.0))
    start = int(rolled(d) * visits)
    for i in range(p.near.shape[1]):
        v = p.near[start, i]
        if strings <= 0:
            break
        if r.by[v] < 0 or d.seen[r.by[v]]:
            continue
        d.seen[r.by[v]] = 1
        strings -= 1
        take_string(p, r, d, v, int(1 + rolled(d) * min(longest, float(r.load[r.by[v]]))))


@inlined
def sort_bank(p: Problem, d: Desk) -> None:
    """In which order visits are put back: at random, latest or earliest first, fewest possible pairs first."""
    how = rolled(d)
    for i in range(d.now[BANK]):
        v = d.bank[i]
        if how < 0.4:
            d.key[i] = int(rolled(d) * 1e9)
        elif how < 0.6:
            d.key[i] = p.late[v]
        elif how < 0.75:
            d.key[i] = -p.late[v]
        elif how < 0.9:
            d.key[i] = p.first[v + 1] - p.first[v]
        else:
            d.key[i] = -p.penalty[v] - (p.mate[v] >= 0)
    for i in range(1, d.now[BANK]):
        key, v, j = d.key[i], d.bank[i], i
        while j > 0 and d.key[j - 1] > key:
            d.key[j], d.bank[j] = d.key[j - 1], d.bank[j - 1]
            j -= 1
        d.key[j], d.bank[j] = key, v


@inlined
def recreate(p: Problem, r: Rounds, d: Desk, blink: float) -> None:
    """Put everything in the bank where it is cheapest."""
    sort_bank(p, d)
    for i in range(d.now[BANK]):
        v = d.bank[i]
        if r.by[v] >= 0:
            continue
        if p.mate[v] >= 0:
            put_two(p, r, d, v, blink)
        else:
            put_one(p, r, d, v, blink)


@compiled
def anneal(p: Problem, rounds: tuple[Rounds, Rounds, Rounds], d: Desk, costs: Ints, heat: float) -> int:
    """CHUNK iterations at one temperature. `rounds`: current, tried, best; `costs`: of current and best.

    Returns the iteration of the last improvement, or -1.
    """
    current, tried, best = rounds
    improved = -1
    for i in range(CHUNK):
        ruin(p, tried, d)
        if reschedule(p, tried, d):
            recreate(p, tried, d, BLINK)
        cost = total(p, tried) if reschedule(p, tried, d) else np.iinfo(np.int64).max
        if cost < costs[0] - heat * np.log(max(rolled(d), 1e-12)):
            copy(tried, current)
            costs[0] = cost
            if cost < costs[1]:
                copy(tried, best)
                costs[1] = cost
                improved = i
        else:
            copy(current, tried)
    return improved


@compiled
def construct(p: Problem, r: Rounds, d: Desk) -> int:
    """Put every unserved visit in, pairs and the hardest first; returns the objective."""
    reschedule(p, r, d)
    d.now[BANK] = 0
    for v in range(len(p.place)):
        if r.by[v] < 0:
            d.bank[d.now[BANK]] = v
            d.now[BANK] += 1
    recreate(p, r, d, 0.0)
    reschedule(p, r, d)
    return total(p, r)


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found."""

    rounds: Rounds
    cost: int
    iterations: int


def improve(problem: Problem, stop: Stop, *, start: Rounds | None = None, seed: int = 1) -> Result:
    """The best rounds found until `stop`, from `start` or from nothing. Never worse than the start."""
    current = start.copy() if start else Rounds.empty(problem)
    desk = Desk.of(problem, seed)
    first = int(construct(problem, current, desk))
    rounds, costs = (current, current.copy(), current.copy()), np.array([first, first], dtype=np.int64)
    hot, cold = _heat(problem, current, first)
    iterations = idle = 0
    while len(problem.place) and (done := stop.progress(iterations, idle)) < 1:
        improved = int(anneal(problem, rounds, desk, costs, hot * (cold / hot) ** done))
        iterations += CHUNK
        idle = idle + CHUNK if improved < 0 else CHUNK - 1 - improved
    return Result(rounds[2], int(costs[1]), iterations)


def _heat(problem: Problem, rounds: Rounds, cost: int) -> tuple[float, float]:
    """Temperatures at the start and the end: parts of what a served visit costs in the first rounds."""
    served = rounds.by >= 0
    usual = max((cost - int(problem.penalty[~served].sum())) / max(int(served.sum()), 1), 1.0)
    return HOT * usual, COLD * usual
