"""What goes in and comes out for one order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sidan.dispatch.plane import FARTHEST_M

MAX_MINUTES: Final = 1440
MAX_WINDOW: Final = 14 * 1440
MAX_PLACES: Final = 100
MAX_WIDENED: Final = 10
MAX_URGENCY: Final = 9
NO_STATION: Final = -1
_ALL_BITS: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNeed:
    """What one order asks of whoever comes. Raises ValueError with a sentence when the fields contradict each other."""

    id: int
    x: float
    y: float
    """Metres, the same plane as the volunteers'."""
    start: int
    end: int
    """The window in minutes since the epoch; the service lies wholly inside [start, end)."""
    minutes: int
    """Length of the service, 1 … 1440."""
    skills_all: int = 0
    """Skill bits everybody who comes must have."""
    skills_any: int = 0
    """Skill bits of which one is enough; 0 asks for none."""
    qualifications_all: int = 0
    qualifications_any: int = 0
    """Likewise for certificates ("doctor or nurse"), each valid on the last day of the window."""
    places: int = 1
    """How many volunteers are wanted; 2 where the item or a first home visit asks for two people."""
    risky: bool = False
    minors_allowed: bool = False
    beneficiaries: frozenset[int] = frozenset()
    """Volunteer ids of the served person and the household."""
    blocked: frozenset[int] = frozenset()
    """Volunteer ids blocked in either direction."""
    asked: frozenset[int] = frozenset()
    """Volunteer ids asked for this order before, whatever they answered."""
    known: tuple[tuple[int, int], ...] = ()
    """(volunteer id, times they served this person before), each id once."""
    radius_m: int | None = None
    """Replaces everybody's own reach for this order; never exceeds the policy's maximum."""
    urgency: int = 0
    """0 (ordinary) … 9. One more urgent order served outweighs any number of less urgent ones."""
    station: int = NO_STATION
    """The station that answers for it; volunteers of another one cost `Policy.borrow_minutes` more. -1: nobody's."""
    widened: int = 0
    """How many times the search was widened (`Policy.widen_percent` each)."""

    def __post_init__(self) -> None:
        for holds, sentence in self._rules():
            if not holds:
                raise ValueError(f"order {self.id} {sentence}")

    def _rules(self) -> Iterator[tuple[bool, str]]:
        near, window = abs(self.x) <= FARTHEST_M and abs(self.y) <= FARTHEST_M, self.end - self.start
        bits = (self.skills_all, self.skills_any, self.qualifications_all, self.qualifications_any)
        yield near, "is not at a place within 1,000 km of the origin"
        yield 1 <= self.minutes <= MAX_MINUTES, f"must take 1 to {MAX_MINUTES} minutes, got {self.minutes}"
        yield self.minutes <= window, f"takes {self.minutes} minutes but its window has {window}"
        yield window <= MAX_WINDOW, f"must have a window of at most {MAX_WINDOW} minutes, got {window}"
        yield 1 <= self.places <= MAX_PLACES, f"must want 1 to {MAX_PLACES} volunteers, got {self.places}"
        yield self.radius_m is None or self.radius_m > 0, f"must have a radius above 0 m, got {self.radius_m}"
        yield 0 <= self.widened <= MAX_WIDENED, f"may be widened 0 to {MAX_WIDENED} times, got {self.widened}"
        yield 0 <= self.urgency <= MAX_URGENCY, f"must have an urgency of 0 to {MAX_URGENCY}, got {self.urgency}"
        yield all(0 <= b <= _ALL_BITS for b in bits), "has skills or qualifications beyond 64 bits"
        yield len(dict(self.known)) == len(self.known), "names a known face twice"
        yield all(times > 0 for _, times in self.known), "has a known face without a visit"


@dataclass(frozen=True, slots=True)
class Terms:
    """The parts of a cost, in minutes of walking; less is better."""

    walk: int
    """The way there."""
    load: int
    """Orders this month × the policy's fairness minutes."""
    fatigue: int
    """Recent questions × the policy's fatigue minutes."""
    known_face: int
    """Zero, or minus the policy's bonus for somebody this person knows."""
    borrow: int = 0
    """Zero, or the policy's price of somebody who belongs to another station."""

    @property
    def total(self) -> int:
        return self.walk + self.load + self.fatigue + self.known_face + self.borrow

    def __sub__(self, other: "Terms") -> "Terms":
        return Terms(
            self.walk - other.walk,
            self.load - other.load,
            self.fatigue - other.fatigue,
            self.known_face - other.known_face,
            self.borrow - other.borrow,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked, with the price of asking them."""

    volunteer_id: int
    cost: int
    """`terms.total`."""
    terms: Terms
    distance_m: int
    """Straight line."""
    walk_minutes: int
    """`terms.walk`, under the name a page shows."""
    load_month: int
    known_times: int
    """How often they served this person before."""
    starts: tuple[int, ...]
    """Minutes since the epoch at which they could begin, earliest first; never empty."""


def common_starts(people: Iterable[Candidate]) -> tuple[int, ...]:
    """The minutes at which all these candidates of one order could begin, earliest first; () if there is none.

    For an order of two or more places: asking people without a common start is asking for a visit that cannot happen.
    """
    sets = [frozenset(person.starts) for person in people]
    return tuple(sorted(frozenset.intersection(*sets))) if sets else ()
