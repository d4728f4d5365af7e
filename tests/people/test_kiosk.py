"""A station's shared device: nobody's rights, nobody's memory, one way out."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from sidan.core import senders
from sidan.orders.models import Order
from sidan.people import actions, kiosk
from sidan.people.models import Authenticator, Person
from tests.conftest import Cast


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    codes: dict[str, str] = {}
    monkeypatch.setattr(senders, "send_sms", lambda phone, words: codes.update({phone: re.findall(r"\d{6}", words)[0]}))
    return codes


def device(cast: Cast) -> Client:
    client = cast.client(cast.keeper)
    assert client.post("/desk/kiosk/")["Location"] == "/kiosk/"
    return client


def signs_in(client: Client, person: Person, sent: dict[str, str]) -> None:
    client.post("/sign-in/", {"phone": person.phone, "next": "/order/check/"})
    client.post("/sign-in/code/", {"code": sent[person.phone]})


def test_starting_it_signs_the_worker_out(cast: Cast) -> None:
    client = device(cast)
    for path in ("/desk/", "/desk/people/", "/me/", "/home/", "/staff/", "/api/openapi.json", "/registered/"):
        assert client.get(path)["Location"] == "/kiosk/", path
    page = client.get("/kiosk/")
    assert (page.status_code, "first站" in page.content.decode()) == (200, True)
    assert not client.session.get("_auth_user_id")


def test_only_the_desk_starts_it(cast: Cast) -> None:
    answers = [cast.client(person).post("/desk/kiosk/") for person in (cast.resident, cast.auditor, cast.grid_worker)]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert Client().get("/kiosk/")["Location"] == "/"


def test_a_worker_who_orders_on_it_is_a_resident_there(cast: Cast, sent: dict[str, str]) -> None:
    client = device(cast)
    signs_in(client, cast.second_keeper, sent)
    assert client.get("/desk/")["Location"] == "/kiosk/"


def test_somebody_orders_and_is_forgotten_after_a_minute(cast: Cast, sent: dict[str, str]) -> None:
    client = device(cast)
    client.get(f"/order/?item={cast.haircut.code}")
    client.post("/order/words/", {"details": "请轻一点"})
    signs_in(client, cast.resident, sent)
    page = client.get("/kiosk/").content.decode()
    assert [words in page for words in ("金*", "王*", "我用完了")] == [False, True, True]
    cast.clock.move(seconds=50)
    client.get("/kiosk/here/")
    cast.clock.move(seconds=50)
    assert client.get("/order/when/").status_code == 200
    cast.clock.move(seconds=61)
    assert client.get("/order/when/")["Location"] == "/kiosk/"
    assert "王*" not in client.get("/kiosk/").content.decode()
    assert Session.objects.count() == 0


def test_an_anonymous_draft_is_forgotten_too(cast: Cast) -> None:
    client = device(cast)
    client.post("/order/words/", {"details": "腿断了"})
    cast.clock.move(seconds=61)
    client.get("/kiosk/")
    assert "腿断了" not in client.get("/order/words/").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_end_clears_what_was_typed_and_the_cache(cast: Cast, sent: dict[str, str], method: str) -> None:
    client = device(cast)
    client.post("/order/words/", {"details": "腿断了"})
    signs_in(client, cast.resident, sent)
    answer = getattr(client, method)("/kiosk/forget/")
    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/kiosk/", '"cache"')
    assert Session.objects.count() == 0
    assert "腿断了" not in client.get("/order/words/").content.decode()


def test_no_page_stays_in_the_browser(cast: Cast) -> None:
    client = device(cast)
    for path in ("/kiosk/", "/menu/", "/sign-in/", "/order/words/"):
        answer = client.get(path)
        assert answer["Cache-Control"] == "no-store, private", path
        assert 'http-equiv="refresh" content="60;url=/kiosk/forget/"' in answer.content.decode(), path


def test_it_is_left_with_a_code_sent_to_whoever_started_it(cast: Cast, sent: dict[str, str]) -> None:
    client = device(cast)
    client.post("/kiosk/leave/")
    assert "验证码不对" in client.post("/kiosk/leave/", {"code": "000000"}).content.decode()
    assert client.get("/desk/")["Location"] == "/kiosk/"
    assert client.post("/kiosk/leave/", {"code": sent[cast.keeper.phone]})["Location"] == "/sign-in/"
    assert client.get("/desk/")["Location"] == "/sign-in/?next=/desk/"


def test_with_a_second_factor_only_that_one_leaves(cast: Cast, sent: dict[str, str]) -> None:
    waiting = actions.begin_device(cast.keeper)
    Authenticator.objects.filter(pk=waiting.pk).update(confirmed=True)
    client = device(cast)
    assert "验证器" in client.get("/kiosk/leave/").content.decode()
    assert client.post("/kiosk/leave/", {"code": "00000000000"}).status_code == 200
    assert (cast.keeper.phone in sent, client.get("/desk/")["Location"]) == (False, "/kiosk/")
    totp = TOTP(waiting.key)
    totp.time = timezone.now().timestamp()
    assert client.post("/kiosk/leave/", {"code": f"{totp.token():06d}"})["Location"] == "/sign-in/"


def test_a_forged_or_old_mark_is_none(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    client.cookies[kiosk.COOKIE] = "forged:value"
    assert client.get("/desk/").status_code == 200


def test_an_order_is_placed_from_it(cast: Cast, sent: dict[str, str]) -> None:
    client = device(cast)
    client.get(f"/order/?item={cast.haircut.code}")
    signs_in(client, cast.resident, sent)
    day = (cast.now.date()).replace(day=27).isoformat()
    answers: list[Any] = [
        client.post("/order/when/", {"day": day, "part": "morning"}),
        client.post("/order/where/", {"where": str(cast.resident.address_id)}),
        client.post("/order/words/", {"details": ""}),
    ]
    assert [answer.status_code for answer in answers] == [302] * 3
    done = client.post("/order/check/", {"consent": "on"})
    assert Order.objects.filter(served=cast.resident).count() == 1, done.content.decode()[:2000]
    assert client.get(done["Location"]).status_code == 200
