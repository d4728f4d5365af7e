"""How a need becomes an order, and how the station answers it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as wording

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.orders.actions.demands import must_be_in_time, must_say
from sidan.orders.actions.door import Doing, append, move
from sidan.orders.actions.telling import free_everybody, tell_resident
from sidan.orders.dayparts import Window
from sidan.orders.models import Item, Order, Photo, ReferredTo, TwoPeople
from sidan.orders.states import ENDED, OPEN, State
from sidan.people.actions import give_consent, hold_present
from sidan.people.models import Person, Purpose
from sidan.places.models import Address, Station

DRAWS = 8  # with half of all numbers taken, one order in 256 needs more


@dataclass(frozen=True)
class Need:
    """What somebody asks for, in whatever channel it was said."""

    item: Item
    served: Person
    address: Address
    wanted_from: datetime
    wanted_until: datetime
    details: str = ""
    is_urgent: bool = False
    places: int = 0  # more volunteers than the item says; 0 leaves it to the item
    minutes: int = 0  # likewise
    photos: tuple["ContentFile[bytes]", ...] = field(default=())


@action
def place(need: Need, doing: Doing) -> Order:
    """Takes an order down. The consent to use name, phone and address for it, and photos, is recorded with it."""
    if doing.by is None:
        raise ValueError("an order is placed by somebody")
    station = need.address.station
    _must_be_offered(need.item, station)
    must_be_in_time(Window(need.wanted_from, need.wanted_until), doing.now)
    _must_be_new(need, doing.now)
    with transaction.atomic():
        hold_present({need.served.pk, doing.by.pk})
        order = create(need, doing, State.SUBMITTED, places=places_for(need))
        append(order, "place", "", doing)
        give_consent(need.served, Purpose.SERVICE, by=doing.by, channel=doing.channel, now=doing.now)
        if need.photos:
            give_consent(need.served, Purpose.PHOTO, by=doing.by, channel=doing.channel, now=doing.now)
        for photo in need.photos:
            add_photo(order, photo, by=order.placed_by, now=doing.now)
        text = wording("已收到您的“%(item)s”，单号 %(number)s。站点会在一个工作日内联系您核实。")
        tell_resident(order, "placed", text, now=doing.now)
    return order


@action
def record(need: Need, doing: Doing) -> Order:
    """A finished service from a paper day sheet: it enters the loop as served, so it can be rated and called back."""
    with transaction.atomic():
        hold_present({need.served.pk})
        order = create(need, doing, State.SERVED, places=1, taken=1, served_at=need.wanted_until)
        append(order, "record", "", doing)
        give_consent(need.served, Purpose.SERVICE, by=doing.by, channel=Channel.PAPER, now=doing.now)
    return order


@action
def create(need: Need, doing: Doing, state: State, **more: object) -> Order:
    """Draws again when the number is taken: there are ninety million, and a city fills them."""
    for _draw in range(DRAWS):
        order = _drawn(need, doing, state, **more)
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError:
            if not Order.objects.filter(number=order.number).exists():
                raise
        else:
            return order
    raise RuntimeError(f"no free order number in {DRAWS} draws")


def _drawn(need: Need, doing: Doing, state: State, **more: object) -> Order:
    return Order(
        item=need.item,
        served=need.served,
        placed_by=_somebody(doing),
        channel=doing.channel,
        station=need.address.station,
        address=need.address,
        details=need.details,
        wanted_from=need.wanted_from,
        wanted_until=need.wanted_until,
        minutes=need.minutes or need.item.minutes,
        is_urgent=need.is_urgent,
        consent_at=doing.now,
        placed_at=doing.now,
        state=state,
        state_at=doing.now,
        **more,
    )


def _somebody(doing: Doing) -> Person:
    if doing.by is None:
        raise ValueError("an order is placed by somebody")
    return doing.by


@action
def places_for(need: Need) -> int:
    """Volunteers needed: what the item says, two on a first home visit where it says so, more if asked for."""
    places = max(need.item.places, need.places)
    if need.item.two_people == TwoPeople.ALWAYS:
        return max(places, 2)
    if need.item.two_people == TwoPeople.FIRST_VISIT:
        known = Order.objects.filter(served=need.served, item__two_people=TwoPeople.FIRST_VISIT)
        return places if known.filter(served_at__isnull=False).exists() else max(places, 2)
    return places


def _must_be_offered(item: Item, station: Station) -> None:
    if not Item.objects.offered_at(station).filter(pk=item.pk).exists():
        raise Refused(
            "item_off",
            _("%(station)s目前没有开展“%(item)s”。请换一项，或者打站点电话问一问。")
            % {"station": station.name, "item": item.title},
        )


def _must_be_new(need: Need, now: datetime) -> None:
    """The same service for the same person on the same day, or again before its cool-down, is one order too many."""
    same = Order.objects.filter(served=need.served, item=need.item)
    day = timedelta(hours=12)
    twin = same.filter(
        state__in=OPEN, wanted_from__lt=need.wanted_until + day, wanted_until__gt=need.wanted_from - day
    ).first()
    if twin is not None:
        raise Refused(
            "duplicate",
            _(
                "已经有一张同样的单（%(number)s，%(state)s），不用重复点。要改时间，打开那张单点“改时间”，或者打站点电话。"
            )
            % {"number": twin.number, "state": twin.get_state_display()},
        )
    if need.item.cooldown_days:
        since = need.wanted_from - timedelta(days=need.item.cooldown_days)
        if same.filter(served_at__gt=since).exists():
            raise Refused(
                "cooldown",
                _("“%(item)s”两次之间要隔 %(n)s 天，请选晚一些的日子。")
                % {"item": need.item.title, "n": need.item.cooldown_days},
            )


@action
def add_photo(order: Order, photo: "ContentFile[bytes]", *, by: Person, now: datetime) -> Photo:
    return Photo.objects.create(order=order, file=photo, by=by, at=now)


@action
def verify(order: Order, doing: Doing) -> None:
    with transaction.atomic():
        move(order, "verify", State.VERIFIED, doing)
        tell_resident(order, "verified", wording("站点已核实您的单 %(number)s，正在为您找志愿者。"), now=doing.now)


@action
def reject(order: Order, doing: Doing) -> None:
    must_say(doing.reason)
    with transaction.atomic():
        move(order, "reject", State.REJECTED, doing)
        text = wording("您的单 %(number)s 未能受理：%(reason)s")
        tell_resident(order, "rejected", text, now=doing.now, reason=doing.reason)


@action
def refer(order: Order, to: ReferredTo, doing: Doing) -> None:
    with transaction.atomic():
        move(order, "refer", State.REFERRED, doing, referred_to=to, taken=0)
        free_everybody(order, now=doing.now)
        text = wording("您的单 %(number)s 已转介到“%(to)s”。")
        tell_resident(order, "referred", text, now=doing.now, to=str(to.label))


@action
def merge(order: Order, into: Order, doing: Doing) -> None:
    """A duplicate, or two needs that one visit serves; the other order goes on for both."""
    if into.pk == order.pk or into.station_id != order.station_id or into.state in ENDED:
        raise Refused("merge_target", _("只能并到同一站点还没结束的另一张单。请核对单号。"))
    with transaction.atomic():
        move(order, "merge", State.MERGED, doing, merged_into=into)
        text = wording("您的单 %(number)s 已与 %(into)s 合并办理。")
        tell_resident(order, "merged", text, now=doing.now, into=into.number)


@action
def withdraw(order: Order, doing: Doing) -> None:
    with transaction.atomic():
        move(order, "withdraw", State.WITHDRAWN, doing, taken=0)
        free_everybody(order, now=doing.now)
        tell_resident(order, "withdrawn", wording("您的单 %(number)s 已撤回。"), now=doing.now)
