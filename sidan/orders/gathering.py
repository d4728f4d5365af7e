"""Door to door, or one day at a point nearby? Both are reckoned for the same orders and shown side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from sidan.activities.models import Session
from sidan.activities.walking import Pace, Place, metres, middle, minutes
from sidan.orders.models import Item, Order
from sidan.orders.models.order import OrderQuerySet
from sidan.orders.states import State
from sidan.people.access import DESK, Scope
from sidan.places.models import Facility, FacilityKind

GATHERED = (State.SUBMITTED, State.VERIFIED, State.OFFERED, State.REWORK)
FEWEST, MOST, POINTS = 2, 60, 3
FAR = 20  # minutes at an elder's pace: further away is no point nearby


def waiting(who: Scope) -> OrderQuerySet:
    return Order.objects.under(who.reach(*DESK)).filter(state__in=GATHERED, staffs=None)


def likely(who: Scope) -> list[tuple[Item, int]]:
    """Items for which several orders wait, and how many, the most wanted first."""
    counts = dict(waiting(who).values_list("item").annotate(n=Count("pk")).order_by().filter(n__gte=FEWEST))
    items = Item.objects.filter(pk__in=counts)
    return sorted(((item, counts[item.pk]) for item in items), key=lambda row: -row[1])


@dataclass(frozen=True)
class Doors:
    """From door to door: time at the doors of all who must come along, and the way between them."""

    service: int
    walking: int

    @property
    def total(self) -> int:
        return self.service + self.walking


def at_the_doors(orders: Sequence[Order]) -> Doors:
    """The way is that of one round by the nearest next door, begun where the homes lie closest together."""
    places = [_place(order) for order in orders]
    return Doors(sum(order.minutes * order.places for order in orders), _round(places))


def _round(places: list[Place]) -> int:
    left = list(places)
    here = min(left, key=lambda place: metres(place, middle(places)))
    total = 0
    left.remove(here)
    while left:
        following = min(left, key=lambda place: metres(here, place))
        total += minutes(here, following)
        left.remove(following)
        here = following
    return total


def _place(order: Order) -> Place:
    return order.address.lat, order.address.lng


@dataclass(frozen=True)
class Point:
    """A facility, and the ways of everybody to it at an elder's pace."""

    facility: Facility
    mean: int
    longest: int
    too_far: int  # for how many it is no point nearby


def points(orders: Sequence[Order], facilities: Sequence[Facility]) -> list[Point]:
    """The best few: nearest for those who have it furthest, then for all."""
    found = [_point(orders, facility) for facility in facilities]
    return sorted(found, key=lambda point: (point.too_far, point.longest, point.mean, point.facility.pk))[:POINTS]


def _point(orders: Sequence[Order], facility: Facility) -> Point:
    ways = [minutes(_place(order), (facility.lat, facility.lng), Pace.ELDER) for order in orders]
    return Point(facility, round(sum(ways) / len(ways)), max(ways), sum(way > FAR for way in ways))


def rooms_for(who: Scope, count: int) -> list[Facility]:
    """Where so many find a seat; out of doors nobody counts."""
    within = Facility.objects.under(who.reach(*DESK)).in_use().exclude(kind=FacilityKind.CORRIDOR)
    roomy = within.exclude(capacity__lt=count).select_related("station")
    return list(roomy.prefetch_related("hours"))


def chosen(who: Scope, item: Item, now: datetime) -> list[Order]:
    rows = waiting(who).filter(item=item, wanted_until__gt=now).for_list()
    return list(rows.order_by("wanted_from", "pk")[:MOST])


def joinable(order: Order, now: datetime) -> list[Session]:
    """Sessions ahead that an order may join: its station's and those of the stations above."""
    rows = Session.objects.ahead().filter(station__path__in=order.station.line, starts_at__gt=now)
    return list(rows.for_list()[:MOST])
