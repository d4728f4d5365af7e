"""What residents ask for, over days: Zipf over the catalogue, busy hours, quiet Sundays, one great day a month."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sidan.dispatch.model import OrderNeed
from sidan.dispatch.moments import DAY, HALF_HOUR
from sidan.dispatch.simulate.crowd import HALF_DAYS, Crowd, Size
from sidan.dispatch.simulate.items import ITEMS, skill_bit

OPENS: Final = 480
HOURS: Final = np.array([1.0, 1.6, 1.5, 0.9, 0.5, 0.8, 1.3, 1.4, 1.0, 0.6])
"""How busy each hour from 08:00 is; the station takes orders until 18:00."""
WEEKDAYS: Final = (1.15, 1.1, 1.1, 1.1, 1.1, 0.8, 0.65)
PEAK_EVERY: Final = 30
PEAK_DAY: Final = 4
PEAK: Final = 4.0
"""One day in thirty brings four times as much (5 March, 5 December)."""
SOON: Final = 0.22
ORDINARY: Final = 0
TOMORROW: Final = 1
URGENT: Final = 2


@dataclass(eq=False, slots=True, kw_only=True)
class Request:
    """One order and what became of it."""

    id: int
    item: int
    urgency: int
    x: float
    y: float
    start: int
    end: int
    arrived: int
    missing: int
    asked: set[int] = field(default_factory=set)
    waiting: dict[int, int] = field(default_factory=dict)
    """Who has been asked and has neither answered nor run out of time → when they were asked."""
    accepted: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Who comes: (start, end, walking minutes)."""
    filled_at: int | None = None
    reachable: bool = False
    """Whether enough of all volunteers, nobody busy or gone yet, might have been asked: no matter of policy."""
    waves: int = 0
    widened: int = 0
    """How many times the search was widened because nobody was left to ask."""

    @property
    def deadline(self) -> int:
        """The last moment somebody can be asked: half an hour before the last possible start."""
        return self.end - ITEMS[self.item].minutes - 30

    def need(self, now: int) -> OrderNeed:
        """As the dispatcher sees it; after 24 hours the search is widened, after 48 once more, an urgent one sooner."""
        return OrderNeed(
            id=self.id,
            x=self.x,
            y=self.y,
            start=self.start,
            end=self.end,
            minutes=ITEMS[self.item].minutes,
            skills_all=skill_bit(self.item),
            places=self.missing,
            asked=frozenset(self.asked),
            urgency=self.urgency,
            widened=max(min((now - self.arrived) // DAY, 2), self.widened),
        )


def arrivals(size: Size, crowd: Crowd, days: int, seed: int) -> list[Request]:
    """All orders of so many days by the time they come; the same whatever policy answers them."""
    rng = np.random.default_rng((seed, 2))
    made: list[Request] = []
    for day in range(days):
        rate = size.orders_a_day * WEEKDAYS[day % 7] * (PEAK if day % PEAK_EVERY == PEAK_DAY else 1)
        hours = rng.choice(len(HOURS), rng.poisson(rate), p=HOURS / HOURS.sum())
        moments = np.sort(day * DAY + OPENS + hours * 60 + rng.integers(0, 60, len(hours)))
        made += [_request(rng, crowd, len(made) + i, int(moment)) for i, moment in enumerate(moments)]
    return made


def _request(rng: np.random.Generator, crowd: Crowd, number: int, now: int) -> Request:
    zipf = 1 / np.arange(1, len(ITEMS) + 1)
    item = int(rng.choice(len(ITEMS), p=zipf / zipf.sum()))
    luck = rng.random()
    urgency = URGENT if luck < ITEMS[item].urgent else TOMORROW if luck < ITEMS[item].urgent + SOON else ORDINARY
    x, y = crowd.estates[rng.integers(0, len(crowd.estates))] + rng.normal(0, 120, 2)
    start, end = _window(rng, now, urgency)
    if ITEMS[item].places > 1:  # several people need one start, agreed with the resident first
        starts = (end - start - ITEMS[item].minutes) // HALF_HOUR + 1
        start += HALF_HOUR * int(rng.integers(0, starts))
        end = start + ITEMS[item].minutes
    return Request(
        id=number,
        item=item,
        urgency=urgency,
        x=float(x),
        y=float(y),
        start=start,
        end=end,
        arrived=now,
        missing=ITEMS[item].places,
    )


def _window(rng: np.random.Generator, now: int, urgency: int) -> tuple[int, int]:
    """Urgent: the next hours. Otherwise a half-day of tomorrow, or of one of the two to six days after now."""
    ahead, half = int(rng.integers(2, 7)), int(rng.choice(len(HALF_DAYS), p=[0.4, 0.4, 0.2]))
    if urgency == URGENT:
        start = -(-(now + 60) // HALF_HOUR) * HALF_HOUR
        return start, start + 240
    day = now // DAY + (1 if urgency == TOMORROW else ahead)
    return day * DAY + HALF_DAYS[half][0], day * DAY + HALF_DAYS[half][1]
