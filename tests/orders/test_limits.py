"""Times that have gone by, and orders that cannot wait: what is refused, what the clock does, what the desk sees."""

from datetime import datetime, timedelta

import pytest

from sidan.core.errors import Refused
from sidan.notices.models import Notice
from sidan.orders import actions, matching, worklist
from sidan.orders.actions.asking import Asked
from sidan.orders.dayparts import Window
from sidan.orders.models import Offer, Order
from sidan.orders.rules import rules
from sidan.orders.states import State
from sidan.orders.tasks import tick
from tests.conftest import Cast
from tests.orders.reading import told

OVER = "时间已过，请改时间或记为未能满足"
NOTHING = "expired=0 asked_again=0 widened=0 climbed=0 closed=0 followed=0"


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: error.code == code)


def over(cast: Cast, order: Order) -> Order:
    """Its window ended an hour ago."""
    began = cast.now - timedelta(hours=4)
    Order.objects.filter(pk=order.pk).update(wanted_from=began, wanted_until=began + timedelta(hours=3))
    return cast.fresh(order)


# Gone by --------------------------------------------------------------------------------------------------------------


def test_nobody_says_yes_to_a_time_that_has_gone(cast: Cast) -> None:
    order = over(cast, cast.offered())
    with pytest.raises(Refused, match="约定的时间已经过去了"):
        actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    assert (cast.fresh(order).taken, cast.offer(order).state) == (0, "asked")
    pool = cast.verified(cast.company)
    actions.open_pool(pool, cast.doing())
    pool = over(cast, pool)
    with refused("over"):
        actions.claim(pool, cast.volunteer, cast.doing(cast.volunteer.person))
    with refused("over"):
        matching.must_fit(pool, cast.volunteer, now=cast.now)
    answer = cast.client(cast.volunteer.person).post(f"/volunteer/pool/{pool.public_id}/claim/", follow=True)
    assert "约定的时间已经过去了" in told(answer)


@pytest.mark.parametrize("state", [State.VERIFIED, State.OFFERED])
def test_it_climbs_at_once_and_the_desk_is_told_what_to_do(cast: Cast, state: str) -> None:
    order = cast.verified()
    if state == State.OFFERED:
        actions.open_pool(order, cast.doing())
    client = cast.client(cast.keeper)
    assert OVER not in told(client.get("/desk/"))
    order = over(cast, order)
    assert tick() == "expired=0 asked_again=0 widened=0 climbed=1 closed=0 followed=0"
    assert tick() == NOTHING
    assert cast.fresh(order).climbed_at == cast.now
    assert "约的时间已经过去" in Notice.objects.get(person=cast.street_worker).words
    page = client.get("/desk/")
    assert [row.order.pk for row in page.context["rows"]] == [order.pk]
    assert OVER in told(page)
    here = f"/desk/orders/{order.public_id}/"
    assert "改时间" in told(client.get(here))


def test_after_another_time_is_agreed_it_waits_like_any_other(cast: Cast) -> None:
    order = over(cast, cast.verified())
    tick()
    start = cast.now + timedelta(days=3)
    wanted = Window(start, start + timedelta(hours=3))
    actions.reschedule(cast.fresh(order), wanted, cast.doing(reason="另约"))
    assert tick() == NOTHING
    assert cast.fresh(order).climbed_at is None
    cast.clock.move(hours=4, minutes=1)
    assert cast.fresh(order).is_late(cast.now)


# Let down -------------------------------------------------------------------------------------------------------------


def released(cast: Cast, *, hours: float, by_desk: bool = False) -> Order:
    """Given back so many hours before the visit."""
    order = cast.accepted()
    cast.clock.now = order.wanted_from - timedelta(hours=hours)
    actions.release(cast.assignment(order), cast.doing(cast.keeper if by_desk else cast.volunteer.person))
    return cast.fresh(order)


