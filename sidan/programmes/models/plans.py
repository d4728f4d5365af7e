"""A station's year in numbers, and what each month is about."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from sidan.core.ids import public_id
from sidan.places.models import Station
from sidan.programmes.kinds import ActivityKind

FIRST_YEAR, LAST_YEAR = 2018, 2100  # the stations began in 2018


class YearPlanQuerySet(models.QuerySet["YearPlan"]):
    def under(self, paths: tuple[str, ...]) -> "YearPlanQuerySet":
        return self.filter(station__under=paths)


class YearPlan(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="year_plans")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    words = models.TextField(max_length=2000, blank=True)  # the plan as people read it
    made_at = models.DateTimeField()

    objects = YearPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "station__path"]
        constraints = [models.UniqueConstraint(fields=["station", "year"], name="year_plan_once")]

    def __str__(self) -> str:
        return f"{self.year}"


class Goal(models.Model):
    """So many sessions of one kind in the year."""

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="goals")
    kind = models.CharField(max_length=12, choices=ActivityKind)
    wanted = models.PositiveIntegerField()
    words = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], name="goal_once"),
            models.CheckConstraint(condition=models.Q(wanted__gt=0), name="goal_wanted"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.wanted}"


class MonthThemeQuerySet(models.QuerySet["MonthTheme"]):
    def under(self, paths: tuple[str, ...]) -> "MonthThemeQuerySet":
        return self.filter(station__under=paths)

    def of(self, station: Station) -> "MonthThemeQuerySet":
        """Its own themes and those of the stations above it: a street's theme is every community's."""
        return self.filter(station__path__in=station.line)


class MonthTheme(models.Model):
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="themes")
    month = models.DateField()  # its first day
    title = models.CharField(max_length=40)
    words = models.CharField(max_length=400, blank=True)
    occasion = models.CharField(max_length=40, blank=True)  # the festival or civic day that suggested it

    objects = MonthThemeQuerySet.as_manager()

    class Meta:
        ordering = ["month", "station__path", "pk"]
        constraints = [models.UniqueConstraint(fields=["station", "month", "title"], name="theme_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def year(self) -> int:
        return self.month.year

    def covers(self, day: date) -> bool:
        return (self.month.year, self.month.month) == (day.year, day.month)
