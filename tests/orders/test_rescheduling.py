"""Another time: who may ask for it, whom it sets free, and from where the asking begins anew."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.notices.models import Notice
from sidan.orders import actions, matching
from sidan.orders.actions.asking import Asked
from sidan.orders.dayparts import Window
from sidan.orders.models import Assignment, Offer, Order, OrderEvent
from sidan.orders.rules import rules
from sidan.orders.states import OfferState, State
from sidan.orders.tasks import tick
from sidan.people.models import Person
from tests.api.calling import Program
from tests.conftest import Cast
from tests.orders.reading import key_of, soup, told


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: error.code == code)


def window(cast: Cast, *, days: int = 4, hours: int = 3) -> Window:
    start = (cast.now + timedelta(days=days)).replace(hour=9)
    return Window(start, start + timedelta(hours=hours))


def kinds(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


WALKS: list[tuple[str, Callable[[Cast], Order], str]] = [
    (State.SUBMITTED, lambda c: c.order(), State.SUBMITTED),
    (State.VERIFIED, lambda c: c.verified(), State.VERIFIED),
    (State.OFFERED, lambda c: c.offered(), State.VERIFIED),
    (State.ACCEPTED, lambda c: c.accepted(), State.VERIFIED),
]


@pytest.mark.parametrize(("state", "walk", "after"), WALKS, ids=[state for state, _walk, _after in WALKS])
def test_the_new_time_stands_and_who_was_asked_is_free(
    cast: Cast, state: str, walk: Callable[[Cast], Order], after: str
) -> None:
    order = walk(cast)
    new = window(cast)
    actions.reschedule(order, new, cast.doing(reason="孩子要考试"))
    order = cast.fresh(order)
    assert (order.state, order.wanted_from, order.wanted_until) == (after, new.start, new.end)
    assert (order.taken, order.offered_at, order.pool_opened_at) == (0, None, None)
    assert not Offer.objects.waiting().filter(order=order).exists()
    assert not Assignment.objects.standing().filter(order=order).exists()
    assert kinds(cast.resident)[-1] == "rescheduled"
    assert "11月29日 09:00" in Notice.objects.filter(person=cast.resident).latest("pk").words
    event = OrderEvent.objects.filter(order=order).latest("pk")
    assert (event.verb, event.from_state, event.to_state, event.reason) == ("reschedule", state, after, "孩子要考试")


def test_an_old_order_does_not_climb_again_right_after_another_time_was_agreed(cast: Cast) -> None:
    """The hours for finding somebody begin anew; that the resident has waited long is known above already."""
    order = cast.verified(days=1)
    cast.clock.move(days=8)
    tick()
    assert cast.fresh(order).climbed_at is not None
    actions.reschedule(cast.fresh(order), window(cast), cast.doing(reason="另约"))
    assert "climbed=0" in tick()
    order = cast.fresh(order)
    assert order.climbs_at() == cast.now + timedelta(hours=rules().climb_hours)
    cast.clock.move(hours=rules().climb_hours)
    assert "climbed=1" in tick()


def test_volunteers_are_told_that_the_time_changed_and_can_be_asked_for_the_new_one(cast: Cast) -> None:
    order = cast.offered(cast.volunteer, cast.helper, cast.leader)
    actions.decline(cast.offer(order, cast.helper), cast.doing(cast.helper.person))
    actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    actions.reschedule(cast.fresh(order), window(cast), cast.doing(reason="另约"))
    assert kinds(cast.volunteer.person) == ["asked", "rescheduled"]
    text = Notice.objects.filter(person=cast.volunteer.person).latest("pk").words
    assert "改了时间" in text
    assert "取消" not in text
    assert kinds(cast.helper.person) == ["asked"]
    order = cast.fresh(order)
    asked = {one.volunteer for one in matching.match(order, now=cast.now).named}
    assert asked == {cast.volunteer, cast.helper, cast.leader}
    actions.dispatch(order, [Asked(cast.volunteer)], cast.doing())
    new = Offer.objects.get(order=order, state=OfferState.ASKED)
    actions.accept(new, cast.doing(cast.volunteer.person))
    assert cast.assignment(cast.fresh(order)).place == 1


def test_a_yes_to_the_old_time_comes_too_late_and_is_told_why(cast: Cast) -> None:
    order = cast.offered()
    offer = Offer.objects.select_related("order").get(order=order)
    actions.reschedule(cast.fresh(order), window(cast), cast.doing(reason="另约"))
    with pytest.raises(Refused, match="改了时间"):
        actions.accept(offer, cast.doing(cast.volunteer.person))
    assert cast.fresh(order).taken == 0


def test_a_tap_in_the_pool_of_before_is_told_and_not_lost(cast: Cast) -> None:
    order = cast.verified()
    actions.open_pool(order, cast.doing())
    actions.reschedule(cast.fresh(order), window(cast), cast.doing(reason="另约"))
    client = cast.client(cast.volunteer.person)
    assert order.number not in told(client.get("/volunteer/pool/"))
    answer = client.post(f"/volunteer/pool/{order.public_id}/claim/", follow=True)
    assert "这张单不在抢单池里" in told(answer)


def test_what_cannot_be_agreed_is_refused_with_a_sentence(cast: Cast) -> None:
    order, new = cast.verified(), window(cast)
    for wrong, code in (
        (Window(cast.now - timedelta(hours=3), cast.now - timedelta(hours=1)), "past"),
        (window(cast, days=90), "far"),
        (Window(new.end, new.start), "window"),
        (window(cast, hours=15 * 24), "long"),
    ):
        with refused(code):
            actions.reschedule(order, wrong, cast.doing(reason="另约"))
    with refused("reason_missing"):
        actions.reschedule(order, new, cast.doing())
    with refused("wrong_state"):
        actions.reschedule(cast.in_service(cast.company), new, cast.doing(reason="另约"))
    assert cast.fresh(order).wanted_from != new.start


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_desk_changes_the_time_with_the_chips_of_the_telephone_form(cast: Cast) -> None:
    order, client = cast.accepted(), cast.client(cast.keeper)
    here = f"/desk/orders/{order.public_id}/"
    assert f"{here}reschedule/" in {link["href"] for link in soup(client.get(here)).find_all("a")}
    asked = client.get(f"{here}reschedule/")
    intake = soup(client.get("/desk/intake/"))
    days = [field["value"] for field in soup(asked).find_all("input", {"name": "day"})]
    assert days == [field["value"] for field in intake.find_all("input", {"name": "day"})]
    form: dict[str, Any] = {"day": days[3], "part": "afternoon", "preset": "0", "form_key": key_of(asked)}
    missing = told(client.post(f"{here}reschedule/", form | {"day": "", "part": "exact"}))
    assert "请选日子" in missing
    assert "请写上几点" in missing
    assert client.post(f"{here}reschedule/", form)["Location"] == here
    order = cast.fresh(order)
    assert (order.state, f"{order.wanted_from.astimezone():%m-%d}") == (State.VERIFIED, "11-28")
    assert "改了时间" in told(client.get(here))


def test_the_resident_changes_it_until_somebody_said_yes(cast: Cast) -> None:
    order, client = cast.offered(), cast.client(cast.resident)
    here = f"/orders/{order.public_id}/"
    assert "改时间" in told(client.get(here))
    asked = client.get(f"{here}reschedule/")
    day = (cast.now + timedelta(days=5)).date().isoformat()
    answer = client.post(f"{here}reschedule/", {"day": day, "part": "morning", "form_key": key_of(asked)})
    assert answer["Location"] == here
    order = cast.fresh(order)
    assert (order.state, order.day.isoformat()) == (State.VERIFIED, day)
    assert OrderEvent.objects.filter(order=order).latest("pk").channel == Channel.PAGE
    page = told(client.get(here))
    assert "改了时间" in page
    assert "居民自己改了时间" in page


def test_after_a_yes_the_resident_is_asked_to_call(cast: Cast) -> None:
    order, client = cast.accepted(), cast.client(cast.resident)
    here = f"/orders/{order.public_id}/"
    assert "改时间" not in told(client.get(here))
    assert "请打电话给站点" in told(client.get(f"{here}reschedule/", follow=True))
    assert cast.fresh(order).state == State.ACCEPTED


def test_a_wrong_time_keeps_what_was_typed(cast: Cast) -> None:
    order, client = cast.order(), cast.client(cast.daughter)
    path = f"/orders/{order.public_id}/reschedule/"
    answer = client.post(path, {"day": "other", "other_day": "2027-05-01", "part": "morning", "words": "要去医院"})
    assert "请选60天以内的日子" in told(answer)
    assert "要去医院" in answer.content.decode()
    client.post(path, {"day": "2026-11-30", "part": "exact", "at": "14:30", "words": "要去医院"})
    assert OrderEvent.objects.filter(order=order).latest("pk").channel == Channel.FAMILY


def test_by_program_as_on_the_pages(cast: Cast) -> None:
    order, new = cast.accepted(), window(cast)
    path = f"/api/orders/{order.public_id}"
    body = {"wanted_from": new.start.isoformat(), "wanted_until": new.end.isoformat(), "reason": "另约"}
    resident = Program(cast.resident)
    assert "reschedule" not in resident.get(path)["verbs"]
    assert resident.no(f"{path}/reschedule", body) == (409, "ask_station")
    keeper = Program(cast.keeper)
    assert keeper.no(f"{path}/reschedule", body | {"reason": ""}) == (422, "invalid")
    assert keeper.post(f"{path}/reschedule", body)["state"] == "verified"
    assert resident.post(f"{path}/reschedule", body)["state"] == "verified"
    assert resident.no(f"/api/orders/{cast.done(cast.company).public_id}/reschedule", body) == (409, "wrong_state")
