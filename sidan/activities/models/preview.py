"""The weekly preview (周预告): a review step in front of a week, and the links by which calendars subscribe."""

from datetime import date

from django.db import models

from sidan.activities.models.sessions import Session
from sidan.activities.states import PreviewState
from sidan.core.ids import public_id
from sidan.people.models import Person
from sidan.places.models import Station


class PreviewQuerySet(models.QuerySet["Preview"]):
    def under(self, paths: tuple[str, ...]) -> "PreviewQuerySet":
        return self.filter(station__under=paths)

    def published(self) -> "PreviewQuerySet":
        return self.filter(state=PreviewState.PUBLISHED)


class Preview(models.Model):
    """One street's week. What it lists are the sessions themselves: nothing is copied, so nothing can differ."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="previews")
    week = models.DateField()  # its Monday
    words = models.CharField(max_length=200, blank=True)  # a line above the list
    left_out = models.ManyToManyField(Session, blank=True, related_name="+")  # planned, and not to go out with it
    state = models.CharField(max_length=10, choices=PreviewState)
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")  # None: the clock

    objects = PreviewQuerySet.as_manager()

    class Meta:
        ordering = ["-week"]
        constraints = [models.UniqueConstraint(fields=["station", "week"], name="preview_once")]

    def __str__(self) -> str:
        return f"{self.week}"

    def covers(self, day: date) -> bool:
        return 0 <= (day - self.week).days < 7


class CalendarLink(models.Model):
    """A secret address that a person's calendar program reads; made anew at will, which ends the old one."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_link")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"
