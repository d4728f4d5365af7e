"""The inbox and the settings: one's own notices only, and what was typed stays."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from sidan.notices.actions import Message, tell
from sidan.notices.models import Delivery, Notice, Preference
from tests.conftest import Cast

INBOX, SETTINGS, TEST = reverse("notices:inbox"), reverse("notices:settings"), reverse("notices:send_test")
FORM = {"sms": "on", "push_address": "", "quiet": "on", "quiet_from": "21", "quiet_until": "7"}


def soup(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def listed(client: Client, path: str = INBOX) -> list[str]:
    return [row.get_text() for row in soup(client, path).select(".rows .row__body > span:first-child")]


@pytest.mark.parametrize("path", [INBOX, SETTINGS])
def test_a_stranger_is_asked_to_sign_in(db: None, path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('people:sign_in')}?next={path}")


def test_an_empty_inbox_says_so(cast: Cast) -> None:
    page = soup(cast.client(cast.outsider), INBOX)
    assert page.select_one(".empty__title").get_text() == "还没有消息"  # type: ignore[union-attr]
    assert page.select_one("form[action='/notices/read/']") is None


def test_everybody_sees_their_own_latest_first(cast: Cast) -> None:
    tell([Message(cast.resident, "order", "第一条")], now=cast.now)
    tell([Message(cast.daughter, "order", "女儿的")], now=cast.now)
    tell([Message(cast.resident, "order", "第二条")], now=cast.clock.move(minutes=1))
    assert listed(cast.client(cast.resident)) == ["第二条", "第一条"]
    assert listed(cast.client(cast.daughter)) == ["女儿的"]


def test_opening_reads_it_and_leads_to_what_it_tells_of(cast: Cast) -> None:
    linked, plain = tell(
        [Message(cast.resident, "order", "看单子", "/orders/abc/"), Message(cast.resident, "order", "谢谢")],
        now=cast.now,
    )
    client = cast.client(cast.resident)
    answers = [client.get(reverse("notices:open", args=[one.public_id])) for one in (linked, plain)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/orders/abc/"), (302, INBOX)]
    assert set(Notice.objects.values_list("read_at", flat=True)) == {cast.now}


def test_somebody_elses_notice_does_not_exist(cast: Cast) -> None:
    (notice,) = tell([Message(cast.resident, "order", "私事")], now=cast.now)
    path = reverse("notices:open", args=[notice.public_id])
    assert {person.name: cast.client(person).get(path).status_code for person in (cast.daughter, cast.keeper)} == {
        "李晓梅": 404,
        "陈静": 404,
    }
    assert cast.client().get(path).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_read_with_one_tap(cast: Cast) -> None:
    tell([Message(cast.resident, "order", f"{n}") for n in range(3)], now=cast.now)
    client = cast.client(cast.resident)
    assert len(soup(client, INBOX).select(".rows .tag--accent")) == 3
    assert client.post(reverse("notices:read_all"))["Location"] == INBOX
    assert len(soup(client, INBOX).select(".rows .tag--accent")) == 0


def test_thirty_cost_as_many_queries_as_one(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = cast.client(cast.resident)
    tell([Message(cast.resident, "order", "一条")], now=cast.now)
    with django_assert_num_queries(5):  # session, person, count, page, unread
        assert len(listed(client)) == 1
    tell([Message(cast.resident, "order", "一条") for _ in range(29)], now=cast.now)
    with django_assert_num_queries(5):
        assert len(listed(client)) == 20
    assert len(listed(client, f"{INBOX}?page=2")) == 10


def test_settings_are_kept(cast: Cast) -> None:
    client = cast.client(cast.resident)
    answer = client.post(
        SETTINGS, {"push_address": "wecombot://some-key-of-a-robot", "quiet_from": "0", "quiet_until": "5"}
    )
    assert (answer.status_code, answer["Location"]) == (302, SETTINGS)
    kept = Preference.objects.get(person=cast.resident)
    assert (kept.sms, kept.push_address, kept.quiet_from, kept.quiet_until) == (
        False,
        "wecombot://some-key-of-a-robot",
        0,
        0,
    )
    page = soup(client, SETTINGS)
    assert page.select_one("#id_quiet[checked]") is None
    assert page.select_one("#id_push_address")["value"] == kept.push_address  # type: ignore[index]


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"push_address": "hello"}, "push_address", "这个地址用不了"),
        ({"push_address": "json://10.0.0.1/"}, "push_address", "这个地址用不了"),
        ({"push_address": "mailto://me:secret@mail.example"}, "push_address", "这个地址用不了"),
        ({"push_address": "wecombot://"}, "push_address", "这个地址用不了"),
        ({"push_address": "me@mail.example"}, "push_address", "没有开通邮件"),
        ({"quiet_from": "9", "quiet_until": "9"}, "quiet_until", "同一个钟点"),
        ({"quiet_from": "25"}, "quiet_from", "不是有效的选项|有效选项|可用的选项"),
    ],
)
def test_what_does_not_work_is_said_and_stays_typed(
    cast: Cast, wrong: dict[str, str], field: str, sentence: str
) -> None:
    response = cast.client(cast.resident).post(SETTINGS, FORM | wrong)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    error = page.select_one(f"#id_{field}_error")
    assert error is not None
    assert any(part in error.get_text() for part in sentence.split("|"))
    if "push_address" in wrong:
        assert page.select_one("#id_push_address")["value"] == wrong["push_address"]  # type: ignore[index]
    assert not Preference.objects.exists()


def test_an_e_mail_address_works_where_the_site_has_a_mail_server(cast: Cast, settings: Settings) -> None:
    settings.SIDAN_MAIL_URL = "mailtos://sidan:secret@mail.example?to={address}"
    answer = cast.client(cast.resident).post(SETTINGS, FORM | {"push_address": "me@mail.example"})
    assert answer.status_code == 302
    assert Preference.objects.get().push_address == "me@mail.example"


def test_a_test_message_goes_to_oneself_at_once(cast: Cast) -> None:
    cast.clock.move(hours=13)  # in the night
    client = cast.client(cast.resident)
    assert client.post(TEST)["Location"] == SETTINGS
    assert list(Delivery.objects.values_list("notice__person__name", "notice__kind", "next_at")) == [
        ("王秀英", "test", cast.now)
    ]
    assert "短信" in soup(client, SETTINGS).select_one("#messages").get_text()  # type: ignore[union-attr]


def test_too_many_test_messages_are_refused_in_words(cast: Cast) -> None:
    client = cast.client(cast.resident)
    answers = [client.post(TEST, headers={"referer": f"http://testserver{SETTINGS}"}) for _ in range(6)]
    assert {answer.status_code for answer in answers} == {302}
    assert "一小时最多" in soup(client, SETTINGS).select_one("#messages").get_text()  # type: ignore[union-attr]
    assert Delivery.objects.count() == 5
