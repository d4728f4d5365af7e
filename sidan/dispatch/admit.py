"""The rules of `eligibility` and the price of `costs`, compiled: one person and one order, in numbers.

Tests hold them equal to the vectorised ones.
"""

from typing import NamedTuple

import numpy as np

from sidan.dispatch.columns import Ints
from sidan.dispatch.compiled import inlined
from sidan.dispatch.moments import DAY, WEEK
from sidan.dispatch.needs import Needs, People, Rules


class Town(NamedTuple):
    """Everything a search reads."""

    p: People
    n: Needs
    rules: Rules


ONE = np.uint64(1)
NONE = np.uint64(0)


@inlined
def day_bits(p: People, row: int, day: int) -> np.uint64:
    """Half-hours this person is free on this day."""
    free = p.week[row, day % 7]
    closed = NONE
    for e in range(p.exception_from[row], p.exception_from[row + 1]):
        if p.exception_day[e] == day:
            free |= p.exception_opens[e]
            closed |= p.exception_closes[e]
    return np.uint64(free & ~closed)


@inlined
def touched(start: int, length: int) -> np.uint64:
    """Half-hours touched by so many minutes from this minute of a day, all on that day."""
    return np.uint64((ONE << np.uint64((start + length + 29) // 30)) - (ONE << np.uint64(start // 30)))


@inlined
def free_between(p: People, row: int, start: int, end: int) -> bool:
    """Whether every half-hour touched by [start, end) is free."""
    for day in range(start // DAY, (end - 1) // DAY + 1):
        first = max(start - day * DAY, 0)
        needed = touched(first, min(end - day * DAY, DAY) - first)
        if ~day_bits(p, row, day) & needed:
            return False
    return True


@inlined
def unbooked(p: People, row: int, start: int, end: int, gap: int) -> bool:
    """Whether [start, end) keeps this gap to everything the person accepted."""
    for b in range(p.busy_from[row], p.busy_from[row + 1]):
        if p.busy_start[b] - gap < end and start < p.busy_end[b] + gap:
            return False
    return True


@inlined
def one_day(n: Needs, o: int) -> bool:
    """Whether the order's window lies within one day."""
    return bool((n.end[o] - 1) // DAY == n.start[o] // DAY)


@inlined
def start_step(t: Town, o: int) -> int:
    """Minutes between two starts of this order (`windows.start_times`)."""
    slack, step = t.n.end[o] - t.n.minutes[o] - t.n.start[o], t.rules.start_step_minutes
    return int(step * (slack // (64 * step) + 1))


@inlined
def start_bits(t: Town, row: int, o: int, free: np.uint64) -> np.uint64:
    """The starts at which this person could serve this order; bit k is the k-th start tried.

    `free`: the person's half-hours of the day, read only where the window lies within one day.
    """
    p, n, rules = t
    start, minutes, day = n.start[o], n.minutes[o], one_day(n, o)
    slack = n.end[o] - minutes - start
    step = start_step(t, o)
    bits = NONE
    if day and free & touched(start % DAY, n.end[o] - start) == NONE:
        return bits  # most people are not free at any of the hours in question
    for k in range(slack // step + 1):
        at = start + k * step
        fits = ~free & touched(at % DAY, minutes) == NONE if day else free_between(p, row, at, at + minutes)
        if fits and unbooked(p, row, at, at + minutes, rules.gap_minutes):
            bits |= ONE << np.uint64(k)
    return bits


@inlined
def reach(t: Town, row: int, o: int) -> int:
    """How far this person may be asked to go for this order, in metres."""
    p, n, rules = t
    metres = int(n.radius_m[o] if n.radius_m[o] >= 0 else p.reach_m[row])
    for _ in range(n.widened[o]):
        metres = min(metres * rules.widen_percent // 100, rules.max_distance_m)
    return int(min(metres, rules.max_distance_m))


@inlined
def lacks(held: np.uint64, all_of: np.uint64, any_of: np.uint64) -> bool:
    return bool((~held & all_of) != NONE or (any_of != NONE and (held & any_of) == NONE))


@inlined
def certificates(p: People, row: int, day: int) -> np.uint64:
    """Certificates of this person that hold on this day."""
    held, lapsed, renewed = p.qualifications[row], NONE, NONE
    for e in range(p.lapse_from[row], p.lapse_from[row + 1]):
        bit = ONE << np.uint64(p.lapse_bit[e])
        if p.lapse_until[e] < day:
            lapsed |= bit
        else:
            renewed |= bit
    return np.uint64(held & ~(lapsed & ~renewed))


@inlined
def may_come(t: Town, row: int, o: int) -> bool:
    """Every rule of `Cause` except distance and time, the cheap ones first."""
    p, n, _ = t
    if p.paused[row] or lacks(p.skills[row], n.skills_all[o], n.skills_any[o]):
        return False
    if p.minor[row] and (n.risky[o] or not n.minors_allowed[o] or not p.guardian_ok[row]):
        return False
    last_day = (n.end[o] - 1) // DAY
    if n.risky[o] and p.insured_until[row] < last_day:
        return False
    wanted = n.qualifications_all[o] | n.qualifications_any[o]
    if wanted and lacks(certificates(p, row, last_day), n.qualifications_all[o], n.qualifications_any[o]):
        return False
    if holds(n.barred, n.barred_from[o], n.barred_from[o + 1], row):
        return False
    return bool(week_load(p, row, n.start[o] // WEEK) < p.weekly_limit[row])


@inlined
def week_load(p: People, row: int, week: int) -> int:
    """Orders this person has in this week."""
    load = 0
    for b in range(p.busy_from[row], p.busy_from[row + 1]):
        if p.busy_counts[b] and p.busy_start[b] // WEEK == week:
            load += 1
    return load


@inlined
def holds(rows: Ints, first: int, last: int, row: int) -> bool:
    """Whether the ascending rows[first:last] hold this row."""
    while first < last:
        middle = (first + last) // 2
        if rows[middle] == row:
            return True
        if rows[middle] < row:
            first = middle + 1
        else:
            last = middle
    return False


@inlined
def borrowed(t: Town, station: int, o: int) -> int:
    """What somebody of this station costs more for this order, in minutes."""
    n = t.n
    if n.station[o] != station and n.station[o] != -1 and station != -1:
        return int(t.rules.borrow_minutes)
    return 0
