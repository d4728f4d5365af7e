"""The clock of activities: each thing once, for those it concerns, however often it ticks."""

from datetime import timedelta

import pytest

from sidan.activities import actions, tasks
from sidan.activities.actions import Guest, Times, Wanted
from sidan.activities.models import Booking, Lecturer, Session, SignUp
from sidan.activities.states import BookingState, SignUpState
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.desk.actions import erase
from sidan.notices.models import Notice
from sidan.people.models import AskedBy
from tests.activities.conftest import Hall


def tick(hall: Hall) -> dict[str, int]:
    done = tasks.tick(hall.cast.now)
    counts = {name: int(n) for name, _is, n in (part.partition("=") for part in done.split()) if n != "0"}
    counts.pop("previewed", 0)  # has tests of its own
    return counts


def kinds(hall: Hall) -> list[tuple[str, str]]:
    rows = Notice.objects.exclude(kind__startswith="preview").select_related("person").order_by("pk")
    return [(row.kind, row.person.name) for row in rows if row.person]


def test_those_with_a_seat_are_reminded_once(hall: Hall) -> None:
    session = hall.published(seats=1)
    for person in (hall.cast.resident, hall.cast.neighbour):
        actions.sign_up(hall.fresh(session), Guest(person), hall.doing())
    hall.cast.clock.move(days=1)  # 23 hours before
    assert tick(hall) == {}
    hall.cast.clock.move(hours=4)
    assert tick(hall) == {"reminded": 1}
    assert kinds(hall) == [("session_soon", "王秀英")]
    assert "11月27日 09:00" in Notice.objects.get(kind="session_soon").words
    assert tick(hall) == {}


def test_a_session_that_was_moved_is_reminded_of_anew(hall: Hall) -> None:
    session = hall.published()
    actions.sign_up(session, Guest(hall.cast.resident), hall.doing())
    hall.cast.clock.move(days=1, hours=4)
    assert tick(hall) == {"reminded": 1}
    actions.change(hall.fresh(session), Times(hall.at(days=4), 90), hall.doing(), seats=3)
    assert tick(hall) == {}
    hall.cast.clock.move(days=3)
    assert tick(hall) == {"reminded": 1}


def test_a_room_nobody_came_to_is_given_back(hall: Hall) -> None:
    times = [(hall.at(), hall.at(hour=11))]
    (booking,) = actions.ask(Wanted(hall.facility, times, "合唱"), hall.doing(hall.cast.resident), is_granted=True)
    hall.cast.clock.move(days=1, hours=23, minutes=29)
    assert tick(hall) == {}
    hall.cast.clock.move(minutes=1)
    assert tick(hall) == {"released": 1}
    assert Booking.objects.get(pk=booking.pk).state == BookingState.RELEASED
    assert tick(hall) == {}


def test_the_leader_is_asked_once_to_close_what_is_over(hall: Hall) -> None:
    hall.published()
    hall.cast.clock.move(days=2, minutes=59)
    assert tick(hall) == {}
    hall.cast.clock.move(minutes=1)
    assert tick(hall) == {"nudged": 1}
    assert kinds(hall) == [("session_unfinished", "陈静")]
    hall.cast.clock.move(days=3)
    assert tick(hall) == {}


def test_where_nobody_leads_the_desk_is_asked(hall: Hall) -> None:
    session = hall.published()
    Session.objects.filter(pk=session.pk).update(leader=None)
    hall.cast.clock.move(days=2, hours=2)
    assert tick(hall) == {"nudged": 1}
    assert ("session_unfinished", "陈静") in kinds(hall)


def test_names_and_numbers_of_guests_are_forgotten_and_their_coming_is_not(hall: Hall) -> None:
    session = hall.published()
    actions.sign_up(session, Guest(name="白鹭", phone="16655550001"), hall.doing())
    actions.sign_up(session, Guest(hall.cast.resident), hall.doing())
    hall.cast.clock.move(days=31)
    assert "forgotten" not in tick(hall)
    hall.cast.clock.move(days=1, hours=2)
    assert tick(hall) == {"forgotten": 1}
    row = SignUp.objects.get(person=None)
    assert (row.name, row.phone, row.phone_index, row.token_hash) == ("", "", "", "")
    assert row.masked_name == "一位居民"
    assert SignUp.objects.count() == 2
    assert tick(hall) == {}


def test_whoever_leaves_the_product_frees_seat_and_room_and_is_no_lecturer_any_more(hall: Hall) -> None:
    person = hall.cast.neighbour
    session = hall.published(seats=1)
    actions.sign_up(session, Guest(person), hall.doing())
    waits, _secret = actions.sign_up(hall.fresh(session), Guest(hall.cast.resident), hall.doing())
    times = [(hall.at(), hall.at(hour=11))]
    (booking,) = actions.ask(Wanted(hall.facility, times, "张家聚会"), hall.doing(person), is_granted=True)
    Lecturer.objects.filter(pk=hall.lecturer.pk).update(person=person)
    record = erase(person, asked_by=AskedBy.SELF, now=hall.cast.now)
    assert (record.counts["sign_ups"], record.counts["bookings"], record.counts["lecturer"]) == (1, 1, 1)
    waits.refresh_from_db()
    assert waits.state == SignUpState.GOING
    booking.refresh_from_db()
    assert (booking.state, booking.purpose) == (BookingState.WITHDRAWN, "已注销")
    gone = Lecturer.objects.get()
    assert (gone.name, gone.phone, gone.ended_at) == ("已注销", "", hall.cast.now)


def test_own_data_lists_what_one_signed_up_for_and_booked(hall: Hall) -> None:
    actions.sign_up(hall.published(), Guest(hall.cast.resident), hall.doing())
    times = [(hall.at(hour=14), hall.at(hour=16))]
    actions.ask(Wanted(hall.facility, times, "合唱排练"), hall.doing(hall.cast.resident))
    told = hall.cast.client(hall.cast.resident).get("/me/export/").json()
    (signed_up,), (booked,) = told["活动报名"], told["预约场地"]
    assert (signed_up["活动"], signed_up["时间"], signed_up["状态"]) == ("书画班", "2026-11-27 09:00", "已报名")
    assert (booked["场地"], booked["用途"], booked["状态"]) == ("一楼讲堂", "合唱排练", "待批准")


def test_a_lecturer_with_talks_ahead_is_replaced_before_leaving(hall: Hall) -> None:
    session = hall.published(lecturer=hall.lecturer)
    with pytest.raises(Refused, match="马兰在 11月27日 09:00–10:30 还要讲“书画班”"):
        actions.end_lecturer(hall.lecturer, now=hall.cast.now)
    actions.name_lecturer(session, None, hall.doing())
    actions.end_lecturer(hall.lecturer, now=hall.cast.now)
    assert Lecturer.objects.get().ended_at == hall.cast.now


def test_a_reminder_is_not_sent_for_a_time_that_somebody_has_just_changed(hall: Hall) -> None:
    """The worker holds the session as it read it; the desk was quicker."""
    session = hall.published()
    actions.sign_up(session, Guest(hall.cast.resident), hall.doing(channel=Channel.PHONE))
    read_before = hall.fresh(session)
    actions.change(hall.fresh(session), Times(session.starts_at + timedelta(days=1), 90), hall.doing(), seats=3)
    Notice.objects.all().delete()
    assert not actions.remind(read_before, now=hall.cast.now)
    assert not Notice.objects.exists()
