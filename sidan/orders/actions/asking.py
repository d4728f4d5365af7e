"""Asking volunteers and hearing their answers. An offer asks; nobody is ever assigned without saying yes.

Every action writes the order's row first and offers and assignments after it: whoever has the order waits for nobody,
so two taps never wait for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as wording

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.orders.actions.demands import must_be_ahead, must_not_be_over
from sidan.orders.actions.door import Doing, append, move, must_allow
from sidan.orders.actions.telling import DAY, OFFERS, tell_resident, tell_station, tell_volunteers
from sidan.orders.agenda import Piece, lay_out
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.rules import rules
from sidan.orders.states import VERBS, OfferState, State
from sidan.volunteers.models import Team, Volunteer

TAKEN = gettext_lazy("已有志愿者接单，谢谢您愿意来。")


@dataclass(frozen=True)
class Asked:
    """One volunteer to ask, and why just them."""

    volunteer: Volunteer
    walking_minutes: int = 0
    reasons: list[dict[str, int | str]] = field(default_factory=list)
    team: Team | None = None


@action
def dispatch(order: Order, asked: Sequence[Asked], doing: Doing, *, hours: int | None = None) -> list[Offer]:
    """Sends offers with a deadline. Volunteers who are being asked already are left in peace."""
    if not asked:
        raise Refused("nobody", _("请先选至少一位志愿者，或者放入抢单池。"))
    must_be_ahead(order, doing.now)
    now = doing.now
    with transaction.atomic():
        move(order, "dispatch", State.OFFERED, doing, offered_at=order.offered_at or now)
        waiting = set(Offer.objects.waiting().filter(order=order).values_list("volunteer_id", flat=True))
        promised = set(Assignment.objects.promised(order).values_list("volunteer_id", flat=True))
        fresh = [one for one in asked if one.volunteer.pk not in waiting | promised]
        if not fresh:
            raise Refused("asked_already", _("这几位志愿者都已经在等答复了。"))
        expires = now + _wait(order, hours)
        offers = Offer.objects.bulk_create(_offer(order, one, doing, expires) for one in fresh)
        text = wording("邀请您：%(item)s，%(when)s，%(area)s。愿意请点“接单”，不方便点“婉拒”，不需要理由。")
        people = [one.volunteer for one in fresh]
        tell_volunteers(order, people, "asked", text, OFFERS, now=now, area=order.address.estate.name)
    return offers


def _wait(order: Order, hours: int | None) -> timedelta:
    """As long as the desk says; an offer of an urgent order never longer than its rule."""
    usual = rules().ask_within(is_urgent=order.is_urgent)
    if hours is None:
        return usual
    return min(timedelta(hours=hours), usual) if order.is_urgent else timedelta(hours=hours)


def _offer(order: Order, one: Asked, doing: Doing, expires: datetime) -> Offer:
    return Offer(
        order=order,
        volunteer=one.volunteer,
        team=one.team,
        round=order.round,
        asked_at=doing.now,
        asked_by=doing.by,
        expires_at=expires,
        walking_minutes=one.walking_minutes,
        reasons=one.reasons,
    )


@action
def open_pool(order: Order, doing: Doing) -> None:
    must_be_ahead(order, doing.now)
    if order.pool_opened_at is not None:
        raise Refused("pool_open", _("这张单已经在抢单池里了。"))
    with transaction.atomic():
        move(
            order, "open_pool", State.OFFERED, doing,
            guard=Q(pool_opened_at=None), pool_opened_at=doing.now, offered_at=order.offered_at or doing.now,
        )  # fmt: skip


@action
def accept(offer: Offer, doing: Doing, *, volunteer: Volunteer | None = None) -> Assignment:
    """The yes to an offer. A team leader names the member who comes."""
    who = volunteer or offer.volunteer
    with transaction.atomic():
        seen = offer.order.state
        if not _count_one(offer.order, "accept", doing.now):
            offer.refresh_from_db(fields=["state"])
            raise Refused("offer_over", _offer_over(offer.state, offer.order))
        _answer(offer, OfferState.ACCEPTED, doing.now)
        assignment = _take_place(offer.order, who, "accept", seen, doing, offer=offer)
        if who.person_id != (doing.by and doing.by.pk):
            _tell_named(offer.order, who, doing.now)
    return assignment


def _tell_named(order: Order, who: Volunteer, now: datetime) -> None:
    """Named by the leader of the team; going is still the member's own choice."""
    text = wording("队长请您去：%(item)s，%(when)s，%(area)s。去不了请点“来不了了”，不需要理由。")
    tell_volunteers(order, [who], "named", text, DAY, now=now, area=order.address.estate.name)


@action
def decline(offer: Offer, doing: Doing) -> None:
    """One tap, no reason needed, and it costs the volunteer nothing anywhere."""
    with transaction.atomic():
        _answer(offer, OfferState.DECLINED, doing.now)
        append(offer.order, "decline", offer.order.state, doing)


def _answer(offer: Offer, state: OfferState, now: datetime) -> None:
    waiting = Offer.objects.filter(pk=offer.pk, state=OfferState.ASKED, expires_at__gt=now)
    if waiting.update(state=state, answered_at=now) != 1:
        offer.refresh_from_db(fields=["state"])
        # Still open here means that only its time is over; the clock has not come by yet.
        state = OfferState.EXPIRED if offer.state == OfferState.ASKED else OfferState(offer.state)
        raise Refused("offer_over", _offer_over(state, offer.order))
    offer.state = state


