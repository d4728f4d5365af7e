"""Orders and activities: served together in a session, and volunteers for a session, following it wherever it goes."""

from datetime import timedelta

import pytest

from sidan.activities import actions as activities
from sidan.activities.actions import Times
from sidan.activities.models import Session, SignUp
from sidan.core.errors import Refused
from sidan.notices.models import Notice
from sidan.orders import actions, columns, gathering
from sidan.orders.models import Order
from sidan.orders.states import State
from sidan.orders.tasks import tick
from sidan.people.access import scope_of
from tests.activities.conftest import Hall, build_hall
from tests.conftest import Cast


@pytest.fixture
def hall(cast: Cast) -> Hall:
    return build_hall(cast)


def test_an_order_joins_a_session_and_its_resident_has_a_seat(hall: Hall) -> None:
    cast, session = hall.cast, hall.published(facility=hall.facility)
    order = cast.offered()
    actions.gather(order, session, cast.doing())
    order = cast.fresh(order)
    assert (order.state, order.session) == (State.MERGED, session)
    assert SignUp.objects.going().get().person == cast.resident
    kinds = set(Notice.objects.filter(person=cast.resident).values_list("kind", flat=True))
    assert "gathered" in kinds
    assert Notice.objects.filter(person=cast.volunteer.person, kind="cancelled").exists()


def test_a_cancelled_session_gives_its_orders_back(hall: Hall) -> None:
    cast, session = hall.cast, hall.published()
    order = cast.verified()
    actions.gather(order, session, cast.doing())
    activities.cancel(session, hall.doing(reason="下雨"))
    assert "followed=1" in tick(cast.now)
    order = cast.fresh(order)
    assert (order.state, order.session) == (State.VERIFIED, None)
    assert "followed=0" in tick(cast.now)


def test_gathered_before_it_is_announced_and_seated_with_the_announcement(hall: Hall) -> None:
    cast, session = hall.cast, hall.planned()[0]
    actions.gather(cast.verified(), session, cast.doing())
    assert not SignUp.objects.exists()
    activities.publish(session, hall.doing())
    assert "followed=1" in tick(cast.now)
    seat = SignUp.objects.going().get()
    activities.leave(seat, hall.doing(cast.resident))
    assert "followed=0" in tick(cast.now)


def test_only_sessions_ahead_of_the_own_station_or_those_above(hall: Hall) -> None:
    cast = hall.cast
    here, far = hall.planned()[0], hall.planned(station=cast.second, title="别站的班")[0]
    above = hall.planned(station=cast.street, title="街道的班")[0]
    order = cast.verified()
    assert set(gathering.joinable(order, cast.now)) == {here, above}
    with pytest.raises(Refused, match="本站或街道"):
        actions.gather(order, far, cast.doing())
    actions.gather(order, above, cast.doing())


def test_several_like_orders_become_one_day_at_a_point_nearby(hall: Hall) -> None:
    cast = hall.cast
    orders = [cast.verified(served=person) for person in (cast.resident, cast.neighbour)]
    keeper = cast.client(cast.keeper)
    assert "2 张单在等" in keeper.get("/desk/together/").content.decode()
    page = keeper.get("/desk/together/haircut/").content.decode()
    assert "一家一家上门" in page
    assert "一楼讲堂" in page
    told = {"facility": hall.facility.public_id, "day": hall.at().date().isoformat(), "begins": "09:00", "each": "15"}
    told |= {"hands": "2", "title": "理发日", "order": [order.public_id for order in orders]}  # type: ignore[dict-item]
    answer = keeper.post("/desk/together/haircut/", told)
    session = Session.objects.get()
    assert answer["Location"] == f"/desk/activities/{session.public_id}/volunteers/"
    assert (session.title, session.facility, session.taken) == ("理发日", hall.facility, 2)
    assert set(Order.objects.values_list("state", flat=True)) == {State.MERGED}


def test_one_order_alone_is_no_day(hall: Hall) -> None:
    cast = hall.cast
    order = cast.verified()
    told = {"facility": hall.facility.public_id, "day": hall.at().date().isoformat(), "begins": "09:00", "each": "15"}
    told |= {"hands": "2", "title": "理发日", "order": order.public_id}
    page = cast.client(cast.keeper).post("/desk/together/haircut/", told).content.decode()
    assert "至少选两张单" in page
    assert not Session.objects.exists()


def test_door_to_door_counts_service_and_way(hall: Hall) -> None:
    cast = hall.cast
    orders = [cast.verified(served=person) for person in (cast.resident, cast.neighbour)]
    doors = gathering.at_the_doors(orders)
    assert (doors.service, doors.walking) == (80, 1)
    rooms = gathering.rooms_for(scope_of(cast.keeper), 2)
    assert [(point.facility, point.too_far) for point in gathering.points(orders, rooms)] == [(hall.facility, 0)]
    assert gathering.rooms_for(scope_of(cast.keeper), 41) == []


def test_volunteers_for_a_session_are_asked_as_for_any_order(hall: Hall) -> None:
    cast, session = hall.cast, hall.published(facility=hall.facility)
    keeper = cast.client(cast.keeper)
    answer = keeper.post(f"/desk/activities/{session.public_id}/volunteers/", {"item": "company", "places": "2"})
    order = Order.objects.get()
    assert answer["Location"] == f"/desk/orders/{order.public_id}/"
    assert (order.state, order.staffs, order.places) == (State.VERIFIED, session, 2)
    assert (order.wanted_from, order.wanted_until, order.minutes) == (session.starts_at, session.ends_at, 90)
    assert order.address.estate == hall.facility.estate
    assert keeper.get(answer["Location"]).status_code == 200
    shown = keeper.get(f"/desk/activities/{session.public_id}/volunteers/").content.decode()
    assert order.number in shown


def test_who_staffs_a_session_goes_where_it_goes(hall: Hall) -> None:
    cast, session = hall.cast, hall.published(facility=hall.facility)
    order = actions.staff(session, cast.company, 1, cast.doing())
    moved = Times(session.starts_at + timedelta(hours=4), 60, hall.facility)
    activities.change(hall.fresh(session), moved, hall.doing(reason="老师有事"), seats=3)
    assert "followed=1" in tick(cast.now)
    order = cast.fresh(order)
    assert (order.wanted_from, order.wanted_until) == (moved.starts_at, moved.ends_at)
    assert "followed=0" in tick(cast.now)
    activities.cancel(hall.fresh(session), hall.doing(reason="停电"))
    assert "followed=1" in tick(cast.now)
    assert cast.fresh(order).state == State.WITHDRAWN


def test_without_a_place_nobody_can_be_asked_to_come(hall: Hall) -> None:
    with pytest.raises(Refused, match="还没有定阵地"):
        actions.staff(hall.published(), hall.cast.company, 1, hall.cast.doing())


def test_nobody_is_asked_for_an_order_while_they_sit_in_a_class(hall: Hall) -> None:
    cast, session = hall.cast, hall.published()
    activities.sign_up(session, activities.Guest(cast.volunteer.person), hall.doing(cast.volunteer.person))
    around = (session.starts_at - timedelta(days=1), session.ends_at + timedelta(days=1))
    busy = list(columns._sessions([cast.volunteer.pk], around))
    assert busy == [(cast.volunteer.pk, columns.minute(session.starts_at), columns.minute(session.ends_at))]
