"""A notice is written with the change it tells of, for each way its person can be reached, not in their quiet hours."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from sidan.core.clock import LOCAL
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.notices import actions
from sidan.notices.access import unread_count
from sidan.notices.actions import Message, tell
from sidan.notices.models import Delivery, DeliveryState, Notice, Preference, Way
from sidan.notices.quiet import is_quiet, next_loud
from sidan.people.actions import give_consent, withdraw_consent
from sidan.people.models import Person, Purpose
from tests.conftest import Cast


def at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL)


def ways_of(person: Person) -> set[str]:
    return set(Delivery.objects.filter(notice__person=person).values_list("way", flat=True))


@pytest.mark.parametrize(
    ("moment", "begins", "ends", "loud"),
    [
        (at(20, 59), 21, 7, at(20, 59)),
        (at(21), 21, 7, at(7, day=26)),
        (at(23, 30), 21, 7, at(7, day=26)),
        (at(0, 10), 21, 7, at(7)),
        (at(6, 59), 21, 7, at(7)),
        (at(7), 21, 7, at(7)),
        (at(12, 30), 12, 14, at(14)),
        (at(14), 12, 14, at(14)),
        (at(11, 59), 12, 14, at(11, 59)),
        (at(3), 0, 0, at(3)),
        (at(23), 23, 0, at(0, day=26)),
    ],
)
def test_quiet_hours(moment: datetime, begins: int, ends: int, loud: datetime) -> None:
    assert next_loud(moment, begins, ends) == loud
    assert is_quiet(moment, begins, ends) == (moment != loud)


def test_each_way_a_person_can_be_reached_gets_a_delivery(cast: Cast) -> None:
    people = {"plain": cast.resident, "no_sms": cast.daughter, "both": cast.neighbour, "push": cast.outsider}
    Preference.objects.create(person=cast.daughter, sms=False)
    Preference.objects.create(person=cast.neighbour, push_address="wecombot://a")
    Preference.objects.create(person=cast.outsider, sms=False, push_address="wecombot://b")
    without_phone = cast.person("没电话")
    tell([Message(person, "order", "有进展") for person in (*people.values(), without_phone)], now=cast.now)
    assert {name: ways_of(person) for name, person in people.items()} == {
        "plain": {Way.SMS},
        "no_sms": set(),
        "both": {Way.SMS, Way.PUSH},
        "push": {Way.PUSH},
    }
    assert ways_of(without_phone) == set()
    assert Notice.objects.count() == 5


def test_nothing_to_tell_asks_nothing(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert tell([], now=cast.now) == []


def test_a_notice_and_its_deliveries_share_the_transaction_of_the_change(cast: Cast) -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            tell([Message(cast.resident, "order", "有进展")], now=cast.now)
            raise LookupError

    with pytest.raises(LookupError):
        change_that_fails()
    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)


def test_withdrawn_consent_leaves_only_the_inbox(cast: Cast) -> None:
    give_consent(cast.resident, Purpose.NOTICES, by=cast.resident, channel=Channel.PAGE, now=cast.now)
    tell([Message(cast.resident, "order", "有进展")], now=cast.now)
    assert ways_of(cast.resident) == {Way.SMS}
    Delivery.objects.all().delete()
    withdraw_consent(cast.resident, Purpose.NOTICES, now=cast.now)
    tell([Message(cast.resident, "order", "有进展")], now=cast.now)
    assert ways_of(cast.resident) == set()
    give_consent(cast.resident, Purpose.NOTICES, by=cast.resident, channel=Channel.PAGE, now=cast.now)
    tell([Message(cast.resident, "order", "有进展")], now=cast.now)
    assert ways_of(cast.resident) == {Way.SMS}


def test_at_night_only_danger_is_told_at_once(cast: Cast) -> None:
    night = at(22)
    tell([Message(cast.resident, "order", "明天上门"), Message(cast.daughter, "order", "快来", urgent=True)], now=night)
    due = dict(Delivery.objects.values_list("notice__person__name", "next_at"))
    assert due == {"王秀英": at(7, day=26), "李晓梅": night}


def test_own_quiet_hours_go_before_the_streets(cast: Cast) -> None:
    actions.set_preference(cast.resident, sms=True, push_address="", quiet=(12, 14), now=cast.now)
    actions.set_preference(cast.daughter, sms=True, push_address="", quiet=(0, 0), now=cast.now)
    tell([Message(cast.resident, "order", "一"), Message(cast.daughter, "order", "二")], now=at(22))
    assert set(Delivery.objects.values_list("next_at", flat=True)) == {at(22)}


def test_a_way_switched_off_sends_nothing_that_was_waiting(cast: Cast) -> None:
    actions.set_preference(cast.resident, sms=True, push_address="wecombot://a", quiet=None, now=cast.now)
    tell([Message(cast.resident, "order", "有进展")], now=cast.now)
    actions.set_preference(cast.resident, sms=False, push_address="wecombot://a", quiet=None, now=cast.now)
    assert ways_of(cast.resident) == {Way.PUSH}


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example/", "orders/"])
def test_a_notice_links_to_a_path_of_ours(cast: Cast, link: str) -> None:
    with pytest.raises(ValueError, match="path of ours"):
        Message(cast.resident, "order", "看看", link)


def test_reading(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    notices = tell([Message(cast.resident, "order", f"第 {n} 条") for n in range(3)], now=cast.now)
    tell([Message(cast.daughter, "order", "别人的")], now=cast.now)
    with django_assert_num_queries(1):
        assert unread_count(cast.resident) == 3
    actions.open_notice(notices[0], now=cast.now)
    assert unread_count(cast.resident) == 2
    later = cast.clock.move(minutes=5)
    assert actions.mark_read(cast.resident, now=later) == 2
    read = Notice.objects.filter(person=cast.resident).order_by("read_at").values_list("read_at", flat=True)
    assert list(read) == [later - timedelta(minutes=5), later, later]
    assert (unread_count(cast.resident), unread_count(cast.daughter)) == (0, 1)


def test_the_count_stops_at_ninety_nine(cast: Cast) -> None:
    tell([Message(cast.resident, "order", "一条") for _ in range(120)], now=cast.now)
    assert unread_count(cast.resident) == 99


def test_test_messages_are_limited(cast: Cast) -> None:
    for _ in range(actions.TESTS_AN_HOUR):
        assert actions.send_test(cast.resident, now=cast.now) == [Way.SMS]
    with pytest.raises(Refused, match="一小时最多"):
        actions.send_test(cast.resident, now=cast.now)
    assert actions.send_test(cast.resident, now=cast.clock.move(hours=1)) == [Way.SMS]
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.WAITING}
