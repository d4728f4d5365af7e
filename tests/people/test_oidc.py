"""Signing in through a provider: what is believed, what is not, and how an account is tied to a number."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from joserfc.jwk import RSAKey

from sidan.core import senders
from sidan.desk import actions as desk
from sidan.people.models import AskedBy, Person, ProviderLink
from tests.conftest import Cast
from tests.people.provider import CLIENT, SECRET, Provider, running

FAILED = "这次没有登录成功"


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> Iterator[Provider]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the test's provider has no certificate
    with running() as found:
        settings.SIDAN_OIDC_ISSUER, settings.SIDAN_OIDC_CLIENT = found.issuer, CLIENT
        settings.SIDAN_OIDC_SECRET, settings.SIDAN_ORIGIN = SECRET, "http://testserver"
        found.claims = {"sub": "u-1", "now": int(cast.now.timestamp())}
        yield found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    codes: dict[str, str] = {}
    monkeypatch.setattr(senders, "send_sms", lambda phone, words: codes.update({phone: re.findall(r"\d{6}", words)[0]}))
    return codes


def verified(phone: str) -> dict[str, Any]:
    return {"phone_number": phone, "phone_number_verified": True}


def arrives(provider: Provider, client: Client | None = None, wanted: str = "") -> tuple[Client, Any]:
    client = client or Client()
    asked = client.get("/sign-in/oidc/", {"next": wanted})
    assert asked["Location"].startswith(f"{provider.issuer}/authorize?")
    return client, client.get(provider.approve(asked["Location"]))


def now_of(cast: Cast, **claims: Any) -> dict[str, Any]:
    return {"sub": "u-1", "now": int(cast.now.timestamp()), **claims}


def test_a_verified_number_signs_in_its_owner(cast: Cast, provider: Provider) -> None:
    provider.claims |= verified("+86 138-0000-0001")
    client, answer = arrives(provider, wanted="/me/looks/")
    assert (answer.status_code, answer["Location"]) == (302, "/me/looks/")
    assert client.get("/me/").context["person"] == cast.resident
    assert ProviderLink.objects.get().person == cast.resident


def test_the_number_may_come_from_userinfo_of_the_same_subject_only(cast: Cast, provider: Provider) -> None:
    provider.info = {"sub": "u-1", **verified(cast.resident.phone)}
    assert arrives(provider)[1]["Location"] == "/enter/"
    provider.claims = now_of(cast, sub="u-2")
    assert arrives(provider)[1]["Location"] == "/sign-in/"


@pytest.mark.parametrize("claim", [{}, {"phone_number_verified": False}, {"phone_number_verified": "true"}])
def test_an_unverified_number_is_proven_here_once_and_then_tied(
    cast: Cast, provider: Provider, sent: dict[str, str], claim: dict[str, Any]
) -> None:
    provider.claims |= {"phone_number": cast.neighbour.phone, **claim}
    client, answer = arrives(provider, wanted="/me/looks/")
    assert (answer["Location"], client.get("/me/").status_code) == ("/sign-in/", 302)
    assert "绑在一起" in client.get("/sign-in/").content.decode()
    client.post("/sign-in/", {"phone": cast.resident.phone})
    done = client.post("/sign-in/code/", {"code": sent[cast.resident.phone]})
    assert done["Location"] == "/me/looks/"
    provider.claims = now_of(cast)
    again, _answer = arrives(provider)
    assert again.get("/me/").context["person"] == cast.resident


def test_an_account_left_behind_is_not_tied_to_the_next_person(
    cast: Cast, provider: Provider, sent: dict[str, str]
) -> None:
    for minutes, shared in ((11, {}), (1, {"shared": "on"})):
        provider.claims = now_of(cast)
        client, _answer = arrives(provider)
        cast.clock.move(minutes=minutes)
        client.post("/sign-in/", {"phone": cast.neighbour.phone})
        client.post("/sign-in/code/", {"code": sent[cast.neighbour.phone], **shared})
        assert client.get("/me/").status_code == 200
    assert not ProviderLink.objects.exists()


def test_a_newcomer_with_a_verified_number_only_agrees(cast: Cast, provider: Provider) -> None:
    provider.claims |= verified("13955557777")
    client, answer = arrives(provider)
    assert answer["Location"] == "/sign-in/new/"
    client.post("/sign-in/new/", {"name": "新来的", "consent": "on"})
    assert ProviderLink.objects.get().person == Person.objects.get(account_phone="13955557777")


def test_suspended_and_erased_people_stay_out(cast: Cast, provider: Provider) -> None:
    provider.claims |= verified(cast.resident.phone)
    arrives(provider)
    Person.objects.filter(pk=cast.resident.pk).update(suspended_at=cast.now)
    provider.claims = now_of(cast)
    client, answer = arrives(provider)
    assert (answer.status_code, client.get("/me/").status_code) == (403, 302)
    Person.objects.filter(pk=cast.resident.pk).update(suspended_at=None)
    desk.erase(cast.resident, asked_by=AskedBy.SELF, now=cast.now)
    provider.claims = now_of(cast)
    assert arrives(provider)[1]["Location"] == "/sign-in/"


LIES: dict[str, Any] = {
    "nonce": {"nonce": "another"},
    "audience": {"aud": "another"},
    "issuer": {"iss": "https://elsewhere.example"},
    "expired": {"exp": 1},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_for_us_or_not_for_now(cast: Cast, provider: Provider, lie: str) -> None:
    provider.claims |= verified(cast.resident.phone)
    provider.twist = lambda claims: {**claims, **LIES[lie]}
    client, answer = arrives(provider)
    assert (answer.status_code, FAILED in answer.content.decode()) == (400, True)
    assert client.get("/me/").status_code == 302


def test_a_token_signed_by_somebody_else(cast: Cast, provider: Provider) -> None:
    provider.claims |= verified(cast.resident.phone)
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert arrives(provider)[1].status_code == 400


def test_state_and_code_work_once_and_in_one_browser(cast: Cast, provider: Provider) -> None:
    provider.claims |= verified(cast.resident.phone)
    client = Client()
    back = provider.approve(client.get("/sign-in/oidc/")["Location"])
    assert Client().get(back).status_code == 400  # somebody else's browser
    assert client.get(back.replace("state=", "state=x")).status_code == 400
    assert client.get(back).status_code == 400  # the journey ended with the wrong try
    client, answer = arrives(provider)
    assert answer.status_code == 302
    assert client.get("/sign-in/oidc/back/?code=x&state=y").status_code == 400


def test_a_provider_that_is_away_or_says_no(cast: Cast, provider: Provider, settings: Any) -> None:
    client = Client()
    back = provider.approve(client.get("/sign-in/oidc/")["Location"])
    denied = re.sub("code=[^&]*", "error=access_denied", back)
    assert client.get(denied).status_code == 400
    settings.SIDAN_OIDC_ISSUER = "http://127.0.0.1:9"
    answer = Client().get("/sign-in/oidc/")
    assert (answer.status_code, FAILED in answer.content.decode()) == (400, True)


def test_without_a_provider_nothing_shows(cast: Cast) -> None:
    assert [Client().get(path).status_code for path in ("/sign-in/oidc/", "/sign-in/oidc/back/")] == [404, 404]
    assert "/sign-in/oidc/" not in Client().get("/sign-in/").content.decode()


def test_with_one_there_is_a_second_button(cast: Cast, provider: Provider) -> None:
    assert "用“统一身份认证”登录" in Client().get("/sign-in/?next=/me/").content.decode()
