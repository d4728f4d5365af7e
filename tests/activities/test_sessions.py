"""Planning, changing, cancelling, finishing: rooms and lecturers follow, and only those concerned are told."""

from datetime import timedelta
from typing import Any

import pytest

from sidan.activities import actions
from sidan.activities.actions import Times
from sidan.activities.models import Activity, Booking, Session, SessionEvent, SignUp, Slot
from sidan.activities.recurrence import Repeat, occurrences
from sidan.activities.states import BookingState, SignUpState, State
from sidan.core.errors import Refused
from sidan.notices.models import Notice
from tests.activities.conftest import Hall


def weekly(hall: Hall, weeks: int) -> str:
    return Repeat("weekly", (hall.at() + timedelta(weeks=weeks - 1)).date()).as_rule(hall.at())


def test_a_single_session_takes_its_values_its_room_and_its_lecturer(hall: Hall) -> None:
    (session,) = hall.planned(facility=hall.facility, lecturer=hall.lecturer)
    assert (session.state, session.title, session.seats) == (State.PLANNED, "书画班", 3)
    assert session.ends_at - session.starts_at == timedelta(minutes=90)
    assert Slot.objects.filter(facility=hall.facility).count() == 6
    assert Slot.objects.filter(lecturer=hall.lecturer).count() == 6
    assert [event.verb for event in SessionEvent.objects.all()] == ["plan"]


def test_a_weekly_class_is_planned_whole_or_not_at_all(hall: Hall) -> None:
    hall.planned(hall.at(days=16), title="别的班", facility=hall.facility)
    with pytest.raises(Refused, match=r"已经安排了“别的班”.*最近的空档是"):
        hall.planned(rule=weekly(hall, 4), facility=hall.facility)
    assert Activity.objects.count() == 1
    sessions = hall.planned(rule=weekly(hall, 2), facility=hall.facility)
    assert [session.starts_at for session in sessions] == [hall.at(), hall.at(days=9)]


def test_a_rule_without_an_end_or_with_too_many_is_refused_in_plain_words(hall: Hall) -> None:
    for rule, words in (
        ("FREQ=DAILY", "到哪一天为止"),
        ("FREQ=DAILY;COUNT=300", "超过 200 场"),
        ("nonsense;COUNT=2", "看不懂"),
    ):
        with pytest.raises(Refused, match=words):
            occurrences(rule, hall.at())
    with pytest.raises(Refused, match="一年以后"):
        occurrences("FREQ=MONTHLY;COUNT=20", hall.at())


def test_the_same_weekday_of_each_month(hall: Hall) -> None:
    first = hall.at()  # Friday 27 November, the fourth
    rule = Repeat("monthly", (first + timedelta(days=100)).date()).as_rule(first)
    days = [at.date().isoformat() for at in occurrences(rule, first)]
    assert days == ["2026-11-27", "2026-12-25", "2027-01-22", "2027-02-26"]


