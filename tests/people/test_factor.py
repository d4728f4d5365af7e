"""The second factor: asked of staff outside the demo, replaced only by its holder, slowed by wrong codes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from pytest_django import Settings

from sidan.people import actions
from sidan.people.models import Authenticator, Person, RecoveryCode
from tests.conftest import Cast

PAGE = "/desk/people/"


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.SIDAN_SECOND_FACTOR = True


def code_of(person: Person) -> str:
    """What the app shows now. No code is taken twice, so the device is made to forget the last one."""
    device = Authenticator.objects.filter(user=person).order_by("-pk").first()
    assert device
    Authenticator.objects.filter(pk=device.pk).update(last_step=-1)
    totp = TOTP(device.key)
    totp.time = timezone.now().timestamp()
    return f"{totp.token():06d}"


def set_up(client: Client, person: Person) -> list[str]:
    client.get("/second-factor/set-up/")
    answer = client.post("/second-factor/set-up/", {"code": code_of(person)})
    codes: list[str] = answer.context["codes"]
    return codes


def test_staff_pages_ask_for_it_and_return(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    assert client.get(PAGE)["Location"] == "/second-factor/?next=%2Fdesk%2Fpeople%2F"
    assert (
        client.get("/second-factor/?next=/desk/people/")["Location"]
        == "/second-factor/set-up/?next=%2Fdesk%2Fpeople%2F"
    )
    page = client.get("/second-factor/set-up/?next=/desk/people/").content.decode()
    assert [word in page for word in ('src="data:image/svg+xml', 'value="/desk/people/"')] == [True, True]
    before = client.session.session_key
    done = client.post("/second-factor/set-up/", {"code": code_of(cast.keeper), "next": PAGE})
    assert (len(done.context["codes"]), f'href="{PAGE}"' in done.content.decode()) == (8, True)
    assert client.session.session_key != before
    assert client.get(PAGE).status_code == 200


def test_the_next_session_proves_it(cast: Cast) -> None:
    set_up(cast.client(cast.keeper), cast.keeper)
    client = cast.client(cast.keeper)
    assert client.get(PAGE).status_code == 302
    answer = client.post("/second-factor/", {"code": code_of(cast.keeper), "next": PAGE})
    assert (answer["Location"], client.get(PAGE).status_code) == (PAGE, 200)


def test_residents_are_not_asked(cast: Cast) -> None:
    assert cast.client(cast.resident).get("/me/").status_code == 200


def test_the_telephone_alone_replaces_nothing(cast: Cast) -> None:
    set_up(cast.client(cast.keeper), cast.keeper)
    thief = cast.client(cast.keeper)
    answers = [thief.get("/second-factor/set-up/"), thief.post("/second-factor/set-up/", {"code": "123456"})]
    assert [answer["Location"] for answer in answers] == ["/second-factor/?next=%2Fsecond-factor%2Fset-up%2F"] * 2
    assert Authenticator.objects.filter(user=cast.keeper, confirmed=False).count() == 0


def test_a_recovery_code_works_once(cast: Cast) -> None:
    codes = set_up(cast.client(cast.keeper), cast.keeper)
    kept = set(RecoveryCode.objects.values_list("code", flat=True))
    assert not kept & {code.replace("-", "") for code in codes}
    client = cast.client(cast.keeper)
    typed = f" {codes[0].upper()} "
    assert client.post("/second-factor/", {"code": typed})["Location"] == "/desk/"
    again = cast.client(cast.keeper).post("/second-factor/", {"code": codes[0]})
    assert list(again.context["form"].errors["code"]) == [
        "验证码不对。请看验证器里最新的 6 位数字，并确认手机时间准确。"
    ]


def test_wrong_codes_slow_down(cast: Cast) -> None:
    set_up(cast.client(cast.keeper), cast.keeper)
    client = cast.client(cast.keeper)
    right = code_of(cast.keeper)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    said = [
        str(client.post("/second-factor/", {"code": code}).context["form"].errors["code"][0]) for code in (wrong, right)
    ]
    assert said == ["验证码不对。请看验证器里最新的 6 位数字，并确认手机时间准确。", "试得太快了。请等 1 秒再试。"]
    cast.clock.move(seconds=2)
    assert client.post("/second-factor/", {"code": right}).status_code == 302


def test_setting_up_anew_voids_the_old(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    old = set_up(client, cast.keeper)
    new = set_up(client, cast.keeper)
    assert Authenticator.objects.filter(user=cast.keeper).count() == 1
    tries = [cast.client(cast.keeper).post("/second-factor/", {"code": code}).status_code for code in (new[0], old[0])]
    assert tries == [302, 200]


def test_an_administrator_resets_it(cast: Cast) -> None:
    worker, boss = cast.client(cast.keeper), cast.client(cast.administrator)
    set_up(worker, cast.keeper)
    set_up(boss, cast.administrator)
    assert boss.post(f"/staff/{cast.keeper.public_id}/second-factor/reset/").status_code == 302
    assert worker.get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"
    cast.keeper.refresh_from_db()
    assert cast.client(cast.keeper).get("/second-factor/")["Location"].startswith("/second-factor/set-up/")


def test_the_picture_holds_no_number(cast: Cast) -> None:
    from sidan.people.views.factor import _address

    address = _address("KEY", cast.keeper.masked_phone)
    assert cast.keeper.phone not in address
    assert address.startswith("otpauth://totp/%E5%9B%9B%E5%8D%95%20")


def test_opening_twice_shows_the_same_key(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    keys = {client.get("/second-factor/set-up/").context["key"] for _ in range(2)}
    assert len(keys) == 1


def test_staff_sessions_end(cast: Cast, settings: Settings) -> None:
    from sidan.people import session

    settings.SIDAN_SECOND_FACTOR = False
    ages = []
    for minutes in ([59, 59, 59], [61], [30] * 25):
        client = cast.client(cast.keeper)
        stored = client.session
        stored[session.SINCE] = timezone.now().timestamp()
        stored.set_expiry(timezone.now() + timedelta(days=14))
        stored.save()
        answers = []
        for step in minutes:
            cast.clock.move(minutes=step)
            answers.append(client.get(PAGE).status_code)
        ages.append(answers)
    assert ages == [[200, 200, 200], [302], [200] * 24 + [302]]


def test_a_shared_device_forgets(cast: Cast, settings: Settings) -> None:
    from sidan.people import session

    settings.SIDAN_SECOND_FACTOR = False
    answers: dict[bool, list[int]] = {}
    for shared in (True, False):
        client = cast.client(cast.resident)
        stored = client.session
        stored[session.SINCE], stored[session.SHARED] = timezone.now().timestamp(), shared
        stored.set_expiry(timezone.now() + timedelta(days=14))
        stored.save()
        answers[shared] = []
        for minutes in (9, 9, 11):
            cast.clock.move(minutes=minutes)
            answers[shared].append(client.get("/me/").status_code)
    assert answers == {True: [200, 200, 302], False: [200, 200, 200]}


def test_only_one_place_signs_in() -> None:
    """A session begun elsewhere would have no end."""
    from pathlib import Path

    import sidan

    found = [
        path.name
        for path in Path(sidan.__file__).parent.rglob("*.py")
        if "auth import login" in path.read_text("utf-8") or "auth import login," in path.read_text("utf-8")
    ]
    assert found == ["session.py"]


def test_commands_for_the_last_resort(cast: Cast) -> None:
    from django.core.management import call_command

    set_up(cast.client(cast.keeper), cast.keeper)
    call_command("reset_second_factor", phone="138 0000 0021")
    assert not Authenticator.objects.filter(user=cast.keeper).exists()
    assert actions.begin_device(cast.keeper).confirmed is False
