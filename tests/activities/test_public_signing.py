"""Signing up on the public pages, one's own link, coming in at the door."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from sidan.activities import actions
from sidan.activities.models import Session, SignUp
from sidan.activities.rules import rules
from sidan.activities.states import SignUpState
from sidan.core import senders
from sidan.core.models import Channel, Limit
from sidan.notices.models import Notice
from sidan.notices.tasks import send_waiting
from sidan.people import kiosk
from sidan.people.doing import Doing
from tests.activities.conftest import Hall

PHONE = "16655551234"
GUEST = {"name": "李 阿姨", "phone": "166 5555 1234", "consent": "on"}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cache.clear()
    rules.cache_clear()
    yield
    cache.clear()
    rules.cache_clear()


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[tuple[str, str]]:
    """What went out as text messages, by number."""
    sent: list[tuple[str, str]] = []
    settings.SIDAN_SMS_URL = "log"
    monkeypatch.setattr(senders, "send_sms", lambda phone, words: sent.append((phone, words)))
    return sent


def send(client: Client, session: Session, page: str = "sign-up", **told: str) -> Any:
    return client.post(f"/activities/{session.public_id}/{page}/", told, follow=True)


def text(response: Any) -> str:
    return BeautifulSoup(response.content.decode(), "html.parser").get_text(" ", strip=True)


def link_in(response: Any) -> str:
    found = re.search(r"/my-sign-up/[\w-]+/", response.content.decode())
    assert found
    return found.group()


def test_one_tap_for_whoever_is_signed_in(hall: Hall) -> None:
    session, client = hall.published(), hall.cast.client(hall.cast.resident)
    assert "我要报名" in text(client.get(f"/activities/{session.public_id}/"))
    done = send(client, session, whom="me", seats="1")
    assert "报上了，到时候见" in text(done)
    row = SignUp.objects.get()
    assert (row.person, row.state, row.channel, row.token_hash) == (hall.cast.resident, "going", Channel.PAGE, "")
    seen = text(client.get(f"/activities/{session.public_id}/"))
    assert "您的报名" in seen
    assert "已报名" in seen
    assert "我要报名" not in seen
    assert "已经报过名了" in text(send(client, session, whom="me"))


def test_for_family_and_in_a_group(hall: Hall) -> None:
    session, client = hall.published(seats=4, group_most=3), hall.cast.client(hall.cast.daughter)
    mother = hall.cast.resident
    assert "一共 3 位" in text(send(client, session, whom=mother.public_id, seats="3"))
    row = SignUp.objects.get()
    assert (row.person, row.seats, row.channel, row.made_by) == (mother, 3, Channel.FAMILY, hall.cast.daughter)
    assert send(client, session, whom=hall.cast.neighbour.public_id, seats="1").status_code == 200
    assert send(client, session, whom="me", seats="9").status_code == 200
    assert SignUp.objects.count() == 1


def test_without_an_account_a_name_and_a_number_are_enough(hall: Hall) -> None:
    session, client = hall.published(), Client()
    done = send(client, session, **GUEST)
    assert "收到了，到时候见" in text(done)
    row = SignUp.objects.get()
    assert (row.name, row.phone, row.person, row.state) == ("李 阿姨", PHONE, None, "going")
    assert PHONE not in done.request["PATH_INFO"]
    mine = client.get(link_in(done))
    assert "李*" in text(mine)
    assert PHONE not in mine.content.decode()
    assert "李 阿姨" not in mine.content.decode()
    assert mine["X-Robots-Tag"] == "noindex, nofollow"
    left = client.post(link_in(done), follow=True)
    assert "已退出" in text(left)
    row.refresh_from_db()
    assert row.state == SignUpState.LEFT


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"name": "", "phone": PHONE, "consent": "on"}, "怎么称呼您"),
        ({"name": "李", "phone": "12", "consent": "on"}, "这个号码不对"),
        ({"name": "李", "phone": PHONE}, "请先勾选同意"),
        ({"name": "李", "phone": PHONE, "consent": "on", "seats": "3"}, "选择一个有效的选项"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(hall: Hall, told: dict[str, str], sentence: str) -> None:
    session = hall.published(group_most=2)
    response = send(Client(), session, **({"seats": "1"} | told))
    assert sentence in text(response)
    assert f'value="{told["phone"]}"' in response.content.decode()
    assert not SignUp.objects.exists()


def test_a_number_that_is_in_already_is_answered_like_a_new_one(hall: Hall) -> None:
    session = hall.published(seats=5)
    first = send(Client(), session, **GUEST)
    again = send(Client(), session, **GUEST)
    fresh = send(Client(), session, **(GUEST | {"phone": "16655559999"}))

    def bare(response: Any) -> str:
        told = re.sub(r"/my-sign-up/[\w-]+/", "", response.content.decode())
        return re.sub(r"<svg.*?</svg>|value=\"[^\"]*\"", "", told, flags=re.DOTALL)

    assert bare(again) == bare(fresh)
    assert SignUp.objects.count() == 2
    assert Client().get(link_in(again)).status_code == 410
    assert "看不到报名" in text(Client().get(link_in(again)))
    assert Client().get(link_in(first)).status_code == 200


def test_the_waiting_list_says_ones_place_and_refills(hall: Hall) -> None:
    session = hall.published(seats=1)
    first, second, third = (send(Client(), session, **(GUEST | {"phone": f"1665555000{n}"})) for n in range(3))
    assert "您排第" not in text(first)
    assert "您排第 1 位" in text(second)
    assert "您排第 2 位" in text(third)
    Client().post(link_in(first))
    assert "已报名" in text(Client().get(link_in(second)))
    assert "您排第 1 位" in text(Client().get(link_in(third)))


def test_a_link_is_texted_where_there_is_a_way_and_the_owner_hears_of_a_second_try(
    hall: Hall, texts: list[tuple[str, str]]
) -> None:
    session = hall.published()
    done = send(Client(), session, **GUEST)
    send(Client(), session, **GUEST)
    secret = link_in(done).split("/")[-2]
    assert not Notice.objects.filter(link__contains=secret).exists()
    send_waiting()
    sent = texts
    assert [phone for phone, _words in sent] == [PHONE, PHONE]
    assert link_in(done) in sent[0][1]
    assert "以第一次的为准" in sent[1][1]
    assert "/my-sign-up/" not in sent[1][1]
    assert not Notice.objects.to_numbers().exists()


def test_a_guest_hears_of_a_change_and_of_a_seat_that_came_free(hall: Hall, texts: list[tuple[str, str]]) -> None:
    session = hall.published(seats=1)
    first = send(Client(), session, **GUEST)
    send(Client(), session, **(GUEST | {"phone": "16655550002"}))
    send_waiting()
    texts.clear()
    Client().post(link_in(first))
    actions.cancel(session, Doing(hall.cast.keeper, hall.cast.now, reason="停电了"))
    send_waiting()
    assert [phone for phone, _words in texts] == ["16655550002"] * 2
    assert "停电了" in texts[1][1]


def test_without_a_way_for_texts_nothing_waits_to_be_sent(hall: Hall, settings: Any) -> None:
    settings.SIDAN_SMS_URL = ""
    send(Client(), hall.published(), **GUEST)
    assert not Notice.objects.to_numbers().exists()


def test_what_never_reached_a_number_is_forgotten(hall: Hall, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def down(_phone: str, _words: str) -> None:
        raise senders.NotSent("down")

    settings.SIDAN_SMS_URL = "log"
    monkeypatch.setattr(senders, "send_sms", down)
    send(Client(), hall.published(), **GUEST)
    send_waiting()
    assert Notice.objects.to_numbers().exists()
    hall.cast.clock.move(days=8)
    send_waiting()
    assert not Notice.objects.to_numbers().exists()


def test_sign_ups_from_one_address_and_of_one_number_are_limited(hall: Hall, settings: Any) -> None:
    settings.SIDAN_ACTIVITY_RULES = {"sign_ups_per_guest_day": 2, "guests_per_address_hour": 4}
    rules.cache_clear()
    sessions = [hall.published(hall.at(2 + n)) for n in range(3)]
    assert ["太频繁" in text(send(Client(), one, **GUEST)) for one in sessions] == [False, False, True]
    assert "太频繁" not in text(send(Client(), sessions[0], **(GUEST | {"phone": "16655550001"})))
    assert "太频繁" in text(send(Client(), sessions[0], **(GUEST | {"phone": "16655550002"})))
    assert not any(PHONE in bucket for bucket in Limit.objects.values_list("bucket", flat=True))


def test_the_page_after_the_form_is_this_browsers_alone_and_for_a_quarter_of_an_hour(hall: Hall) -> None:
    session, client = hall.published(), Client()
    send(client, session, **GUEST)
    path = f"/activities/{session.public_id}/signed-up/"
    assert client.get(path).status_code == 200
    assert Client().get(path).status_code == 302
    hall.cast.clock.move(minutes=16)
    assert client.get(path).status_code == 302


def test_a_double_tap_is_one_sign_up_with_one_answer(hall: Hall) -> None:
    session, client = hall.published(), Client()
    client.get(f"/activities/{session.public_id}/sign-up/")
    key = {"form_key": "a-key"}
    first, second = send(client, session, **GUEST, **key), send(client, session, **GUEST, **key)
    assert link_in(first) == link_in(second)
    assert SignUp.objects.count() == 1


def test_not_going_and_taking_it_back(hall: Hall) -> None:
    session, client = hall.published(seats=1), hall.cast.client(hall.cast.resident)
    send(client, session, whom="me")
    row = SignUp.objects.get()
    left = client.post(f"/my-activities/{row.public_id}/leave/", follow=True)
    assert "已退出“书画班”" in text(left)
    assert "撤销" in text(left)
    back = client.post(f"/my-activities/{row.public_id}/come-back/", follow=True)
    assert "又给您报上了" in text(back)
    again = SignUp.objects.standing().get()
    client.post(f"/my-activities/{again.public_id}/leave/")
    actions.sign_up(hall.fresh(session), hall.guest(), hall.doing())
    late = client.post(f"/my-activities/{again.public_id}/come-back/", follow=True)
    assert "排在候补第 1 位" in text(late)


def at_door(session: Session, key: str | None = None) -> str:
    return f"/activities/{session.public_id}/here/?k={session.door_token if key is None else key}"


def test_the_code_on_the_door_counts_only_around_the_time(hall: Hall) -> None:
    session = hall.published(hall.at(1, 9))
    assert "还没到签到时间" in text(Client().get(at_door(session)))
    assert "08:30 开始可以签到" in text(Client().get(at_door(session)))
    hall.cast.clock.move(hours=22, minutes=45)
    assert "到了，签个到" in text(Client().get(at_door(session)))
    wrong = Client().post(at_door(session, "old"), GUEST)
    assert (wrong.status_code, "这个二维码不对" in text(wrong)) == (410, True)
    assert Client().get(at_door(session, "")).status_code == 410
    hall.cast.clock.move(hours=3)
    assert "签到已经结束了" in text(Client().post(at_door(session), GUEST))
    assert not SignUp.objects.exists()


def test_in_front_of_the_door(hall: Hall) -> None:
    session = hall.published(hall.at(1, 9), seats=4)
    known, _secret = actions.sign_up(session, actions.Guest(name="李", phone=PHONE), hall.doing())
    member, _none = actions.sign_up(session, actions.Guest(hall.cast.neighbour), hall.doing())
    hall.cast.clock.move(hours=23)
    shown = [
        text(Client().post(at_door(session), told, follow=True))
        for told in (GUEST, GUEST | {"phone": hall.cast.neighbour.phone}, GUEST | {"phone": "16655558888"}, GUEST)
    ]
    assert len(set(shown)) == 1  # known or not, in already or not: the same words
    assert "签到好了，请进" in shown[0]
    for row in (known, member):
        row.refresh_from_db()
        assert (row.proof, row.checked_in_at) == ("door", hall.cast.now)
    assert SignUp.objects.came().count() == 3
    client = hall.cast.client(hall.cast.resident)
    assert "有空位就可以进" in text(client.get(at_door(session)))
    assert "请进" in text(client.post(at_door(session), follow=True))
    assert "坐满" in text(Client().post(at_door(session), GUEST | {"phone": "16655557777"}))
    assert "坐满" in text(hall.cast.client(hall.cast.outsider).post(at_door(session)))


def test_a_stations_shared_device_stands_for_the_code_on_the_door(hall: Hall) -> None:
    answer = HttpResponse()
    kiosk.mark(answer, hall.cast.first.name, hall.cast.keeper)
    device = Client()
    device.cookies[kiosk.COOKIE] = answer.cookies[kiosk.COOKIE].value
    session = hall.published(hall.at(1, 9), title="书画班")
    other = hall.published(hall.at(1, 9), title="别处的", station=hall.cast.second)
    assert "现在没有可以签到的活动" in text(device.get("/kiosk/activities/"))
    hall.cast.clock.move(hours=23)
    shown = device.get("/kiosk/activities/")
    assert "书画班" in text(shown)
    assert other.public_id not in shown.content.decode()
    assert Client().get("/kiosk/activities/").status_code == 404
    assert "请进" in text(device.post(at_door(session), GUEST, follow=True))
    assert "报名" in text(device.get(f"/activities/{session.public_id}/sign-up/"))


def test_by_the_link_nobody_leaves_what_is_over_or_what_they_have_left(hall: Hall) -> None:
    session = hall.published()
    row, secret = actions.sign_up(session, hall.guest(), hall.doing())
    path = f"/my-sign-up/{secret}/"
    assert "不去了" in text(Client().get(path))
    SignUp.objects.filter(pk=row.pk).update(state=SignUpState.LEFT)
    assert "不去了" not in text(Client().get(path))
    SignUp.objects.filter(pk=row.pk).update(state=row.state)
    hall.cast.clock.move(days=3)
    assert "不去了" not in text(Client().get(path))
