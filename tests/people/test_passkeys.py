"""Passkeys as a second factor: added, named, used, removed; what a liar sends proves nothing; the last one stays."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from sidan.people import actions
from sidan.people.models import Authenticator, Passkey, Person, RecoveryCode
from tests.conftest import Cast
from tests.core.test_keys import everything_stored, key_file
from tests.people.keys import Key
from tests.people.test_factor import PAGE, code_of, set_up

__all__ = ["key_file"]
ADD, PROVE, MINE = "/second-factor/passkeys/add/", "/second-factor/passkeys/prove/", "/second-factor/mine/"
FAILED = "通行密钥没有验证成功"


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.SIDAN_SECOND_FACTOR = True


def added(client: Client, key: Key, name: str = "我的手机", **more: str) -> Any:
    options = client.get(ADD).context["options"]
    return client.post(ADD, {"name": name, "answer": key.makes(options), **more})


def proven(client: Client, key: Key, **more: str) -> Any:
    options = client.get("/second-factor/").context["options"]
    return client.post(PROVE, {"answer": key.proves(options), **more})


def said(answer: Any) -> str:
    return str(answer.content.decode())


def with_key(cast: Cast) -> tuple[Key, list[str]]:
    """The keeper has one passkey and no app."""
    key = Key()
    return key, added(cast.client(cast.keeper), key).context["codes"]


def test_the_first_one_lets_in_and_gives_recovery_codes(cast: Cast) -> None:
    client, key = cast.client(cast.keeper), Key()
    assert "改用通行密钥" in said(client.get("/second-factor/set-up/"))
    before = client.session.session_key
    done = added(client, key, next=PAGE)
    assert (len(done.context["codes"]), f'href="{PAGE}"' in said(done)) == (8, True)
    assert client.session.session_key != before
    assert (client.get(PAGE).status_code, RecoveryCode.objects.count()) == (200, 8)


def test_the_next_session_proves_it_and_returns(cast: Cast) -> None:
    key, codes = with_key(cast)
    client = cast.client(cast.keeper)
    assert client.get(PAGE)["Location"] == "/second-factor/?next=%2Fdesk%2Fpeople%2F"
    shown = said(client.get("/second-factor/"))
    assert ["用通行密钥验证" in shown, "备用码" in shown, "验证器里的 6 位数字" in shown] == [True, True, False]
    answer = proven(client, key, next=PAGE)
    assert (answer["Location"], client.get(PAGE).status_code) == (PAGE, 200)
    by_paper = cast.client(cast.keeper)
    by_paper.post("/second-factor/", {"code": codes[0]})
    assert by_paper.get(PAGE).status_code == 200


LIES: dict[str, dict[str, Any]] = {
    "another site": {"origin": "https://elsewhere.example"},
    "another host": {"host": "elsewhere.example"},
    "nobody there": {"present": 0},
    "another key": {"private": Key().private},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_proves_nothing(cast: Cast, lie: str) -> None:
    key, _codes = with_key(cast)
    client = cast.client(cast.keeper)
    answer = proven(client, key.but(**LIES[lie]))
    assert (answer.status_code, FAILED in said(answer), client.get(PAGE).status_code) == (409, True, 302)
    assert proven(client, key).status_code == 302


@pytest.mark.parametrize("lie", [lie for lie in LIES if lie != "another key"])
def test_a_lie_makes_no_key(cast: Cast, lie: str) -> None:
    answer = added(cast.client(cast.keeper), Key(**LIES[lie]))
    assert (FAILED in said(answer), Passkey.objects.count()) == (True, 0)


@pytest.mark.parametrize("answer", ["", "{", "[]", "null", '{"id": 1}', '{"id":"AAAA"}', "[" * 19_999, "x" * 30_000])
def test_nonsense_is_refused_in_words(cast: Cast, answer: str) -> None:
    with_key(cast)
    client = cast.client(cast.keeper)
    client.get("/second-factor/")
    assert client.post(PROVE, {"answer": answer}).status_code == 409
    other = cast.client(cast.second_keeper)
    other.get(ADD)
    assert FAILED in said(other.post(ADD, {"name": "手机", "answer": answer}))
    assert Passkey.objects.count() == 1


def test_an_answer_works_once_and_not_for_long(cast: Cast) -> None:
    key, _codes = with_key(cast)
    client = cast.client(cast.keeper)
    answer = key.proves(client.get("/second-factor/").context["options"])
    cast.clock.move(minutes=11)
    assert "开得太久" in said(client.post(PROVE, {"answer": answer}))
    answer = key.proves(client.get("/second-factor/").context["options"])
    assert [client.post(PROVE, {"answer": answer}).status_code for _ in range(2)] == [302, 409]


def test_a_key_of_somebody_else_is_none(cast: Cast) -> None:
    key, _codes = with_key(cast)
    other, own = cast.client(cast.second_keeper), Key()
    added(other, own)
    client = cast.client(cast.keeper)
    assert "不是您的" in said(proven(client, own))
    assert proven(client, key).status_code == 302
    mine = Passkey.objects.get(user=cast.keeper)
    assert [other.get(f"/second-factor/passkeys/{mine.pk}/").status_code,
            other.post(f"/second-factor/passkeys/{mine.pk}/remove/").status_code] == [404, 404]  # fmt: skip


def test_a_copied_key_falls_behind(cast: Cast) -> None:
    key, _codes = with_key(cast)
    counted = [proven(cast.client(cast.keeper), key.but(count=count)).status_code for count in (5, 4, 5, 6)]
    assert counted == [302, 409, 409, 302]


def test_the_telephone_alone_adds_and_removes_nothing(cast: Cast) -> None:
    key, _codes = with_key(cast)
    passkey = Passkey.objects.get()
    thief = cast.client(cast.keeper)
    removals = (f"/second-factor/passkeys/{passkey.pk}/remove/", "/second-factor/app/remove/")
    tries = [thief.get(ADD), thief.post(ADD, {"name": "贼"}), thief.get(MINE), *map(thief.post, removals)]
    assert [answer["Location"].partition("?")[0] for answer in tries] == ["/second-factor/"] * 5
    assert Passkey.objects.get().credential == passkey.credential
    assert key.count == 0


def test_named_listed_renamed_removed(cast: Cast) -> None:
    client, phone, stick = cast.client(cast.keeper), Key(), Key()
    added(client, phone)
    assert added(client, stick, name="办公室电脑")["Location"] == MINE
    assert RecoveryCode.objects.count() == 8  # those on paper still hold
    shown = said(client.get(MINE))
    assert ["我的手机" in shown, "办公室电脑" in shown, "还没有用过" in shown] == [True, True, True]
    first, second = Passkey.objects.order_by("pk")
    client.post(f"/second-factor/passkeys/{second.pk}/", {"name": "家里电脑"})
    assert "家里电脑" in said(client.get(MINE))
    assert client.post(f"/second-factor/passkeys/{second.pk}/", {"name": ""}).status_code == 200
    client.post(f"/second-factor/passkeys/{second.pk}/remove/")
    assert list(Passkey.objects.values_list("pk", flat=True)) == [first.pk]


def test_the_last_factor_cannot_be_removed(cast: Cast) -> None:
    client, key = cast.client(cast.keeper), Key()
    added(client, key)
    passkey = Passkey.objects.get()
    remove = f"/second-factor/passkeys/{passkey.pk}/remove/"
    assert "唯一的验证方式" in said(client.post(remove))
    set_up(client, cast.keeper)
    assert client.post(remove).status_code == 302
    assert "唯一的验证方式" in said(client.post("/second-factor/app/remove/"))
    assert (Passkey.objects.count(), Authenticator.objects.filter(confirmed=True).count()) == (0, 1)


def test_the_app_may_go_when_a_key_stays(cast: Cast) -> None:
    client, key = cast.client(cast.keeper), Key()
    set_up(client, cast.keeper)
    added(client, key)
    assert (client.post("/second-factor/app/remove/").status_code, Authenticator.objects.count()) == (302, 0)
    # The session was proven with the app: it proves no more, the key does.
    assert client.get(PAGE).status_code == 302
    assert proven(client, key, next=PAGE)["Location"] == PAGE


def test_the_same_device_twice_and_too_many(cast: Cast) -> None:
    client, key = cast.client(cast.keeper), Key()
    added(client, key)
    assert "已经加过了" in said(added(client, key))
    for number in range(9):
        added(client, Key(), name=f"{number}")
    assert ("最多放 10 个" in said(added(client, Key())), Passkey.objects.count()) == (True, 10)


def test_the_app_and_a_key_stand_side_by_side(cast: Cast) -> None:
    client, key = cast.client(cast.keeper), Key()
    set_up(client, cast.keeper)
    added(client, key)
    by_app, by_key = cast.client(cast.keeper), cast.client(cast.keeper)
    assert by_app.post("/second-factor/", {"code": code_of(cast.keeper)}).status_code == 302
    assert proven(by_key, key).status_code == 302


def test_a_reset_takes_all(cast: Cast) -> None:
    with_key(cast)
    actions.reset_factor(cast.keeper)
    assert (Passkey.objects.count(), RecoveryCode.objects.count()) == (0, 0)


def test_the_browser_learns_no_number_and_no_name(cast: Cast) -> None:
    options = cast.client(cast.keeper).get(ADD).context["options"]
    assert [secret in options for secret in (cast.keeper.phone, cast.keeper.name)] == [False, False]


def test_pages_say_what_to_do_without_script_and_hold_none(cast: Cast) -> None:
    with_key(cast)
    for path in (ADD, "/second-factor/"):
        client = cast.client(cast.keeper if path != ADD else cast.second_keeper)
        page = said(client.get(path))
        assert "<noscript>" in page
        assert "这里用不了通行密钥" in page
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []


def secrets_of(person: Person) -> list[str]:
    app, key = Authenticator.objects.get(user=person), Passkey.objects.get(user=person)
    return [app.secret, key.credential, key.public_key, key.name]


def test_a_dump_holds_no_secret_and_rotation_reaches_all(key_file: Path, cast: Cast) -> None:
    client = cast.client(cast.keeper)
    codes = set_up(client, cast.keeper)
    added(client, Key(), name="金丝雀手机")
    before = secrets_of(cast.keeper)
    canaries = [*before, *codes, *(code.replace("-", "") for code in codes)]
    stored = everything_stored()
    assert [canary for canary in canaries if canary in stored] == []
    call_command("rotate_keys", retire=True)
    assert secrets_of(cast.keeper) == before
    assert "§1§" not in everything_stored()
