"""An activity: what is held once or again and again; its sessions are the days on which it is held."""

from django.db import models

from sidan.activities.models.lectures import Lecturer
from sidan.activities.states import LectureFormat
from sidan.core.ids import public_id
from sidan.places.models import Facility, Station
from sidan.programmes.kinds import ActivityKind, Audience
from sidan.programmes.models import Brand, Goal, MonthTheme

MOST_SEATS = 5000


class ActivityQuerySet(models.QuerySet["Activity"]):
    def under(self, paths: tuple[str, ...]) -> "ActivityQuerySet":
        return self.filter(station__under=paths)


class Activity(models.Model):
    """Its values are what new sessions begin with; a session may differ, and says so by `is_detached`."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="activities")
    title = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=ActivityKind)
    words = models.TextField(max_length=2000, blank=True)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.EVERYONE)

    # Where it comes from: each points to the level above, so that a plan can be counted down to its sessions.
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities")
    theme = models.ForeignKey(MonthTheme, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities")
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities")

    # Community leads, associations plan, the estate cooperates, residents join: who they are in this case.
    led_by = models.CharField(max_length=60, blank=True)
    planned_by = models.CharField(max_length=60, blank=True)
    helped_by = models.CharField(max_length=60, blank=True)
    joined_by = models.CharField(max_length=60, blank=True)

    facility = models.ForeignKey(Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    place = models.CharField(max_length=80, blank=True)  # in words, where there is no facility
    minutes = models.PositiveSmallIntegerField()
    seats = models.PositiveIntegerField(null=True, blank=True)  # None: come as you are, nobody signs up
    group_most = models.PositiveSmallIntegerField(default=1)  # seats one sign-up may take
    rule = models.CharField(max_length=200, blank=True)  # RFC 5545 RRULE; empty: once

    lecturer = models.ForeignKey(Lecturer, null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    lecture_format = models.CharField(max_length=8, choices=LectureFormat, blank=True)
    link = models.URLField(max_length=300, blank=True)  # of a talk online
    film = models.CharField(max_length=60, blank=True)

    made_at = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["station", "-made_at"], name="activity_station")]
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="activity_minutes"),
            models.CheckConstraint(
                condition=models.Q(seats=None) | models.Q(seats__gt=0, seats__lte=MOST_SEATS), name="activity_seats"
            ),
        ]

    def __str__(self) -> str:
        return self.title
