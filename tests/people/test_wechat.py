"""Signing in with WeChat: a number proven once, then one tap; it opens no page of staff by itself."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from sidan.core import senders
from sidan.people.models import Person, ProviderLink
from tests.conftest import Cast
from tests.people.test_factor import PAGE, set_up
from tests.people.weixin import SECRETS, WeChat, running

FAILED = "这次没有用微信登录成功"
INSIDE = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"
BEGIN, BACK = "/sign-in/wechat/", "/sign-in/wechat/back/"


@pytest.fixture
def wechat(settings: Any, cast: Cast) -> Iterator[WeChat]:
    with running() as found:
        settings.SIDAN_WECHAT_APP, settings.SIDAN_WECHAT_SITE_APP = SECRETS
        settings.SIDAN_WECHAT_SECRET, settings.SIDAN_WECHAT_SITE_SECRET = SECRETS.values()
        settings.SIDAN_WECHAT_API = settings.SIDAN_WECHAT_PAGES = found.address
        settings.SIDAN_ORIGIN = "http://testserver"
        yield found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    codes: dict[str, str] = {}
    monkeypatch.setattr(senders, "send_sms", lambda phone, words: codes.update({phone: re.findall(r"\d{6}", words)[0]}))
    return codes


def browser(*, inside: bool = True) -> Client:
    return Client(headers={"user-agent": INSIDE if inside else "Mozilla/5.0 (X11; Linux) Chrome/140"})


def arrives(wechat: WeChat, client: Client | None = None, wanted: str = "") -> tuple[Client, Any]:
    client = client or browser()
    return client, client.get(wechat.approve(client.get(BEGIN, {"next": wanted})["Location"]))


def proves(client: Client, person: Person, sent: dict[str, str], **more: str) -> Any:
    client.post("/sign-in/", {"phone": person.phone})
    return client.post("/sign-in/code/", {"code": sent[person.phone], **more})


def tied(wechat: WeChat, person: Person, sent: dict[str, str]) -> None:
    client, _answer = arrives(wechat)
    assert proves(client, person, sent).status_code == 302


@pytest.mark.parametrize(
    ("inside", "path", "app"),
    [(True, "/connect/oauth2/authorize", "wx-inside"), (False, "/connect/qrconnect", "wx-beside")],
)
def test_one_tap_inside_wechat_a_picture_on_a_desk(wechat: WeChat, inside: bool, path: str, app: str) -> None:
    client = browser(inside=inside)
    assert "用微信登录" in client.get("/sign-in/").content.decode()
    address = client.get(BEGIN)["Location"]
    assert address.startswith(f"{wechat.address}{path}?appid={app}&redirect_uri=http%3A%2F%2Ftestserver%2F")


def test_the_number_is_proven_once_and_then_never_again(cast: Cast, wechat: WeChat, sent: dict[str, str]) -> None:
    client, answer = arrives(wechat, wanted="/me/looks/")
    assert (answer["Location"], client.get("/me/").status_code) == ("/sign-in/", 302)
    page = client.get("/sign-in/").content.decode()
    assert ["第一次用微信登录" in page, "您的“微信”账号会和这个手机号绑在一起" in page] == [True, True]
    assert proves(client, cast.resident, sent)["Location"] == "/me/looks/"
    sent.clear()
    again, answer = arrives(wechat)
    assert (answer["Location"], again.get("/me/").context["person"], sent) == ("/enter/", cast.resident, {})


def test_a_newcomer_registers_with_it(cast: Cast, wechat: WeChat, sent: dict[str, str]) -> None:
    client, _answer = arrives(wechat)
    client.post("/sign-in/", {"phone": "13955558888"})
    client.post("/sign-in/code/", {"code": sent["13955558888"]})
    client.post("/sign-in/new/", {"name": "新来的", "consent": "on"})
    assert ProviderLink.objects.get().person == Person.objects.get(account_phone="13955558888")


@pytest.mark.parametrize("late", [False, True])
def test_both_apps_are_one_person_where_the_site_has_joined_them(
    cast: Cast, wechat: WeChat, sent: dict[str, str], late: bool
) -> None:
    wechat.unionid, wechat.late_union = "u-1", late
    tied(wechat, cast.resident, sent)
    again, answer = arrives(wechat, browser(inside=False))
    assert (answer["Location"], again.get("/me/").context["person"]) == ("/enter/", cast.resident)


def test_otherwise_they_are_two_and_nobody_is_mixed_up(cast: Cast, wechat: WeChat, sent: dict[str, str]) -> None:
    tied(wechat, cast.resident, sent)
    assert arrives(wechat, browser(inside=False))[1]["Location"] == "/sign-in/"
    wechat.openid = "o-2"
    assert arrives(wechat)[1]["Location"] == "/sign-in/"


def test_it_is_no_second_factor(cast: Cast, wechat: WeChat, sent: dict[str, str], settings: Any) -> None:
    tied(wechat, cast.keeper, sent)
    settings.SIDAN_SECOND_FACTOR = True
    set_up(cast.client(cast.keeper), cast.keeper)
    client, answer = arrives(wechat, wanted=PAGE)
    assert answer["Location"] == PAGE
    assert client.get(PAGE)["Location"].startswith("/second-factor/?next=")


def test_a_suspended_person_stays_out(cast: Cast, wechat: WeChat, sent: dict[str, str]) -> None:
    tied(wechat, cast.resident, sent)
    Person.objects.filter(pk=cast.resident.pk).update(suspended_at=cast.now)
    client, answer = arrives(wechat)
    assert (answer.status_code, client.get("/me/").status_code) == (403, 302)


def test_on_a_device_that_others_use_nothing_is_tied(cast: Cast, wechat: WeChat, sent: dict[str, str]) -> None:
    client, _answer = arrives(wechat)
    proves(client, cast.resident, sent, shared="on")
    assert not ProviderLink.objects.exists()


def test_known_and_unknown_numbers_get_the_same_answers(cast: Cast, wechat: WeChat, sent: dict[str, str]) -> None:
    said = []
    for phone in (cast.resident.phone, "13955550000"):
        client, _answer = arrives(wechat)
        answers = [client.post("/sign-in/", {"phone": phone}), client.get("/sign-in/code/")]
        shown = re.sub(r'value="[^"]{40,}"|\d{3}\*+\d{4}', "", answers[1].content.decode())
        said.append((answers[0]["Location"], re.sub(r'name="form_key" value="[^"]*"', "", shown)))
    assert said[0] == said[1]


def test_state_and_code_work_once_and_in_one_browser(cast: Cast, wechat: WeChat, sent: dict[str, str]) -> None:
    tied(wechat, cast.resident, sent)
    client = browser()
    back = wechat.approve(client.get(BEGIN)["Location"])
    assert browser().get(back).status_code == 400  # somebody else's browser
    assert client.get(back.replace("state=", "state=x")).status_code == 400
    assert client.get(back).status_code == 400  # the journey ended with the wrong try
    back = wechat.approve(client.get(BEGIN)["Location"])
    assert [client.get(back).status_code for _ in range(2)] == [302, 400]
    denied = re.sub("code=[^&]*&", "", wechat.approve(client.get(BEGIN)["Location"]))
    assert client.get(denied).status_code == 400


def test_a_lying_wechat_and_one_that_is_away(cast: Cast, wechat: WeChat, settings: Any, caplog: Any) -> None:
    wechat.liar = True
    client, answer = arrives(wechat)
    assert (answer.status_code, FAILED in answer.content.decode()) == (400, True)
    wechat.liar, wechat.codes = False, {}
    back = wechat.approve(client.get(BEGIN)["Location"])
    wechat.codes.clear()
    assert client.get(back).status_code == 400
    back = wechat.approve(client.get(BEGIN)["Location"])
    settings.SIDAN_WECHAT_API = "http://127.0.0.1:9"
    with caplog.at_level(logging.DEBUG, logger="sidan"):
        assert FAILED in client.get(back).content.decode()
    assert "s3cret" not in caplog.text


def test_without_an_app_nothing_shows(cast: Cast, settings: Any) -> None:
    assert [browser().get(path).status_code for path in (BEGIN, BACK)] == [404, 404]
    assert "用微信登录" not in browser().get("/sign-in/").content.decode()
    settings.SIDAN_WECHAT_SITE_APP = "wx-beside"  # only the picture to scan: inside WeChat nobody can scan
    assert ["用微信登录" in browser(inside=side).get("/sign-in/").content.decode() for side in (True, False)] == [
        False,
        True,
    ]
