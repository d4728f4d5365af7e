"""Who works at the stations: keepers, grid workers, the street's worker, an auditor, an administrator."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sidan.demo.cast import PARTS
from sidan.demo.dwellers import cast_member
from sidan.demo.ground import Community
from sidan.demo.names import birthday, given_name, staff_mobile, surname
from sidan.people.models import Person, Role, RoleKind
from sidan.places.models import Station

KEEPERS = 2
_CAST_ROLES = (
    ("station_worker", RoleKind.STATION_WORKER),
    ("second_worker", RoleKind.STATION_WORKER),
    ("grid_worker", RoleKind.GRID_WORKER),
)
_CAST_ABOVE = (
    ("street_worker", RoleKind.STREET_WORKER),
    ("auditor", RoleKind.AUDITOR),
    ("administrator", RoleKind.ADMINISTRATOR),
)


@dataclass
class Staff:
    rng: Random
    now: datetime
    numbers: Iterator[int] = field(default_factory=lambda: count(100))

    def of_street(self, street: Station, *, with_cast: bool) -> list[Person]:
        """The street's worker, and in the first street the auditor and the administrator as well."""
        if with_cast:
            return self._hire(street, [self._played(*one) for one in _CAST_ABOVE])
        return self._hire(street, [self._somebody(RoleKind.STREET_WORKER)])

    def of_community(self, community: Community, *, with_cast: bool) -> list[Person]:
        """Keepers first; one grid worker for each grid."""
        grids = len({estate.grid_id for estate in community.estates})
        wanted = [RoleKind.STATION_WORKER] * KEEPERS + [RoleKind.GRID_WORKER] * grids
        people = [self._somebody(kind) for kind in wanted]
        if with_cast:
            people[: len(_CAST_ROLES)] = [self._played(*one) for one in _CAST_ROLES]
        return self._hire(community.station, people)

    def _hire(self, station: Station, people: list[tuple[Person, RoleKind]]) -> list[Person]:
        made = Person.objects.bulk_create(person for person, _kind in people)
        since = self.now - timedelta(days=380)
        Role.objects.bulk_create(
            Role(person=person, station=station, kind=kind, given_at=since)
            for person, (_same, kind) in zip(made, people, strict=True)
        )
        return made

    def _played(self, key: str, kind: RoleKind) -> tuple[Person, RoleKind]:
        return cast_member(PARTS[key], self.now, None), kind

    def _somebody(self, kind: RoleKind) -> tuple[Person, RoleKind]:
        rng, age = self.rng, self.rng.randint(26, 56)
        woman = rng.random() < 0.6
        phone = staff_mobile(next(self.numbers))
        person = Person(
            name=surname(rng) + given_name(rng, age, woman=woman),
            phone=phone,
            account_phone=phone,
            birth_date=birthday(rng, age, self.now.date()),
            created_at=self.now - timedelta(days=380),
        )
        return person, kind
