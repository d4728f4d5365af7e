"""Who has a facility when. A quarter of an hour is taken by one row or by nobody, on every database."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models

from sidan.activities.models.lectures import Lecturer
from sidan.activities.models.sessions import Session
from sidan.activities.states import BookingState
from sidan.core.fields import EncryptedField
from sidan.core.ids import public_id
from sidan.core.walls import within
from sidan.people.models import Person
from sidan.places.models import Facility

QUARTER = timedelta(minutes=15)


def quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    """The quarters of an hour that a time touches."""
    at = start.replace(minute=start.minute - start.minute % 15, second=0, microsecond=0)
    while at < end:
        yield at
        at += QUARTER


class BookingQuerySet(models.QuerySet["Booking"]):
    def under(self, paths: tuple[str, ...]) -> "BookingQuerySet":
        return self.filter(within(facility__station__under=paths))

    def holding(self) -> "BookingQuerySet":
        return self.filter(state=BookingState.APPROVED)

    def asked(self) -> "BookingQuerySet":
        return self.filter(state=BookingState.ASKED)

    def overlapping(self, facility: Facility, start: datetime, end: datetime) -> "BookingQuerySet":
        return self.filter(facility=facility, starts_at__lt=end, ends_at__gt=start)

    def for_list(self) -> "BookingQuerySet":
        return self.select_related("facility__station", "asked_by", "session").order_by("starts_at", "pk")


class Booking(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="bookings")
    session = models.OneToOneField(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="booking")
    series = models.CharField(max_length=12, blank=True, db_index=True)  # what was asked for in one go
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BookingState)
    state_at = models.DateTimeField()
    purpose = models.CharField(max_length=80)
    people = models.PositiveIntegerField(null=True, blank=True)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="bookings")
    asked_at = models.DateTimeField()
    opens_door = EncryptedField(blank=True)  # who opens the door this time, if not the usual one
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)  # somebody came; without it the clock gives the room back

    objects = BookingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["facility", "starts_at"], name="booking_facility_at"),
            models.Index(fields=["state", "starts_at"], name="booking_state_at"),
            models.Index(fields=["asked_by", "-starts_at"], name="booking_asked_by"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="booking_times"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}"


class Slot(models.Model):
    """A quarter of an hour of a facility or of a lecturer. The unique constraints are what keeps two apart."""

    at = models.DateTimeField()
    facility = models.ForeignKey(Facility, null=True, on_delete=models.CASCADE, related_name="+")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.CASCADE, related_name="slots")
    lecturer = models.ForeignKey(Lecturer, null=True, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, null=True, on_delete=models.CASCADE, related_name="lecturer_slots")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "at"], name="slot_facility"),
            models.UniqueConstraint(fields=["lecturer", "at"], name="slot_lecturer"),
            models.CheckConstraint(
                condition=models.Q(facility__isnull=False, booking__isnull=False, lecturer=None, session=None)
                | models.Q(facility=None, booking=None, lecturer__isnull=False, session__isnull=False),
                name="slot_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%m-%d %H:%M}"
