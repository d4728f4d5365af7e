"""One-time codes: their life, their tries under parallel guesses, and the limits of sending."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from sidan.core import senders
from sidan.core.errors import Refused
from sidan.core.models import Limit
from sidan.people import actions
from sidan.people.models import SignInCode
from tests.conftest import WEDNESDAY as MOMENT
from tests.people import guessing

PHONE = "13905310000"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_sms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "send_sms", lambda phone, text: None)


def answer(typed: str, minutes: float = 0) -> str:
    try:
        actions.proves(PHONE, typed, now=MOMENT + timedelta(minutes=minutes))
    except Refused as refused:
        return refused.code
    return "right"


def send(visitor: str = "10.0.0.1", phone: str = PHONE, minutes: float = 0) -> str:
    return actions.send_code(phone, visitor=visitor, now=MOMENT + timedelta(minutes=minutes))


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_is_right_once() -> None:
    code = send()
    assert (len(code), code.isdecimal()) == (6, True)
    assert [answer(code), answer(code)] == ["right", "code_over"]


def test_a_code_lives_ten_minutes() -> None:
    code = send()
    assert [answer(code, 10), answer(code, 9.9)] == ["code_over", "right"]


def test_five_tries_and_the_right_one_is_too_late() -> None:
    code = send()
    answers = [answer(other_than(code)) for _ in range(6)]
    assert answers == ["code_wrong"] * 5 + ["code_over"]
    assert answer(code) == "code_over"


def test_tries_are_counted_down_aloud() -> None:
    code = send()
    said = []
    for _ in range(6):
        with pytest.raises(Refused) as refused:
            actions.proves(PHONE, other_than(code), now=MOMENT)
        said.append(str(refused.value))
    assert said == [
        *(f"验证码不对，还可以再试 {left} 次。" for left in (4, 3, 2, 1)),
        "验证码不对，次数也用完了。请重新获取一个。",
        "这个验证码已经失效。请重新获取一个。",
    ]


def test_a_new_code_voids_the_older() -> None:
    first = send()
    second = send(minutes=1)
    while second == first:
        second = send(minutes=1)
    assert [answer(first, 1), answer(second, 1)] == ["code_wrong", "right"]
    assert SignInCode.objects.count() == 1


def test_a_code_belongs_to_its_number() -> None:
    code = send(phone="13905310009")
    assert answer(code) == "code_over"


def test_only_a_keyed_hash_is_kept() -> None:
    code = send()
    row = SignInCode.objects.get()
    assert code not in (row.code_hash, row.phone)
    assert len(row.code_hash) == 64
    assert not [bucket for bucket in Limit.objects.values_list("bucket", flat=True) if PHONE in bucket]


def refusal(count: int, **how: str) -> list[str]:
    answers = []
    for _ in range(count):
        try:
            send(**how)  # type: ignore[arg-type]
            answers.append("sent")
        except Refused as refused:
            answers.append(refused.code)
    return answers


def test_limit_of_a_number_holds_from_every_address(settings: Settings) -> None:
    settings.SIDAN_CODES_PER_PHONE_HOUR = 3
    answers = [refusal(1, visitor=f"10.0.0.{number}")[0] for number in range(4)]
    assert answers == ["sent", "sent", "sent", "code_limit"]
    assert refusal(1, phone="13905310008") == ["sent"]


def test_limit_of_an_address_spares_the_numbers_it_tries(settings: Settings) -> None:
    settings.SIDAN_CODES_PER_ADDRESS_HOUR, settings.SIDAN_CODES_PER_PHONE_HOUR = 2, 1
    numbers = [f"139053100{number}" for number in range(11, 14)]
    assert [refusal(1, phone=phone)[0] for phone in numbers] == ["sent", "sent", "code_limit"]
    assert refusal(1, phone=numbers[2], visitor="10.0.0.2") == ["sent"]


def test_limit_of_the_day(settings: Settings) -> None:
    settings.SIDAN_CODES_PER_DAY = 2
    answers = [refusal(1, phone=f"139053100{number}", visitor=f"10.0.1.{number}")[0] for number in range(11, 14)]
    assert answers == ["sent", "sent", "code_limit"]


def test_old_codes_are_swept() -> None:
    send()
    assert [actions.sweep_codes(now=MOMENT + timedelta(days=day)) for day in (1, 2)] == [0, 1]


def check(found: dict[str, list[list[str]]]) -> None:
    guessers, rounds = guessing.GUESSERS, guessing.ROUNDS
    assert found["ours"] == [["code_over"] * (guessers - 5) + ["code_wrong"] * 5] * rounds
    assert found["right"] == [["code_over"] * (guessers - 1) + ["right"]] * rounds
    assert len(set(found["joined"][0])) == 1
    over = [answers for answers in found["broken"] if answers.count("code_wrong") > 5]
    assert len(over) >= rounds * 0.9, "the control must break, or the test proves nothing"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a SQLite file of its own")
def test_parallel_guesses_on_sqlite(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SIDAN_", "DATABASE_URL"))}
    env = clean | {"SIDAN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "sidan.settings", "SIDAN_LOG_LEVEL": "ERROR"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.people.guessing"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    check(json.loads(run.stdout))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_on_postgresql(settings: Settings) -> None:
    settings.SIDAN_CODES_PER_PHONE_HOUR = 10_000
    check(guessing.everything())
