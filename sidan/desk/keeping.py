"""What is kept no longer: ended orders and people without an order, by age."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from sidan.activities.models import Booking, SignUp
from sidan.orders.models import Order
from sidan.orders.states import ENDED, OPEN
from sidan.people.models import Person, PersonQuerySet, Role, SessionNote
from sidan.volunteers.models import Volunteer


def limit(now: datetime) -> datetime:
    return now - timedelta(days=settings.SIDAN_RETENTION_DAYS)


def old_orders(now: datetime) -> QuerySet[Order]:
    old = Order.objects.filter(state__in=ENDED, state_at__lt=limit(now), erased_at=None)
    return old.select_related("address").order_by("pk")


def idle_people(now: datetime) -> PersonQuerySet:
    """Nobody has ordered for them or by them since, they came to nothing, and they neither work nor volunteer here nor
    are signed in."""
    recent = Q(placed_at__gte=limit(now)) | Q(state_at__gte=limit(now)) | Q(state__in=OPEN)
    theirs = Q(served=OuterRef("pk")) | Q(placed_by=OuterRef("pk"))
    return (
        Person.objects.present()
        .filter(created_at__lt=limit(now))
        .exclude(Exists(Order.objects.filter(theirs, recent)))
        .exclude(Exists(SignUp.objects.filter(person=OuterRef("pk"), session__ends_at__gte=limit(now))))
        .exclude(Exists(Booking.objects.filter(asked_by=OuterRef("pk"), ends_at__gte=limit(now))))
        .exclude(Exists(Role.objects.held().filter(person=OuterRef("pk"))))
        .exclude(Exists(Volunteer.objects.joined().filter(person=OuterRef("pk"))))
        .exclude(Exists(SessionNote.objects.filter(person=OuterRef("pk"), ends_at__gt=now)))
        .order_by("pk")
    )