@pytest.mark.parametrize(
    ("values", "words"),
    [({"seats": 60}, "最多坐 40 人"), ({"minutes": 14 * 60}, "不开放")],
)
def test_what_does_not_fit_the_room_is_refused(hall: Hall, values: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        hall.planned(facility=hall.facility, **values)


def test_a_time_in_the_past_or_too_far_is_refused(hall: Hall) -> None:
    for days, words in ((-1, "已经过去"), (400, "最多排到一年以后")):
        with pytest.raises(Refused, match=words):
            hall.planned(hall.at(days=days))


def test_a_lecturer_speaks_at_one_place_at_a_time(hall: Hall) -> None:
    hall.planned(lecturer=hall.lecturer, title="防诈骗")
    with pytest.raises(Refused, match="马兰在 11月27日 09:00–10:30 要讲“防诈骗”"):
        hall.planned(hall.at(hour=10), lecturer=hall.lecturer)
    hall.planned(hall.at(hour=11), lecturer=hall.lecturer)


def test_a_change_tells_those_who_signed_up_and_nobody_else(hall: Hall) -> None:
    session = hall.published(facility=hall.facility)
    actions.sign_up(session, actions.Guest(hall.cast.resident), hall.doing(hall.cast.resident))
    gone, _secret = actions.sign_up(session, actions.Guest(hall.cast.neighbour), hall.doing(hall.cast.neighbour))
    actions.leave(gone, hall.doing(hall.cast.neighbour))
    Notice.objects.all().delete()
    times = Times(hall.at(hour=14), 60, hall.facility)
    actions.change(hall.fresh(session), times, hall.doing(reason="老师上午有事"), seats=3)
    assert [notice.person for notice in Notice.objects.all()] == [hall.cast.resident]
    assert "老师上午有事" in str(Notice.objects.get().facts)
    moved = hall.fresh(session)
    assert (moved.change_words, moved.is_detached) == ("时间改了", True)
    assert {slot.at for slot in Slot.objects.all()} == {hall.at(hour=14) + timedelta(minutes=15 * n) for n in range(4)}


def test_more_seats_ring_nobody_and_let_those_move_up_who_wait(hall: Hall) -> None:
    session = hall.published(seats=1)
    actions.sign_up(session, actions.Guest(hall.cast.resident), hall.doing())
    waiting, _secret = actions.sign_up(session, actions.Guest(hall.cast.neighbour), hall.doing())
    assert waiting.state == SignUpState.WAITING
    actions.change(hall.fresh(session), Times(session.starts_at, 90), hall.doing(), seats=2)
    assert [(n.person, n.kind) for n in Notice.objects.all()] == [(hall.cast.neighbour, "moved_up")]
    with pytest.raises(Refused, match="已经有 2 人报上名"):
        actions.change(hall.fresh(session), Times(session.starts_at, 90), hall.doing(), seats=1)


def test_cancelling_needs_a_reason_and_frees_the_room(hall: Hall) -> None:
    session = hall.published(facility=hall.facility, lecturer=hall.lecturer)
    actions.sign_up(session, actions.Guest(hall.cast.resident), hall.doing())
    with pytest.raises(Refused, match="请写明取消的原因"):
        actions.cancel(session, hall.doing())
    actions.cancel(session, hall.doing(reason="下大雪"))
    assert not Slot.objects.exists()
    assert Booking.objects.get().state == BookingState.WITHDRAWN
    assert "下大雪" in str(Notice.objects.get(kind="session_cancelled").facts)
    hall.planned(facility=hall.facility, lecturer=hall.lecturer)
    with pytest.raises(Refused, match="已取消"):
        actions.change(session, Times(session.starts_at, 90), hall.doing(), seats=3)


def test_a_session_is_finished_with_its_numbers_after_it_has_begun(hall: Hall) -> None:
    session = hall.published()
    with pytest.raises(Refused, match="还没开始"):
        actions.finish(session, hall.doing(), head_count=12)
    hall.cast.clock.move(days=2, hours=2)
    actions.finish(session, hall.doing(), head_count=12, report="来了不少人")
    done = hall.fresh(session)
    assert (done.state, done.head_count, done.report) == (State.DONE, 12, "来了不少人")


def test_a_series_follows_but_what_was_edited_by_itself_stays(hall: Hall) -> None:
    sessions = hall.planned(rule=weekly(hall, 3), facility=hall.facility)
    actions.change(hall.fresh(sessions[1]), Times(hall.at(days=9, hour=15), 90, hall.facility), hall.doing(), seats=3)
    followed = actions.change_series(
        sessions[0].activity, {"title": "国画班", "minutes": 60}, hall.doing(reason="改名")
    )
    assert (followed.changed, followed.kept) == (2, 1)
    titles = list(Session.objects.order_by("slot_at").values_list("title", flat=True))
    assert titles == ["国画班", "书画班", "国画班"]
    assert not Session.objects.get(slot_at=hall.at()).is_detached


def test_another_rhythm_loses_nobody(hall: Hall) -> None:
    sessions = hall.planned(rule=weekly(hall, 3))
    for session in sessions:
        actions.publish(session, hall.doing())
    actions.sign_up(hall.fresh(sessions[2]), actions.Guest(hall.cast.resident), hall.doing())
    first = hall.at(days=3)
    rule = Repeat("weekly", (first + timedelta(weeks=1)).date()).as_rule(first)
    followed = actions.change_rule(sessions[0].activity, rule, first, hall.doing(reason="改到周六"))
    assert (followed.changed, followed.added, followed.cancelled, followed.kept) == (2, 0, 0, 1)
    assert SignUp.objects.going().get().session.state == State.PUBLISHED
    times = [session.starts_at for session in Session.objects.ahead().order_by("starts_at")]
    assert times == [first, first + timedelta(weeks=1), hall.at(days=16)]
