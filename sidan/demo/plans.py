"""What will be ordered: by whom, when, through which channel, and how it will go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sidan.core.clock import local
from sidan.core.models import Channel
from sidan.core.workdays import is_workday
from sidan.demo import speech
from sidan.demo.cast import PLAYED
from sidan.demo.office import at, half_day, office_after
from sidan.demo.world import Neighbourhood, World
from sidan.orders.models import Item
from sidan.people.models import ELDER, Person

# Most wanted first: the n-th is ordered in proportion to 1/n (Zipf).
BY_DEMAND = (
    "haircut", "errands", "company", "cleaning", "phones", "plumbing", "escort", "appliance", "health", "benefits",
    "sewing", "law", "tutoring", "bathing", "wish", "carpentry", "mediation", "counsel", "reading", "garden", "sorting",
    "arts", "festival", "safety", "patrol", "first_aid", "lecture", "stage", "customs", "traffic",
)  # fmt: skip
_DEMAND = [1 / rank for rank in range(1, len(BY_DEMAND) + 1)]
YOUNGER = {"tutoring", "reading", "law", "counsel", "mediation", "garden", "sorting", "patrol", "traffic", "customs"}

# Paper sheets bring the rest: one order in ten.
CHANNELS = {
    Channel.PHONE: 35, Channel.PAGE: 21, Channel.FAMILY: 14, Channel.WALK_IN: 10, Channel.GRID: 7, Channel.VISIT: 3,
}  # fmt: skip
FATES = {"usual": 80, "barren": 4.5, "withdrawn": 5, "rejected": 4, "merged": 2.5, "referred": 2}
_AT_OFFICE = (Channel.PHONE, Channel.WALK_IN, Channel.GRID, Channel.VISIT)
_AT_HOME = (7, 8, 9, 10, 11, 14, 15, 16, 18, 19, 20, 21)
PEAKS = {(3, 5): 4.0, (12, 5): 3.0}  # days of volunteers


@dataclass(frozen=True)
class Plan:
    at: datetime
    item: Item
    served: Person
    by: Person
    channel: Channel
    window: tuple[datetime, datetime]
    fate: str
    rng: Random
    details: str = ""
    is_urgent: bool = False


@dataclass
class Planner:
    world: World
    days: int

    def __post_init__(self) -> None:
        today = local(self.world.now).date()
        self._dates = [today - timedelta(days=n) for n in range(self.days, -1, -1)]
        self._weights = [self._weight(day) for day in self._dates]
        self._askers = {part.station.pk: self._ages(part) for part in self.world.here}

    def _weight(self, day: date) -> float:
        return PEAKS.get((day.month, day.day), 1.0 if is_workday(day) else 0.45)

    def _ages(self, part: Neighbourhood) -> tuple[list[Person], list[Person]]:
        """The old and the younger of a community who may ask for something."""
        today = local(self.world.now).date()
        aged = [(person, person.age_on(today) or 0) for person in part.people]
        aged = [(p, age) for p, age in aged if p.public_id not in PLAYED]
        return [p for p, age in aged if age >= ELDER], [p for p, age in aged if 22 <= age < ELDER]

    def draw(self, rng: Random) -> Plan:
        part = rng.choice(self.world.here)
        item = self.world.items[rng.choices(BY_DEMAND, _DEMAND)[0]]
        channel = rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        served = self._served(part, item, channel, rng)
        if channel == Channel.FAMILY and served.pk not in self.world.family:
            channel = Channel.PHONE
        placed = self._moment(channel, rng)
        urgent = item.code in speech.URGENT and rng.random() < 0.12
        return Plan(
            at=placed,
            item=item,
            served=served,
            by=self._by(part, channel, served, rng),
            channel=channel,
            window=self._window(placed, urgent, rng),
            fate=rng.choices(list(FATES), list(FATES.values()))[0],
            rng=rng,
            details=rng.choice((speech.URGENT if urgent else speech.DETAILS).get(item.code, speech.PLAIN)),
            is_urgent=urgent,
        )

    def _served(self, part: Neighbourhood, item: Item, channel: Channel, rng: Random) -> Person:
        """Mostly the old; whoever orders on the page has a number to sign in with."""
        if channel == Channel.FAMILY and (served := self._with_family(part)):
            return rng.choice(served)
        old, younger = self._askers[part.station.pk]
        first, second = (younger, old) if item.code in YOUNGER else (old, younger)
        pool = first if first and rng.random() < 0.85 else second or first
        if channel == Channel.PAGE:
            pool = [person for person in pool if person.account_phone] or pool
        return rng.choice(pool)

    def _with_family(self, part: Neighbourhood) -> list[Person]:
        return [link.served for link in part.links if link.confirmed_at and link.served.public_id not in PLAYED]

    def _by(self, part: Neighbourhood, channel: Channel, served: Person, rng: Random) -> Person:
        match channel:
            case Channel.PAGE:
                return served
            case Channel.FAMILY:
                return self.world.family[served.pk]
            case Channel.GRID | Channel.VISIT:
                return rng.choice(part.grid_workers)
        return rng.choice(part.keepers)

    def _moment(self, channel: Channel, rng: Random) -> datetime:
        while True:
            day = rng.choices(self._dates, self._weights)[0]
            if channel in _AT_OFFICE:
                moment = office_after(at(day, 8 * 60 + 30), rng.uniform(0, 420))
            else:
                moment = at(day, rng.choice(_AT_HOME) * 60) + timedelta(seconds=rng.randrange(3600))
            if moment < self.world.now:
                return moment

    def _window(self, placed: datetime, urgent: bool, rng: Random) -> tuple[datetime, datetime]:
        """A half day some days ahead, which leaves the station time to verify and ask."""
        ahead = rng.choice((0, 1)) if urgent else rng.choice((1, 2, 2, 3, 3, 4, 5, 6))
        earliest = office_after(placed, 120 if urgent else 400)
        first = max(local(placed).date() + timedelta(days=ahead), local(earliest).date())
        part = rng.choice((0, 0, 1))
        halves = (half_day(first + timedelta(days=(part + n) // 2), (part + n) % 2) for n in range(4))
        return next(window for window in halves if window[0] > earliest)