def _offer_over(state: str, order: Order) -> str:
    match state:
        case OfferState.FILLED:
            return str(TAKEN)
        case OfferState.CANCELLED if Order.objects.open().filter(pk=order.pk).exists():
            return _("这张单改了时间，原来的邀请不算了。新的时间合适时会再邀请您。")
        case OfferState.CANCELLED:
            return _("这张单已经取消，不用前往。")
        case OfferState.ACCEPTED | OfferState.DECLINED:
            return _("您已经答复过这个邀请了。")
        case OfferState.EXPIRED:
            return _("这个邀请已经过了答复时间，谢谢您。")
    return str(TAKEN)


@action
def claim(order: Order, volunteer: Volunteer, doing: Doing) -> Assignment:
    """Takes a place from the open pool. matching.must_fit has been asked before."""
    if order.pool_opened_at is None:
        raise Refused("pool_closed", _("这张单不在抢单池里。"))
    with transaction.atomic():
        seen = order.state
        if not _count_one(order, "claim", doing.now):
            raise Refused("taken", TAKEN)
        mine = Offer.objects.waiting().filter(order=order, volunteer=volunteer)
        mine.update(state=OfferState.ACCEPTED, answered_at=doing.now)
        return _take_place(order, volunteer, "claim", seen, doing)


def _take_place(
    order: Order, who: Volunteer, verb: str, seen: str, doing: Doing, *, offer: Offer | None = None
) -> Assignment:
    """Gives the place that `_count_one` has won a number and a name."""
    must_not_be_over(order, doing.now)
    _must_have_time(order, who)
    numbers = set(Assignment.objects.promised(order).values_list("place", flat=True))
    order.taken = len(numbers) + 1
    if order.taken == order.places:
        order.state, order.state_at = State.ACCEPTED, doing.now
    free = next(number for number in range(1, order.places + 1) if number not in numbers)
    try:
        assignment = Assignment.objects.create(
            order=order, round=order.round, volunteer=who, offer=offer, place=free, taken_at=doing.now
        )
    except IntegrityError as error:
        raise Refused("twice", _("您已经接了这张单。")) from error
    append(order, verb, seen, doing)
    if order.state == State.ACCEPTED:
        _all_taken(order, doing.now)
    return assignment


def _count_one(order: Order, verb: str, now: datetime) -> bool:
    """Takes one place by a single conditional update: exactly as many win as there are places."""
    last = Q(taken=F("places") - 1)
    free = Order.objects.filter(pk=order.pk, round=order.round, state__in=VERBS[verb].sources, taken__lt=F("places"))
    won = free.update(
        taken=F("taken") + 1,
        state=Case(When(last, then=Value(State.ACCEPTED)), default=F("state")),
        state_at=Case(When(last, then=Value(now)), default=F("state_at")),
    )
    return won == 1


def _must_have_time(order: Order, who: Volunteer) -> None:
    """Nobody is in two places at once. The volunteer's row is locked, so two taps on two orders queue up."""
    if Volunteer.objects.filter(pk=who.pk, left_at=None).update(weekly_load=F("weekly_load")) != 1:
        raise Refused("left", _("您已经不是志愿者了。愿意回来，先重新登记。"))
    near = timedelta(hours=12)
    others = Assignment.objects.to_come().filter(
        volunteer=who,
        order__wanted_from__lt=order.wanted_until + near,
        order__wanted_until__gt=order.wanted_from - near,
    )
    rows = others.values_list("order__wanted_from", "order__wanted_until", "order__minutes")
    if lay_out([Piece(order.wanted_from, order.wanted_until, order.minutes), *(Piece(*row) for row in rows)]) is None:
        raise Refused("busy", _("您在这个时间已经接了别的单，排不开了。请先看看“今天”里的安排。"))


def _all_taken(order: Order, now: datetime) -> None:
    others = Offer.objects.filter(order=order)
    if others.waiting().update(state=OfferState.FILLED, answered_at=now):
        filled = others.filter(state=OfferState.FILLED, answered_at=now).select_related("volunteer__person")
        text = wording("%(item)s（%(when)s）已有志愿者接单，这次不用答复了。")
        tell_volunteers(order, [offer.volunteer for offer in filled], "filled", text, OFFERS, now=now)
    text = wording("志愿者已接单：%(item)s，%(when)s。服务码在单子里，志愿者到了请念给他听。")
    tell_resident(order, "accepted", text, now=now)


@action
def expire(offer: Offer, *, now: datetime) -> bool:
    """The clock's answer for somebody who gave none; False when another worker or the volunteer was quicker."""
    with transaction.atomic():
        run_out = Offer.objects.filter(pk=offer.pk, state=OfferState.ASKED, expires_at__lte=now)
        if run_out.update(state=OfferState.EXPIRED, answered_at=now) != 1:
            return False
        append(offer.order, "expire", offer.order.state, Doing(None, now, Channel.CLOCK))
    return True


@action
def release(assignment: Assignment, doing: Doing) -> None:
    """A volunteer cannot come: the place is free again at once and the order looks for somebody new."""
    order = assignment.order
    must_allow(order, "release")
    with transaction.atomic():
        move(order, "release", State.OFFERED, doing, guard=Q(taken__gt=0), taken=F("taken") - 1)
        standing = Assignment.objects.filter(pk=assignment.pk, released_at=None, checked_in_at=None)
        if standing.update(released_at=doing.now) != 1:
            raise Refused("released", _("这次服务已经开始或者已经取消了。"))
        order.refresh_from_db(fields=["taken"])
        text = wording("原来的志愿者来不了了，我们正在为您另找一位：%(item)s，%(when)s。")
        tell_resident(order, "released", text, now=doing.now)
        if order.wanted_from - doing.now < timedelta(hours=rules().late_release_hours):
            text = wording(
                "有志愿者临时来不了了：%(item)s，%(when)s，单号 %(number)s。请尽快另请一位，或者和居民另约。"
            )
            tell_station(order, "released_late", text, now=doing.now, by=doing.by)
