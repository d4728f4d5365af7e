"""A story's beginning: the order is placed, and the station answers it."""

from datetime import datetime, timedelta

from sidan.core.errors import Refused
from sidan.core.workdays import add_workdays
from sidan.demo import speech
from sidan.demo.clockwork import wait
from sidan.demo.living import Life
from sidan.demo.office import daytime, office_after
from sidan.demo.plans import Plan, Planner
from sidan.demo.world import Story, World
from sidan.orders import actions
from sidan.orders.actions import Need
from sidan.orders.actions.door import Doing
from sidan.orders.models import Order, ReferredTo
from sidan.orders.states import OPEN
from sidan.places.models import Address

LATE = 0.06  # verified after the time limit


def life(world: World, plan: Plan, planner: Planner) -> Story[None]:
    """A whole order as it was planned."""
    now = yield plan.at
    try:
        order = placed(plan, now)
    except Refused:
        # The same again, or too soon after the last time: somebody else asks instead.
        world.tell(life(world, planner.draw(plan.rng), planner))
        return
    if (yield from _answered(world, order, plan)):
        yield from Life(world, order, plan.rng, barren=plan.fate == "barren").from_verified(order.state_at)


def placed(plan: Plan, now: datetime) -> Order:
    """Raises Refused when the order may not be placed."""
    need = Need(
        item=plan.item,
        served=plan.served,
        address=_home(plan),
        wanted_from=plan.window[0],
        wanted_until=plan.window[1],
        details=plan.details,
        is_urgent=plan.is_urgent,
    )
    return actions.place(need, Doing(plan.by, now, plan.channel))


def _home(plan: Plan) -> Address:
    home = plan.served.address
    assert home is not None
    return home


def _answered(world: World, order: Order, plan: Plan) -> Story[bool]:
    """True when the station took the order on."""
    rng = plan.rng
    if plan.fate == "withdrawn" and rng.random() < 0.5:
        now = yield from wait(order, daytime(plan.at + timedelta(minutes=rng.uniform(5, 50))))
        actions.withdraw(order, Doing(plan.by, now, plan.channel))
        return False
    limit = add_workdays(plan.at, 1)
    soon = office_after(plan.at, 5 if plan.is_urgent else rng.expovariate(1 / 75) + 8)
    at = office_after(limit, rng.uniform(30, 240)) if rng.random() < LATE else min(soon, limit - timedelta(minutes=9))
    now = yield from wait(order, max(at, plan.at + timedelta(minutes=3)))
    doing = Doing(world.keeper(order.station), now)
    match plan.fate:
        case "rejected":
            actions.reject(order, Doing(doing.by, now, reason=rng.choice(speech.rejected(plan.item.code))))
        case "referred":
            actions.refer(order, _elsewhere(plan.item.code), doing)
        case "merged" if (into := _twin(order)) is not None:
            actions.merge(order, into, doing)
        case "withdrawn":
            actions.verify(order, doing)
            yield from _withdrawn_late(world, order, plan)
        case _:
            actions.verify(order, doing)
            return True
    return False


def _elsewhere(code: str) -> ReferredTo:
    if code in ("health", "escort", "bathing", "counsel", "first_aid"):
        return ReferredTo.MEDICAL
    return ReferredTo.GAS if code == "plumbing" else ReferredTo.HOTLINE


def _withdrawn_late(world: World, order: Order, plan: Plan) -> Story[None]:
    """Volunteers have been asked already; they are told not to come."""
    now = yield from wait(order, office_after(order.state_at, plan.rng.uniform(5, 90)))
    asked = world.hands.pick(order, order.free_places, set(), now)
    if asked:
        actions.dispatch(order, asked, Doing(world.keeper(order.station), now))
    now = yield from wait(order, daytime(now + timedelta(minutes=plan.rng.uniform(10, 200))))
    actions.withdraw(order, Doing(plan.by, now, plan.channel))


def _twin(order: Order) -> Order | None:
    """Another open order for the same service at the same station, which one visit can serve as well."""
    same = Order.objects.filter(station=order.station, item=order.item, state__in=OPEN)
    return same.exclude(pk=order.pk).order_by("placed_at").first()
