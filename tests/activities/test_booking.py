"""Rooms: a question holds nothing, what is granted keeps others out, what nobody used is given back."""

from datetime import timedelta

import pytest

from sidan.activities import actions
from sidan.activities.actions import Wanted
from sidan.activities.models import Booking, Slot
from sidan.activities.states import BookingState
from sidan.core.errors import Refused
from sidan.notices.models import Notice
from tests.activities.conftest import Hall


def wanted(hall: Hall, *, days: int = 2, hour: int = 9, hours: int = 2, weeks: int = 1) -> Wanted:
    start = hall.at(days=days, hour=hour)
    times = [(start + timedelta(weeks=n), start + timedelta(weeks=n, hours=hours)) for n in range(weeks)]
    return Wanted(hall.facility, times, "合唱排练", 20)


def asked(hall: Hall, **when: int) -> Booking:
    return actions.ask(wanted(hall, **when), hall.doing(hall.cast.resident))[0]


def test_two_may_ask_for_one_time_and_one_gets_it(hall: Hall) -> None:
    first, second = asked(hall), asked(hall, hour=10)
    assert not Slot.objects.exists()
    actions.approve(first, hall.doing())
    with pytest.raises(Refused, match=r"11月27日 09:00–11:00 已经安排了“合唱排练”.最近的空档是 11月27日 11:00–13:00"):
        actions.approve(second, hall.doing())
    second.refresh_from_db()
    assert second.state == BookingState.ASKED
    actions.refuse(second, hall.doing(reason="撞了"))
    assert Notice.objects.filter(person=hall.cast.resident).count() == 2


def test_neighbouring_times_touch_and_do_not_overlap(hall: Hall) -> None:
    for hour in (9, 11):
        actions.approve(asked(hall, hour=hour), hall.doing())
    assert Slot.objects.count() == 16


def test_a_recurring_booking_is_granted_whole_or_not_at_all(hall: Hall) -> None:
    actions.ask(wanted(hall, days=9), hall.doing(), is_granted=True)
    with pytest.raises(Refused, match="已经安排了"):
        actions.ask(wanted(hall, weeks=3), hall.doing(), is_granted=True)
    assert Booking.objects.count() == 1
    rows = actions.ask(wanted(hall, hour=14, weeks=3), hall.doing(), is_granted=True)
    assert len({row.series for row in rows}) == 1


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"days": -1}, "已经过去"),
        ({"hour": 20}, "不开放"),
        ({"hours": -1}, "结束时间"),
        ({"days": 400}, "最多提前一年"),
    ],
)
def test_impossible_times_are_refused_in_plain_words(hall: Hall, when: dict[str, int], words: str) -> None:
    with pytest.raises(Refused, match=words):
        asked(hall, **when)


def test_what_nobody_came_to_is_given_back_and_what_was_used_is_not(hall: Hall) -> None:
    unused, used = asked(hall), asked(hall, hour=14)
    for booking in (unused, used):
        actions.approve(booking, hall.doing())
    hall.cast.clock.move(days=1, hours=23, minutes=31)
    assert list(actions.unused(hall.cast.now)) == [unused]
    assert actions.release(unused, now=hall.cast.now)
    assert not actions.release(unused, now=hall.cast.now)
    assert Slot.objects.count() == 8
    hall.cast.clock.move(hours=5)
    actions.mark_used(used, hall.doing())
    assert not actions.unused(hall.cast.now)


def test_withdrawing_frees_the_room_and_tells_whoever_did_not_do_it(hall: Hall) -> None:
    booking = asked(hall)
    actions.approve(booking, hall.doing())
    Notice.objects.all().delete()
    actions.withdraw(booking, hall.doing(hall.cast.resident))
    assert not Notice.objects.exists()
    assert not Slot.objects.exists()
    with pytest.raises(Refused, match="刚才有变化"):
        actions.withdraw(booking, hall.doing(reason="x"))
    session = hall.planned(facility=hall.facility)[0]
    with pytest.raises(Refused, match="活动用的场地"):
        actions.withdraw(session.booking, hall.doing(reason="x"))
