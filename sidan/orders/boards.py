"""Figures of the street board: what stands where in each station, all counted from the records."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min, Q

from sidan.core.clock import local
from sidan.core.workdays import subtract_workdays
from sidan.orders.models import Callback, Order
from sidan.orders.models.order import OrderQuerySet
from sidan.orders.rules import rules
from sidan.orders.states import BEFORE_SERVICE, State
from sidan.orders.worklist import late
from sidan.places.models import Station

# The columns of the board are the tabs of the work list, so that each figure leads to its orders.
COLUMNS: dict[str, tuple[State, ...]] = {
    "submitted": (State.SUBMITTED,),
    "verified": (State.VERIFIED, State.REWORK),
    "offered": (State.OFFERED,),
    "going": (State.ACCEPTED, State.IN_SERVICE),
    "served": (State.SERVED,),
    "callback": (State.CALLBACK,),
}


@dataclass
class Standing:
    station: Station
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    late: int = 0
    climbed: int = 0
    oldest: datetime | None = None
    unmet: int = 0
    callbacks_late: int = 0

    @property
    def open(self) -> int:
        return sum(self.counts.values())


def standings(stations: Sequence[Station], now: datetime) -> list[Standing]:
    """Four queries, however many stations: they come in the order of the tree, never ranked."""
    found = {station.pk: Standing(station) for station in stations}
    orders = Order.objects.filter(station__in=list(found))
    _count_open(orders, found, now)
    month = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    unmet = orders.filter(state=State.UNMET, state_at__gte=month).values("station").annotate(n=Count("pk"))
    for pk, n in unmet.values_list("station", "n"):
        found[pk].unmet = n
    limit = subtract_workdays(now, rules().callback_workdays)
    calls = Callback.objects.waiting().filter(station__in=list(found), opened_at__lt=limit)
    for pk, n in calls.values("station").annotate(n=Count("pk")).values_list("station", "n"):
        found[pk].callbacks_late = n
    return list(found.values())


def _count_open(orders: OrderQuerySet, found: dict[int, Standing], now: datetime) -> None:
    column: dict[str, str] = {state: name for name, states in COLUMNS.items() for state in states}
    rows = orders.open().values("station", "state").annotate(
        n=Count("pk"),
        late=Count("pk", filter=late(now)),
        climbed=Count("pk", filter=late(now) & Q(climbed_at__isnull=False)),
        oldest=Min("placed_at", filter=Q(state__in=BEFORE_SERVICE)),
    )  # fmt: skip
    waiting: dict[int, list[datetime]] = defaultdict(list)
    for row in rows:
        standing = found[row["station"]]
        standing.counts[column[row["state"]]] += row["n"]
        standing.late += row["late"]
        standing.climbed += row["climbed"]
        if row["oldest"]:
            waiting[row["station"]].append(row["oldest"])
    for pk, moments in waiting.items():
        found[pk].oldest = min(moments)


def climbed(stations: Sequence[Station], now: datetime) -> OrderQuerySet:
    """Orders past their limit that came up to the street and still wait, the longest first."""
    rows = Order.objects.open().filter(late(now), station__in=stations, climbed_at__isnull=False)
    return rows.for_list().order_by("-is_urgent", "climbed_at", "pk")
