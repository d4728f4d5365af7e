"""Loads the whole demo, community by community, so that a city needs no more memory than a street."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.db import connection, transaction

from sidan.core.ids import drawn_from
from sidan.demo.bar import Bar
from sidan.demo.dwellers import Dwellers
from sidan.demo.extras import change_menu
from sidan.demo.ground import Community, doors, lay_ground
from sidan.demo.happenings import ROWS as SESSION_ROWS
from sidan.demo.happenings import Calendar
from sidan.demo.joiners import Joiners
from sidan.demo.live import live, settle
from sidan.demo.size import COMMUNITIES_A_STREET, Size, share
from sidan.demo.staff import KEEPERS, Staff
from sidan.demo.together import found_teams, keep_apart, link_families
from sidan.demo.world import Neighbourhood, World
from sidan.orders.actions import install_menu

ORDER_ROWS = 60  # what one order costs, in rows of the bar
SESSIONS = 330  # about so many a street


@dataclass
class Loader:
    size: Size
    seed: int
    now: datetime
    days: int
    bar: Bar
    rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = Random(f"{self.seed}:{self.size.streets}")
        self.staff = Staff(self.rng, self.now)
        self.dwellers = Dwellers(self.rng, self.now)
        self.joiners = Joiners(self.size, self.rng, self.now)

    def load(self) -> None:
        with drawn_from(Random(f"{self.seed}:ids")):
            install_menu()
            for place, street in enumerate(self._streets()):
                self._live(place, street)
            with self.bar.stage("消息"):
                settle(self.now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the planner has seen nothing yet of what came in bulk

    def _streets(self) -> Iterator[list[Neighbourhood]]:
        """Street after street; those without orders are forgotten as soon as they are written."""
        street: list[Neighbourhood] = []
        for community in lay_ground(self.size):
            with transaction.atomic():
                street.append(self._settle(community))
            if len(street) == COMMUNITIES_A_STREET:
                yield street
                street = []

    def _settle(self, community: Community) -> Neighbourhood:
        n = community.street_place * COMMUNITIES_A_STREET + community.place
        stations, first = self.size.streets * COMMUNITIES_A_STREET, n == 0
        with self.bar.stage(community.station.name):
            street = community.station.parent
            if community.place == 0 and street is not None:
                self.staff.of_street(street, with_cast=first)
            staff = self.staff.of_community(community, with_cast=first)
            homes = doors(community, self.size, self.rng)
            people = self.dwellers.settle(homes, share(self.size.residents, stations, n), with_cast=first)
            self.bar.step(len(people))
            volunteers = self.joiners.join(people, share(self.size.volunteers, stations, n), staff[0])
            self.bar.step(len(volunteers))
            teams = found_teams(community.station, community.place, volunteers, self.rng)
            links = link_families(people, staff[0], self.rng, self.now)
            keep_apart(volunteers, people, self.rng, self.now)
            change_menu(community)
        keepers, grid_workers = staff[:KEEPERS], staff[KEEPERS:]
        return Neighbourhood(community.station, keepers, grid_workers, people, volunteers, teams, links)

    def _live(self, place: int, street: list[Neighbourhood]) -> None:
        living = self.size.living_streets
        if place >= living:
            return
        orders = share(self.size.orders, living, place)
        world = World.of(street, self.now, Random(f"{self.seed}:{place}:orders"))
        with self.bar.stage("活动"):
            for held in Calendar(street, self.now, Random(f"{self.seed}:{place}:activities")).fill():
                self.bar.step(held * SESSION_ROWS)
        with self.bar.stage(street[0].station.name):
            for done in live(world, orders, self.days, with_today=place == 0):
                self.bar.step(done * ORDER_ROWS)


def rows_to_come(size: Size) -> int:
    held = SESSIONS * SESSION_ROWS * size.living_streets
    return math.ceil(size.residents + size.volunteers + size.orders * ORDER_ROWS + held)
