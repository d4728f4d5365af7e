"""Where somebody is signed in: listed with the device, ended one by one or all at once, forgotten when over."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.test import Client

from sidan.core import senders
from sidan.people import actions, devices
from sidan.people.models import Person, SessionNote
from tests.conftest import Cast

WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Version/4.0 Chrome/126.0 Mobile Safari/537.36 "
    "XWEB/1260 MMWEBSDK/2024 MicroMessenger/8.0.50 WeChat/arm64"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile Safari/604.1"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    codes: dict[str, str] = {}
    monkeypatch.setattr(senders, "send_sms", lambda phone, words: codes.update({phone: re.findall(r"\d{6}", words)[0]}))
    return codes


def signs_in(person: Person, sent: dict[str, str], agent: str = WECHAT, **told: str) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/sign-in/", {"phone": person.phone})
    assert client.post("/sign-in/code/", {"code": sent[person.phone], **told}).status_code == 302
    return client


def listed(client: Client) -> list[str]:
    page = BeautifulSoup(client.get("/me/sessions/").content, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select("main ul.rows li")]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WECHAT, "安卓手机或平板 · 微信"),
        (EDGE, "Windows 电脑 · Edge"),
        (IPHONE, "iPhone · Safari"),
        ("", "没认出的设备"),
    ],
)
def test_a_device_in_words(agent: str, words: str) -> None:
    assert devices.words(devices.code_of(agent)) == words


def test_the_list_names_each_device_and_marks_this_one(cast: Cast, sent: dict[str, str]) -> None:
    phone = signs_in(cast.resident, sent)
    cast.clock.move(hours=2)
    desk = signs_in(cast.resident, sent, EDGE)
    signs_in(cast.neighbour, sent, IPHONE)
    assert listed(desk) == [
        "Windows 电脑 · Edge 这一台 今天 12:00 登录 · 今天 12:00 用过",
        "安卓手机或平板 · 微信 今天 10:00 登录 · 今天 10:00 用过 退出",
    ]
    cast.clock.move(minutes=11)
    assert "今天 12:11 用过" in listed(phone)[0]


def test_one_is_ended_and_the_others_stay(cast: Cast, sent: dict[str, str]) -> None:
    here, there, third = (signs_in(cast.resident, sent, agent) for agent in (WECHAT, EDGE, IPHONE))
    note = SessionNote.objects.get(key_index=there.session.session_key)
    assert here.post("/me/sessions/end/one/", {"session": note.pk})["Location"] == "/me/sessions/"
    assert [client.get("/me/").status_code for client in (here, there, third)] == [200, 302, 200]
    assert cast.client(cast.neighbour).post("/me/sessions/end/one/", {"session": note.pk}).status_code == 404
    others = SessionNote.objects.get(key_index=third.session.session_key)
    stranger = signs_in(cast.neighbour, sent)
    assert stranger.post("/me/sessions/end/one/", {"session": others.pk}).status_code == 404
    assert third.get("/me/").status_code == 200


def test_ending_all_others_leaves_one_note_and_one_session(cast: Cast, sent: dict[str, str]) -> None:
    here, there = signs_in(cast.resident, sent), signs_in(cast.resident, sent, EDGE)
    unnoted = cast.client(cast.resident)
    here.post("/me/sessions/end/")
    assert [client.get("/me/").status_code for client in (here, there, unnoted)] == [200, 302, 302]
    assert len(listed(here)) == 1
    assert SessionNote.objects.get(person=cast.resident).key == here.session.session_key


def test_the_note_follows_a_new_number_and_goes_with_signing_out(cast: Cast, sent: dict[str, str]) -> None:
    client, other = signs_in(cast.resident, sent), signs_in(cast.resident, sent, EDGE)
    client.post("/me/phone/", {"phone": "13911110001"})
    client.post("/me/phone/code/", {"code": sent["13911110001"]})
    assert [len(listed(client)), other.get("/me/").status_code] == [1, 302]
    client.post("/sign-out/")
    assert not SessionNote.objects.filter(person=cast.resident, epoch=1).exists()


def test_a_session_that_knows_nobody_yet_is_noted_by_its_number_alone(cast: Cast, sent: dict[str, str]) -> None:
    client = Client()
    client.post("/sign-in/", {"phone": "13955550001"})
    note = SessionNote.objects.get(phone_index="13955550001")
    assert (note.person, note.key) == (None, client.session.session_key)


def test_over_means_gone(cast: Cast, sent: dict[str, str], settings: Any) -> None:
    signs_in(cast.resident, sent)
    shared = signs_in(cast.resident, sent, EDGE, shared="on")
    cast.clock.move(minutes=11)
    assert shared.get("/me/").status_code == 302
    cast.clock.move(days=15)
    actions.sweep_sessions(now=cast.now)
    assert (SessionNote.objects.count(), Session.objects.count()) == (0, 0)


def test_the_list_costs_the_same_for_one_and_for_thirty(cast: Cast, django_assert_num_queries: Any) -> None:
    client, person = cast.client(cast.resident), cast.resident
    for count in (1, 30):
        for number in range(count):
            later = cast.clock.move(seconds=1)
            SessionNote.objects.open(
                f"{count}-{number}", person, now=later, ends_at=later.replace(year=2027), device="", shared=False
            )
        with django_assert_num_queries(3):
            client.get("/me/sessions/")
