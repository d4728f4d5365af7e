"""What the street says about itself in public: counted from the records, naming nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Min, Q

from sidan.core.clock import local
from sidan.core.models import Channel
from sidan.core.shares import Share
from sidan.core.walls import everything
from sidan.core.workdays import add_workdays
from sidan.orders import browsing
from sidan.orders.models import Item, Order
from sidan.orders.models.order import OrderQuerySet
from sidan.orders.rules import rules
from sidan.orders.states import State
from sidan.places.models import Level, Station

KEY = "public-page"
FRESH = 60  # seconds a process shows the same figures
DAYS = timedelta(days=30)
RATED_DAYS = timedelta(days=90)
GOOD = 4
POPULAR = 8
UNMET = 8
ANSWERS = ("verify", "reject", "refer", "merge", "gather")


@dataclass(frozen=True)
class Unmet:
    item: str
    station: str
    times: int


@dataclass(frozen=True)
class Public:
    popular: list[Item]
    times: dict[int, int]
    stations: list[Station]
    month: int
    answered: Share
    content: Share
    raters: Share
    unmet: list[Unmet]


def public(now: datetime) -> Public:
    """One object for a minute, so that a crowd on the front page costs the database nothing."""
    kept: Public | None = cache.get(KEY)
    if kept is None:
        kept = _count(now)
        cache.set(KEY, kept, FRESH)
    return kept


@everything("figures that name nobody")
def _count(now: datetime) -> Public:
    stations = _stations()
    here = Order.objects.filter(station__in=[station.pk for station in stations])
    first = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    times = browsing.popularity(here, now)
    content, raters = _ratings(here.filter(served_at__gte=now - RATED_DAYS))
    return Public(
        popular=browsing.by_popularity(browsing.offered(None), times)[:POPULAR],
        times=times,
        stations=stations,
        month=here.filter(placed_at__gte=first).count(),
        answered=_answered(here.filter(placed_at__gte=now - DAYS), now),
        content=content,
        raters=raters,
        unmet=_unmet(here.filter(state=State.UNMET, state_at__gte=now - RATED_DAYS)),
    )


def _stations() -> list[Station]:
    """The community stations of our street; of all streets where none bears the configured name."""
    communities = Station.objects.communities()
    street = Station.objects.filter(level=Level.STREET, name__startswith=settings.SIDAN_STREET_NAME).first()
    return list(communities.filter(parent=street) if street else communities)


def _answered(orders: OrderQuerySet, now: datetime) -> Share:
    """Of those that were answered or should have been by now: how many within the limit."""
    asked = orders.exclude(channel=Channel.PAPER)
    rows = asked.annotate(answered_at=Min("events__at", filter=Q(events__verb__in=ANSWERS)))
    limit, hits, of = rules().verify_workdays, 0, 0
    for placed_at, answered_at, state in rows.values_list("placed_at", "answered_at", "state"):
        due = add_workdays(placed_at, limit)
        if answered_at is None and (due > now or state == State.WITHDRAWN):
            continue
        of += 1
        hits += answered_at is not None and answered_at <= due
    return Share(hits, of)


def _ratings(served: OrderQuerySet) -> tuple[Share, Share]:
    """How many of the raters were content, and how many rated at all. Those who may still rate are not counted."""
    told = served.exclude(state=State.SERVED).aggregate(
        of=Count("pk", distinct=True),
        raters=Count("ratings__order", distinct=True),
        rated=Count("ratings"),
        good=Count("ratings", filter=Q(ratings__stars__gte=GOOD)),
    )
    return Share(told["good"], told["rated"]), Share(told["raters"], told["of"])


def _unmet(orders: OrderQuerySet) -> list[Unmet]:
    rows = orders.values("item__name", "station__name").annotate(times=Count("pk"), last=Max("state_at"))
    ranked = rows.order_by("-times", "-last", "item__name")[:UNMET]
    return [Unmet(row["item__name"], row["station__name"], row["times"]) for row in ranked]
