"""A guardian says yes: to the station or on their own phone; without it a child neither joins nor orders."""

from datetime import date
from typing import Any

import pytest

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.desk import actions as desk
from sidan.people import actions
from sidan.people.models import Consent, FamilyLink, Person, Purpose, Relation
from sidan.volunteers import actions as volunteering
from sidan.volunteers.models import Volunteer
from tests.conftest import Cast

CHOICES = volunteering.Choices(skills=("company",), reach_m=1000, weekly_load=1)


def child_of(cast: Cast, parent: Person, born: date = date(2014, 6, 1)) -> tuple[Person, str]:
    child = cast.person("小雨", "13800000051", birth_date=born)
    link = FamilyLink.objects.create(
        actor=parent, served=child, relation=Relation.CHILD, asked_at=cast.now, confirmed_at=cast.now
    )
    return child, f"/family/{link.pk}/guardian/"


def consents(child: Person) -> list[tuple[Any, ...]]:
    rows = Consent.objects.filter(person=child, purpose=Purpose.GUARDIAN).order_by("pk")
    return [(row.channel, row.recorded_by, row.note, row.withdrawn_at is None) for row in rows]


def test_a_parent_says_yes_on_their_own_phone_and_takes_it_back(cast: Cast) -> None:
    child, path = child_of(cast, cast.daughter)
    client = cast.client(cast.daughter)
    assert path in client.get("/family/").content.decode()
    assert "我是监护人，我同意" in client.get(path).content.decode()
    assert client.post(path)["Location"] == "/family/"
    assert consents(child) == [("family", cast.daughter, "家长 李晓梅 在手机上同意", True)]
    assert "家长 李晓梅" in client.get(path).content.decode()
    client.post(path, {"answer": "withdraw"})
    assert consents(child) == [("family", cast.daughter, "家长 李晓梅 在手机上同意", False)]


def test_only_a_parent_by_a_standing_link_and_only_for_a_minor(cast: Cast) -> None:
    child, path = child_of(cast, cast.daughter)
    others = [cast.neighbour, cast.keeper, child]
    assert [cast.client(person).post(path).status_code for person in others] == [404, 404, 404]
    Person.objects.filter(pk=child.pk).update(birth_date=date(2000, 1, 1))
    assert cast.client(cast.daughter).get(path).status_code == 404
    mother = FamilyLink.objects.get(actor=cast.daughter, served=cast.resident)
    assert cast.client(cast.daughter).get(f"/family/{mother.pk}/guardian/").status_code == 404
    assert consents(child) == []


def test_the_station_writes_down_who_and_how(cast: Cast) -> None:
    child, _path = child_of(cast, cast.daughter)
    client, path = cast.client(cast.keeper), f"/desk/people/{child.public_id}/guardian/"
    assert path in client.get(f"/desk/people/{child.public_id}/").content.decode()
    assert "请写明是谁同意的。" in client.post(path, {"channel": "walk_in"}).content.decode()
    client.post(path, {"who": "母亲 李女士，看过户口本", "channel": "walk_in"})
    assert consents(child) == [("walk_in", cast.keeper, "母亲 李女士，看过户口本", True)]
    assert cast.client(cast.second_keeper).get(path).status_code == 404
    assert cast.client(cast.auditor).get(path).status_code == 403


def test_under_fourteen_nobody_joins_without_it(cast: Cast) -> None:
    child, path = child_of(cast, cast.daughter)
    with pytest.raises(Refused, match="未满 14 周岁要先有监护人同意"):
        volunteering.join(child, CHOICES, now=cast.now)
    assert not Volunteer.objects.filter(person=child).exists()
    cast.client(cast.daughter).post(path)
    volunteer = volunteering.join(child, CHOICES, now=cast.now)
    assert (volunteer.guardian_consent_at, volunteer.needs_guardian_on(cast.now.date())) == (cast.now, False)


def test_taken_back_a_young_volunteer_is_asked_no_more(cast: Cast) -> None:
    child, path = child_of(cast, cast.daughter)
    client = cast.client(cast.daughter)
    client.post(path)
    volunteering.join(child, CHOICES, now=cast.now)
    client.post(path, {"answer": "withdraw"})
    volunteer = Volunteer.objects.get(person=child)
    assert (volunteer.guardian_consent_at, volunteer.needs_guardian_on(cast.now.date())) == (None, True)
    assert consents(child)[-1][-1] is False


def test_from_fourteen_it_may_follow(cast: Cast) -> None:
    child, path = child_of(cast, cast.daughter, date(2011, 1, 1))
    volunteer = volunteering.join(child, CHOICES, now=cast.now)
    assert volunteer.needs_guardian_on(cast.now.date())
    cast.client(cast.daughter).post(path)
    volunteer.refresh_from_db()
    assert (volunteer.guardian_consent_at, volunteer.guardian_note) == (cast.now, "家长 李晓梅 在手机上同意")


def test_nobody_is_their_own_guardian(cast: Cast) -> None:
    child, _path = child_of(cast, cast.daughter)
    with pytest.raises(Refused, match="不能自己登记"):
        desk.guardian_says_yes(child, "我自己", by=child, channel=Channel.PAGE, now=cast.now)
    with pytest.raises(Refused, match="不需要监护人同意"):
        actions.record_guardian(cast.neighbour, "x", by=cast.keeper, channel=Channel.PHONE, now=cast.now)


def test_a_childs_own_sign_in_orders_nothing(cast: Cast) -> None:
    child, _path = child_of(cast, cast.daughter)
    client = cast.client(child)
    answer = client.get(f"/order/?item={cast.haircut.code}")
    assert "不满 14 周岁要请爸爸妈妈" in answer.content.decode()
