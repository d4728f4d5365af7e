"""The slow, obviously right answer: one volunteer at a time, one minute at a time, from the rules' wording.

It shares no code with the package but the plain dataclasses and the enum.
"""

import math
from dataclasses import dataclass, field
from fractions import Fraction

from sidan.dispatch import Candidate, Cause, OrderNeed, Policy, Terms


@dataclass
class Person:
    id: int
    x: float = 0.0
    y: float = 0.0
    skills: set[int] = field(default_factory=set)
    qualifications: dict[int, int | None] = field(default_factory=dict)
    """Bit → last valid day, or None for one that never lapses."""
    insured_until: int | None = None
    minor: bool = False
    guardian_ok: bool = False
    paused: bool = False
    reach_m: int = 1500
    weekly_limit: int = 2
    load_month: int = 0
    asked_recently: int = 0
    week: list[set[int]] = field(default_factory=lambda: [set(range(48)) for _ in range(7)])
    opens: dict[int, set[int]] = field(default_factory=dict)
    closes: dict[int, set[int]] = field(default_factory=dict)
    busy: list[tuple[int, int, bool]] = field(default_factory=list)


def bits_of(mask: int) -> set[int]:
    return {b for b in range(64) if mask >> b & 1}


def distance(person: Person, order: OrderNeed) -> int:
    dx, dy = person.x - order.x, person.y - order.y
    return round(math.sqrt(dx * dx + dy * dy))


def limit(person: Person, order: OrderNeed, policy: Policy) -> int:
    reach = person.reach_m if order.radius_m is None else order.radius_m
    for _ in range(order.widened):
        reach = math.floor(Fraction(reach) * policy.widen_percent / 100)
    return min(reach, policy.max_distance_m)


def is_free(person: Person, minute: int) -> bool:
    day, slot = math.floor(minute / 1440), minute % 1440 // 30
    usual = slot in person.week[day % 7] or slot in person.opens.get(day, set())
    return usual and slot not in person.closes.get(day, set())


def starts(order: OrderNeed, policy: Policy) -> list[int]:
    """Every step; or every second, third … step as soon as that is at most 64 starts."""
    every = 1
    while True:
        times = list(range(order.start, order.end - order.minutes + 1, policy.start_step_minutes * every))
        if len(times) <= 64:
            return times
        every += 1


def by_week(person: Person, order: OrderNeed, policy: Policy) -> list[int]:
    return [t for t in starts(order, policy) if all(is_free(person, m) for m in range(t, t + order.minutes))]


def possible(person: Person, order: OrderNeed, policy: Policy) -> list[int]:
    def clashes(t: int) -> bool:
        kept = range(t - policy.gap_minutes, t + order.minutes + policy.gap_minutes)
        return any(start < kept.stop and kept.start < end for start, end, _ in person.busy)

    return [t for t in by_week(person, order, policy) if not clashes(t)]


def valid_qualifications(person: Person, order: OrderNeed) -> set[int]:
    last_day = math.floor((order.end - 1) / 1440)
    return {bit for bit, until in person.qualifications.items() if until is None or until >= last_day}


def enough(held: set[int], all_of: int, any_of: int) -> bool:
    return bits_of(all_of) <= held and (not any_of or bool(bits_of(any_of) & held))


def causes(person: Person, order: OrderNeed, policy: Policy) -> list[Cause]:
    last_day = math.floor((order.end - 1) / 1440)
    insured = person.insured_until is not None and person.insured_until >= last_day
    work_for_minors = order.minors_allowed and not order.risky and person.guardian_ok
    week = math.floor(order.start / 10080)
    load = sum(counts and math.floor(start / 10080) == week for start, _, counts in person.busy)
    held = valid_qualifications(person, order)
    usual, left = by_week(person, order, policy), possible(person, order, policy)
    found = {
        Cause.DISTANCE: distance(person, order) > limit(person, order, policy),
        Cause.IS_BENEFICIARY: person.id in order.beneficiaries,
        Cause.BLOCK: person.id in order.blocked,
        Cause.PAUSED: person.paused,
        Cause.SKILL: not enough(person.skills, order.skills_all, order.skills_any),
        Cause.QUALIFICATION: not enough(held, order.qualifications_all, order.qualifications_any),
        Cause.GUARD_MINOR: person.minor and not work_for_minors,
        Cause.GUARD_INSURANCE: order.risky and not insured,
        Cause.TIME: not usual,
        Cause.BUSY: bool(usual) and not left,
        Cause.LOAD: load >= person.weekly_limit,
        Cause.ALREADY_ASKED: person.id in order.asked,
    }
    return [cause for cause in Cause if found[cause]]


def candidate(person: Person, order: OrderNeed, policy: Policy) -> Candidate:
    metres, known = distance(person, order), dict(order.known).get(person.id, 0)
    terms = Terms(
        walk=math.ceil(Fraction(metres) * policy.detour_percent / 100 / policy.pace_m_per_min),
        load=person.load_month * policy.fairness_minutes,
        fatigue=person.asked_recently * policy.fatigue_minutes,
        known_face=-policy.known_face_minutes if known else 0,
    )
    cost = terms.walk + terms.load + terms.fatigue + terms.known_face
    return Candidate(
        volunteer_id=person.id,
        cost=cost,
        terms=terms,
        distance_m=metres,
        walk_minutes=terms.walk,
        load_month=person.load_month,
        known_times=known,
        starts=tuple(possible(person, order, policy)),
    )


def ranking(people: list[Person], order: OrderNeed, policy: Policy) -> list[Candidate]:
    """All who may be asked, best first."""
    allowed = [candidate(p, order, policy) for p in people if not causes(p, order, policy)]
    return sorted(allowed, key=lambda c: (c.cost, c.load_month, c.volunteer_id))


def examined(people: list[Person], order: OrderNeed, policy: Policy) -> list[Person]:
    return [p for p in people if distance(p, order) <= policy.max_distance_m]


def rejects(people: list[Person], order: OrderNeed, policy: Policy) -> dict[Cause, int]:
    """How many of the examined each cause is the first for."""
    out: dict[Cause, int] = {}
    for person in examined(people, order, policy):
        for cause in causes(person, order, policy)[:1]:
            out[cause] = out.get(cause, 0) + 1
    return out
