"""The time limits of the domain, by ticking; a second tick at the same moment does nothing."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from sidan.notices.models import Notice
from sidan.orders import actions
from sidan.orders.actions import Opinion
from sidan.orders.models import Callback, Offer, OrderEvent
from sidan.orders.rules import rules
from sidan.orders.states import OfferState, State
from sidan.orders.tasks import tick
from tests.conftest import Cast

NOTHING = "expired=0 asked_again=0 widened=0 climbed=0 closed=0 followed=0"


def test_nothing_happens_to_orders_in_time(cast: Cast) -> None:
    cast.order()
    cast.offered(served=cast.neighbour)
    cast.done(cast.company)
    cast.clock.move(hours=3)
    assert tick() == NOTHING


def test_an_offer_runs_out_after_four_hours_and_others_are_asked(cast: Cast) -> None:
    order = cast.offered()
    cast.clock.move(hours=4)
    assert tick() == "expired=1 asked_again=1 widened=0 climbed=0 closed=0 followed=0"
    assert tick() == NOTHING
    asked = Offer.objects.filter(order=order, state=OfferState.ASKED)
    assert set(asked.values_list("volunteer", flat=True)) == {cast.helper.pk, cast.leader.pk}
    assert cast.offer(order).state == OfferState.EXPIRED


def test_a_decline_asks_the_next_at_the_next_tick(cast: Cast) -> None:
    order = cast.offered()
    actions.decline(cast.offer(order), cast.doing(cast.volunteer.person))
    assert tick() == "expired=0 asked_again=1 widened=0 climbed=0 closed=0 followed=0"
    assert OrderEvent.objects.filter(order=order).values_list("verb", "channel").last() == ("dispatch", "clock")


def test_a_day_without_a_yes_widens_and_two_climb(cast: Cast) -> None:
    order = cast.offered()
    cast.clock.move(hours=24)
    tick()
    order = cast.fresh(order)
    assert (order.widened_at, order.pool_opened_at) == (cast.now, cast.now)
    assert order.climbed_at is None
    cast.clock.move(hours=24)
    tick()
    assert cast.fresh(order).climbed_at == cast.now
    assert list(Notice.objects.filter(person=cast.street_worker).values_list("kind", flat=True)) == ["climbed"]
    assert tick() == NOTHING


def test_an_unverified_order_climbs_after_a_working_day(cast: Cast) -> None:
    """Placed on Friday morning it is late on Monday morning, not on Saturday."""
    cast.clock.move(days=2)
    order = cast.order(days=5)
    cast.clock.move(days=1)
    assert tick() == NOTHING
    cast.clock.move(days=2, minutes=1)
    assert tick() == "expired=0 asked_again=0 widened=0 climbed=1 closed=0 followed=0"
    assert cast.fresh(order).climbed_at == cast.now


def test_silence_after_the_service_closes_in_a_week(cast: Cast) -> None:
    order = cast.done()
    cast.clock.move(days=7)
    assert tick() == "expired=0 asked_again=0 widened=0 climbed=0 closed=1 followed=0"
    assert cast.fresh(order).state == State.CLOSED


def test_a_callback_not_made_in_a_working_day_climbs(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, Opinion(1, by=cast.resident), cast.doing(cast.resident))
    cast.clock.move(days=1, minutes=1)
    assert tick() == "expired=0 asked_again=0 widened=0 climbed=1 closed=0 followed=0"
    assert Callback.objects.get().climbed_at == cast.now
    assert tick() == NOTHING


def test_limits_are_settings(cast: Cast, settings: pytest.FixtureRequest) -> None:
    settings.SIDAN_RULES = {"offer_hours": 1}  # type: ignore[attr-defined]
    rules.cache_clear()
    order = cast.offered()
    assert (cast.offer(order).expires_at - cast.now).total_seconds() == 3600
    settings.SIDAN_RULES = {"ofer_hours": 1}  # type: ignore[attr-defined]
    rules.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="unknown ofer_hours"):
        rules()


def test_one_tick_by_hand(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    cast.offered()
    call_command("clock", "--at", "2026-11-25T15:00")
    orders, activities = capsys.readouterr().out.splitlines()
    assert orders == "expired=1 asked_again=1 widened=0 climbed=0 closed=0 followed=0"
    assert activities.startswith("reminded=0 released=0 ")
