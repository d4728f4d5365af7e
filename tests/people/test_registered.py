""" "Am I registered?": said to the owner of a number and to nobody else."""

import re
from typing import Any

import pytest
from django.test import Client

from sidan.core import senders
from sidan.people.models import Person
from tests.conftest import Cast

UNKNOWN = "13955558888"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    codes: dict[str, str] = {}
    monkeypatch.setattr(senders, "send_sms", lambda phone, words: codes.update({phone: re.findall(r"\d{6}", words)[0]}))
    return codes


def plain(answer: Any) -> str:
    """Without what differs from one page to the next by itself."""
    return re.sub(r'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"', "", str(answer.content.decode()))


def ask(phone: str, sent: dict[str, str]) -> tuple[Client, str]:
    client = Client()
    assert client.post("/registered/", {"phone": phone})["Location"] == "/registered/code/"
    client.post("/registered/code/", {"code": sent[phone]})
    return client, plain(client.get("/registered/held/"))


def test_a_resident_reads_what_is_held_and_may_take_or_erase_it(cast: Cast, sent: dict[str, str]) -> None:
    cast.order()
    client, page = ask(cast.resident.phone, sent)
    assert "您自己登记。存着：姓名、电话、地址、出生日期、1 张单" in page
    assert [words in page for words in ("不是志愿者", "志愿者（在册）", "1 位家人替您办事")] == [True, False, True]
    assert client.get("/me/export/").status_code == 200
    assert "/me/erase/" in page


def test_a_volunteer_and_a_worker(cast: Cast, sent: dict[str, str]) -> None:
    assert f"编号 {cast.volunteer.number}，2026-11-25 自己加入。" in ask(cast.volunteer.person.phone, sent)[1]
    assert "站点工作人员" in ask(cast.keeper.phone, sent)[1]


def test_nobody_is_registered_by_asking(cast: Cast, sent: dict[str, str]) -> None:
    before = Person.objects.count()
    client, page = ask(UNKNOWN, sent)
    assert "没有登记" in page
    assert (Person.objects.count(), client.get("/me/").status_code) == (before, 302)


def test_a_number_that_others_use_too_is_said_without_their_names(cast: Cast, sent: dict[str, str]) -> None:
    cast.person("父亲", UNKNOWN)
    Person.objects.filter(account_phone=UNKNOWN).update(account_phone=None)
    page = ask(UNKNOWN, sent)[1]
    assert [words in page for words in ("没有登记", "另有 1 位居民", "父亲")] == [True, True, False]


def test_known_and_unknown_numbers_get_the_same_answers_until_proven(cast: Cast, sent: dict[str, str]) -> None:
    said = []
    for phone in (cast.resident.phone, UNKNOWN):
        client = Client()
        asked = client.post("/registered/", {"phone": phone})
        wrong = client.post("/registered/code/", {"code": "000000" if sent[phone] != "000000" else "111111"})
        early = client.get("/registered/held/")
        hidden = plain(wrong).replace(phone[:3], "").replace(phone[-4:], "")
        said.append((asked.status_code, asked["Location"], hidden, early.status_code, early["Location"]))
    assert said[0] == said[1]


def test_a_suspended_account_is_told_and_not_signed_in(cast: Cast, sent: dict[str, str]) -> None:
    Person.objects.filter(pk=cast.resident.pk).update(suspended_at=cast.now)
    client, page = ask(cast.resident.phone, sent)
    assert [words in page for words in ("这里登记着您", "这个账号已停用", "/me/erase/")] == [True, True, False]
    assert client.get("/me/").status_code == 302


def test_what_was_proven_is_shown_for_a_while_only(cast: Cast, sent: dict[str, str]) -> None:
    client, _page = ask(UNKNOWN, sent)
    cast.clock.move(minutes=21)
    assert client.get("/registered/held/")["Location"] == "/registered/"
