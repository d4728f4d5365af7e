"""Orders and activities: like needs in one session, volunteers for a session, and what follows when it changes."""

from sidan.activities import actions as activities
from sidan.activities.models import Session
from sidan.orders import actions
from sidan.orders.models import Order
from tests.activities.conftest import Hall
from tests.conftest import Cast
from tests.walls.deaths.activities import hall_of
from tests.walls.deaths.dying import Act, dies


def _order(cast: Cast) -> Order:
    return cast.verified(served=cast.person("居民"))


def _published(cast: Cast) -> tuple[Hall, Session]:
    hall = hall_of(cast)
    return hall, hall.published(hall.at(4), facility=hall.facility)


@dies("orders.gather")
def gather(cast: Cast) -> Act:
    hall, session = _published(cast)
    order = cast.offered(cast.new_volunteer("志愿者"), served=cast.person("居民"))
    return lambda: actions.gather(order, session, hall.doing())


@dies("orders.serve_together")
def serve_together(cast: Cast) -> Act:
    hall, orders = hall_of(cast), [_order(cast), _order(cast)]
    activity, at = hall.activity(title="理发日", facility=hall.facility), hall.at(4)
    return lambda: actions.serve_together(orders, activity, at, hall.doing())


def _gathered(cast: Cast, hall: Hall, session: Session) -> Order:
    order = _order(cast)
    actions.gather(order, session, hall.doing())
    return cast.fresh(order)


@dies("orders.seat")
def seat(cast: Cast) -> Act:
    hall = hall_of(cast)
    session = hall.planned(hall.at(4), facility=hall.facility)[0]
    order = _gathered(cast, hall, session)
    activities.publish(session, hall.doing())
    order = cast.fresh(order)
    return lambda: actions.seat(order, now=cast.now)


@dies("orders.part")
def part(cast: Cast) -> Act:
    hall, session = _published(cast)
    order = _gathered(cast, hall, session)
    activities.cancel(hall.fresh(session), hall.doing(reason="老师病了"))
    return lambda: actions.part(order, now=cast.now)


@dies("orders.staff", "orders.create")
def staff(cast: Cast) -> Act:
    hall, session = _published(cast)
    return lambda: actions.staff(session, cast.haircut, 2, hall.doing())


@dies("orders.follow")
def follow(cast: Cast) -> Act:
    hall, session = _published(cast)
    order = actions.staff(session, cast.haircut, 2, hall.doing())
    activities.change(hall.fresh(session), activities.Times(hall.at(5), 60, hall.facility), hall.doing(), seats=3)
    order = Order.objects.select_related("staffs", "item", "served", "station", "address__estate").get(pk=order.pk)
    return lambda: actions.follow(order, now=cast.now)


@dies("orders.follow")
def follow_to_the_end(cast: Cast) -> Act:
    hall, session = _published(cast)
    order = actions.staff(session, cast.haircut, 2, hall.doing())
    activities.cancel(hall.fresh(session), hall.doing(reason="老师病了"))
    order = Order.objects.select_related("staffs", "item", "served", "station", "address__estate").get(pk=order.pk)
    return lambda: actions.follow(order, now=cast.now)
