"""Signing in: by number and code, in any way numbers are typed, and the same for numbers we do not know."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sidan.core import senders
from sidan.people import actions
from sidan.people.models import Consent, Person, Purpose, SignInCode
from tests.conftest import Cast

PHONE = "13905319999"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The code each number received."""
    codes: dict[str, str] = {}

    def take(phone: str, text: str) -> None:
        found = re.search(r"\d{6}", text)
        assert found
        codes[phone] = found.group()

    monkeypatch.setattr(senders, "send_sms", take)
    return codes


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_known_number_signs_in_and_lands_where_it_wanted(client: Client, sent: dict[str, str], cast: Cast) -> None:
    asked = client.post("/sign-in/", {"phone": " +86 138-0000 0001", "next": "/me/?a=1"})
    assert (asked.status_code, asked["Location"]) == (302, "/sign-in/code/")
    before = client.session.session_key
    proven = client.post("/sign-in/code/", {"code": sent[cast.resident.phone]})
    assert (proven.status_code, proven["Location"]) == (302, "/me/?a=1")
    assert client.session["_auth_user_id"] == str(cast.resident.pk)
    assert client.session.session_key != before
    assert "sign_in" not in client.session


@pytest.mark.parametrize(("told", "closes"), [({}, False), ({"shared": "on"}, True)])
def test_a_shared_device_keeps_the_session_with_its_browser_only(
    sent: dict[str, str], cast: Cast, told: dict[str, str], closes: bool
) -> None:
    client = Client()
    client.post("/sign-in/", {"phone": cast.resident.phone})
    client.post("/sign-in/code/", {"code": sent[cast.resident.phone]} | told)
    assert (client.session.get_expire_at_browser_close(), client.cookies["sidan"]["max-age"] == "") == (closes, closes)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "people:sign_in",
        "1",
        "a\0b",
    ],
)
def test_next_leads_nowhere_else(client: Client, sent: dict[str, str], cast: Cast, wanted: str) -> None:
    assert cast.client(cast.keeper).get("/sign-in/", {"next": wanted})["Location"] == "/enter/"
    client.post("/sign-in/", {"phone": cast.resident.phone, "next": wanted})
    assert client.post("/sign-in/code/", {"code": sent[cast.resident.phone]})["Location"] == "/enter/"


def test_known_and_unknown_numbers_are_answered_alike(sent: dict[str, str], cast: Cast) -> None:
    answers = []
    for phone in (cast.resident.phone, PHONE):
        client = Client()
        first = client.post("/sign-in/", {"phone": phone})
        second = client.get("/sign-in/code/")
        wrong = client.post("/sign-in/code/", {"code": "000000" if sent[phone] != "000000" else "111111"})
        pages = [re.sub(r'value="\w{20,}"|\d{3}\*{4}\d{4}', "", text_of(page)) for page in (second, wrong)]
        answers.append((first.status_code, first["Location"], *pages))
    assert answers[0] == answers[1]


@pytest.fixture
def newcomer(client: Client, sent: dict[str, str], cast: Cast) -> Client:
    """Somebody who proved a number that nobody has signed in with."""
    client.post("/sign-in/", {"phone": PHONE})
    client.post("/sign-in/code/", {"code": sent[PHONE]})
    return client


def test_a_newcomer_says_a_name_and_agrees(client: Client, sent: dict[str, str], cast: Cast) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    assert client.post("/sign-in/code/", {"code": sent[PHONE]})["Location"] == "/sign-in/new/"
    told = {"name": "周 淑芬", "estate": str(cast.estate.pk), "door": "1号楼101", "consent": "on"}
    assert client.post("/sign-in/new/", told)["Location"] == "/enter/"
    made = Person.objects.get(account_phone=PHONE)
    assert (made.name, made.phone, made.tail, str(made.address), made.station) == (
        "周 淑芬",
        PHONE,
        "9999",
        "梅兰小区1号楼101",
        cast.first,
    )
    consent = Consent.objects.get(person=made)
    assert (consent.person, consent.purpose, consent.recorded_by) == (made, Purpose.SERVICE, made)


