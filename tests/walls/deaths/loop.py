"""The loop: an order from its first word to its rating, by everybody who touches it."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.http import HttpResponseRedirect

from sidan.core.models import Channel
from sidan.core.once import Sent, carry_out
from sidan.orders import actions
from sidan.orders.actions import Caller, Opinion
from sidan.orders.actions.sheets import Line
from sidan.orders.dayparts import Window
from sidan.orders.models import Assignment, Callback, CallbackResult, Order, Proof, ReferredTo
from sidan.orders.models import DaySheet as Sheet
from tests.conftest import Cast
from tests.walls.deaths.dying import Act, dies


def new_order(cast: Cast) -> Order:
    return cast.order(served=cast.person("居民"))


def window(cast: Cast) -> Window:
    start = cast.now + timedelta(days=3)
    return Window(start, start + timedelta(hours=3))


@dies("orders.place")
def place(cast: Cast) -> Act:
    person = cast.person("居民")
    return lambda: actions.place(cast.need(served=person), cast.doing(person, Channel.PAGE, reason="腿脚不便"))


@dies("core.remember_form", "core.remember_answer")
def place_by_a_form(cast: Cast) -> Act:
    person = cast.person("居民")
    sent = Sent(f"p{person.pk}", "a-key", "a fingerprint")

    def run() -> HttpResponseRedirect:
        order = actions.place(cast.need(served=person), cast.doing(person, Channel.PAGE))
        return HttpResponseRedirect(f"/orders/{order.public_id}/")

    return lambda: carry_out(sent, run)


@dies("orders.take_down")
def take_down(cast: Cast) -> Act:
    caller = Caller(None, "来电人", "", cast.estate, f"{next(cast.doors)}号")
    return lambda: actions.take_down(caller, cast.haircut, window(cast), cast.doing(), is_verified=True)


@dies("orders.add_photo")
def add_photo(cast: Cast) -> Act:
    order = new_order(cast)
    return lambda: actions.add_photo(order, ContentFile(b"picture", "a.jpg"), by=order.served, now=cast.now)


@dies("orders.verify")
def verify(cast: Cast) -> Act:
    order = new_order(cast)
    return lambda: actions.verify(order, cast.doing())


@dies("orders.reject")
def reject(cast: Cast) -> Act:
    order = new_order(cast)
    return lambda: actions.reject(order, cast.doing(reason="不在服务范围"))


@dies("orders.refer")
def refer(cast: Cast) -> Act:
    order = cast.offered(cast.new_volunteer("志愿者"), served=cast.person("居民"))
    return lambda: actions.refer(order, ReferredTo.HOTLINE, cast.doing())


@dies("orders.merge")
def merge(cast: Cast) -> Act:
    order, into = new_order(cast), new_order(cast)
    return lambda: actions.merge(order, into, cast.doing())


@dies("orders.withdraw")
def withdraw(cast: Cast) -> Act:
    order = cast.accepted(served=cast.person("居民"))
    return lambda: actions.withdraw(order, cast.doing(order.served, Channel.PAGE, reason="不用了"))


@dies("orders.reschedule")
def reschedule(cast: Cast) -> Act:
    order = cast.accepted(served=cast.person("居民"))
    return lambda: actions.reschedule(order, window(cast), cast.doing(order.served, Channel.PAGE, reason="有事"))


@dies("orders.check_in", apart="core_limit")
def check_in(cast: Cast) -> Act:
    order = cast.accepted(served=cast.person("居民"))
    there, code = cast.assignment(order), order.service_code
    return lambda: actions.check_in(there, Proof.CODE, cast.doing(cast.volunteer.person, Channel.PAGE), code=code)


@dies("orders.check_out", "orders.ask_for_rating")
def check_out(cast: Cast) -> Act:
    there = cast.assignment(cast.in_service(served=cast.person("居民")))
    return lambda: actions.check_out(there, cast.doing(cast.volunteer.person, Channel.PAGE))


@dies("orders.rate")
def rate_well(cast: Cast) -> Act:
    done = cast.done(served=cast.person("居民"))
    return lambda: actions.rate(done, Opinion(5, words="好", by=done.served), cast.doing(done.served, Channel.PAGE))


@dies("orders.rate")
def rate_badly(cast: Cast) -> Act:
    done = cast.done(served=cast.person("居民"))
    return lambda: actions.rate(done, Opinion(1, words="没来", by=done.served), cast.doing(done.served, Channel.PAGE))


@dies("orders.close_unrated")
def close_unrated(cast: Cast) -> Act:
    done = cast.done(served=cast.person("居民"))
    return lambda: actions.close_unrated(done, now=cast.now + timedelta(days=30))


def _owed(cast: Cast) -> Callback:
    done = cast.done(served=cast.person("居民"))
    actions.rate(done, Opinion(1, by=done.served), cast.doing(done.served, Channel.PAGE))
    return Callback.objects.select_related("order__item", "order__served", "order__station", "station").get(order=done)


@dies("orders.call_back")
def call_back(cast: Cast) -> Act:
    owed = _owed(cast)
    return lambda: actions.call_back(owed, CallbackResult.SETTLED, cast.doing())


@dies("orders.call_back")
def call_back_not_fixed(cast: Cast) -> Act:
    owed = _owed(cast)
    return lambda: actions.call_back(owed, CallbackResult.NOT_FIXED, cast.doing(), wanted=window(cast))


@dies("orders.call_back")
def call_back_unreached(cast: Cast) -> Act:
    owed = _owed(cast)
    return lambda: actions.call_back(owed, CallbackResult.UNREACHED, cast.doing())


@dies("orders.climb_callback")
def climb_callback(cast: Cast) -> Act:
    owed = _owed(cast)
    return lambda: actions.climb_callback(owed, now=cast.now)


@dies("orders.rework")
def rework(cast: Cast) -> Act:
    owed = _owed(cast)
    return lambda: actions.rework(owed.order, window(cast), cast.doing(reason="没做完"))


@dies("orders.mark_unmet")
def mark_unmet(cast: Cast) -> Act:
    order = cast.offered(cast.new_volunteer("志愿者"), served=cast.person("居民"))
    return lambda: actions.mark_unmet(order, cast.doing(reason="没有合适的人"))


@dies("orders.reduce_orders")
def reduce_orders(cast: Cast) -> Act:
    order = new_order(cast)
    actions.reject(order, cast.doing(reason="不在服务范围"))
    actions.add_photo(order, ContentFile(b"picture", "a.jpg"), by=order.served, now=cast.now)
    return lambda: actions.reduce_orders([order], now=cast.now)


# The paper day sheet


def _sheet(cast: Cast) -> Sheet:
    lines = [
        Line(cast.person("居民"), cast.haircut, cast.volunteer, 540, 40),
        Line(cast.person("居民"), cast.company, cast.helper, 600, 40),
    ]
    return actions.type_sheet(cast.first, cast.now.date(), lines, by=cast.keeper, now=cast.now)


@dies("orders.type_sheet")
def type_sheet(cast: Cast) -> Act:
    lines = [Line(cast.person("居民"), cast.haircut, cast.volunteer, 540, 40)]
    return lambda: actions.type_sheet(cast.first, cast.now.date(), lines, by=cast.keeper, now=cast.now)


@dies("orders.confirm_sheet", "orders.record")
def confirm_sheet(cast: Cast) -> Act:
    sheet = _sheet(cast)
    return lambda: actions.confirm_sheet(sheet, by=cast.second_keeper, now=cast.now)


@dies("orders.withdraw_sheet")
def withdraw_sheet(cast: Cast) -> Act:
    sheet = _sheet(cast)
    return lambda: actions.withdraw_sheet(sheet, now=cast.now)


def works(cast: Cast) -> Assignment:
    return cast.assignment(cast.accepted(served=cast.person("居民")))
