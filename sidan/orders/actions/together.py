"""Orders and activities: like orders served in one session, and sessions for which volunteers are asked.

An order points at its session, never the other way round: activities know no orders. What happens to the session later
reaches its orders by the clock, a conditional update at a time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as wording

from sidan.activities import actions as activities
from sidan.activities.models import Activity, Session, SignUp
from sidan.activities.states import AHEAD
from sidan.activities.states import State as SessionState
from sidan.activities.weeks import span
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.orders.actions.demands import must_be_in_time
from sidan.orders.actions.door import Doing, append, move
from sidan.orders.actions.intake import Need, create, withdraw
from sidan.orders.actions.telling import free_everybody, tell_resident
from sidan.orders.actions.times import reschedule
from sidan.orders.dayparts import Window
from sidan.orders.models import Item, Order
from sidan.orders.states import State
from sidan.places.actions import door

FEWEST = 2


@action
def gather(order: Order, session: Session, doing: Doing) -> None:
    """The need is served in a session: its resident has a seat there, volunteers asked for the order are free again."""
    if session.state not in AHEAD or session.starts_at <= doing.now:
        raise Refused("session_over", _("这一场已经结束或取消了，请另选一场。"))
    if session.station.path not in order.station.line:
        raise Refused("session_elsewhere", _("只能并入本站或街道的活动。"))
    with transaction.atomic():
        move(order, "gather", State.MERGED, doing, session=session)
        free_everybody(order, now=doing.now)
        _seat(order, session, doing)
        text = wording("您点的“%(item)s”改成一起办：%(title)s，%(session)s，%(place)s。来不了请打站里电话。")
        at = span(session.starts_at, session.ends_at)
        tell_resident(order, "gathered", text, now=doing.now, title=session.title, session=at, place=session.where)


def _seat(order: Order, session: Session, doing: Doing) -> None:
    """A session that is not announced yet takes nobody: the seat is kept when it is published (`seat_gathered`)."""
    known = SignUp.objects.standing().filter(session=session, person=order.served).exists()
    if session.state == SessionState.PUBLISHED and session.seats is not None and not known:
        activities.sign_up(session, activities.Guest(order.served), doing)


@action
def seat(order: Order, *, now: datetime) -> bool:
    """Whoever was gathered into a session before it was announced gets a seat with its publication."""
    if order.session is None or not order.session.takes_sign_ups(now):
        return False
    try:
        _seat(order, order.session, Doing(None, now))
    except Refused:
        return False
    return True


@action
def serve_together(orders: Sequence[Order], activity: Activity, start: datetime, doing: Doing) -> Session:
    """Several like needs become one session at a point near their homes: planned, announced, everybody seated."""
    if len(orders) < FEWEST:
        raise Refused("too_few", _("至少选两张单，才值得办一场。"), 422)
    with transaction.atomic():
        session = activities.plan(activity, start, doing)[0]
        activities.publish(session, doing)
        for order in orders:
            gather(order, session, doing)
    return session


@action
def part(order: Order, *, now: datetime) -> bool:
    """The session was cancelled: the need is open again, and its station finds another way."""
    doing = Doing(None, now, reason=_("活动取消了"))
    try:
        with transaction.atomic():
            move(order, "part", State.VERIFIED, doing, guard=Q(session__state=SessionState.CANCELLED), session=None)
            text = wording("活动取消了，您的“%(item)s”（单号 %(number)s）由站里另行安排。")
            tell_resident(order, "parted", text, now=now)
    except Refused:
        return False
    return True


@action
def staff(session: Session, item: Item, places: int, doing: Doing) -> Order:
    """Volunteers for a session, asked as for any order; the worker who asks stands for the people who will come."""
    if session.facility is None:
        raise Refused("no_facility", _("这一场还没有定阵地。先在活动里选好地点，再请志愿者。"), 422)
    if session.state not in AHEAD:
        raise Refused("session_over", _("这一场已经结束或取消了。"))
    if doing.by is None:
        raise ValueError("volunteers are asked for by somebody")
    window = Window(session.starts_at, session.ends_at)
    must_be_in_time(window, doing.now)
    with transaction.atomic():
        address = door(session.facility.estate, session.facility.name)
        told = Need(item, doing.by, address, window.start, window.end, details=session.title)
        need = replace(told, places=places, minutes=session.minutes)
        order = create(need, doing, State.VERIFIED, places=places, staffs=session)
        append(order, "staff", "", doing)
    return order


@action
def follow(order: Order, *, now: datetime) -> bool:
    """What staffs a session goes where the session goes: its new time, or its end."""
    session = order.staffs
    if session is None:
        return False
    doing = Doing(None, now, reason=_("活动取消了"))
    try:
        if session.state == SessionState.CANCELLED:
            withdraw(order, doing)
        else:
            moved = replace(doing, reason=session.change_words or _("活动改了时间"))
            reschedule(order, Window(session.starts_at, session.ends_at), moved)
    except Refused:
        return False
    return True
