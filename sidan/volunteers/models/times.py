"""When somebody can come: the week as a rule, single days as exceptions."""

from django.db import models

from sidan.volunteers.models.volunteer import Volunteer


class Availability(models.Model):
    """Each week, from–until on one weekday (0 is Monday), in minutes after midnight."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField()
    from_minute = models.PositiveSmallIntegerField()
    until_minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "from_minute"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lt=7), name="availability_weekday"),
            models.CheckConstraint(
                condition=models.Q(from_minute__lt=models.F("until_minute"), until_minute__lte=1440),
                name="availability_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.from_minute}–{self.until_minute}"


class AvailabilityException(models.Model):
    """One day that is unlike the week: away all day, or free in other hours."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField()
    is_away = models.BooleanField(default=True)
    from_minute = models.PositiveSmallIntegerField(default=0)
    until_minute = models.PositiveSmallIntegerField(default=1440)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["volunteer", "day"], name="exception_once")]

    def __str__(self) -> str:
        return f"{self.day}"
