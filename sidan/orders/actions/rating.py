"""评单: what the served person says, and what follows from it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as wording

from sidan.core.errors import Refused
from sidan.core.ids import token
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.orders.actions.demands import must_be_in_time, must_say
from sidan.orders.actions.door import Doing, append, move, must_allow
from sidan.orders.actions.telling import RATE, free_everybody, tell_resident
from sidan.orders.actions.times import ANEW
from sidan.orders.dayparts import Window
from sidan.orders.models import Callback, CallbackKind, CallbackResult, Order, Rating, RatingTag
from sidan.orders.rules import rules
from sidan.orders.states import State
from sidan.people.models import Person
from sidan.places.models import Level, Station


@dataclass(frozen=True)
class Opinion:
    """A rating as it was given; `by` is who spoke, `doing.by` who pressed the button."""

    stars: int
    tags: tuple[RatingTag, ...] = ()
    words: str = ""
    by: Person | None = None


@action
def hash_token(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@action
def ask_for_rating(order: Order, *, now: datetime) -> str:
    """A link that carries the right to rate this one order; only its hash is kept."""
    secret = token()
    Order.objects.filter(pk=order.pk).update(rating_token_hash=hash_token(secret))
    tell_resident(
        order, "rate", wording("%(item)s 已完成，您满意吗？请花一分钟评一评。"), now=now, link=RATE.format(secret)
    )
    return secret


@action
def rate(order: Order, opinion: Opinion, doing: Doing) -> Rating:
    """Two stars or less open a callback. A rating taken down on the telephone is marked as such."""
    is_bad = opinion.stars <= rules().bad_stars
    with transaction.atomic():
        move(order, "rate", State.CALLBACK if is_bad else State.CLOSED, doing, rating_token_hash="")
        try:
            rating = Rating.objects.create(
                order=order,
                round=order.round,
                stars=opinion.stars,
                tags=list(opinion.tags),
                words=opinion.words[:300],
                by=opinion.by,
                taken_by=doing.by if doing.channel == Channel.CALLBACK else None,
                channel=doing.channel,
                is_proxy=opinion.by is not None and opinion.by.pk != order.served_id,
                at=doing.now,
            )
        except IntegrityError as error:
            raise Refused("rated", _("这张单已经评过了，谢谢您。")) from error
        if is_bad:
            _owe(order, CallbackKind.BAD_RATING, order.station, doing.now)
        else:
            _draw_sample(order, doing.now)
    return rating


@action
def close_unrated(order: Order, *, now: datetime) -> bool:
    """Silence for a week closes the order as unrated; it may still be drawn for a callback."""
    limit = now - timedelta(days=rules().unrated_days)
    try:
        with transaction.atomic():
            move(order, "close_unrated", State.CLOSED, Doing(None, now, Channel.CLOCK),
                 guard=Q(state_at__lte=limit), rating_token_hash="")  # fmt: skip
            _draw_sample(order, now)
    except Refused:
        return False
    return True


def _owe(order: Order, kind: CallbackKind, station: Station, now: datetime) -> None:
    Callback.objects.create(order=order, round=order.round, kind=kind, station=station, opened_at=now)


@action
def is_drawn(order: Order) -> bool:
    """A fair draw nobody can steer: the order's random id decides, not the hour and not a worker."""
    draw = int(hashlib.sha256(f"sample:{order.public_id}".encode()).hexdigest(), 16) % 10_000
    return draw < rules().sample_percent * 100


def _draw_sample(order: Order, now: datetime) -> None:
    other = another_station(order.station) if is_drawn(order) else None
    if other is not None:
        _owe(order, CallbackKind.SAMPLE, other, now)


@action
def another_station(station: Station) -> Station | None:
    """The next community station of the same street, in a ring; None for a street with only one."""
    ring = list(Station.objects.filter(parent=station.parent, level=Level.COMMUNITY).exclude(pk=station.pk))
    after = [other for other in ring if other.path > station.path]
    return next(iter(after or ring), None)


@action
def call_back(callback: Callback, result: CallbackResult, doing: Doing, *, wanted: Window | None = None) -> None:
    """What the call found. "Not fixed" does not close anything: it agrees on another time in the same breath.

    A call that nobody answers closes nothing either, until it was tried often enough.
    """
    order = callback.order
    if result == CallbackResult.UNREACHED and _missed(callback, doing):
        return
    with transaction.atomic():
        owed = Callback.objects.filter(pk=callback.pk, done_at=None)
        done = {"done_at": doing.now, "done_by": doing.by, "result": result, "note": doing.reason[:300]}
        if owed.update(**done) != 1:
            raise Refused("called", _("这个回访已经有人做了。"))
        if result == CallbackResult.NOT_FIXED:
            _rework(order, wanted, doing)
        elif order.state == State.CALLBACK:
            move(order, "call_back", State.CLOSED, doing)
        else:
            must_allow(order, "call_back")
            append(order, "call_back", order.state, doing)


def _missed(callback: Callback, doing: Doing) -> bool:
    """Counts a call without an answer; False when it was the last one."""
    owed = Callback.objects.filter(pk=callback.pk, done_at=None, tries__lt=rules().call_tries - 1)
    return owed.update(tries=F("tries") + 1, note=doing.reason[:300]) == 1


@action
def rework(order: Order, wanted: Window, doing: Doing) -> None:
    must_say(doing.reason)
    with transaction.atomic():
        Callback.objects.filter(order=order, done_at=None).update(
            done_at=doing.now, done_by=doing.by, result=CallbackResult.NOT_FIXED, note=doing.reason[:300]
        )
        _rework(order, wanted, doing)


def _rework(order: Order, wanted: Window | None, doing: Doing) -> None:
    """The order starts a new round at a new time: nobody is asked yet, all places are free, the old one is history."""
    if wanted is None:
        raise Refused("window_missing", _("请和居民约好重新服务的时间，再记下来。"))
    must_be_in_time(wanted, doing.now)
    move(order, "rework", State.REWORK, doing, wanted_from=wanted.start, wanted_until=wanted.end, **ANEW)
    order.refresh_from_db(fields=["round"])
    text = wording("对不起，上次没有做好。我们约在 %(when)s 重新为您安排（单号 %(number)s）。")
    tell_resident(order, "rework", text, now=doing.now)


@action
def mark_unmet(order: Order, doing: Doing) -> None:
    """Nobody could: said openly, counted in the public ledger, and a hint whom to recruit."""
    must_say(doing.reason)
    with transaction.atomic():
        move(order, "mark_unmet", State.UNMET, doing, taken=0)
        free_everybody(order, now=doing.now)
        text = wording("很抱歉，您的单 %(number)s 暂时没有人能做：%(reason)s")
        tell_resident(order, "unmet", text, now=doing.now, reason=doing.reason)
