"""Sixteen people reach for the last seats at the same instant: never one too many, on both databases, in any round.

A control first shows that the obvious way, read, check, save, sells a seat several times in this very harness.
SIDAN_RACE_ROUNDS makes the races as long as one likes; the requirement is 500.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from sidan.activities import actions
from sidan.activities.actions import Guest
from sidan.activities.models import Session, SignUp
from sidan.activities.states import SignUpState
from sidan.core.errors import Refused
from tests.activities.conftest import Hall, build_hall
from tests.conftest import Clock, build_cast

ROUNDS = int(os.environ.get("SIDAN_RACE_ROUNDS", "40"))
RUNNERS, SEATS = 16, 5

pytestmark = pytest.mark.django_db(transaction=True)
Attempt = Callable[[Session, Guest], bool]


@dataclass
class Track:
    """Sixteen threads, each with its own connection, started together every round."""

    hall: Hall
    pool: ThreadPoolExecutor
    barrier: Barrier

    def session(self, **values: object) -> Session:
        session = self.hall.planned(self.hall.at(days=2), **values)[0]
        actions.publish(session, self.hall.doing())
        return self.hall.fresh(session)

    def run(self, attempt: Attempt, session: Session, guests: list[Guest]) -> int:
        """How many of the sixteen believe that they have a seat."""

        def go(guest: Guest) -> bool:
            held = self.hall.fresh(session)  # everybody has the page open
            self.barrier.wait()
            return attempt(held, guest)

        return sum(self.pool.map(go, guests))


@pytest.fixture
def track(the_clock: Clock) -> Iterator[Track]:
    hall = build_hall(build_cast(the_clock))
    with ThreadPoolExecutor(RUNNERS) as pool:
        barrier = Barrier(RUNNERS, timeout=60)

        def leave(_number: int) -> None:
            barrier.wait()
            connection.close()

        yield Track(hall, pool, barrier)
        list(pool.map(leave, range(RUNNERS)))


def guests(hall: Hall) -> list[Guest]:
    return [hall.guest() for _n in range(RUNNERS)]


def sign_up(hall: Hall, seats: int = 1) -> Attempt:
    def attempt(session: Session, guest: Guest) -> bool:
        row, _secret = actions.sign_up(session, guest, hall.doing(), seats=seats)
        return row.state == SignUpState.GOING

    return attempt


def read_check_save(session: Session, guest: Guest) -> bool:
    """What everybody writes first. On PostgreSQL a transaction does not help; on SQLite it would serialise."""
    if connection.vendor == "sqlite":
        return _read_check_save(session)
    with transaction.atomic():
        return _read_check_save(session)


def _read_check_save(session: Session) -> bool:
    fresh = Session.objects.get(pk=session.pk)
    assert fresh.seats is not None
    if fresh.taken >= fresh.seats:
        return False
    sleep(0.005)  # a page thinks between reading and saving; without it the runners of a busy machine hardly meet
    fresh.taken += 1
    try:
        fresh.save(update_fields=["taken"])
    except IntegrityError:  # the constraint counts the column, which the late writer sets back
        return False
    return True


def test_the_control_oversells(track: Track) -> None:
    rounds = max(ROUNDS // 3, 10)
    won = (track.run(read_check_save, track.session(seats=1), guests(track.hall)) for _round in range(rounds))
    broken = sum(n > 1 for n in won)
    assert broken > 0.9 * rounds, f"{broken} of {rounds}"


def test_five_seats_are_given_five_times_and_the_rest_wait(track: Track) -> None:
    for _round in range(ROUNDS):
        session = track.session(seats=SEATS)
        assert track.run(sign_up(track.hall), session, guests(track.hall)) == SEATS
        _agree(session, going=SEATS, waiting=RUNNERS - SEATS)


def test_groups_of_three_never_sit_on_more_seats_than_there_are(track: Track) -> None:
    for _round in range(max(ROUNDS // 4, 5)):
        session = track.session(seats=10, group_most=3)
        assert track.run(sign_up(track.hall, seats=3), session, guests(track.hall)) == 3
        _agree(session, going=9, waiting=(RUNNERS - 3) * 3)


def test_one_person_who_taps_sixteen_times_has_one_seat(track: Track) -> None:
    for _round in range(max(ROUNDS // 4, 5)):
        session, guest = track.session(seats=SEATS), track.hall.guest()
        assert track.run(_or_refused(sign_up(track.hall)), session, [guest] * RUNNERS) == 1
        _agree(session, going=1, waiting=0)


def test_seats_that_come_free_go_to_those_who_wait_and_to_nobody_twice(track: Track) -> None:
    """Half of those inside leave while eight others arrive."""
    hall = track.hall
    for _round in range(max(ROUNDS // 4, 5)):
        session = track.session(seats=8)
        inside = guests(hall)[:8]
        rows = {guest.phone: actions.sign_up(session, guest, hall.doing())[0] for guest in inside}

        def come_or_go(held: Session, guest: Guest, rows: dict[str, SignUp] = rows) -> bool:
            if guest.phone in rows:
                actions.leave(rows[guest.phone], hall.doing())
                return False
            actions.sign_up(held, guest, hall.doing())
            return True

        track.run(come_or_go, session, inside + guests(hall)[:8])
        _agree(session, going=8, waiting=0)


def _or_refused(attempt: Attempt) -> Attempt:
    def tried(session: Session, guest: Guest) -> bool:
        try:
            return attempt(session, guest)
        except Refused:
            return False

    return tried


def _agree(session: Session, *, going: int, waiting: int) -> None:
    """The count on the session and the rows tell the same story."""
    found = Session.objects.get(pk=session.pk)
    seated = SignUp.objects.going().filter(session=session).aggregate(n=Sum("seats"))["n"] or 0
    queued = SignUp.objects.filter(session=session, state=SignUpState.WAITING).aggregate(n=Sum("seats"))["n"] or 0
    assert (found.taken, seated, queued) == (going, going, waiting)
    assert found.seats is not None
    assert found.taken <= found.seats
