"""Hypothesis strategies, and the step from the oracle's people to the package's arrays."""

from hypothesis import strategies as st

from sidan.dispatch import NEVER, Busy, Exceptions, Expiries, OrderNeed, Policy, Volunteers
from sidan.dispatch.tests.oracle import Person

DAYS = range(-9, 10)
METRES = st.one_of(
    st.floats(-4000, 4000), st.sampled_from([-500.0, 0.0, 499.9999, 500.0, 1000.0, 1500.0, 1500.5, 2999.5])
)
SLOTS: st.SearchStrategy[set[int]] = st.one_of(
    st.just(set(range(48))),
    st.just(set()),
    st.tuples(st.integers(0, 24), st.integers(24, 48)).map(lambda t: set(range(*t))),
    st.integers(0, 2**48 - 1).map(lambda mask: {slot for slot in range(48) if mask >> slot & 1}),
)
WEEKS = st.tuples(SLOTS, SLOTS, st.integers(0, 7)).map(lambda t: [t[0]] * t[2] + [t[1]] * (7 - t[2]))


def bits(slots: set[int]) -> int:
    return sum(1 << slot for slot in slots)


@st.composite
def busy(draw: st.DrawFn) -> tuple[int, int, bool]:
    start = draw(st.integers(DAYS.start * 1440, DAYS.stop * 1440))
    return start, start + draw(st.integers(1, 600)), draw(st.booleans())


@st.composite
def person(draw: st.DrawFn, number: int) -> Person:
    """Mostly able and free, so that each rule has people to divide."""
    day = st.sampled_from(DAYS)
    mostly_not = st.sampled_from([False, False, False, True])
    return Person(
        id=number,
        x=draw(METRES),
        y=draw(METRES),
        skills=draw(st.sampled_from([{0}, {0, 1}, {0, 1, 63}, set()])),
        qualifications=draw(st.dictionaries(st.sampled_from([0, 1, 63]), st.one_of(st.none(), day))),
        insured_until=draw(st.one_of(st.none(), day)),
        minor=draw(mostly_not),
        guardian_ok=draw(st.booleans()),
        paused=draw(mostly_not),
        reach_m=draw(st.sampled_from([0, 700, 1500, 2500, 6000])),
        weekly_limit=draw(st.sampled_from([0, 1, 2, 3, 7])),
        load_month=draw(st.integers(0, 3)),
        asked_recently=draw(st.integers(0, 2)),
        week=draw(WEEKS),
        opens=draw(st.dictionaries(day, SLOTS, max_size=2)),
        closes=draw(st.dictionaries(day, SLOTS, max_size=2)),
        busy=draw(st.lists(busy(), max_size=4)),
    )


@st.composite
def crowds(draw: st.DrawFn, max_size: int = 12) -> list[Person]:
    ids = draw(st.lists(st.integers(-5, 20), unique=True, max_size=max_size))
    return [draw(person(number)) for number in ids]


@st.composite
def orders(draw: st.DrawFn) -> OrderNeed:
    few = st.frozensets(st.integers(-5, 24), max_size=4)
    mask = st.sampled_from([0, 0, 0, 1, 2, 3, 1 << 63])
    start, minutes = draw(st.integers(-7 * 1440, 7 * 1440)), draw(st.integers(1, 200))
    return OrderNeed(
        id=1,
        x=draw(METRES),
        y=draw(METRES),
        start=start,
        end=start + minutes + draw(st.sampled_from([0, 1, 45, 180, 1000, 3000])),
        minutes=minutes,
        skills_all=draw(mask),
        skills_any=draw(mask),
        qualifications_all=draw(mask),
        qualifications_any=draw(mask),
        risky=draw(st.sampled_from([False, False, True])),
        minors_allowed=draw(st.booleans()),
        beneficiaries=draw(few),
        blocked=draw(few),
        asked=draw(few),
        known=tuple(draw(st.dictionaries(st.integers(-5, 24), st.integers(1, 9), max_size=6)).items()),
        radius_m=draw(st.sampled_from([None, None, 1, 1200, 9000])),
        widened=draw(st.sampled_from([0, 0, 1, 3])),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    return Policy(
        pace_m_per_min=draw(st.integers(10, 200)),
        detour_percent=draw(st.integers(100, 300)),
        max_distance_m=draw(st.sampled_from([500, 3000, 50_000])),
        widen_percent=draw(st.integers(100, 500)),
        gap_minutes=draw(st.integers(0, 60)),
        start_step_minutes=draw(st.sampled_from([5, 30, 45])),
        fairness_minutes=draw(st.integers(0, 10)),
        known_face_minutes=draw(st.integers(0, 60)),
        fatigue_minutes=draw(st.integers(0, 10)),
    )


def arrays(people: list[Person]) -> Volunteers:
    busy_rows = [(p.id, *entry) for p in people for entry in p.busy]
    # Opening and closing as separate rows of one day: they must add up.
    changes = [(p.id, day, bits(slots), 0) for p in people for day, slots in p.opens.items()]
    changes += [(p.id, day, 0, bits(slots)) for p in people for day, slots in p.closes.items()]
    lapses = [(p.id, bit, day) for p in people for bit, day in p.qualifications.items() if day is not None]
    return Volunteers.of(
        [p.id for p in people],
        [p.x for p in people],
        [p.y for p in people],
        week=[[bits(slots) for slots in p.week] for p in people] if people else 0,
        skills=[bits(p.skills) for p in people],
        qualifications=[bits(set(p.qualifications)) for p in people],
        insured_until=[NEVER if p.insured_until is None else p.insured_until for p in people],
        minor=[p.minor for p in people],
        guardian_ok=[p.guardian_ok for p in people],
        paused=[p.paused for p in people],
        reach_m=[p.reach_m for p in people],
        weekly_limit=[p.weekly_limit for p in people],
        load_month=[p.load_month for p in people],
        asked_recently=[p.asked_recently for p in people],
        busy=Busy.of(*([row[i] for row in busy_rows] for i in range(4))),
        exceptions=Exceptions.of(
            [c[0] for c in changes],
            [c[1] for c in changes],
            opens=[c[2] for c in changes],
            closes=[c[3] for c in changes],
        ),
        expiries=Expiries.of(*([row[i] for row in lapses] for i in range(3))),
    )
