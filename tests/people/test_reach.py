"""Where the reach of an administrator and of the desk ends: with the role, and at the edge of their stations."""

from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from django.http import Http404

from sidan.core.clock import LOCAL
from sidan.people import access
from sidan.people.access import scope_of
from sidan.people.kiosk import Kiosk
from sidan.people.models import FamilyLink, Person, Relation, Role, RoleKind
from sidan.places.models import Station
from tests.conftest import Cast


def role(cast: Cast, person: Person, station: Any, kind: str = RoleKind.STATION_WORKER, **more: Any) -> Role:
    return Role.objects.create(person=person, station=station, kind=kind, given_at=cast.now, **more)


def at_home(name: str, station: Station | None) -> Person:
    now = datetime(2026, 11, 1, tzinfo=LOCAL)
    return Person.objects.create(name=name, station=station, created_at=now, birth_date=date(1980, 1, 1))


def test_an_administrator_reaches_who_works_or_lives_there_today(cast: Cast) -> None:
    boss, elsewhere = scope_of(cast.administrator), cast.next_street()
    for person in (cast.keeper, cast.resident):
        assert access.administered_person(boss, person.public_id) == person
    former, stranger, neighbour = at_home("方正", None), at_home("方远", None), at_home("方圆", elsewhere)
    role(cast, former, cast.first, ended_at=cast.now)
    role(cast, stranger, elsewhere)
    for person in (former, stranger, neighbour):
        with pytest.raises(Http404):
            access.administered_person(boss, person.public_id)
        assert person not in access.staff_within(boss)


def test_roles_elsewhere_and_ended_ones_are_not_an_administrators(cast: Cast) -> None:
    boss = scope_of(cast.administrator)
    own = role(cast, cast.outsider, cast.first)
    assert access.administered_role(boss, cast.outsider, str(own.pk)) == own
    for other in (
        role(cast, cast.outsider, cast.next_street()),
        role(cast, cast.outsider, cast.second, ended_at=cast.now),
    ):
        with pytest.raises(Http404):
            access.administered_role(boss, cast.outsider, str(other.pk))
    with pytest.raises(Http404):
        access.administered_role(boss, cast.neighbour, str(own.pk))


def test_who_has_a_task_elsewhere_is_not_suspended_from_here(cast: Cast) -> None:
    boss, elsewhere = scope_of(cast.administrator), cast.next_street()
    ended = role(cast, cast.outsider, elsewhere, ended_at=cast.now)
    assert access.may_suspend(boss, cast.outsider)
    assert not access.may_suspend(scope_of(cast.keeper), cast.outsider)
    Role.objects.filter(pk=ended.pk).update(ended_at=None)
    assert not access.may_suspend(boss, cast.outsider)


def test_an_account_is_administered_where_its_owner_lives(cast: Cast) -> None:
    boss = scope_of(cast.administrator)
    assert access.may_administer(boss, cast.resident)
    assert not access.may_administer(boss, at_home("方正", cast.next_street()))
    assert not access.may_administer(boss, cast.keeper)  # lives nowhere that is known
    assert not access.may_administer(scope_of(cast.keeper), cast.resident)


def test_only_who_looks_people_up_finds_those_without_an_address(cast: Cast) -> None:
    assert access.person_for(scope_of(cast.keeper), cast.keeper.public_id) == cast.keeper
    for person in (cast.administrator, cast.resident):
        with pytest.raises(Http404):
            access.person_for(scope_of(person), cast.keeper.public_id)


def test_family_is_whose_link_stands_and_nobody_else(cast: Cast) -> None:
    asked = FamilyLink.objects.create(
        actor=cast.daughter, served=cast.neighbour, relation=Relation.MOTHER, asked_at=cast.now
    )
    assert access.served_by(cast.daughter) == [cast.daughter, cast.resident]
    assert not access.may_act_for(cast.daughter, cast.neighbour)
    assert not access.may_act_for(cast.outsider, cast.resident)
    link = FamilyLink.objects.get(actor=cast.daughter, served=cast.resident)
    assert access.family_asked_of(cast.neighbour, str(asked.pk)) == asked
    assert access.family_link_at_desk(cast.resident, str(link.pk)) == link
    for refused in (
        partial(access.family_asked_of, cast.resident, str(asked.pk)),
        partial(access.family_asked_of, cast.resident, str(link.pk)),  # said yes to already
        partial(access.family_link_at_desk, cast.neighbour, str(link.pk)),
        partial(access.family_link_of, cast.outsider, str(link.pk)),
    ):
        with pytest.raises(Http404):
            refused()
    FamilyLink.objects.filter(pk=link.pk).update(ended_at=cast.now)
    for ended in (
        partial(access.family_link_of, cast.daughter, str(link.pk)),
        partial(access.family_link_at_desk, cast.resident, str(link.pk)),
    ):
        with pytest.raises(Http404):
            ended()
    assert access.served_by(cast.daughter) == [cast.daughter]


def test_a_child_is_who_ones_standing_link_says_is_one(cast: Cast) -> None:
    child = cast.person("小明", birth_date=date(2016, 5, 1))
    told = {"actor": cast.daughter, "served": child, "asked_at": cast.now}
    link = FamilyLink.objects.create(relation=Relation.CHILD, confirmed_at=cast.now, **told)
    assert access.child_of(cast.daughter, str(link.pk), cast.now) == child
    for person, change in (
        (cast.outsider, {}),
        (cast.daughter, {"relation": Relation.MOTHER}),
        (cast.daughter, {"ended_at": cast.now}),
        (cast.daughter, {"confirmed_at": None}),
    ):
        FamilyLink.objects.filter(pk=link.pk).update(
            **{"relation": Relation.CHILD, "confirmed_at": cast.now, "ended_at": None} | change
        )
        with pytest.raises(Http404):
            access.child_of(person, str(link.pk), cast.now)


def test_whose_data_were_erased_is_nobody_at_the_next_request(cast: Cast) -> None:
    client, device = cast.client(cast.neighbour), Kiosk(cast.first.name, cast.neighbour.pk)
    assert client.get("/me/").status_code == 200
    assert device.starter == cast.neighbour
    Person.objects.filter(pk=cast.neighbour.pk).update(erased_at=cast.now)
    assert client.get("/me/")["Location"].startswith("/sign-in/")
    assert device.starter is None


def test_of_a_colleague_the_roles_here_are_shown_and_of_who_only_lives_here_no_name(cast: Cast) -> None:
    boss, elsewhere = cast.client(cast.administrator), cast.next_street()
    role(cast, cast.keeper, elsewhere, RoleKind.AUDITOR)
    role(cast, cast.neighbour, elsewhere)
    pages = [boss.get(path).content.decode() for path in ("/staff/", f"/staff/{cast.keeper.public_id}/")]
    assert all("陈静" in page and elsewhere.name not in page for page in pages)
    resident = boss.get(f"/staff/{cast.neighbour.public_id}/").content.decode()
    assert "张*" in resident
    assert "张玉兰" not in resident
