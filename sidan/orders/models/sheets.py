"""The paper day sheet: finished services typed by one person and confirmed by another."""

from django.db import models

from sidan.core.ids import public_id
from sidan.orders.models.catalogue import Item
from sidan.orders.models.order import Order
from sidan.people.models import Person
from sidan.places.models import Station
from sidan.volunteers.models import Volunteer


class DaySheet(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="day_sheets")
    day = models.DateField()
    typed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["station", "-day"], name="sheet_list")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("typed_by")),
                name="sheet_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class DaySheetLine(models.Model):
    sheet = models.ForeignKey(DaySheet, on_delete=models.CASCADE, related_name="lines")
    served = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="+")
    from_minute = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    order = models.OneToOneField(Order, null=True, on_delete=models.PROTECT, related_name="sheet_line")

    class Meta:
        ordering = ["from_minute", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.from_minute}"
