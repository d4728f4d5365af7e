"""Papers of volunteers: most valid, some expired, some nobody has looked at yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sidan.core.clock import local
from sidan.orders.menu import MENU
from sidan.people.models import Person
from sidan.volunteers.models import Qualification, Volunteer

PAPER_FOR = {entry.skill: entry.qualification for entry in MENU if entry.qualification}


def papers_for(volunteer: Volunteer, rng: Random, now: datetime, checker: Person) -> Iterator[Qualification]:
    today = local(now).date()
    for skill in volunteer.skills:
        kind = PAPER_FOR.get(skill)
        draw = rng.random()
        if kind is None or draw > 0.9:
            continue
        expired = draw > 0.8
        until = today + timedelta(days=rng.randint(-200, -1) if expired else rng.randint(20, 1500))
        checked = volunteer.joined_at + timedelta(days=rng.randint(1, 20)) if draw < 0.7 or expired else None
        yield Qualification(
            volunteer=volunteer,
            kind=kind,
            valid_until=until,
            checked_at=checked,
            checked_by=checker if checked else None,
        )
