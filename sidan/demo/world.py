"""A street whose people act: stories take turns, and whichever comes next in time goes on."""

import heapq
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from typing import Any, TypeVar

from sidan.demo.cast import PLAYED
from sidan.demo.hands import Hands
from sidan.orders.models import Item
from sidan.people.models import FamilyLink, Person
from sidan.places.models import Station
from sidan.volunteers.models import Team, Volunteer

T = TypeVar("T")
# A story names the moment at which it goes on, and is woken with the moment that has come.
Story = Generator[datetime, datetime, T]


@dataclass(frozen=True)
class Neighbourhood:
    """One community as it was written."""

    station: Station
    keepers: list[Person]
    grid_workers: list[Person]
    people: list[Person]
    volunteers: list[Volunteer]
    teams: list[Team]
    links: list[FamilyLink]


@dataclass
class World:
    now: datetime
    rng: Random
    here: list[Neighbourhood]
    items: dict[str, Item]
    hands: Hands
    family: dict[int, Person]  # who acts for whom
    _turns: list[tuple[datetime, int, Story[Any]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    def of(cls, street: list[Neighbourhood], now: datetime, rng: Random) -> "World":
        # The cast have their own scenes; chance does not fill their days.
        volunteers = [v for part in street for v in part.volunteers if v.person.public_id not in PLAYED]
        links = [link for part in street for link in part.links if link.confirmed_at]
        return cls(
            now=now,
            rng=rng,
            here=street,
            items={item.code: item for item in Item.objects.filter(station=None)},
            hands=Hands.of(volunteers, rng),
            family={link.served_id: link.actor for link in links},
        )

    def at(self, station: Station) -> Neighbourhood:
        return next(part for part in self.here if part.station.pk == station.pk)

    def keeper(self, station: Station) -> Person:
        return self.rng.choice(self.at(station).keepers)

    def tell(self, story: Story[Any]) -> None:
        """A story begins by naming its first moment."""
        self._queue(story, next(story))

    def _queue(self, story: Story[Any], moment: datetime) -> None:
        heapq.heappush(self._turns, (moment, next(self._numbers), story))

    def run(self) -> Iterator[datetime]:
        """Lets everything happen up to now; what would come later stays undone."""
        while self._turns and self._turns[0][0] <= self.now:
            moment, _n, story = heapq.heappop(self._turns)
            try:
                following = story.send(moment)
            except StopIteration:
                yield moment
            else:
                self._queue(story, max(moment, following))
        self._turns.clear()
