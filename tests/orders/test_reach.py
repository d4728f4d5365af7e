"""Where somebody's reach ends: what another community or street has is neither offered nor asked."""

from datetime import timedelta
from typing import Any

import pytest

from sidan.core.clock import local
from sidan.dispatch import Policy
from sidan.orders import access, gathering, matching, planning
from sidan.orders.models import Assignment, DaySheet, Item, Offer, Order
from sidan.orders.planning import Period
from sidan.orders.states import OfferState, State
from sidan.orders.trials import try_out
from sidan.people.access import scope_of
from sidan.people.models import Role, RoleKind
from sidan.places.models import Facility, FacilityKind
from sidan.volunteers.models import Team, Volunteer
from tests.conftest import Cast
from tests.orders.test_catalogue_pages import OWN
from tests.orders.test_sheets_pages import LINE, NEW, sheet, text


@pytest.fixture
def far(cast: Cast) -> Order:
    """Wanted by somebody of the second community, and known there."""
    return cast.verified(served=cast.outsider)


def audits(cast: Cast) -> Any:
    """The second community's keeper, who also audits the street: reads the first and writes nothing there."""
    Role.objects.create(person=cast.second_keeper, station=cast.street, kind=RoleKind.AUDITOR, given_at=cast.now)
    return cast.client(cast.second_keeper)


def test_a_plan_is_of_one_station(cast: Cast, far: Order) -> None:
    own, period = cast.verified(), Period(local(cast.now).date(), 7)
    assert list(planning.open_orders(cast.first, period, cast.now)) == [own]
    assert set(planning.open_orders(cast.street, period, cast.now)) == {own, far}


def test_a_trial_learns_from_the_station_alone(cast: Cast, far: Order) -> None:
    cast.clock.move(days=5)
    assert try_out(cast.first, Policy(), Policy(), now=cast.now) is None
    assert try_out(cast.second, Policy(), Policy(), now=cast.now) is not None


def test_teams_of_another_street_are_not_asked(cast: Cast) -> None:
    order = cast.verified()
    assert matching.teams_for(order) == [cast.team]
    Team.objects.filter(pk=cast.team.pk).update(station=cast.next_street())
    assert matching.teams_for(order) == []


def test_a_day_together_is_held_in_a_room_of_ones_own(cast: Cast) -> None:
    for station, estate in ((cast.first, cast.estate), (cast.second, cast.other_estate)):
        Facility.objects.create(
            station=station, estate=estate, name=station.code, kind=FacilityKind.LECTURE_HALL, place="一楼",
            lat=estate.lat, lng=estate.lng, capacity=40, opened_at=cast.now,
        )  # fmt: skip
    assert [room.name for room in gathering.rooms_for(scope_of(cast.keeper), 3)] == ["first"]


def test_a_sheet_names_nobody_of_another_street(cast: Cast) -> None:
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(station=cast.next_street())
    page = cast.client(cast.keeper).post(NEW, sheet(LINE))
    assert page.context["lines"].forms[0].errors
    assert not DaySheet.objects.exists()
    assert "street站" in text(cast.client(cast.auditor).get("/desk/sheets/blank/"))


def test_who_reads_a_station_and_works_at_another_adds_nothing_there(cast: Cast) -> None:
    client, page = audits(cast), "/desk/catalogue/"
    assert client.get(f"{page}?station=first").context["may_add"] is False
    assert client.post(f"{page}new/", OWN | {"station": "first"}).status_code == 403
    assert client.post(f"{page}haircut/switch/", {"station": "first", "on": "0"}).status_code == 403
    assert client.get(f"/desk/intake/?person={cast.resident.public_id}").status_code == 403
    assert cast.haircut in Item.objects.offered_at(cast.first)


def test_what_the_street_switched_off_no_station_switches_on(cast: Cast) -> None:
    Item.objects.filter(pk=cast.haircut.pk).update(is_on=False)
    told = {"station": "first", "on": "1"}
    assert cast.client(cast.keeper).post("/desk/catalogue/haircut/switch/", told).status_code == 403


def test_only_who_may_dispatch_is_led_there_from_the_intake(cast: Cast) -> None:
    path = f"/desk/intake/{cast.verified().public_id}/done/"
    assert cast.client(cast.keeper).get(path).context["may_dispatch"] is True
    assert cast.client(cast.grid_worker).get(path).context["may_dispatch"] is False


def test_the_door_is_seen_from_the_yes_until_the_work_is_done(cast: Cast) -> None:
    """Each of the three by itself ends it: given back, signed out, the order over."""

    def seen(state: str = State.ACCEPTED, **visit: Any) -> bool:
        return access.sees_address(Assignment(order=Order(state=state), **visit))

    assert seen()
    assert not seen(released_at=cast.now)
    assert not seen(State.IN_SERVICE, checked_out_at=cast.now)
    assert not seen(State.WITHDRAWN)


def test_an_offer_is_answered_once_and_in_time(cast: Cast) -> None:
    later = cast.now + timedelta(hours=1)
    assert access.may_answer(Offer(state=OfferState.ASKED, expires_at=later), cast.now)
    assert not access.may_answer(Offer(state=OfferState.DECLINED, expires_at=later), cast.now)
    assert not access.may_answer(Offer(state=OfferState.ASKED, expires_at=cast.now), cast.now)


def test_a_time_is_moved_alone_until_somebody_said_yes() -> None:
    assert access.may_move(Order(state=State.VERIFIED, taken=0))
    assert not access.may_move(Order(state=State.VERIFIED, taken=1))
    assert not access.may_move(Order(state=State.SERVED, taken=0))


def test_the_pool_holds_what_is_still_offered(cast: Cast) -> None:
    order = cast.verified()
    Order.objects.filter(pk=order.pk).update(pool_opened_at=cast.now, state=State.OFFERED)
    assert order in access.pool_of(cast.volunteer)
    Order.objects.filter(pk=order.pk).update(state=State.ACCEPTED)
    assert order not in access.pool_of(cast.volunteer)
    Order.objects.filter(pk=order.pk).update(state=State.OFFERED, pool_opened_at=None)
    assert order not in access.pool_of(cast.volunteer)