def test_a_yes_taken_back_shortly_before_reaches_the_station_at_once(cast: Cast) -> None:
    order = released(cast, hours=23)
    notice = Notice.objects.get(person=cast.keeper)
    assert (notice.kind, notice.link) == ("released_late", f"/desk/orders/{order.public_id}/")
    assert not Notice.objects.filter(person=cast.second_keeper).exists()
    client = cast.client(cast.keeper)
    assert "临时来不了" in told(client.get("/desk/"))
    actions.dispatch(order, [Asked(cast.helper)], cast.doing())
    assert "临时来不了" in told(client.get("/desk/?tab=offered"))
    actions.accept(cast.offer(order, cast.helper), cast.doing(cast.helper.person))
    assert "临时来不了" not in told(client.get("/desk/?tab=going"))


def test_in_good_time_or_by_the_station_itself_there_is_nothing_to_tell(cast: Cast) -> None:
    released(cast, hours=25)
    assert not Notice.objects.filter(person=cast.keeper).exists()
    assert "临时来不了" not in told(cast.client(cast.keeper).get("/desk/"))


def test_who_gave_the_place_back_at_the_desk_is_not_told_what_she_did(cast: Cast) -> None:
    order = released(cast, hours=1, by_desk=True)
    assert not Notice.objects.filter(person=cast.keeper).exists()
    start = cast.now + timedelta(days=3)
    actions.reschedule(order, Window(start, start + timedelta(hours=2)), cast.doing(reason="另约"))
    assert "临时来不了" not in told(cast.client(cast.keeper).get("/desk/"))


# Urgent ---------------------------------------------------------------------------------------------------------------


def urgent(cast: Cast, order: Order) -> Order:
    Order.objects.filter(pk=order.pk).update(is_urgent=True)
    return cast.fresh(order)


def test_an_urgent_order_is_due_in_two_hours_at_each_step(cast: Cast) -> None:
    two = cast.now + timedelta(hours=2)
    submitted, verified = urgent(cast, cast.order()), urgent(cast, cast.verified(cast.company))
    offered = urgent(cast, cast.verified(served=cast.neighbour))
    actions.dispatch(offered, [Asked(cast.volunteer)], cast.doing(), hours=24)
    assert [order.due_at() for order in (submitted, verified, offered)] == [two] * 3
    assert Offer.objects.get().expires_at == two
    cast.clock.move(hours=2)
    assert tick() == "expired=1 asked_again=0 widened=1 climbed=1 closed=0 followed=0"
    assert (cast.fresh(submitted).climbed_at, cast.fresh(offered).widened_at) == (cast.now, cast.now)
    cast.clock.move(hours=2)
    assert tick() == "expired=0 asked_again=0 widened=0 climbed=2 closed=0 followed=0"


def test_the_hours_are_a_setting(cast: Cast, settings: pytest.FixtureRequest) -> None:
    settings.SIDAN_RULES = {"urgent_hours": 1}  # type: ignore[attr-defined]
    rules.cache_clear()
    assert urgent(cast, cast.verified()).due_at() == cast.now + timedelta(hours=1)


def test_the_clock_and_the_model_know_the_same_limits(cast: Cast) -> None:
    """Every order climbs and widens at the minute its model says, not before; late means the same in the database."""
    made = [cast.order(), cast.verified(cast.company), cast.verified(served=cast.neighbour), cast.order(days=6)]
    for order in made[1:3]:
        actions.open_pool(order, cast.doing())
    for order in (made[1], made[3]):
        urgent(cast, order)
    for _hour in range(80):
        before = list(Order.objects.order_by("pk"))
        tick()
        for was, order in zip(before, Order.objects.order_by("pk"), strict=True):
            assert (order.climbed_at is None) == (was.climbed_at is None and not _reached(was.climbs_at(), cast.now))
            assert (order.widened_at is None) == (was.widened_at is None and not _reached(was.widens_at(), cast.now))
        found = set(Order.objects.filter(worklist.late(cast.now)).values_list("pk", flat=True))
        assert found == {order.pk for order in Order.objects.all() if order.is_late(cast.now)}
        cast.clock.move(hours=1)


def _reached(limit: datetime | None, now: datetime) -> bool:
    return limit is not None and limit <= now
