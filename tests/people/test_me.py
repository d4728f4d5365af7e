"""My data: seen, changed, taken along, and who looked."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sidan.core import senders
from sidan.core.models import Channel
from sidan.people import actions
from sidan.people.models import Consent, Person, Purpose
from tests.conftest import Cast

PAGES = ["/me/", "/me/name/", "/me/address/", "/me/phone/", "/me/consents/", "/me/looks/", "/me/export/", "/family/"]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


@pytest.mark.parametrize("path", PAGES)
def test_everybody_has_their_own(cast: Cast, path: str) -> None:
    people = [cast.resident, cast.daughter, cast.volunteer.person, cast.keeper, cast.auditor, cast.administrator]
    assert [cast.client(person).get(path).status_code for person in people] == [200] * 6
    assert Client().get(path)["Location"] == f"/sign-in/?next={path}"


def test_the_page_shows_what_is_kept(cast: Cast) -> None:
    page = text(cast.client(cast.resident).get("/me/"))
    shown = ["王秀英", "138 0000 0001", "梅兰小区3号楼2单元501", "1950-05-01"]
    assert [word for word in shown if word in page] == shown


def test_work_pages_follow_the_roles(cast: Cast) -> None:
    shown = {
        person.name: [item["href"] for item in cast.client(person).get("/me/").context["work_pages"]]
        for person in (cast.resident, cast.grid_worker, cast.auditor, cast.keeper, cast.administrator)
    }
    desk = ["/desk/", "/desk/people/"]
    assert shown == {"王秀英": [], "赵强": desk[1:], "郑洁": desk, "陈静": [*desk, "/desk/kiosk/"], "冯涛": ["/staff/"]}


def test_name_and_birth_date(cast: Cast) -> None:
    client = cast.client(cast.resident)
    assert client.post("/me/name/", {"name": " 王 秀兰 ", "birth_date": "1949年3月5日"})["Location"] == "/me/"
    cast.resident.refresh_from_db()
    assert (cast.resident.name, cast.resident.birth_date) == ("王 秀兰", date(1949, 3, 5))


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"name": "王秀英🌸"}, {"name": ["姓名里只能有文字，请去掉表情、数字和符号。"]}),
        ({"name": "王" * 60}, {"name": ["姓名最多 40 个字。"]}),
        ({"birth_date": "昨天"}, {"birth_date": ["没看懂这个日期，请写成 1950-03-05 的样子。"]}),
        ({"birth_date": "1850-01-01"}, {"birth_date": ["这个出生日期不对，请检查年份。"]}),
        ({"birth_date": "2026-12-31"}, {"birth_date": ["出生日期不能在今天之后。"]}),
    ],
)
def test_bad_names_and_dates(cast: Cast, told: dict[str, str], found: dict[str, list[str]]) -> None:
    answer = cast.client(cast.resident).post("/me/name/", {"name": "王秀英", "birth_date": "1950-05-01"} | told)
    assert errors(answer) == found
    assert next(iter(told.values())) in text(answer)


def test_moving_changes_the_station(cast: Cast) -> None:
    client = cast.client(cast.resident)
    told = {"estate": str(cast.other_estate.pk), "door": " 2号楼 301 "}
    assert client.post("/me/address/", told)["Location"] == "/me/"
    cast.resident.refresh_from_db()
    assert (str(cast.resident.address), cast.resident.station) == ("南辛小区2号楼301", cast.second)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    codes: dict[str, str] = {}

    def take(phone: str, words: str) -> None:
        codes[phone] = re.findall(r"\d{6}", words)[0]

    monkeypatch.setattr(senders, "send_sms", take)
    return codes


def test_a_new_number_is_proven_first(cast: Cast, sent: dict[str, str]) -> None:
    client, elsewhere = cast.client(cast.resident), cast.client(cast.resident)
    assert client.post("/me/phone/", {"phone": "139 1111 0001"})["Location"] == "/me/phone/code/"
    before = Person.objects.get(pk=cast.resident.pk).phone
    assert client.post("/me/phone/code/", {"code": sent["13911110001"]})["Location"] == "/me/"
    cast.resident.refresh_from_db()
    after = cast.resident
    assert Person.objects.get(account_phone="13911110001") == after
    assert (before, after.phone, after.tail) == (
        "13800000001",
        "13911110001",
        "0001",
    )
    assert client.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_a_number_somebody_signs_in_with(cast: Cast, sent: dict[str, str]) -> None:
    client = cast.client(cast.resident)
    client.post("/me/phone/", {"phone": cast.neighbour.phone})
    answer = client.post("/me/phone/code/", {"code": sent[cast.neighbour.phone]})
    assert errors(answer) == {"code": ["这个号码已经有人用来登录。请先换一个号码，或请站点工作人员帮忙。"]}
    cast.resident.refresh_from_db()
    assert cast.resident.phone == "13800000001"


def test_consent_is_withdrawn_and_given_again_with_its_history(cast: Cast) -> None:
    actions.give_consent(cast.resident, Purpose.SERVICE, by=cast.keeper, channel=Channel.PHONE, now=cast.now)
    client = cast.client(cast.resident)
    cast.clock.move(minutes=1)
    assert client.post("/me/consents/change/", {"purpose": "service", "answer": "withdraw"}).status_code == 302
    cast.clock.move(minutes=1)
    client.post("/me/consents/change/", {"purpose": "service", "answer": "give"})
    rows = Consent.objects.filter(person=cast.resident).order_by("pk")
    assert [(row.channel, row.recorded_by, row.withdrawn_at is None) for row in rows] == [
        ("phone", cast.keeper, False),
        ("page", cast.resident, True),
    ]
    page = text(client.get("/me/consents/"))
    assert [word in page for word in ("由 陈* 记录", "撤回同意", "陈静")] == [True, True, False]


@pytest.mark.parametrize("purpose", ["guardian", "everything", ""])
def test_nobody_consents_as_their_own_guardian(cast: Cast, purpose: str) -> None:
    answer = cast.client(cast.resident).post("/me/consents/change/", {"purpose": purpose, "answer": "give"})
    assert (answer.status_code, Consent.objects.count()) == (409, 0)


def test_who_looked(cast: Cast) -> None:
    actions.reveal(cast.resident, by=cast.keeper, why="电话核实", now=cast.now)
    page = text(cast.client(cast.resident).get("/me/looks/"))
    assert [word in page for word in ("陈*", "电话核实", "陈静")] == [True, True, False]
    assert "电话核实" not in text(cast.client(cast.neighbour).get("/me/looks/"))


def test_other_sessions_end_and_this_one_stays(cast: Cast) -> None:
    here, there = cast.client(cast.resident), cast.client(cast.resident)
    assert here.post("/me/sessions/end/")["Location"] == "/me/sessions/"
    assert [client.get("/me/").status_code for client in (here, there)] == [200, 302]


def test_the_export_holds_ones_own_and_nobody_elses(cast: Cast) -> None:
    actions.reveal(cast.resident, by=cast.keeper, why="电话核实", now=cast.now)
    answer = cast.client(cast.resident).get("/me/export/")
    told = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="sidan-my-data.json"'
    assert {name: told[name] for name in ("姓名", "电话", "地址", "查看和更正记录")} == {
        "姓名": "王秀英",
        "电话": "13800000001",
        "地址": "梅兰小区3号楼2单元501",
        "查看和更正记录": [{"时间": "2026-11-25 10:00", "人员": "陈*", "原因": "电话核实"}],
    }
    assert [word for word in (cast.daughter.name, cast.daughter.phone, cast.keeper.name) if word in text(answer)] == []


def test_queries_do_not_grow(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client, person = cast.client(cast.resident), cast.resident
    counts = {"/me/": 5, "/me/looks/": 4, "/me/consents/": 3, "/family/": 6}

    def add(number: int) -> None:
        actions.reveal(person, by=cast.keeper, why="电话核实", now=cast.now)
        actions.give_consent(person, Purpose.SERVICE, by=cast.keeper, channel=Channel.PHONE, now=cast.now)
        actions.withdraw_consent(person, Purpose.SERVICE, now=cast.now + timedelta(minutes=number))
        for actor, served in (("子", person), (person, "父")):
            pair = [cast.person(who) if isinstance(who, str) else who for who in (actor, served)]
            link = actions.ask_family(pair[0], pair[1], "mother", now=cast.now)
            actions.confirm_family(link, by=pair[1], now=cast.now)

    for more in (1, 29):
        for number in range(more):
            add(number)
        for path, count in counts.items():
            with django_assert_num_queries(count):
                client.get(path)
