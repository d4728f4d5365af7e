"""Somebody leaves: of twenty canaries nothing is left, opened or closed; what must stay still adds up."""

import re
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidan.core import senders
from sidan.core.errors import Refused
from sidan.core.keys import keyring
from sidan.core.models import Channel
from sidan.desk import actions as desk
from sidan.desk.tasks import keep_no_longer
from sidan.notices.actions import Message, set_preference, tell
from sidan.orders import actions
from sidan.orders.models import CallbackResult, Order, OrderEvent, Photo, Rating
from sidan.people import actions as people
from sidan.people.models import AskedBy, Erasure, FamilyLink, Person, Purpose, Reveal, Role, RoleKind
from sidan.volunteers.models import Volunteer
from tests.conftest import Cast
from tests.people.storing import everything_held

CANARIES = {
    "name": "金丝雀",
    "phone": "13877770001",
    "door": "77号楼7单元7707",
    "born": "1931, 4, 17",
    "need_note": "听不见请敲窗",
    "details": "糖尿病请慢一点",
    "photo": "BYTES-OF-THE-PHOTO",
    "reason": "病情不便公开",
    "rating": "那天哭了很久",
    "callback": "电话里说儿子走了",
    "notice": "您的丝雀消息",
    "push": "lark://canarytoken",
    "look": "核对丝雀病历",
    "guardian": "姑姑丝雀代签",
    "volunteer_reason": "丝雀退队原因",
    "draft": "草稿里说腿断了",
    "old_draft": "旧会话里的话",
    "begun": "丝雀问过的话",
    "asked": "金丝雀 13877770001",
    "token": "丝雀转介原因",
}


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    codes: dict[str, str] = {}
    monkeypatch.setattr(senders, "send_sms", lambda phone, words: codes.update({phone: re.findall(r"\d{6}", words)[0]}))
    return codes


def signed_in(person: Person, sent: dict[str, str]) -> Client:
    client = Client()
    client.post("/sign-in/", {"phone": person.phone})
    assert client.post("/sign-in/code/", {"code": sent[person.phone]}).status_code == 302
    return client


def canary(cast: Cast, sent: dict[str, str]) -> tuple[Person, Client]:
    """A whole life of a resident, with a canary in everything that can hold one."""
    person = cast.person(CANARIES["name"], CANARIES["phone"], birth_date=date(1931, 4, 17))
    assert person.address is not None
    person.address.door, person.need_note = CANARIES["door"], CANARIES["need_note"]
    person.address.save()
    person.save()
    order = cast.done(served=person)
    Order.objects.filter(pk=order.pk).update(details=CANARIES["details"])
    actions.add_photo(order, ContentFile(CANARIES["photo"].encode(), "x.jpg"), by=person, now=cast.now)
    actions.rate(order, actions.Opinion(1, words=CANARIES["rating"], by=person), cast.doing(person, Channel.PAGE))
    owed = order.callbacks.select_related("order").get()
    owed.order.refresh_from_db()
    actions.call_back(owed, CallbackResult.SETTLED, cast.doing(reason=CANARIES["callback"]))
    cast.clock.move(days=40)
    for verb, words in (("reject", "reason"), ("withdraw", "token")):
        more = cast.order(cast.company if verb == "reject" else cast.haircut, person)
        getattr(actions, verb)(more, cast.doing(reason=CANARIES[words]))
    tell([Message(person, "test", CANARIES["notice"])], now=cast.now)
    set_preference(person, sms=True, push_address=CANARIES["push"], quiet=None, now=cast.now)
    people.reveal(person, by=cast.keeper, why=CANARIES["look"], now=cast.now)
    people.give_consent(person, Purpose.SERVICE, by=cast.keeper, channel=Channel.PHONE, now=cast.now)
    link = people.ask_family(cast.daughter, person, "mother", now=cast.now)
    people.confirm_family(link, by=person, now=cast.now)
    _as_a_volunteer(cast, person)
    return person, _in_sessions(cast, person, sent)


def _as_a_volunteer(cast: Cast, person: Person) -> None:
    volunteer = Volunteer.objects.create(
        person=person, number="V000-000-001", station=cast.first, lat=36.1234567, lng=116.7654321, joined_at=cast.now,
        guardian_note=CANARIES["guardian"], skill_bits=5,
    )  # fmt: skip
    volunteer.events.create(
        verb="consent",
        by=cast.keeper,
        at=cast.now,
        channel="desk",
        reason=CANARIES["volunteer_reason"],
    )


