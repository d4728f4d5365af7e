"""The residents: households of one to five, with the ages, names and telephones that go together."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sidan.core.clock import local
from sidan.core.phone import is_mobile
from sidan.demo.cast import CAST, Part
from sidan.demo.names import birthday, given_name, landline, mobile, surname
from sidan.people.models import Person
from sidan.places.models import Address

CAST_AT_HOME = ("resident", "family", "volunteer", "leader")
FAR_CHILD = "family"  # the daughter lives in another estate of the same community


@dataclass(frozen=True)
class Kind:
    """A household: the ages of its members; couples are a woman and a man."""

    share: int
    couples: tuple[tuple[int, int], ...] = ()
    alone: tuple[tuple[int, int], ...] = ()
    children: tuple[tuple[int, int], ...] = ()


_KINDS = (
    Kind(7, alone=((70, 93),)),
    Kind(15, couples=((61, 86),)),
    Kind(10, couples=((24, 58),)),
    Kind(4, alone=((22, 57),)),
    Kind(27, couples=((29, 50),), children=((1, 20),)),
    Kind(12, couples=((30, 45),), children=((0, 8), (6, 15))),
    Kind(30, couples=((29, 45), (60, 79)), children=((1, 16),)),
    Kind(9, couples=((30, 46),), alone=((66, 90),), children=((1, 16), (2, 10))),
)
_SHARES = [kind.share for kind in _KINDS]
_NOTES = ("听力不好，说话请大声些", "上楼要人扶", "看不清小字", "独居，先打电话再敲门", "家里有小狗", "轮椅出行")


@dataclass
class Dwellers:
    """Makes people; numbers go up through all communities, so that no telephone is given twice."""

    rng: Random
    now: datetime
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def settle(self, doors: list[Address], wanted: int, *, with_cast: bool = False) -> list[Person]:
        """`wanted` people behind these doors: the last doors stay empty, or somebody moves in as a lodger."""
        people = self._cast(doors) if with_cast else []
        taken = {person.address_id for person in people}
        for door in doors:
            if len(people) >= wanted:
                break
            if door.pk not in taken:
                people += self._household(door)[: wanted - len(people)]
        while len(people) < wanted:
            people += self._household(self.rng.choice(doors))[:1]
        return Person.objects.bulk_create(people, batch_size=1000)

    def _cast(self, doors: list[Address]) -> list[Person]:
        homes = {key: doors[len(doors) * place // 5] for place, key in enumerate(CAST_AT_HOME)}
        return [cast_member(part, self.now, homes[part.key]) for part in CAST if part.key in homes]

    def _household(self, door: Address) -> list[Person]:
        rng = self.rng
        kind = rng.choices(_KINDS, _SHARES)[0]
        home = [(age, woman) for span in kind.couples for age, woman in self._couple(span)]
        home += [(rng.randint(*span), rng.random() < 0.6) for span in kind.alone]
        home += [(rng.randint(*span), rng.random() < 0.48) for span in kind.children]
        family = surname(rng)
        shared = landline(next(self.numbers)) if rng.random() < 0.25 else ""
        people = [self._person(door, age, woman, shared) for age, woman in home]
        for place, person in enumerate(people):
            # Wives keep their own surname; children have the father's.
            age, woman = home[place]
            own = woman and age >= 22 and place % 2 == 0
            person.name = (surname(rng) if own else family) + person.name
        return people

    def _couple(self, span: tuple[int, int]) -> list[tuple[int, bool]]:
        age = self.rng.randint(*span)
        return [(max(22, age - self.rng.randint(-1, 4)), True), (age, False)]

    def _person(self, door: Address, age: int, woman: bool, shared: str) -> Person:
        rng = self.rng
        phone = self._phone(age, shared)
        return Person(
            name=given_name(rng, age, woman=woman),
            phone=phone,
            account_phone=phone if is_mobile(phone) else None,
            birth_date=birthday(rng, age, local(self.now).date()),
            address=door,
            station=door.station,
            need_note=rng.choice(_NOTES) if age >= 75 and rng.random() < 0.12 else "",
            created_at=self.now - timedelta(days=rng.randint(70, 900), minutes=rng.randrange(600)),
        )

    def _phone(self, age: int, shared: str) -> str:
        if age < 12:
            return ""
        has_mobile = self.rng.random() < (0.95 if age < 60 else 0.75 if age < 75 else 0.4)
        return mobile(next(self.numbers)) if has_mobile else shared


def cast_member(part: Part, now: datetime, home: Address | None) -> Person:
    return Person(
        public_id=part.public_id,
        name=part.name,
        phone=part.phone,
        account_phone=part.phone,
        birth_date=local(now).date() - timedelta(days=part.age * 365 + part.age // 4 + 100),
        address=home,
        station=home.station if home else None,
        need_note="听力不好，说话请大声些" if part.key == "resident" else "",
        created_at=now - timedelta(days=400),
    )