@pytest.mark.parametrize(
    ("told", "field", "sentence"),
    [
        ({"name": "小明😀"}, "name", "姓名里只能有文字，请去掉表情、数字和符号。"),
        ({"name": "王" * 41}, "name", "姓名最多 40 个字。"),
        ({"consent": ""}, "consent", "需要您同意，我们才能为您安排服务。不愿意在手机上登记，可以打电话给站点。"),
        (
            {"estate": "outside"},
            "estate",
            "这个地址不在南辛庄街道的服务范围内。请拨打 0531-5550100，我们告诉您该找哪个站点。",
        ),
        (
            {"estate": "999999"},
            "estate",
            "这个地址不在南辛庄街道的服务范围内。请拨打 0531-5550100，我们告诉您该找哪个站点。",
        ),
        ({"door": "", "estate": "ESTATE"}, "door", "请写明楼号和门牌，例如 3号楼2单元501。"),
        ({"door": "🏠"}, "door", "楼号和门牌里只能有文字和数字，请去掉表情和符号。"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    newcomer: Client, cast: Cast, told: dict[str, str], field: str, sentence: str
) -> None:
    good = {"name": "周淑芬", "estate": str(cast.estate.pk), "door": "1号楼101", "consent": "on"}
    typed = {name: value.replace("ESTATE", str(cast.estate.pk)) for name, value in (good | told).items()}
    answer = newcomer.post("/sign-in/new/", typed)
    assert {name: list(found) for name, found in answer.context["form"].errors.items()} == {field: [sentence]}
    page = text_of(answer)
    assert sentence in page
    assert [typed[name] in page for name in ("name", "door")] == [True, True]
    assert not Person.objects.filter(phone_index=PHONE).exists()


def test_registration_needs_a_proven_number(client: Client, sent: dict[str, str], cast: Cast) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    answer = client.post("/sign-in/new/", {"name": "周淑芬", "consent": "on"})
    assert (answer["Location"], Person.objects.filter(phone_index=PHONE).count()) == ("/sign-in/", 0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "请填写手机号。"),
        ("12345", "这个号码不像电话号码。手机是 11 位数字；座机请带区号，例如 0531-5550100。"),
        ("0531-87654321", "座机收不到验证码，请填写 11 位手机号。"),
    ],
)
def test_a_number_that_cannot_be_one(client: Client, db: None, typed: str, sentence: str) -> None:
    answer = client.post("/sign-in/", {"phone": typed})
    assert list(answer.context["form"].errors["phone"]) == [sentence]
    assert f'value="{typed}"' in text_of(answer) or not typed


def test_suspended_people_are_told_whom_to_call(client: Client, sent: dict[str, str], cast: Cast) -> None:
    Person.objects.filter(pk=cast.resident.pk).update(suspended_at=cast.now)
    client.post("/sign-in/", {"phone": cast.resident.phone})
    answer = client.post("/sign-in/code/", {"code": sent[cast.resident.phone]})
    assert answer.status_code == 403
    assert "这个账号已停用。需要服务或有疑问，请拨打 0531-5550100。" in text_of(answer)
    assert "_auth_user_id" not in client.session


def test_the_sender_is_down(client: Client, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    def fail(phone: str, text: str) -> None:
        raise senders.NotSent

    monkeypatch.setattr(senders, "send_sms", fail)
    answer = client.post("/sign-in/", {"phone": PHONE})
    assert list(answer.context["form"].errors["phone"]) == [
        "短信现在发不出去。请过几分钟再试；着急的话请拨打 0531-5550100，工作人员会帮您办理。"
    ]
    assert SignInCode.objects.count() == 0


def test_signing_out_ends_the_session(client: Client, cast: Cast) -> None:
    client.force_login(cast.resident)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_second_tap_sends_no_second_code(client: Client, sent: dict[str, str], db: None) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    first = sent[PHONE]
    client.post("/sign-in/", {"phone": PHONE})
    assert sent[PHONE] == first


def test_nothing_of_the_code_is_kept_outside_the_demo(client: Client, sent: dict[str, str], db: None) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    kept = repr(SignInCode.objects.values()) + repr(dict(client.session))
    assert sent[PHONE] not in kept


def test_the_demo_shows_the_code(client: Client, sent: dict[str, str], db: None, settings: object) -> None:
    settings.SIDAN_DEMO = True  # type: ignore[attr-defined]
    client.post("/sign-in/", {"phone": PHONE})
    assert sent[PHONE] in text_of(client.get("/sign-in/code/"))


def test_a_proof_grows_old(cast: Cast) -> None:
    from sidan.people.session import Pocket

    pocket = Pocket(PHONE, proven_at=cast.now.timestamp())
    moments = [timedelta(minutes=19), timedelta(minutes=21), timedelta(minutes=-1)]
    assert [pocket.is_proven(cast.now + moment) for moment in moments] == [True, False, False]


def test_joining_twice_makes_one_person(cast: Cast) -> None:
    made = [actions.join(name="周淑芬", phone=PHONE, estate=None, door_text="", now=cast.now).pk for _ in range(2)]
    assert made[0] == made[1]
