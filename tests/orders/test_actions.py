"""What each verb does besides moving the state: places, offers, notices, codes, ratings, callbacks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from sidan.core.errors import Refused
from sidan.core.ids import drawn_from
from sidan.core.models import Channel
from sidan.dispatch.model import MAX_WINDOW
from sidan.notices.models import Notice
from sidan.orders import actions, matching
from sidan.orders.actions import Opinion
from sidan.orders.actions.asking import Asked
from sidan.orders.actions.demands import LONGEST
from sidan.orders.actions.rating import another_station, is_drawn
from sidan.orders.actions.sheets import Line
from sidan.orders.dayparts import Window
from sidan.orders.models import (
    Assignment,
    Callback,
    CallbackResult,
    Item,
    ItemOff,
    Offer,
    Order,
    Proof,
    Rating,
    TwoPeople,
)
from sidan.orders.states import OfferState, State
from sidan.people.models import Consent, Person
from tests.conftest import Cast


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: error.code == code)


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


# Placing ------------------------------------------------------------------------------------------------------------


def test_placing_records_channel_consent_and_who_entered_it(cast: Cast) -> None:
    order = actions.place(cast.need(), cast.doing(cast.keeper, Channel.PHONE))
    consent = Consent.objects.get(person=cast.resident)
    assert (order.channel, order.placed_by, order.station) == (Channel.PHONE, cast.keeper, cast.first)
    assert (consent.purpose, consent.channel, consent.recorded_by) == ("service", Channel.PHONE, cast.keeper)
    assert told(cast.resident) == ["placed"]
    assert told(cast.keeper) == []


def test_a_daughter_who_orders_for_her_mother_is_told_too(cast: Cast) -> None:
    actions.place(cast.need(), cast.doing(cast.daughter, Channel.FAMILY))
    assert (told(cast.resident), told(cast.daughter)) == (["placed"], ["placed"])


def test_what_cannot_be_ordered_is_refused_with_a_reason(cast: Cast) -> None:
    need, doing = cast.need(), cast.doing(cast.resident, Channel.PAGE)
    past = replace(need, wanted_from=cast.now - timedelta(hours=3), wanted_until=cast.now - timedelta(hours=1))
    far = replace(need, wanted_from=cast.now + timedelta(days=90), wanted_until=cast.now + timedelta(days=90, hours=1))
    backwards = replace(need, wanted_until=need.wanted_from)
    long = replace(need, wanted_until=need.wanted_from + timedelta(days=14, minutes=1))
    for wrong, code in ((past, "past"), (far, "far"), (backwards, "window"), (long, "long")):
        with refused(code):
            actions.place(wrong, doing)
    ItemOff.objects.create(item=cast.haircut, station=cast.first)
    with refused("item_off"):
        actions.place(need, doing)
    assert Order.objects.count() == 0


def test_the_longest_window_is_one_the_dispatcher_takes(cast: Cast) -> None:
    assert timedelta(minutes=MAX_WINDOW) == LONGEST
    need = cast.need()
    need = replace(need, wanted_until=need.wanted_from + LONGEST)
    order = actions.place(need, cast.doing(cast.resident, Channel.PAGE))
    assert matching.match(order, now=cast.now).ranking.eligible == 3


def test_the_same_wish_on_the_same_day_is_one_order(cast: Cast) -> None:
    cast.order()
    with refused("duplicate"):
        cast.order()
    cast.order(days=4)
    cast.order(cast.company)
    cast.order(served=cast.neighbour)
    assert Order.objects.count() == 4


def test_cool_down_counts_from_the_last_service(cast: Cast) -> None:
    cast.haircut.cooldown_days = 7
    cast.haircut.save()
    order = cast.done()
    actions.rate(order, Opinion(5, by=cast.resident), cast.doing(cast.resident))
    with refused("cooldown"):
        cast.order(days=6)
    cast.order(days=8)


def test_two_people_come_to_a_first_visit_and_one_to_the_next(cast: Cast) -> None:
    cast.haircut.two_people = TwoPeople.FIRST_VISIT
    cast.haircut.save()
    first = cast.order()
    assert first.places == 2
    Order.objects.filter(pk=first.pk).update(state=State.CLOSED, served_at=cast.now)
    assert cast.order(days=9).places == 1


def test_a_number_that_is_taken_is_drawn_again(cast: Cast, make_item: Callable[..., Item]) -> None:
    """The first draws of a seed are planted as numbers of other orders; the next one is given."""
    with drawn_from(Random(7)):
        drawn = [Order().number for _draw in range(9)]
    items = [make_item(f"item{n}", f"事{n}", "company") for n in range(9)]
    others = [cast.order(item) for item in items]
    for order, number in zip(others, drawn[:7], strict=False):
        Order.objects.filter(pk=order.pk).update(number=number)
    with drawn_from(Random(7)):
        assert cast.order().number == drawn[7]
    Order.objects.filter(pk=others[7].pk).update(number=drawn[8])
    with drawn_from(Random(7)), pytest.raises(RuntimeError, match="no free order number"):
        cast.order(cast.company)
    assert Order.objects.filter(item=cast.company).count() == 0


# Asking and answering -----------------------------------------------------------------------------------------------


def test_an_order_for_two_is_accepted_with_the_second_yes_and_others_are_told(cast: Cast) -> None:
    cast.haircut.places = 2
    cast.haircut.save()
    order = cast.offered(cast.volunteer, cast.helper, cast.leader)
    actions.accept(cast.offer(order, cast.volunteer), cast.doing(cast.volunteer.person))
    assert (cast.fresh(order).state, cast.fresh(order).taken) == (State.OFFERED, 1)
    actions.accept(cast.offer(order, cast.helper), cast.doing(cast.helper.person))
    assert (cast.fresh(order).state, cast.fresh(order).taken) == (State.ACCEPTED, 2)
    states = dict(Offer.objects.filter(order=order).values_list("volunteer", "state"))
    assert states == {
        cast.volunteer.pk: OfferState.ACCEPTED,
        cast.helper.pk: OfferState.ACCEPTED,
        cast.leader.pk: OfferState.FILLED,
    }
    assert told(cast.leader.person) == ["asked", "filled"]
    assert told(cast.resident) == ["placed", "verified", "accepted"]
    assert list(Assignment.objects.filter(order=order).values_list("place", flat=True)) == [1, 2]


def test_declining_is_silent_and_costs_nothing(cast: Cast) -> None:
    order = cast.offered()
    actions.decline(cast.offer(order), cast.doing(cast.volunteer.person))
    assert (cast.fresh(order).state, cast.offer(order).state) == (State.OFFERED, OfferState.DECLINED)
    assert told(cast.resident) == ["placed", "verified"]
    with refused("offer_over"):
        actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))


def test_too_late_is_told_kindly(cast: Cast) -> None:
    order = cast.offered(cast.volunteer, cast.helper)
    actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    with pytest.raises(Refused, match="已有志愿者接单"):
        actions.accept(cast.offer(order, cast.helper), cast.doing(cast.helper.person))
    other = cast.offered(served=cast.neighbour)
    cast.clock.move(hours=5)
    with pytest.raises(Refused, match="已经过了答复时间"):
        actions.accept(cast.offer(other), cast.doing(cast.volunteer.person))


def test_nobody_is_in_two_places_at_once_but_two_short_orders_fit_one_morning(cast: Cast) -> None:
    """Nine to twelve holds three services of forty minutes with the ways between, not four."""
    neighbours = [
        cast.resident,
        cast.neighbour,
        cast.person("赵大爷", "13700000001"),
        cast.person("孙大妈", "13700000002"),
    ]
    orders = [cast.offered(served=person) for person in neighbours]
    for order in orders[:3]:
        actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    with refused("busy"):
        actions.accept(cast.offer(orders[3]), cast.doing(cast.volunteer.person))
    assert (cast.fresh(orders[3]).taken, cast.offer(orders[3]).state) == (0, OfferState.ASKED)


def test_the_pool_is_first_come(cast: Cast) -> None:
    order = cast.verified()
    with refused("pool_closed"):
        actions.claim(order, cast.volunteer, cast.doing(cast.volunteer.person))
    actions.open_pool(order, cast.doing())
    actions.claim(cast.fresh(order), cast.volunteer, cast.doing(cast.volunteer.person))
    with refused("taken"):
        actions.claim(cast.fresh(order), cast.helper, cast.doing(cast.helper.person))


def test_a_release_frees_the_place_and_tells_the_resident(cast: Cast) -> None:
    order = cast.accepted()
    actions.release(cast.assignment(order), cast.doing(cast.volunteer.person, reason="发烧了"))
    order = cast.fresh(order)
    assert (order.state, order.taken) == (State.OFFERED, 0)
    assert told(cast.resident)[-1] == "released"
    actions.dispatch(order, [Asked(cast.helper)], cast.doing())
    actions.accept(cast.offer(order, cast.helper), cast.doing(cast.helper.person))
    assert cast.assignment(order).place == 1


def test_asking_the_same_people_again_is_refused(cast: Cast) -> None:
    order = cast.offered()
    with refused("asked_already"):
        actions.dispatch(order, [Asked(cast.volunteer)], cast.doing())
    with refused("nobody"):
        actions.dispatch(order, [], cast.doing())


def test_withdrawing_tells_those_concerned_and_nobody_else(cast: Cast) -> None:
    order = cast.offered(cast.volunteer, cast.helper)
    actions.decline(cast.offer(order, cast.helper), cast.doing(cast.helper.person))
    actions.withdraw(order, cast.doing(cast.resident))
    assert told(cast.volunteer.person) == ["asked", "cancelled"]
    assert told(cast.helper.person) == ["asked"]
    assert cast.offer(order).state == OfferState.CANCELLED


# At the door --------------------------------------------------------------------------------------------------------


def test_only_the_residents_code_opens_the_service(cast: Cast) -> None:
    order = cast.accepted()
    wrong = "0000" if order.service_code != "0000" else "1111"
    doing = cast.doing(cast.volunteer.person)
    with refused("code_wrong"):
        actions.check_in(cast.assignment(order), Proof.CODE, doing, code=wrong)
    actions.check_in(cast.assignment(order), Proof.CODE, doing, code=f" {order.service_code}")
    assert cast.fresh(order).state == State.IN_SERVICE
    with refused("in_already"):
        actions.check_in(cast.assignment(cast.fresh(order)), Proof.CODE, doing, code=order.service_code)


def test_guessing_the_code_ends_after_ten_tries(cast: Cast) -> None:
    order = cast.accepted()
    wrong = "0000" if order.service_code != "0000" else "1111"
    for _try in range(10):
        with refused("code_wrong"):
            actions.check_in(cast.assignment(order), Proof.CODE, cast.doing(cast.volunteer.person), code=wrong)
    with refused("code_tries"):
        actions.check_in(cast.assignment(order), Proof.CODE, cast.doing(cast.volunteer.person), code=order.service_code)


def test_paper_counts_once_the_time_has_come(cast: Cast) -> None:
    order = cast.accepted()
    with refused("early"):
        actions.check_in(cast.assignment(order), Proof.PAPER, cast.doing())
    cast.clock.move(days=2)
    actions.check_in(cast.assignment(order), Proof.PAPER, cast.doing())
    assert cast.assignment(order).proof == Proof.PAPER


def test_an_order_is_served_when_the_last_one_has_left(cast: Cast) -> None:
    cast.haircut.places = 2
    cast.haircut.save()
    order = cast.offered(cast.volunteer, cast.helper)
    for who in (cast.volunteer, cast.helper):
        actions.accept(cast.offer(order, who), cast.doing(who.person))
    for seen, who in ((State.IN_SERVICE, cast.volunteer), (State.SERVED, cast.helper)):
        mine = Assignment.objects.get(order=order, volunteer=who)
        actions.check_in(mine, Proof.CODE, cast.doing(who.person), code=order.service_code)
        actions.check_out(Assignment.objects.get(pk=mine.pk), cast.doing(who.person))
        # One who leaves while the other has not even arrived does not end the service.
        assert cast.fresh(order).state == seen
    assert told(cast.resident)[-1] == "rate"


# Rating -------------------------------------------------------------------------------------------------------------


def test_a_good_rating_closes(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, Opinion(4, words="手艺好", by=cast.daughter), cast.doing(cast.daughter, Channel.PAGE))
    rating = Rating.objects.get(order=order)
    assert (order.state, rating.is_proxy, rating.taken_by, rating.words) == (State.CLOSED, True, None, "手艺好")
    with refused("wrong_state"):
        actions.rate(cast.fresh(order), Opinion(1), cast.doing(cast.resident))


def test_a_bad_rating_opens_a_callback_and_rework_starts_a_new_round(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, Opinion(2, by=cast.resident), cast.doing(cast.resident))
    owed = Callback.objects.get(order=order)
    assert (order.state, owed.station, owed.kind) == (State.CALLBACK, cast.first, "bad_rating")
    with refused("window_missing"):
        actions.call_back(owed, CallbackResult.NOT_FIXED, cast.doing(reason="只剪了一半"))
    again = Window(cast.now + timedelta(days=5), cast.now + timedelta(days=5, hours=3))
    actions.call_back(owed, CallbackResult.NOT_FIXED, cast.doing(reason="只剪了一半"), wanted=again)
    order = cast.fresh(order)
    assert Window(order.wanted_from, order.wanted_until) == again
    assert (order.state, order.round, order.taken, order.offered_at) == (State.REWORK, 2, 0, None)
    actions.dispatch(order, [Asked(cast.volunteer)], cast.doing())
    actions.accept(Offer.objects.get(order=order, state=OfferState.ASKED), cast.doing(cast.volunteer.person))
    actions.check_in(cast.assignment(cast.fresh(order)), Proof.CODE, cast.doing(), code=order.service_code)
    actions.check_out(cast.assignment(cast.fresh(order)), cast.doing())
    order = cast.fresh(order)
    actions.rate(order, Opinion(5, by=cast.resident), cast.doing(cast.resident))
    assert [(r.round, r.stars) for r in order.ratings.order_by("round")] == [(1, 2), (2, 5)]
    assert order.state == State.CLOSED


def test_a_callback_that_settles_closes_and_is_done_once(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, Opinion(1, by=cast.resident), cast.doing(cast.resident))
    owed = Callback.objects.select_related("order").get(order=order)
    actions.call_back(owed, CallbackResult.SETTLED, cast.doing(reason="已登门道歉"))
    assert cast.fresh(order).state == State.CLOSED
    with refused("called"):
        actions.call_back(owed, CallbackResult.SETTLED, cast.doing())


def test_one_in_twenty_is_drawn_for_another_station(cast: Cast) -> None:
    orders = [Order() for _number in range(4000)]
    share = sum(is_drawn(order) for order in orders) / len(orders)
    assert 0.03 < share < 0.07
    assert another_station(cast.first) == cast.second
    assert another_station(cast.second) == cast.first


def test_a_drawn_order_is_called_by_the_other_station(cast: Cast) -> None:
    order = cast.done()
    while not is_drawn(order):
        order.public_id = Order().public_id
    actions.rate(order, Opinion(5, by=cast.resident), cast.doing(cast.resident))
    owed = Callback.objects.get(order=order)
    assert (owed.kind, owed.station) == ("sample", cast.second)
    actions.call_back(owed, CallbackResult.CONFIRMED, cast.doing(cast.second_keeper, reason="属实"))
    assert cast.fresh(order).state == State.CLOSED


def test_a_week_of_silence_closes_unrated(cast: Cast) -> None:
    order = cast.done()
    assert not actions.close_unrated(order, now=cast.clock.move(days=6))
    assert actions.close_unrated(order, now=cast.clock.move(days=1))
    assert not actions.close_unrated(cast.fresh(order), now=cast.now)
    assert (cast.fresh(order).state, Rating.objects.count()) == (State.CLOSED, 0)


# Paper --------------------------------------------------------------------------------------------------------------


def test_a_day_sheet_needs_two_people(cast: Cast) -> None:
    line = Line(cast.resident, cast.haircut, cast.volunteer, 540, 30)
    sheet = actions.type_sheet(cast.first, cast.now.date(), [line], by=cast.keeper, now=cast.now)
    with refused("sheet_same_person"):
        actions.confirm_sheet(sheet, by=cast.keeper, now=cast.now)
    assert actions.confirm_sheet(sheet, by=cast.second_keeper, now=cast.now) == 1
    with refused("sheet_done"):
        actions.confirm_sheet(sheet, by=cast.second_keeper, now=cast.now)
    order = Order.objects.get(channel=Channel.PAPER)
    done = Assignment.objects.get(order=order)
    assert (order.state, order.taken, done.proof) == (State.SERVED, 1, Proof.PAPER)
    assert done.checked_out_at is not None
    assert done.checked_out_at - done.checked_in_at == timedelta(minutes=30)  # type: ignore[operator]
