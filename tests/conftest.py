"""The cast of every test: a small street with its people, and a clock that stands still until it is moved.

Two communities under one street. 王秀英 lives in the first; her daughter may act for her. 周建国 volunteers, 刘敏 leads
a team, 陈静 keeps the first station, 何平 the second, 孙岚 works at the street; 钱伟 has nothing to do with any of it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from sidan.core import walls, walls_guard, walls_sql
from sidan.core.clock import LOCAL
from sidan.core.models import Channel
from sidan.orders import actions
from sidan.orders.actions import Need
from sidan.orders.actions.asking import Asked
from sidan.orders.actions.door import Doing
from sidan.orders.models import Assignment, Item, Offer, Order, Proof, TwoPeople
from sidan.orders.rules import rules
from sidan.people.models import FamilyLink, Person, Relation, Role, RoleKind
from sidan.places.models import Address, Estate, Grid, Level, Station
from sidan.volunteers.models import Availability, Team, Volunteer, bits_of

# Tests arrange and look as the product itself; requests made by their clients enter walls of their own.
walls.everything("tests").__enter__()
threading.Thread.run = walls.everything("threads of tests")(threading.Thread.run)  # type: ignore[method-assign]

walls_guard.Switch.on = True

APP_ROLE = "sidan_test_site"

WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=LOCAL)


class Clock:
    """Stands still at a Wednesday morning; `move` lets time pass for pages and actions alike."""

    def __init__(self) -> None:
        self.now = WEDNESDAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """On PostgreSQL the tests run as a site does: as a role that owns nothing, so that each meets the second wall."""
    with django_db_blocker.unblock():
        _say_migrated()
    if connection.vendor != "postgresql":
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    with django_db_blocker.unblock():
        _let_tests_in()
        options["assume_role"] = APP_ROLE
        connection.close()
    yield
    with django_db_blocker.unblock():
        connection.close()
        del options["assume_role"]


def _say_migrated() -> None:
    """The tables were made of the models; a restore asks how far the migrations of what it read had gone."""
    with override_settings(MIGRATION_MODULES={}):
        known = MigrationLoader(None).disk_migrations
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in known.keys() - recorder.applied_migrations().keys():
        recorder.record_applied(app, name)


def _let_tests_in() -> None:
    """Emptying tables between tests is the tests' own need. Two runs may make the role at once."""
    with suppress(ProgrammingError, IntegrityError):
        walls_sql.let_in(APP_ROLE)
    walls_sql.let_in(APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")


@pytest.fixture
def the_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def _plain_site(
    settings: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Static files without their manifest (it exists only after set-up); rules as they come; nobody erased yet."""
    settings.SIDAN_ERASURES = tmp_path / "erased.jsonl"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media"  # type: ignore[attr-defined]  # of this process
    settings.STORAGES = settings.STORAGES | {  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "whitenoise" not in m]  # type: ignore[attr-defined]
    settings.SIDAN_DEMO = False  # type: ignore[attr-defined]
    settings.SIDAN_SECOND_FACTOR = False  # type: ignore[attr-defined]
    rules.cache_clear()
    yield
    rules.cache_clear()


@dataclass
class Cast:
    clock: Clock
    centre: Station
    street: Station
    first: Station
    second: Station
    estate: Estate
    other_estate: Estate
    haircut: Item
    company: Item
    resident: Person
    daughter: Person
    neighbour: Person
    outsider: Person
    volunteer: Volunteer
    helper: Volunteer
    leader: Volunteer
    team: Team
    keeper: Person
    second_keeper: Person
    grid_worker: Person
    street_worker: Person
    auditor: Person
    administrator: Person
    doors: Iterator[int] = field(default_factory=lambda: iter(range(100, 10_000)))

    @property
    def now(self) -> datetime:
        return self.clock.now

    # People and places made to order ------------------------------------------------------------------------------

    def person(self, name: str, phone: str = "", estate: Estate | None = None, **fields: object) -> Person:
        return _person(self.now, name, phone, _door(estate or self.estate, f"{next(self.doors)}号"), **fields)

    def new_volunteer(self, name: str, **fields: object) -> Volunteer:
        return _volunteer(self.now, self.person(name, f"1390000{next(self.doors):04d}"), **fields)

    def next_street(self) -> Station:
        """Beyond what anybody of the cast reaches."""
        path = f"{self.centre.path}street2/"
        return Station.objects.create(
            code="street2", name="邻街", level=Level.STREET, parent=self.centre, path=path, phone="0531-5550200"
        )

    def client(self, person: Person | None = None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    # Orders walked to a state through the real actions ------------------------------------------------------------

    def doing(self, by: Person | None = None, channel: Channel = Channel.DESK, reason: str = "") -> Doing:
        return Doing(by or self.keeper, self.now, channel, reason)

    def need(self, item: Item | None = None, served: Person | None = None, *, days: int = 2) -> Need:
        """Wanted in the morning, some days ahead."""
        served = served or self.resident
        assert served.address is not None
        start = (self.now + timedelta(days=days)).astimezone(LOCAL).replace(hour=9, minute=0)
        return Need(item or self.haircut, served, served.address, start, start + timedelta(hours=3))

    def order(self, item: Item | None = None, served: Person | None = None, *, days: int = 2) -> Order:
        by = served or self.resident
        return actions.place(self.need(item, served, days=days), self.doing(by, Channel.PAGE))

    def verified(self, item: Item | None = None, served: Person | None = None, *, days: int = 2) -> Order:
        order = self.order(item, served, days=days)
        actions.verify(order, self.doing())
        return order

    def offered(self, *volunteers: Volunteer, item: Item | None = None, served: Person | None = None) -> Order:
        order = self.verified(item, served)
        actions.dispatch(order, [Asked(one) for one in volunteers or (self.volunteer,)], self.doing())
        return order

    def offer(self, order: Order, volunteer: Volunteer | None = None) -> Offer:
        return Offer.objects.get(order=order, volunteer=volunteer or self.volunteer)

    def accepted(self, item: Item | None = None, served: Person | None = None) -> Order:
        order = self.offered(item=item, served=served)
        actions.accept(self.offer(order), self.doing(self.volunteer.person, Channel.PAGE))
        return self.fresh(order)

    def assignment(self, order: Order) -> Assignment:
        return Assignment.objects.select_related("order__item", "order__served", "volunteer").get(
            order=order, round=order.round, released_at=None
        )

    def in_service(self, item: Item | None = None, served: Person | None = None) -> Order:
        order = self.accepted(item, served)
        doing = self.doing(self.volunteer.person, Channel.PAGE)
        actions.check_in(self.assignment(order), Proof.CODE, doing, code=order.service_code)
        return self.fresh(order)

    def done(self, item: Item | None = None, served: Person | None = None) -> Order:
        """Served and not yet rated."""
        order = self.in_service(item, served)
        actions.check_out(self.assignment(order), self.doing(self.volunteer.person, Channel.PAGE))
        return self.fresh(order)

    def fresh(self, order: Order) -> Order:
        return Order.objects.select_related("item", "served", "station", "address__estate", "placed_by").get(
            pk=order.pk
        )


@pytest.fixture
def cast(db: None, the_clock: Clock) -> Cast:
    return build_cast(the_clock)


def build_cast(clock: Clock) -> Cast:
    """Also for tests with real transactions and threads, which cannot share a fixture's rows."""
    centre = _station("centre", Level.CENTRE, None)
    street = _station("street", Level.STREET, centre)
    first, second = _station("first", Level.COMMUNITY, street), _station("second", Level.COMMUNITY, street)
    estate, other = _estate(first, "梅兰小区", 36.6450), _estate(second, "南辛小区", 36.6500)
    now = clock.now
    resident = _person(now, "王秀英", "13800000001", _door(estate, "3号楼2单元501"), birth_date=date(1950, 5, 1))
    daughter = _person(now, "李晓梅", "13800000002", _door(other, "1号楼101"))
    mother = {"served": resident, "relation": Relation.MOTHER}
    FamilyLink.objects.create(actor=daughter, asked_at=now, confirmed_at=now, **mother)
    leader = _volunteer(now, _person(now, "刘敏", "13800000012", _door(estate, "5号楼301")))
    volunteer = _volunteer(now, _person(now, "周建国", "13800000011", _door(estate, "4号楼201")))
    helper = _volunteer(now, _person(now, "吴芳", "13800000013", _door(estate, "6号楼602")))
    team = Team.objects.create(name="小蜜蜂", station=first, leader=leader, skill_bits=bits_of(("haircut", "company")))
    team.members.add(volunteer, leader)
    return Cast(
        clock=clock,
        centre=centre,
        street=street,
        first=first,
        second=second,
        estate=estate,
        other_estate=other,
        haircut=_item("haircut", "爱心理发", "haircut"),
        company=_item("company", "陪聊读报", "company"),
        resident=resident,
        daughter=daughter,
        neighbour=_person(now, "张玉兰", "13800000003", _door(estate, "3号楼2单元502")),
        outsider=_person(now, "钱伟", "13800000009", _door(other, "9号楼901")),
        volunteer=volunteer,
        helper=helper,
        leader=leader,
        team=team,
        keeper=_staff(now, "陈静", "13800000021", first, RoleKind.STATION_WORKER),
        second_keeper=_staff(now, "何平", "13800000022", second, RoleKind.STATION_WORKER),
        grid_worker=_staff(now, "赵强", "13800000023", first, RoleKind.GRID_WORKER),
        street_worker=_staff(now, "孙岚", "13800000024", street, RoleKind.STREET_WORKER),
        auditor=_staff(now, "郑洁", "13800000025", street, RoleKind.AUDITOR),
        administrator=_staff(now, "冯涛", "13800000026", street, RoleKind.ADMINISTRATOR),
    )


def _station(code: str, level: Level, parent: Station | None) -> Station:
    path = f"{parent.path if parent else '/'}{code}/"
    return Station.objects.create(
        code=code, name=f"{code}站", level=level, parent=parent, path=path, phone="0531-5550101"
    )


def _estate(station: Station, name: str, lat: float) -> Estate:
    grid = Grid.objects.create(station=station, code=f"{station.code}-1", name="第一网格")
    return Estate.objects.create(grid=grid, name=name, road="济微路", lat=lat, lng=116.9550)


def _door(estate: Estate, door: str) -> Address:
    return Address.objects.create(estate=estate, door=door, lat=estate.lat, lng=estate.lng)


def _person(now: datetime, name: str, phone: str, address: Address | None, **fields: object) -> Person:
    return Person.objects.create(
        name=name,
        phone=phone,
        account_phone=phone or None,
        address=address,
        station=address.estate.grid.station if address else None,
        created_at=now,
        **{"birth_date": date(1980, 1, 1), **fields},
    )


def _volunteer(now: datetime, person: Person, **fields: object) -> Volunteer:
    assert person.address is not None
    values = {"skill_bits": bits_of(("haircut", "company")), "weekly_load": 5, **fields}
    volunteer = Volunteer.objects.create(
        person=person,
        number=f"V{person.pk:06d}",
        station=person.address.station,
        lat=person.address.lat,
        lng=person.address.lng,
        joined_at=now,
        **values,
    )
    Availability.objects.bulk_create(
        Availability(volunteer=volunteer, weekday=day, from_minute=480, until_minute=1200) for day in range(7)
    )
    return volunteer


def _staff(now: datetime, name: str, phone: str, station: Station, kind: RoleKind) -> Person:
    person = _person(now, name, phone, None)
    Role.objects.create(person=person, station=station, kind=kind, given_at=now)
    return person


def _item(code: str, name: str, skill: str, **fields: object) -> Item:
    values = {"category": "community", "minutes": 40, "two_people": TwoPeople.NEVER, **fields}
    return Item.objects.create(code=code, name=name, skill=skill, **values)


@pytest.fixture
def make_item(cast: Cast) -> Callable[..., Item]:
    return _item
