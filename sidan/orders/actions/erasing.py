"""What orders say about somebody, erased: words, photos and door go; that something was done stays."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sidan.core.actions import reduce_facts
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.notices.actions import forget_links
from sidan.orders.actions.asking import release
from sidan.orders.actions.door import Doing
from sidan.orders.actions.intake import withdraw
from sidan.orders.actions.telling import DESK_ORDER, ORDER
from sidan.orders.models import Assignment, Callback, Order, OrderEvent, Photo, Rating
from sidan.orders.states import BEFORE_SERVICE
from sidan.people.models import Person
from sidan.places.actions import forget_doors, nameless_door
from sidan.places.models import Estate

OWN_WORDS = (Channel.PAGE, Channel.FAMILY, Channel.LINK)
SETTLING = timedelta(days=1)  # a file is written before its row: a young one without a row is not lost yet


@action
def must_be_free(person: Person) -> None:
    """Nobody disappears from under an order that goes on."""
    mine = Q(served=person) | Q(placed_by=person, channel=Channel.FAMILY)
    order = Order.objects.open().filter(mine).order_by("placed_at").first()
    if order is not None:
        sentence = _("还有一张单没有结束（单号 %(number)s）。请先撤回，或等它办完、评完，再来注销。")
        raise Refused("order_open", sentence % {"number": order.number})
    if Assignment.objects.to_come().filter(volunteer__person=person).exists():
        raise Refused("promised", _("您还答应了别人上门服务。请先完成，或点“来不了了”，再来注销。"))


@action
def erase_orders_of(person: Person, *, now: datetime) -> dict[str, int]:
    counts = reduce_orders(Order.objects.filter(served=person), now=now)
    # What they said about other people's orders, as family or as a volunteer.
    said = OrderEvent.objects.filter(by=person, channel__in=OWN_WORDS)
    rated = Rating.objects.filter(by=person).exclude(order__served=person)
    counts["words"] += _reduced(said, "reason") + _emptied(rated, "words")
    return counts


@action
def let_go(person: Person, *, now: datetime) -> int:
    """Of somebody erased once before: what a backup shows as still to come is called off. How many orders."""
    clock = Doing(None, now, Channel.CLOCK)
    to_come = Assignment.objects.to_come().filter(volunteer__person=person)
    for assignment in to_come.select_related("order__item", "order__served", "order__station"):
        release(assignment, clock)
    mine = Order.objects.filter(served=person, state__in=BEFORE_SERVICE).select_related("item", "served", "station")
    for order in mine:
        withdraw(order, clock)
    return len(mine)


@action
def forget_photos_of(person: Person) -> int:
    """Their yes to photos is taken back: files and rows go, the orders stay."""
    return _forget_photos(list(Order.objects.filter(served=person).values_list("pk", flat=True)))


@action
def reduce_orders(orders: Iterable[Order], *, now: datetime) -> dict[str, int]:
    """How much of what went; the orders stay with their item, estate, times and stars."""
    orders = list(orders)
    keys = [order.pk for order in orders]
    with transaction.atomic():
        counts = {"orders": len(orders), "photos": _forget_photos(keys)}
        events = OrderEvent.objects.filter(order__in=keys)
        words = _reduced(events, "reason") + _emptied(Rating.objects.filter(order__in=keys), "words")
        counts["words"] = words + _emptied(Callback.objects.filter(order__in=keys), "note")
        Order.objects.filter(pk__in=keys).update(details="", rating_token_hash="", erased_at=now)
        _forget_doors(orders)
        forget_links(link.format(order.public_id) for order in orders for link in (ORDER, DESK_ORDER))
    return counts


def _forget_photos(keys: list[int]) -> int:
    photos = list(Photo.objects.filter(order__in=keys))
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    names = [str(photo.file.name) for photo in photos]
    # Afterwards: a change taken back must not have lost a file. Killed in between, `sweep_photos` finds it.
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
    return len(names)


def _reduced(events: Iterable[OrderEvent], name: str) -> int:
    told = [event for event in events if getattr(event, name)]
    for event in told:
        reduce_facts(event, **{name: ""})
    return len(told)


def _emptied(rows: Iterable[Rating | Callback], name: str) -> int:
    told = [row for row in rows if getattr(row, name)]
    for row in told:
        setattr(row, name, "")
        row.save(update_fields=[name])
    return len(told)


def _forget_doors(orders: list[Order]) -> None:
    doors = {order.address_id for order in orders}
    for estate in Estate.objects.filter(addresses__in=doors).distinct():
        here = [order.pk for order in orders if order.address.estate_id == estate.pk]
        Order.objects.filter(pk__in=here).update(address=nameless_door(estate))
    forget_doors(doors)


@action
def sweep_photos(*, now: datetime) -> int:
    """Files that no row names: left by a photo that was erased, or never saved, when the power went."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in _files("orders"):
        if default_storage.get_modified_time(name) < now - SETTLING:
            found[name.rpartition("/")[0]].append(name)
    swept = 0
    for names in found.values():
        known = set(Photo.objects.filter(file__in=names).values_list("file", flat=True))
        lost = [name for name in names if name not in known]
        for name in lost:
            default_storage.delete(name)
        swept += len(lost)
    return swept


def _files(folder: str) -> Iterator[str]:
    if not default_storage.exists(folder):
        return
    folders, names = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in names)
    for inner in folders:
        yield from _files(f"{folder}/{inner}")
