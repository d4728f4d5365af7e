"""Whom the clock asks next: the urgent reach further at once, and whoever was troubled a lot comes later."""

from datetime import timedelta
from typing import Any

import pytest

from sidan.core.errors import Refused
from sidan.orders import actions, matching
from sidan.orders.actions.asking import Asked
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.rules import rules
from sidan.orders.states import OfferState
from sidan.orders.tasks import tick
from sidan.volunteers.models import Volunteer
from tests.conftest import Cast


def did() -> dict[str, int]:
    """What one tick did, without what it did not do."""
    counted = dict(part.split("=") for part in tick().split())
    return {name: int(n) for name, n in counted.items() if n != "0"}


def urgent(cast: Cast, *asked: Volunteer) -> Order:
    order = cast.verified(days=1)
    Order.objects.filter(pk=order.pk).update(is_urgent=True)
    actions.dispatch(cast.fresh(order), [Asked(one) for one in asked], cast.doing())
    return cast.fresh(order)


def far_away(cast: Cast) -> Volunteer:
    """Beyond her own reach of 400 m, within it once it is half as much again."""
    one = cast.new_volunteer("远邻", reach_m=400)
    metres = 111_320
    Volunteer.objects.filter(pk=one.pk).update(lat=cast.estate.lat + 500 / metres)
    return one


def asked_of(order: Order) -> set[int]:
    return set(Offer.objects.filter(order=order).values_list("volunteer", flat=True))


# Urgent -----------------------------------------------------------------------------------------------------------


def test_an_urgent_order_reaches_further_as_soon_as_everybody_near_was_asked(cast: Cast) -> None:
    further = far_away(cast)
    order = urgent(cast, cast.volunteer, cast.helper)
    assert did() == {}  # the leader lives near and was not asked yet
    actions.dispatch(order, [Asked(cast.leader)], cast.doing())
    cast.clock.move(minutes=1)
    assert did() == {"widened": 1}
    order = cast.fresh(order)
    assert (order.widened_at, order.pool_opened_at) == (cast.now, cast.now)
    assert further.pk not in asked_of(order)  # three are being asked for one place: no more at once
    assert did() == {}


def test_whoever_lives_further_is_asked_in_the_same_tick(cast: Cast) -> None:
    further = far_away(cast)
    order = urgent(cast, cast.volunteer, cast.helper, cast.leader)
    actions.decline(cast.offer(order), cast.doing(cast.volunteer.person))
    assert did() == {"widened": 1}
    assert further.pk in asked_of(order)
    assert Offer.objects.get(order=order, volunteer=further).expires_at == cast.now + timedelta(hours=2)


def test_an_ordinary_order_waits_its_day(cast: Cast) -> None:
    order = cast.offered(cast.volunteer, cast.helper, cast.leader)
    assert did() == {}
    assert cast.fresh(order).widened_at is None


def test_a_street_may_let_the_urgent_wait_too(cast: Cast, settings: Any) -> None:
    settings.SIDAN_RULES = {"widen_urgent_at_once": 0}
    rules.cache_clear()
    order = urgent(cast, cast.volunteer, cast.helper, cast.leader)
    assert did() == {}
    cast.clock.move(hours=2)
    tick()
    assert cast.fresh(order).widened_at == cast.now


# Whose turn it is -------------------------------------------------------------------------------------------------


@pytest.fixture
def order(cast: Cast) -> Order:
    return cast.verified(days=5)


def first_asked(order: Order, cast: Cast) -> Volunteer:
    """Who comes first, as the wave has it."""
    return matching.next_asked(order, now=cast.now)[0].volunteer


def told(cast: Cast, volunteer: Volunteer, *, days: int, state: OfferState = OfferState.FILLED) -> None:
    """A question some days ago that was neither yes nor no."""
    order = cast.order(served=cast.outsider, days=9)
    at = cast.now - timedelta(days=days)
    Offer.objects.create(
        order=order, volunteer=volunteer, state=state, asked_at=at, expires_at=at + timedelta(hours=4), round=1
    )


@pytest.mark.parametrize("days", [2, 20], ids=["this week", "this month"])
def test_who_was_asked_lately_comes_after_who_was_not(cast: Cast, order: Order, days: int) -> None:
    first = first_asked(order, cast)
    told(cast, first, days=days)
    assert first_asked(order, cast) != first


def test_a_question_of_last_quarter_is_forgotten(cast: Cast, order: Order) -> None:
    first = first_asked(order, cast)
    told(cast, first, days=31)
    assert first_asked(order, cast) == first


def test_a_question_that_still_waits_counts(cast: Cast, order: Order) -> None:
    first = first_asked(order, cast)
    told(cast, first, days=0, state=OfferState.ASKED)
    assert first_asked(order, cast) != first


def test_who_took_on_more_this_month_comes_later(cast: Cast, order: Order) -> None:
    """Even where the street gives fairness no weight in the ranking."""
    actions.save_policy(cast.street, {"fairness_minutes": 0}, by=cast.street_worker, now=cast.now)
    first = first_asked(order, cast)
    other = cast.verified(served=cast.neighbour, days=9)
    Assignment.objects.create(order=other, volunteer=first, place=1, taken_at=cast.now - timedelta(days=1))
    assert len({one.candidate.cost for one in matching.match(order, now=cast.now).named}) == 1
    assert first_asked(order, cast) != first


# A time that has gone ---------------------------------------------------------------------------------------------


def over(cast: Cast) -> Order:
    order = cast.verified(days=1)
    cast.clock.move(days=2)
    return cast.fresh(order)


def test_nobody_is_asked_for_a_time_that_has_gone(cast: Cast) -> None:
    order = over(cast)
    with pytest.raises(Refused, match="请先和居民说好、点“改时间”"):
        actions.dispatch(order, [Asked(cast.volunteer)], cast.doing())
    with pytest.raises(Refused, match="改时间"):
        actions.open_pool(order, cast.doing())
    assert not Offer.objects.exists()
    assert cast.fresh(order).pool_opened_at is None


def test_the_desk_says_so_on_the_page_of_the_order(cast: Cast) -> None:
    order = over(cast)
    answer = cast.client(cast.keeper).post(f"/desk/orders/{order.public_id}/pool/", follow=True)
    assert "约定的时间已经过去了。请先和居民说好" in answer.content.decode()


def test_those_who_are_being_asked_count_towards_the_wave(cast: Cast) -> None:
    """One in two or so comes: an ordinary order is likely enough filled by two, so the second wave is smaller."""
    order = cast.verified(days=5)
    alone = len(matching.next_asked(order, now=cast.now))
    actions.dispatch(order, [Asked(cast.volunteer)], cast.doing())
    assert len(matching.next_asked(cast.fresh(order), now=cast.now)) == alone - 1
