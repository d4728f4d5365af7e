"""Asking volunteers and hearing their answers, the clock's part in it, and plans that are written down."""

from datetime import timedelta

from sidan.core.models import Channel
from sidan.orders import actions
from sidan.orders.actions.asking import Asked
from sidan.orders.models import Item, Offer, PlanState, SavedPlan
from tests.conftest import Cast
from tests.walls.deaths.dying import Act, dies
from tests.walls.deaths.loop import works


@dies("orders.dispatch")
def dispatch(cast: Cast) -> Act:
    order = cast.verified(served=cast.person("居民"))
    asked = [Asked(cast.volunteer), Asked(cast.helper)]
    return lambda: actions.dispatch(order, asked, cast.doing())


@dies("orders.open_pool")
def open_pool(cast: Cast) -> Act:
    order = cast.verified(served=cast.person("居民"))
    return lambda: actions.open_pool(order, cast.doing())


def _asked(cast: Cast) -> Offer:
    order = cast.offered(cast.volunteer, cast.helper, served=cast.person("居民"))
    offers = Offer.objects.select_related("order__item", "order__served", "order__station", "volunteer__person")
    return offers.get(order=order, volunteer=cast.volunteer)


@dies("orders.accept")
def accept(cast: Cast) -> Act:
    offer = _asked(cast)
    return lambda: actions.accept(offer, cast.doing(cast.volunteer.person, Channel.PAGE))


@dies("orders.accept")
def accept_for_a_member(cast: Cast) -> Act:
    offer = _asked(cast)
    member = cast.new_volunteer("队员")
    return lambda: actions.accept(offer, cast.doing(cast.volunteer.person, Channel.PAGE), volunteer=member)


@dies("orders.decline")
def decline(cast: Cast) -> Act:
    offer = _asked(cast)
    return lambda: actions.decline(offer, cast.doing(cast.volunteer.person, Channel.PAGE))


@dies("orders.expire")
def expire(cast: Cast) -> Act:
    offer = _asked(cast)
    return lambda: actions.expire(offer, now=offer.expires_at)


@dies("orders.claim")
def claim(cast: Cast) -> Act:
    order = cast.verified(served=cast.person("居民"))
    actions.open_pool(order, cast.doing())
    return lambda: actions.claim(order, cast.volunteer, cast.doing(cast.volunteer.person, Channel.PAGE))


@dies("orders.release")
def release(cast: Cast) -> Act:
    there = works(cast)
    return lambda: actions.release(there, cast.doing(cast.volunteer.person, Channel.PAGE))


@dies("orders.widen")
def widen(cast: Cast) -> Act:
    order = _asked(cast).order
    return lambda: actions.widen(order, now=cast.now)


@dies("orders.climb")
def climb(cast: Cast) -> Act:
    order = _asked(cast).order
    return lambda: actions.climb(order, now=cast.now)


@dies("orders.leave")
def leave(cast: Cast) -> Act:
    volunteer = cast.new_volunteer("志愿者")
    return lambda: actions.leave(volunteer, now=cast.now)


# The catalogue


def _code(cast: Cast) -> str:
    return f"item-{next(cast.doors)}"


@dies("orders.install_menu")
def install_menu(_cast: Cast) -> Act:
    Item.objects.filter(orders=None).delete()
    return actions.install_menu


@dies("orders.add_item")
def add_item(cast: Cast) -> Act:
    code = _code(cast)
    return lambda: actions.add_item(cast.first, code, name="磨剪子", category="community", skill="sewing", minutes=20)


def _own_item(cast: Cast) -> Item:
    return actions.add_item(cast.first, _code(cast), name="磨剪子", category="community", skill="sewing", minutes=20)


@dies("orders.change_item")
def change_item(cast: Cast) -> Act:
    item = _own_item(cast)
    return lambda: actions.change_item(item, minutes=30, name="磨剪子菜刀")


@dies("orders.switch_item")
def switch_own_item(cast: Cast) -> Act:
    item = _own_item(cast)
    return lambda: actions.switch_item(item, cast.first, on=False)


@dies("orders.switch_item")
def switch_street_item(cast: Cast) -> Act:
    item = actions.add_item(None, _code(cast), name="磨刀", category="community", skill="sewing", minutes=20)
    return lambda: actions.switch_item(item, cast.first, on=False)


# Plans and policies


@dies("orders.save_plan")
def save_plan(cast: Cast) -> Act:
    day = cast.now.date()
    return lambda: actions.save_plan(cast.first, day, 1, {"pairs": []}, by=cast.keeper, now=cast.now)


@dies("orders.order_plan")
def order_plan(cast: Cast) -> Act:
    return lambda: actions.order_plan(cast.first, cast.now.date(), 1, by=cast.keeper, now=cast.now)


def _plan(cast: Cast) -> SavedPlan:
    plan = actions.order_plan(cast.first, cast.now.date(), 1, by=cast.keeper, now=cast.now)
    assert plan.state == PlanState.QUEUED
    return plan


@dies("orders.plan_goes_on")
def plan_goes_on(cast: Cast) -> Act:
    plan = _plan(cast)
    return lambda: actions.plan_goes_on(plan, 2)


@dies("orders.finish_plan")
def finish_plan(cast: Cast) -> Act:
    plan = _plan(cast)
    return lambda: actions.finish_plan(plan, {"pairs": []}, now=cast.now + timedelta(minutes=1))


@dies("orders.save_policy")
def save_policy(cast: Cast) -> Act:
    return lambda: actions.save_policy(cast.street, {"fairness": 2}, by=cast.street_worker, now=cast.now)
