"""Signing up, waiting, moving up, coming: seats are never oversold and the waiting list refills by itself."""

import pytest

from sidan.activities import actions
from sidan.activities.actions import Guest
from sidan.activities.models import Session, SignUp
from sidan.activities.states import Proof, SignUpState
from sidan.core.errors import Refused
from sidan.notices.models import Notice
from tests.activities.conftest import Hall


def up(hall: Hall, session: Session, seats: int = 1, guest: Guest | None = None) -> SignUp:
    row, _secret = actions.sign_up(session, guest or hall.guest(), hall.doing(), seats=seats)
    return row


def states(session: Session) -> list[str]:
    return list(SignUp.objects.filter(session=session).order_by("pk").values_list("state", flat=True))


def taken(session: Session) -> int:
    return Session.objects.get(pk=session.pk).taken


def test_seats_then_a_waiting_list_that_refills_by_itself(hall: Hall) -> None:
    session = hall.published(seats=2)
    first = up(hall, session, guest=Guest(hall.cast.resident))
    up(hall, session)
    up(hall, session, guest=Guest(hall.cast.neighbour))
    up(hall, session)
    assert states(session) == ["going", "going", "waiting", "waiting"]
    moved = actions.leave(first, hall.doing(hall.cast.resident))
    assert [one.person for one in moved] == [hall.cast.neighbour]
    assert states(session) == ["left", "going", "going", "waiting"]
    assert taken(session) == 2
    assert [(n.person, n.kind) for n in Notice.objects.all()] == [(hall.cast.neighbour, "moved_up")]


def test_whoever_waits_has_precedence_over_a_newcomer(hall: Hall) -> None:
    session = hall.published(seats=3, group_most=3)
    up(hall, session, seats=2)
    up(hall, session, seats=2)  # waits for two, one is free
    assert up(hall, session).state == SignUpState.WAITING
    assert taken(session) == 2


def test_a_group_that_does_not_fit_lets_others_by(hall: Hall) -> None:
    session = hall.published(seats=3, group_most=3)
    two = up(hall, session, seats=2)
    one = up(hall, session)
    up(hall, session, seats=3)
    up(hall, session)
    actions.leave(one, hall.doing())
    assert states(session) == ["going", "left", "waiting", "going"]
    actions.leave(two, hall.doing())
    assert states(session) == ["left", "left", "waiting", "going"]
    assert taken(session) == 1


def test_once_each_and_again_after_leaving(hall: Hall) -> None:
    session = hall.published()
    guest = hall.guest()
    row = up(hall, session, guest=guest)
    with pytest.raises(Refused, match="已经报过名了"):
        up(hall, session, guest=guest)
    actions.leave(row, hall.doing())
    with pytest.raises(Refused, match="已经退出了"):
        actions.leave(row, hall.doing())
    assert up(hall, session, guest=guest).state == SignUpState.GOING
    assert taken(session) == 1


def test_a_group_has_a_size_and_an_open_session_needs_no_sign_up(hall: Hall) -> None:
    with pytest.raises(Refused, match="一次最多报 1 位"):
        up(hall, hall.published(), seats=2)
    with pytest.raises(Refused, match="直接来就行"):
        up(hall, hall.published(seats=None))
    with pytest.raises(Refused, match="还没有开放报名"):
        up(hall, hall.planned()[0])


def test_names_and_numbers_of_guests_are_encrypted_and_the_link_is_kept_as_a_hash(hall: Hall) -> None:
    session = hall.published()
    row, secret = actions.sign_up(session, Guest(name="白鹭", phone="16655550001"), hall.doing())
    assert secret
    assert row.token_hash == actions.hash_token(secret) != secret
    assert SignUp.objects.get(phone_index="16655550001").masked_name == "白*"


def test_coming_counts_only_around_the_time(hall: Hall) -> None:
    session = hall.published()
    row = up(hall, session)
    for proof in (Proof.DOOR, Proof.LEADER):
        with pytest.raises(Refused):
            actions.check_in(row, proof, hall.doing())
    hall.cast.clock.move(days=1, hours=22, minutes=45)
    actions.check_in(row, Proof.DOOR, hall.doing())
    row.refresh_from_db()
    with pytest.raises(Refused, match="已经签过到"):
        actions.check_in(row, Proof.DOOR, hall.doing())
    with pytest.raises(Refused, match="已经退出"):
        actions.leave(row, hall.doing())
    actions.undo_check_in(row, hall.doing())
    hall.cast.clock.move(hours=6)
    row.refresh_from_db()
    with pytest.raises(Refused, match="前后半小时"):
        actions.check_in(row, Proof.DOOR, hall.doing())
    actions.check_in(row, Proof.PAPER, hall.doing())
    assert SignUp.objects.came().count() == 1


def test_at_the_door_a_free_seat_is_theirs_and_a_full_hall_is_full(hall: Hall) -> None:
    session = hall.published(seats=2)
    up(hall, session)
    late = up(hall, session)
    waits = up(hall, session)
    hall.cast.clock.move(days=1, hours=23)
    with pytest.raises(Refused, match="坐满"):
        actions.walk_in(session, hall.guest(), Proof.DOOR, hall.doing())
    with pytest.raises(Refused, match="坐满"):
        actions.check_in(waits, Proof.LEADER, hall.doing())
    actions.leave(late, hall.doing())
    waits.refresh_from_db()
    assert waits.state == SignUpState.GOING
    actions.check_in(waits, Proof.LEADER, hall.doing())
    assert taken(session) == 2
