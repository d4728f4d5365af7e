"""The volunteers: where they live, when they are free, what they can and like to do, and how they take being asked."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sidan.dispatch.columns import Bits, Floats, Ints
from sidan.dispatch.moments import half_hours
from sidan.dispatch.simulate.items import CATEGORIES, ITEMS, skill_bit

HALF_DAYS: Final = ((480, 720), (780, 1080), (1080, 1320))
"""Morning, afternoon, evening in minutes of the day."""
RETIRED: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What is assumed about people; nobody has measured these, so they are swept."""

    decline: float = 0.45
    """Share of "no" among answers, for an ordinary person next door."""
    fatigue: float = 0.15
    """What each question without a "yes" adds to somebody's weariness w; they look at the next with e^-w."""
    dropout: float = 0.02
    """Chance that somebody wholly worn out leaves at a question; a tenth of it a day after a month unasked."""
    attention: float = 0.9
    """Chance that somebody rested looks at a question in time."""
    rest_days: float = 10.0
    """Half-life of weariness."""
    far_minutes: float = 60.0
    """Walking minutes after which willingness has fallen to 1/e."""

    def __post_init__(self) -> None:
        shares = (self.decline, self.dropout, self.attention)
        if not all(0 <= share <= 1 for share in shares) or not 0 < self.decline < 1:
            raise ValueError("decline must lie between 0 and 1, dropout and attention in 0 … 1")
        if self.fatigue < 0 or self.rest_days <= 0 or self.far_minutes <= 0:
            raise ValueError("fatigue must not be negative; rest_days and far_minutes must be positive")


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a city is simulated."""

    volunteers: int
    orders_a_day: float
    side_m: float
    """Of the square everybody lives in."""

    @property
    def estates(self) -> int:
        return max(self.volunteers // 60, 1)


def _streets(n: int) -> Size:
    return Size(700 * n, 10.0 * n, 1414.0 * n**0.5)


SIZES: Final = {"street": _streets(1), "district": _streets(8), "city": _streets(60)}
"""A street as in 南辛庄: about 2 km², 700 active volunteers, 300 orders a month."""


@dataclass(frozen=True, eq=False, slots=True)
class Crowd:
    """n people as arrays; their ids are 0 … n - 1."""

    x: Floats
    y: Floats
    week: Bits
    skills: Bits
    reach_m: Ints
    weekly_limit: Ints
    inclination: Floats
    """Shape (n, categories): the chance of a "yes" to somebody next door, once they look."""
    estates: Floats
    """Shape (estates, 2): where homes stand close together, orders too."""

    def __len__(self) -> int:
        return len(self.x)


def gather(size: Size, behaviour: Behaviour, seed: int) -> Crowd:
    """The same seed gives the same people; `behaviour.decline` moves everybody's willingness and nothing else."""
    rng, n = np.random.default_rng((seed, 1)), size.volunteers
    estates = rng.uniform(0, size.side_m, (size.estates, 2))
    homes = estates[rng.integers(0, len(estates), n)] + rng.normal(0, 120, (n, 2))
    logit = np.log(1 / behaviour.decline - 1)
    taste = rng.normal(0, 0.8, (n, 1)) + rng.normal(0, 0.8, (n, len(CATEGORIES)))
    return Crowd(
        x=homes[:, 0],
        y=homes[:, 1],
        week=_weeks(rng, n),
        skills=_skills(rng, n),
        reach_m=rng.choice([500, 1000, 1500, 3000], n, p=[0.2, 0.35, 0.3, 0.15]),
        weekly_limit=rng.choice([1, 2, 3], n, p=[0.4, 0.4, 0.2]),
        inclination=1 / (1 + np.exp(-logit - taste)),
        estates=estates,
    )


def _weeks(rng: np.random.Generator, n: int) -> Bits:
    """Retired people are free on some of the weekday half-days, the others on some evenings and at the weekend."""
    retired, draws = rng.random(n) < RETIRED, rng.random((n, 7, 3))
    usual = np.where(retired[:, None, None], [[0.35, 0.35, 0.1]], [[0.03, 0.03, 0.3]])
    usual = np.broadcast_to(usual, (n, 7, 3)).copy()
    usual[:, 5:, :] = np.where(retired[:, None, None], 0.2, 0.3)
    bits = np.array([half_hours(start, end) for start, end in HALF_DAYS], dtype=np.uint64)
    week: Bits = np.bitwise_or.reduce(np.where(draws < usual, bits, np.uint64(0)), axis=2)
    return week


def _skills(rng: np.random.Generator, n: int) -> Bits:
    skills = np.zeros(n, dtype=np.uint64)
    for item, wanted in enumerate(ITEMS):
        skills[rng.random(n) < wanted.holders] |= np.uint64(skill_bit(item))
    return skills
