"""A hall, a class in it, and a lecturer, in the street of the cast."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest

from sidan.activities import actions
from sidan.activities.models import Activity, Lecturer, Session
from sidan.activities.states import Background
from sidan.core.clock import local
from sidan.core.models import Channel
from sidan.people.doing import Doing
from sidan.people.models import Person
from sidan.places.models import Facility, FacilityKind, OpeningHours
from sidan.programmes.kinds import ActivityKind
from tests.conftest import Cast

PHONES = count(16_600_000_000)


@dataclass
class Hall:
    """What the tests of activities need beside the cast."""

    cast: Cast
    facility: Facility
    lecturer: Lecturer
    made: list[Session] = field(default_factory=list)

    def doing(self, by: Person | None = None, reason: str = "", channel: Channel = Channel.DESK) -> Doing:
        return Doing(by or self.cast.keeper, self.cast.now, channel, reason)

    def at(self, days: int = 2, hour: int = 9, minute: int = 0) -> datetime:
        day = local(self.cast.now) + timedelta(days=days)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def activity(self, **values: object) -> Activity:
        told = {"station": self.cast.first, "title": "书画班", "kind": ActivityKind.CLASS, "minutes": 90, "seats": 3}
        return Activity(**{**told, **values})

    def planned(self, first: datetime | None = None, **values: object) -> list[Session]:
        return actions.plan(self.activity(**values), first or self.at(), self.doing())

    def published(self, first: datetime | None = None, **values: object) -> Session:
        session = self.planned(first, **values)[0]
        actions.publish(session, self.doing())
        return self.fresh(session)

    def guest(self, name: str = "来客") -> actions.Guest:
        return actions.Guest(name=name, phone=f"{next(PHONES)}")

    def fresh(self, session: Session) -> Session:
        return Session.objects.select_related("activity", "facility", "lecturer", "station").get(pk=session.pk)


@pytest.fixture
def hall(cast: Cast) -> Hall:
    return build_hall(cast)


def build_hall(cast: Cast, name: str = "一楼讲堂") -> Hall:
    facility = Facility.objects.create(
        station=cast.first,
        estate=cast.estate,
        name=name,
        kind=FacilityKind.LECTURE_HALL,
        place="党群服务中心一楼",
        lat=cast.estate.lat,
        lng=cast.estate.lng,
        capacity=40,
        opened_at=cast.now,
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(facility=facility, weekday=day, from_minute=8 * 60, until_minute=21 * 60) for day in range(7)
    )
    lecturer = Lecturer.objects.create(
        station=cast.first, name="马兰", background=Background.VETERAN, topics="民法典\n防诈骗", added_at=cast.now
    )
    return Hall(cast, facility, lecturer)


@pytest.fixture
def make_guest(hall: Hall) -> Callable[[], actions.Guest]:
    return hall.guest