def _in_sessions(cast: Cast, person: Person, sent: dict[str, str]) -> Client:
    old = signed_in(person, sent)
    old.post("/order/words/", {"details": CANARIES["old_draft"]})
    cast.clock.move(minutes=1)
    begun = Client()
    begun.post("/order/words/", {"details": CANARIES["begun"]})
    begun.post("/sign-in/", {"phone": person.phone})
    client = signed_in(person, sent)
    client.post("/order/words/", {"details": CANARIES["draft"]})
    desk_client = signed_in(cast.keeper, sent)
    desk_client.post("/desk/people/", {"q": person.phone})
    desk_client.post("/desk/search/", {"q": CANARIES["name"]})
    return client


def left_of(person_pk: int, media: Path) -> list[str]:
    held = everything_held(media)
    index = keyring().blind(CANARIES["phone"], "people_person.account_phone")
    door = keyring().blind(CANARIES["door"], "places_address.door_index")
    spelled = [*CANARIES.values(), "1931-04-17", index, door, "36.1234567"]
    assert len(CANARIES) == 20
    return [words for words in spelled if words in held]


def test_of_twenty_canaries_nothing_is_left(
    cast: Cast, sent: dict[str, str], media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    person, client = canary(cast, sent)
    assert len(left_of(person.pk, media)) >= 20  # the search finds what is there
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/me/erase/")
    assert (answer.status_code, answer.get("Location")) == (302, "/erased/")
    assert left_of(person.pk, media) == []
    assert "您的信息删除了" in client.get("/erased/").content.decode()
    assert client.get("/me/").status_code == 302


def test_ids_stay_and_counts_still_add_up(cast: Cast, sent: dict[str, str], media: Path) -> None:
    def counts() -> list[int]:
        return [
            Person.objects.count(), Order.objects.filter(served__isnull=False).count(), OrderEvent.objects.count(),
            Rating.objects.filter(stars=1).count(), Volunteer.objects.count(), Reveal.objects.count(),
            Order.objects.filter(address__estate=cast.estate).count(),
        ]  # fmt: skip

    person, _client = canary(cast, sent)
    before = counts()
    erasure = desk.erase(person, asked_by=AskedBy.SELF, now=cast.now)
    after = counts()
    after[2] -= 1  # leaving as a volunteer is an event of its own table, erasing an order is none
    assert [*before[:2], *before[3:]] == [*after[:2], *after[3:]]
    person.refresh_from_db()
    assert (person.name, person.masked_name, person.phone, person.account_phone) == ("已注销", "已注销", "", None)
    assert (erasure.asked_by, erasure.at, erasure.counts["orders"], erasure.counts["photos"]) == (
        "self",
        cast.now,
        3,
        1,
    )
    assert Erasure.objects.get().person == person


def test_the_page_says_what_goes_and_what_stays(cast: Cast) -> None:
    page = cast.client(cast.neighbour).get("/me/erase/").content.decode()
    for words in ("会删掉的", "会留下的，为什么", "先下载一份我的数据", "不注销"):
        assert words in page
    assert "志愿者编号" not in page
    assert "志愿者编号" in cast.client(cast.helper.person).get("/me/erase/").content.decode()


def test_not_while_an_order_is_under_way(cast: Cast) -> None:
    order = cast.order()
    for person in (cast.resident,):
        client = cast.client(person)
        assert f"单号 {order.number}" in client.get("/me/erase/").content.decode()
        assert client.post("/me/erase/").status_code == 200
    actions.withdraw(order, cast.doing(cast.resident, Channel.PAGE))
    assert cast.client(cast.resident).post("/me/erase/").status_code == 302


def test_not_while_somebody_counts_on_them(cast: Cast) -> None:
    accepted = cast.accepted()
    with pytest.raises(Refused, match="答应了别人"):
        desk.erase(cast.volunteer.person, asked_by=AskedBy.SELF, now=cast.now)
    with pytest.raises(Refused, match="工作角色"):
        desk.erase(cast.keeper, asked_by=AskedBy.SELF, now=cast.now)
    assert (Erasure.objects.count(), cast.fresh(accepted).served.name) == (0, "王秀英")


def test_a_neighbour_at_the_same_door_keeps_it(cast: Cast) -> None:
    spouse = cast.person("李大山")
    Person.objects.filter(pk=spouse.pk).update(address=cast.resident.address)
    order = cast.done()
    actions.rate(order, actions.Opinion(5, by=cast.resident), cast.doing(cast.resident, Channel.PAGE))
    desk.erase(cast.resident, asked_by=AskedBy.SELF, now=cast.now)
    spouse.refresh_from_db()
    assert str(spouse.address) == "梅兰小区3号楼2单元501"
    assert str(cast.fresh(order).address) == "梅兰小区"
    assert not FamilyLink.objects.filter(served=cast.resident).exists()


def test_an_erased_person_does_not_exist_for_the_desk(cast: Cast) -> None:
    desk.erase(cast.neighbour, asked_by=AskedBy.SELF, now=cast.now)
    client = cast.client(cast.keeper)
    assert client.get(f"/desk/people/{cast.neighbour.public_id}/").status_code == 404
    client.post("/desk/people/", {"q": "已注销"})
    assert cast.neighbour.public_id not in client.get("/desk/people/").content.decode()
    fresh = cast.person("张玉兰", "13800000003")
    assert fresh.account_phone == "13800000003"  # the number is free again


def test_a_second_time_is_refused_in_words(cast: Cast) -> None:
    desk.erase(cast.neighbour, asked_by=AskedBy.SELF, now=cast.now)
    with pytest.raises(Refused, match="已经注销"):
        desk.erase(cast.neighbour, asked_by=AskedBy.SELF, now=cast.now)


# By age


def test_retention_with_a_moved_clock(
    cast: Cast, media: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SIDAN_RETENTION_DAYS = 1095
    order = cast.done()
    Order.objects.filter(pk=order.pk).update(details="旧的话")
    photo = actions.add_photo(order, ContentFile(b"old", "x.jpg"), by=cast.resident, now=cast.now)
    actions.rate(order, actions.Opinion(5, words="很好", by=cast.resident), cast.doing(cast.resident, Channel.PAGE))
    cast.clock.move(days=1094)
    assert keep_no_longer(cast.now).startswith("orders=0 people=0")
    young = cast.order(served=cast.neighbour)
    cast.clock.move(days=2)
    with django_capture_on_commit_callbacks(execute=True):
        done = keep_no_longer(cast.now)
    # Those without any order since go; staff, volunteers and the neighbour, who has just ordered, stay.
    assert done.startswith("orders=1 people=3 ")
    erased = set(Person.objects.exclude(erased_at=None))
    assert erased == {cast.resident, cast.daughter, cast.outsider}
    assert set(Erasure.objects.values_list("asked_by", flat=True)) == {"retention"}
    fresh = Order.objects.get(pk=order.pk)
    assert (fresh.details, fresh.erased_at, Photo.objects.count(), list(media.rglob("*.jpg"))) == ("", cast.now, 0, [])
    assert (Rating.objects.get(order=order).words, Rating.objects.get(order=order).stars) == ("", 5)
    assert cast.fresh(young).served.name == "张玉兰"
    assert keep_no_longer(cast.now).startswith("orders=0 people=0")
    assert photo.file.name


def test_by_hand_to_the_end_or_only_counted(cast: Cast, settings: Any) -> None:
    settings.SIDAN_RETENTION_DAYS = 30
    cast.clock.move(days=31)
    out = StringIO()
    call_command("retention", "--dry-run", stdout=out)
    assert "would erase: orders=0 people=4" in out.getvalue()
    assert Erasure.objects.count() == 0
    call_command("retention", stdout=out)
    assert Erasure.objects.count() == 4


def test_a_file_that_no_row_names_is_swept(cast: Cast, media: Path) -> None:
    order = cast.order()
    photo = actions.add_photo(order, ContentFile(b"kept", "x.jpg"), by=cast.resident, now=cast.now)
    lost = media / "orders" / "2026" / "11" / "lost.jpg"
    lost.parent.mkdir(parents=True, exist_ok=True)
    lost.write_bytes(b"lost")
    assert actions.sweep_photos(now=cast.now + timedelta(days=3650)) == 1
    assert [file.name for file in media.rglob("*.jpg")] == [str(photo.file.name).rpartition("/")[2]]


def test_a_role_that_ended_does_not_hold_anybody_back(cast: Cast) -> None:
    role = Role.objects.get(person=cast.keeper, kind=RoleKind.STATION_WORKER)
    people.end_role(role, by=cast.administrator, now=cast.now)
    desk.erase(cast.keeper, asked_by=AskedBy.SELF, now=cast.now)
    assert Role.objects.get(pk=role.pk).person.masked_name == "已注销"


def test_the_price_of_the_page_is_fixed(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client(cast.neighbour)
    with django_assert_num_queries(6) as found:
        client.get("/me/erase/")
    assert isinstance(found, CaptureQueriesContext)
