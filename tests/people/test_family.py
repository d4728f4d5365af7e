"""Acting for somebody: asked, confirmed by the served or their station, ended by either, nothing learnt on the way."""

import re
from typing import Any

import pytest

from sidan.people import actions
from sidan.people.access import may_act_for
from sidan.people.actions.family import ASKS_PER_DAY
from sidan.people.models import Consent, FamilyLink, Person, Relation
from tests.conftest import Cast


def shown(answer: Any) -> str:
    return re.sub(r'value="[\w-]{20,}"', "", answer.content.decode())


def asks(cast: Cast, phone: str, by: Person) -> tuple[int, str, str, str]:
    client = cast.client(by)
    asked = client.post("/family/add/", {"phone": phone, "relation": Relation.MOTHER})
    return asked.status_code, asked["Location"], shown(client.get("/family/asked/")), shown(client.get("/family/"))


def test_known_and_unknown_numbers_are_answered_alike(cast: Cast) -> None:
    known = asks(cast, cast.neighbour.phone, cast.outsider)
    unknown = asks(cast, "13911112222", cast.outsider)
    twice = asks(cast, cast.neighbour.phone, cast.outsider)
    assert known == unknown == twice
    assert known[:2] == (302, "/family/asked/")
    assert FamilyLink.objects.filter(actor=cast.outsider).count() == 1
    assert not Person.objects.filter(phone_index="13911112222").exists()


def test_the_served_person_says_yes(cast: Cast) -> None:
    asks(cast, cast.neighbour.phone, cast.outsider)
    link = FamilyLink.objects.get(actor=cast.outsider)
    served = cast.client(cast.neighbour)
    page = shown(served.get("/family/"))
    assert [word in page for word in ("钱伟", "138****0009", "母亲")] == [True] * 3
    assert may_act_for(cast.outsider, cast.neighbour) is False
    assert served.post("/family/confirm/", {"link": link.pk})["Location"] == "/family/"
    assert may_act_for(cast.outsider, cast.neighbour) is True
    assert "张玉兰" in shown(cast.client(cast.outsider).get("/family/"))


@pytest.mark.parametrize("ender", ["outsider", "neighbour"])
def test_either_side_ends_it(cast: Cast, ender: str) -> None:
    link = actions.ask_family(cast.outsider, cast.neighbour, Relation.MOTHER, now=cast.now)
    actions.confirm_family(link, by=cast.neighbour, now=cast.now)
    assert cast.client(getattr(cast, ender)).post("/family/end/", {"link": link.pk})["Location"] == "/family/"
    assert may_act_for(cast.outsider, cast.neighbour) is False


def test_nobody_confirms_for_others(cast: Cast) -> None:
    link = actions.ask_family(cast.outsider, cast.neighbour, Relation.MOTHER, now=cast.now)
    tries = [
        cast.client(person).post(f"/family/{act}/", {"link": pk}).status_code
        for person, act, pk in (
            (cast.outsider, "confirm", link.pk),
            (cast.resident, "confirm", link.pk),
            (cast.resident, "end", link.pk),
            (cast.neighbour, "confirm", 999_999),
            (cast.neighbour, "confirm", "x"),
        )
    ]
    assert tries == [404] * 5
    link.refresh_from_db()
    assert link.confirmed_at is None


def test_asking_has_a_limit(cast: Cast) -> None:
    client = cast.client(cast.outsider)
    for number in range(ASKS_PER_DAY):
        client.post("/family/add/", {"phone": f"139111122{number:02}", "relation": Relation.MOTHER})
    answer = client.post("/family/add/", {"phone": "13911112299", "relation": Relation.MOTHER})
    assert list(answer.context["form"].errors["phone"]) == ["今天申请的次数太多了，请明天再试，或请站点工作人员帮忙。"]
    assert "13911112299" in shown(answer)


def test_ones_own_number(cast: Cast) -> None:
    answer = cast.client(cast.outsider).post(
        "/family/add/", {"phone": cast.outsider.phone, "relation": Relation.SPOUSE}
    )
    assert list(answer.context["form"].errors["phone"]) == ["这是您自己的号码，请填写家人的号码。"]


PARENT = {"relation": "mother", "name": "王老太", "birth_year": "1936", "door": "9号楼101"}


def test_a_parent_without_a_telephone_waits_for_the_station(cast: Cast) -> None:
    client = cast.client(cast.outsider)
    told = PARENT | {"estate": str(cast.estate.pk)}
    assert client.post("/family/parent/", told)["Location"] == "/family/"
    parent = Person.objects.get(name_index="王老太")
    assert (parent.phone, parent.account_phone, parent.station, parent.registered_by, str(parent.birth_date)) == (
        "",
        None,
        cast.first,
        cast.outsider,
        "1936-01-01",
    )
    assert [word in shown(client.get("/family/")) for word in ("王老太", "等社区电话确认")] == [True, True]
    link = FamilyLink.objects.get(served=parent)
    desk = cast.client(cast.keeper)
    assert [row.served for row in desk.get("/desk/people/waiting/").context["links"]] == [parent]
    where = f"/desk/people/{parent.public_id}/family/"
    assert desk.post(where, {"link": link.pk, "answer": "confirm"})["Location"] == f"/desk/people/{parent.public_id}/"
    assert may_act_for(cast.outsider, parent)
    consent = Consent.objects.get(person=parent)
    assert (consent.purpose, consent.channel, consent.recorded_by) == ("service", "phone", cast.keeper)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"birth_year": "36"}, "birth_year", "请填写四位年份，例如 1946。"),
        ({"birth_year": "3000"}, "birth_year", "请填写四位年份，例如 1946。"),
        ({"name": "妈妈❤"}, "name", "姓名里只能有文字，请去掉表情、数字和符号。"),
        ({"relation": "queen"}, "relation", "选择一个有效的选项。 queen 不在可用的选项中。"),
    ],
)
def test_bad_input_about_a_parent(cast: Cast, wrong: dict[str, str], field: str, sentence: str) -> None:
    told = PARENT | {"estate": str(cast.estate.pk)} | wrong
    answer = cast.client(cast.outsider).post("/family/parent/", told)
    assert {name: list(found) for name, found in answer.context["form"].errors.items()} == {field: [sentence]}
    assert told["door"] in shown(answer)


def test_a_foreign_station_does_not_know_the_link(cast: Cast) -> None:
    link = actions.ask_family(cast.outsider, cast.neighbour, Relation.MOTHER, now=cast.now)
    where = f"/desk/people/{cast.neighbour.public_id}/family/"
    told = {"link": link.pk, "answer": "confirm"}
    people = (cast.second_keeper, cast.grid_worker, cast.auditor, cast.resident)
    assert [cast.client(person).post(where, told).status_code for person in people] == [404, 403, 403, 403]
    elsewhere = f"/desk/people/{cast.resident.public_id}/family/"
    assert cast.client(cast.keeper).post(elsewhere, told).status_code == 404
