"""Sixteen volunteers tap "accept" at the same instant: exactly one wins, on both databases, round after round.

A control first shows that the obvious way, read, check, save, sells a place several times in this very harness.
SIDAN_RACE_ROUNDS makes the races as long as one likes; the figures of the README are from 1,000 rounds.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from time import sleep

import pytest
from django.db import connection, transaction
from django.db.models import F

from sidan.core.errors import Refused
from sidan.orders import actions
from sidan.orders.actions.asking import Asked
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.states import OfferState, State
from sidan.volunteers.models import Volunteer
from tests.conftest import Cast, Clock, build_cast

ROUNDS = int(os.environ.get("SIDAN_RACE_ROUNDS", "60"))
RUNNERS = 16

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Track:
    """Sixteen threads, each with its own connection, started together every round."""

    cast: Cast
    volunteers: list[Volunteer]
    pool: ThreadPoolExecutor
    barrier: Barrier

    def order(self, places: int) -> Order:
        person = self.cast.person("居民")
        order = self.cast.verified(served=person)
        Order.objects.filter(pk=order.pk).update(places=places)
        order = self.cast.fresh(order)
        actions.dispatch(order, [Asked(one) for one in self.volunteers], self.cast.doing())
        return order

    def run(self, attempt: Callable[[Offer], bool], order: Order) -> int:
        """How many of the sixteen believe that they won."""
        offers = list(
            Offer.objects.filter(order=order).select_related("order__item", "order__served", "volunteer__person")
        )

        def go(offer: Offer) -> bool:
            _ = offer.order.address.estate.name  # warm: everybody has the page open
            self.barrier.wait()
            return attempt(offer)

        return sum(self.pool.map(go, offers))


@pytest.fixture
def track(the_clock: Clock) -> Iterator[Track]:
    cast = build_cast(the_clock)
    volunteers = [cast.new_volunteer(f"选手{number}", weekly_load=99) for number in range(RUNNERS)]
    with ThreadPoolExecutor(RUNNERS) as pool:
        barrier = Barrier(RUNNERS, timeout=60)

        def leave(_number: int) -> None:
            barrier.wait()
            connection.close()

        yield Track(cast, volunteers, pool, barrier)
        list(pool.map(leave, range(RUNNERS)))


def accept(cast: Cast) -> Callable[[Offer], bool]:
    def attempt(offer: Offer) -> bool:
        try:
            actions.accept(offer, cast.doing(offer.volunteer.person))
        except Refused:
            return False
        return True

    return attempt


def read_check_save(offer: Offer) -> bool:
    """What everybody writes first. On PostgreSQL a transaction does not help; on SQLite it would serialise."""
    if connection.vendor == "sqlite":
        return _read_check_save(offer)
    with transaction.atomic():
        return _read_check_save(offer)


def _read_check_save(offer: Offer) -> bool:
    order = Order.objects.get(pk=offer.order_id)
    if order.taken >= order.places:
        return False
    sleep(0.005)  # a page thinks between reading and saving; without it the runners of a busy machine hardly meet
    order.taken += 1
    order.save(update_fields=["taken"])
    return True


def test_the_control_oversells(track: Track) -> None:
    rounds = max(ROUNDS // 3, 10)
    broken = sum(track.run(read_check_save, track.order(places=1)) > 1 for _round in range(rounds))
    assert broken > 0.9 * rounds, f"{broken} of {rounds}"


def test_one_place_has_one_winner_in_every_round(track: Track) -> None:
    for _round in range(ROUNDS):
        order = track.order(places=1)
        assert track.run(accept(track.cast), order) == 1
        _agree(order, 1)


def test_three_places_have_three_winners_in_every_round(track: Track) -> None:
    for _round in range(max(ROUNDS // 2, 10)):
        order = track.order(places=3)
        assert track.run(accept(track.cast), order) == 3
        _agree(order, 3)


def _agree(order: Order, winners: int) -> None:
    """Count, rows, offers and events tell the same story."""
    found = Order.objects.get(pk=order.pk)
    places = sorted(Assignment.objects.standing().filter(order=order).values_list("place", flat=True))
    answers = list(Offer.objects.filter(order=order).values_list("state", flat=True))
    assert (found.state, found.taken, places) == (State.ACCEPTED, winners, list(range(1, winners + 1)))
    assert (answers.count(OfferState.ACCEPTED), answers.count(OfferState.FILLED)) == (winners, RUNNERS - winners)
    assert found.events.filter(verb="accept").count() == winners
    # The volunteers are free again for the next round.
    Assignment.objects.filter(order=order).update(released_at=F("taken_at"))


def test_two_taps_of_one_volunteer_on_two_orders_of_one_hour(track: Track) -> None:
    """Each alone would fit; together they do not, so one of the two is refused."""
    cast, one = track.cast, track.volunteers[0]
    cast.haircut.minutes = 170
    cast.haircut.save()
    for _round in range(10):
        offers = []
        for _number in range(2):
            order = cast.offered(one, served=cast.person("居民"))
            offers.append(cast.offer(order, one))
        barrier = Barrier(2)

        def go(offer: Offer, barrier: Barrier = barrier) -> bool:
            barrier.wait()
            return accept(cast)(offer)

        assert sorted(track.pool.map(go, offers)) == [False, True]
        Assignment.objects.filter(volunteer=one).update(released_at=F("taken_at"))
