"""Sending: once by however many workers, again and again while a way is down, never lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection

from sidan.core.clock import LOCAL
from sidan.notices import actions, tasks
from sidan.notices.actions import LEASE, TRIES, Message, tell
from sidan.notices.models import Delivery, DeliveryState, Notice
from sidan.notices.tasks import DOWN_AFTER, Round, send_waiting
from tests.conftest import Cast, Clock, build_cast
from tests.notices.conftest import Postbox


def the_delivery() -> Delivery:
    return Delivery.objects.for_sending().get()


def test_a_text_carries_its_link_and_goes_once(cast: Cast, postbox: Postbox) -> None:
    tell([Message(cast.resident, "order", "志愿者已接单。", "/orders/abc/")], now=cast.now)
    assert send_waiting() == Round(sent=1)
    assert postbox.sent == [("13800000001", "志愿者已接单。 https://street.example/orders/abc/")]
    assert (the_delivery().state, the_delivery().sent_at) == (DeliveryState.SENT, cast.now)
    assert send_waiting() == Round()
    assert len(postbox.sent) == 1


def test_both_ways_are_used(cast: Cast, postbox: Postbox) -> None:
    actions.set_preference(cast.resident, sms=True, push_address="postbox://robot", quiet=None, now=cast.now)
    tell([Message(cast.resident, "order", "好消息")], now=cast.now)
    assert send_waiting() == Round(sent=2)
    assert sorted(postbox.sent) == [("13800000001", "好消息"), ("robot", "好消息")]


def test_tried_again_after_one_two_and_four_minutes(cast: Cast, postbox: Postbox) -> None:
    tell([Message(cast.resident, "order", "好消息")], now=cast.now)
    postbox.down = 3
    for minutes in (1, 2, 4):
        assert send_waiting() == Round(failed=1)
        assert the_delivery().next_at == cast.now + timedelta(minutes=minutes)
        cast.clock.move(minutes=minutes, seconds=-1)
        assert send_waiting() == Round()
        cast.clock.move(seconds=1)
    assert send_waiting() == Round(sent=1)
    assert (len(postbox.sent), postbox.tried, the_delivery().error) == (1, 4, "")


def test_given_up_at_last_and_revived_by_hand(cast: Cast, postbox: Postbox) -> None:
    tell([Message(cast.resident, "order", "好消息", urgent=True)], now=cast.now)
    postbox.down = TRIES
    rounds = [send_waiting()]
    while the_delivery().state == DeliveryState.WAITING:
        cast.clock.now = the_delivery().next_at
        rounds.append(send_waiting())
    assert rounds == [Round(failed=1)] * (TRIES - 1) + [Round(failed=1, given_up=1)]
    assert the_delivery().error == "not delivered"
    assert Notice.objects.count() == 1
    out = StringIO()
    call_command("send_notices", "--again", "3", stdout=out)
    assert out.getvalue().split("\n")[:2] == ["waiting again: 1", str(Round(sent=1))]
    assert len(postbox.sent) == 1


def test_a_way_that_is_down_loses_nothing_and_wastes_no_tries(cast: Cast, postbox: Postbox) -> None:
    people = [cast.person(f"居民{n}", f"1360000{n:04d}") for n in range(30)]
    tell([Message(person, "order", "好消息") for person in people], now=cast.now)
    postbox.down = 10_000
    for _ in range(60):
        send_waiting()
        cast.clock.move(minutes=1)
    assert postbox.sent == []
    assert postbox.tried <= 60 * DOWN_AFTER
    postbox.down = 0
    for _ in range(8):
        cast.clock.move(hours=1)
        send_waiting()
    assert Counter(to for to, _body in postbox.sent) == {person.phone: 1 for person in people}


def test_one_wrong_address_stops_nobody_else(cast: Cast, postbox: Postbox) -> None:
    actions.set_preference(cast.resident, sms=False, push_address="unknown://x", quiet=None, now=cast.now)
    tell([Message(cast.resident, "order", "收不到")], now=cast.now)
    tell([Message(cast.daughter, "order", "收得到")], now=cast.now)
    assert send_waiting() == Round(sent=1, failed=1)
    assert Delivery.objects.get(notice__person=cast.resident).error == "address not understood"
    assert [to for to, _body in postbox.sent] == ["13800000002"]


def test_a_worker_that_stood_still_until_night_waits_for_the_morning(cast: Cast, postbox: Postbox) -> None:
    tell(
        [Message(cast.resident, "order", "好消息"), Message(cast.daughter, "order", "快来", urgent=True)], now=cast.now
    )
    cast.clock.now = datetime(2026, 11, 25, 23, 0, tzinfo=LOCAL)
    assert send_waiting() == Round(sent=1, held_back=1)
    waiting = Delivery.objects.get(state=DeliveryState.WAITING)
    assert (waiting.next_at, waiting.tries) == (datetime(2026, 11, 26, 7, 0, tzinfo=LOCAL), 0)
    cast.clock.now = waiting.next_at
    assert send_waiting() == Round(sent=1)


def test_a_retry_does_not_ring_at_night(cast: Cast, postbox: Postbox) -> None:
    cast.clock.now = datetime(2026, 11, 25, 20, 59, 30, tzinfo=LOCAL)
    tell([Message(cast.resident, "order", "好消息")], now=cast.now)
    postbox.down = 1
    send_waiting()
    assert the_delivery().next_at == datetime(2026, 11, 26, 7, 0, tzinfo=LOCAL)


def test_killed_between_sending_and_marking_it_goes_out_again_after_the_lease(cast: Cast, postbox: Postbox) -> None:
    tell([Message(cast.resident, "order", "好消息")], now=cast.now)
    delivery = the_delivery()
    assert actions.claim_delivery(delivery, now=cast.now)
    tasks._send(delivery)  # … and here the worker dies
    assert send_waiting() == Round()
    cast.clock.move(seconds=LEASE.total_seconds())
    assert send_waiting() == Round(sent=1)
    assert len(postbox.sent) == 2  # at least once


def test_a_slow_worker_does_not_undo_what_another_has_sent(cast: Cast, postbox: Postbox) -> None:
    tell([Message(cast.resident, "order", "好消息")], now=cast.now)
    slow = the_delivery()
    assert actions.claim_delivery(slow, now=cast.now)
    cast.clock.move(seconds=LEASE.total_seconds())
    assert send_waiting() == Round(sent=1)
    actions.mark_failed(slow, "timeout", now=cast.now)
    assert the_delivery().state == DeliveryState.SENT


def test_a_claim_of_an_old_copy_fails(cast: Cast) -> None:
    tell([Message(cast.resident, "order", "好消息")], now=cast.now)
    one, other = the_delivery(), the_delivery()
    assert [actions.claim_delivery(copy, now=cast.now) for copy in (one, other)] == [True, False]


def two_at_once(work: Callable[[], Round]) -> list[Round]:
    barrier = Barrier(2)

    def go(_number: int) -> Round:
        barrier.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(go, range(2)))


@pytest.mark.django_db(transaction=True)
def test_without_a_claim_messages_would_go_twice(the_clock: Clock, postbox: Postbox) -> None:
    """The control: what everybody writes first, read what is due, send, mark."""
    cast = build_cast(the_clock)
    tell([Message(cast.person(f"居民{n}", f"1360000{n:04d}"), "order", "好消息") for n in range(40)], now=cast.now)
    read = Barrier(2)

    def naive() -> Round:
        due = list(Delivery.objects.due(cast.now).for_sending())
        read.wait()
        for delivery in due:
            tasks._send(delivery)
            actions.mark_sent(delivery, now=cast.now)
        return Round(sent=len(due))

    two_at_once(naive)
    assert len(postbox.sent) == 80


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_each_message_once(the_clock: Clock, postbox: Postbox) -> None:
    cast = build_cast(the_clock)
    people = [cast.person(f"居民{n}", f"1360000{n:04d}") for n in range(40)]
    tell([Message(person, "order", "好消息") for person in people], now=cast.now)
    rounds = two_at_once(send_waiting)
    assert Counter(to for to, _body in postbox.sent) == {person.phone: 1 for person in people}
    assert sum(one.sent for one in rounds) == 40
    assert set(Delivery.objects.values_list("state", "tries")) == {(DeliveryState.SENT, 1)}
