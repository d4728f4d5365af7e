"""What was done under a brand's name, counted from the records it is made of."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Sum

from sidan.activities.models import Session, SignUp
from sidan.activities.states import State
from sidan.core.walls import everything
from sidan.orders.models import Assignment, Order
from sidan.programmes.models import Brand

LATEST, NEXT = 6, 6


@dataclass(frozen=True)
class Done:
    activities: int
    held: int
    orders: int  # served in its sessions
    people: int  # who signed in, and whom the leader counted beside
    hours: int  # of volunteers who were asked for its sessions, from check-in to check-out


@dataclass(frozen=True)
class Told:
    brand: Brand
    done: Done
    ahead: list[Session]
    past: list[Session]


def of_brand(brand: Brand, now: datetime) -> Told:
    """Six statements, however long it has gone on."""
    sessions = Session.objects.filter(activity__brand=brand)
    shown = sessions.for_list()
    return Told(
        brand,
        _done(brand),
        list(shown.filter(state=State.PUBLISHED, ends_at__gt=now)[:NEXT]),
        list(shown.held().order_by("-starts_at")[:LATEST]),
    )


@everything("a brand's figures name nobody")
def _done(brand: Brand) -> Done:
    held = Session.objects.held().filter(activity__brand=brand)
    counted = held.aggregate(
        n=Count("pk"), activities=Count("activity", distinct=True), heads=Sum("head_count", default=0)
    )
    came = SignUp.objects.came().filter(session__in=held.filter(head_count=None)).aggregate(n=Sum("seats", default=0))
    return Done(
        activities=counted["activities"],
        held=counted["n"],
        orders=Order.objects.filter(session__in=held).count(),
        people=counted["heads"] + came["n"],
        hours=_hours(brand),
    )


def _hours(brand: Brand) -> int:
    served = Assignment.objects.filter(order__staffs__activity__brand=brand, checked_out_at__isnull=False)
    spent = served.aggregate(n=Sum(F("checked_out_at") - F("checked_in_at")))["n"]
    return int(spent.total_seconds() // 3600) if spent else 0


def every() -> list[Brand]:
    """All that are alive, with how many sessions were held under each."""
    held = Count("activities__sessions", filter=Q(activities__sessions__state=State.DONE), distinct=True)
    return list(Brand.objects.alive().select_related("station").annotate(held=held))
