"""What the clock does, a minute at a time. Every step is a conditional update, so two ticks at once do no harm."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, F, OuterRef, Q

from sidan.activities.models import SignUp
from sidan.activities.states import AHEAD
from sidan.activities.states import State as SessionState
from sidan.core import clock
from sidan.core.actions import seal_history, sweep
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import everything
from sidan.core.workdays import subtract_workdays
from sidan.orders import actions, matching
from sidan.orders.actions.door import Doing
from sidan.orders.models import Callback, Offer, Order
from sidan.orders.rules import Rules, rules
from sidan.orders.states import BEFORE_SERVICE, NEEDS_HANDS, State
from sidan.people.actions import sweep_codes, sweep_sessions

T = TypeVar("T")

log = logging.getLogger("sidan.clock")
AT_ONCE = 500  # rows a step takes in one tick: a backlog is worked off, never one endless transaction


@dataclass
class Tick:
    """How much one tick did; a second tick at the same moment does nothing."""

    expired: int = 0
    asked_again: int = 0
    widened: int = 0
    climbed: int = 0
    closed: int = 0
    followed: int = 0

    def __str__(self) -> str:
        return " ".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self))


@everything("the clock")
def tick(now: datetime | None = None) -> str:
    """One round; what django-q2 calls every minute and `manage.py clock` by hand."""
    now = now or clock.now()
    done = Tick(
        expired=_expire(now),
        widened=_widen(now) + _widen_urgent(now),
        asked_again=_ask_again(now),
        climbed=_climb(now) + _climb_callbacks(now),
        closed=_close_unrated(now),
        followed=_part(now) + _follow(now) + _seat(now),
    )
    seal_history(now=now)
    sweep(now=now)
    sweep_codes(now=now)
    sweep_sessions(now=now)
    log.info("tick %s", done)
    return str(done)


def _each(rows: Iterable[T], act: Callable[[T], bool]) -> int:
    return sum(act(row) for row in rows)


def _expire(now: datetime) -> int:
    run_out = Offer.objects.run_out(now).select_related("order").order_by("expires_at")[:AT_ONCE]
    return _each(run_out, lambda offer: actions.expire(offer, now=now))


def _widen(now: datetime) -> int:
    """Not for a time that has gone: nobody could come any more."""
    due = _for_each_pace(lambda rule, pace: Q(offered_at__lte=now - rule.widen_after(is_urgent=pace)))
    waiting = Order.objects.filter(due, state=State.OFFERED, widened_at=None, wanted_until__gt=now)
    return _each(waiting[:AT_ONCE], lambda order: actions.widen(order, now=now))


def _widen_urgent(now: datetime) -> int:
    """An urgent one waits for no hour once everybody near has been asked: others further off are, in the same tick."""
    if not rules().widen_urgent_at_once:
        return 0
    waiting = Order.objects.filter(state=State.OFFERED, is_urgent=True, widened_at=None, wanted_until__gt=now)
    return _each(waiting.for_list()[:AT_ONCE], lambda order: _widen_if_exhausted(order, now=now))


def _widen_if_exhausted(order: Order, *, now: datetime) -> bool:
    if matching.is_anybody_left(order, now=now) or not actions.widen(order, now=now):
        return False
    ask_next(order, now=now)
    return True


def _for_each_pace(limit: Callable[[Rules, bool], Q]) -> Q:
    """The urgent by their limit, the others by theirs."""
    rule = rules()
    return (Q(is_urgent=True) & limit(rule, True)) | (Q(is_urgent=False) & limit(rule, False))


def _ask_again(now: datetime) -> int:
    """Orders for which nobody is being asked any more: the next best are, until the ranking is empty."""
    silent = Order.objects.unasked().filter(state_at__lte=now, wanted_until__gt=now).for_list()
    return _each(silent[:AT_ONCE], lambda order: ask_next(order, now=now))


@everything("the product's own work")
def ask_next(order: Order, *, now: datetime) -> bool:
    """One more wave; False when nobody is left to ask, which the desk sees on its list."""
    asked = matching.next_asked(order, now=now)
    if not asked:
        return False
    try:
        actions.dispatch(order, asked, Doing(None, now, Channel.CLOCK))
    except Refused:
        # Another worker or the desk asked somebody meanwhile, or the order ended.
        return False
    return True


def _climb(now: datetime) -> int:
    """`Order.climbs_at` for the database."""
    workdays = subtract_workdays(now, rules().answer_workdays)
    unverified = Q(state=State.SUBMITTED) & _for_each_pace(lambda rule, pace: Q(state_at__lte=_verify(rule, pace, now)))
    undispatched = Q(state__in=(State.VERIFIED, State.REWORK)) & _for_each_pace(
        lambda rule, pace: Q(state_at__lte=now - rule.climb_after(is_urgent=pace))
    )
    untaken = Q(state=State.OFFERED) & _for_each_pace(
        lambda rule, pace: Q(offered_at__lte=now - rule.climb_after(is_urgent=pace))
    )
    gone_by = Q(state__in=NEEDS_HANDS, wanted_until__lte=now)
    unanswered = Q(state__in=BEFORE_SERVICE, round=1, placed_at__lte=workdays)
    late = Order.objects.filter(unverified | undispatched | untaken | gone_by | unanswered, climbed_at=None)
    return _each(late.for_list().order_by("state_at")[:AT_ONCE], lambda order: actions.climb(order, now=now))


def _verify(rule: Rules, is_urgent: bool, now: datetime) -> datetime:
    return now - timedelta(hours=rule.urgent_hours) if is_urgent else subtract_workdays(now, rule.verify_workdays)


def _climb_callbacks(now: datetime) -> int:
    """Not called in a working day, or called yet not settled in fifteen."""
    limit = subtract_workdays(now, rules().callback_workdays)
    late = Callback.objects.waiting().filter(climbed_at=None, opened_at__lte=limit)
    rows = late.select_related("station", "order__item", "order__station")[:AT_ONCE]
    return _each(rows, lambda callback: actions.climb_callback(callback, now=now))


def _part(now: datetime) -> int:
    """What was to be served in a session that is cancelled."""
    lost = Order.objects.filter(state=State.MERGED, session__state=SessionState.CANCELLED).for_list()
    return _each(lost[:AT_ONCE], lambda order: actions.part(order, now=now))


def _follow(now: datetime) -> int:
    """What staffs a session that was moved or cancelled."""
    elsewhere = ~Q(wanted_from=F("staffs__starts_at")) | ~Q(wanted_until=F("staffs__ends_at"))
    astray = elsewhere & Q(staffs__state__in=AHEAD, staffs__starts_at__gt=now) | Q(staffs__state=SessionState.CANCELLED)
    rows = Order.objects.filter(astray, state__in=BEFORE_SERVICE).for_list().select_related("staffs")
    return _each(rows[:AT_ONCE], lambda order: actions.follow(order, now=now))


def _seat(now: datetime) -> int:
    """Gathered before the session was announced. Whoever left it is not signed up again."""
    known = SignUp.objects.filter(session=OuterRef("session"), person=OuterRef("served"))
    announced = Q(session__state=SessionState.PUBLISHED, session__starts_at__gt=now, session__seats__isnull=False)
    rows = Order.objects.filter(announced, ~Exists(known), state=State.MERGED).for_list()
    return _each(rows.select_related("session__activity")[:AT_ONCE], lambda order: actions.seat(order, now=now))


def _close_unrated(now: datetime) -> int:
    limit = now - timedelta(days=rules().unrated_days)
    # Staffing a session serves nobody in particular: there is nobody to wait for.
    silent = Order.objects.filter(Q(state_at__lte=limit) | Q(staffs__isnull=False), state=State.SERVED).select_related(
        "station"
    )
    return _each(silent[:AT_ONCE], lambda order: actions.close_unrated(order, now=now))
