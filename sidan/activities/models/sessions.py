"""One session: a day and an hour at a place."""

from datetime import date, datetime, timedelta

from django.db import models

from sidan.activities.models.activity import Activity
from sidan.activities.models.lectures import Lecturer
from sidan.activities.rules import rules
from sidan.activities.states import AHEAD, PUBLIC, LectureFormat, State
from sidan.core.clock import local
from sidan.core.ids import public_id, token
from sidan.core.models import EventRow
from sidan.people.models import Person
from sidan.places.models import Facility, Station


class SessionQuerySet(models.QuerySet["Session"]):
    def under(self, paths: tuple[str, ...]) -> "SessionQuerySet":
        return self.filter(station__under=paths)

    def ahead(self) -> "SessionQuerySet":
        return self.filter(state__in=AHEAD)

    def public(self) -> "SessionQuerySet":
        """Announced at some time: what was cancelled before anybody heard of it stays unheard."""
        return self.filter(state__in=PUBLIC, published_at__isnull=False)

    def held(self) -> "SessionQuerySet":
        """What counts as done in every figure: somebody closed it with its numbers."""
        return self.filter(state=State.DONE)

    def between(self, start: datetime, end: datetime) -> "SessionQuerySet":
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def for_list(self) -> "SessionQuerySet":
        return self.select_related("activity", "activity__brand", "station", "facility", "lecturer").order_by(
            "starts_at", "pk"
        )


class Session(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sessions")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="sessions")
    # Which occurrence of the rule it is; stays when the session is moved, so that a series finds its own.
    slot_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    facility = models.ForeignKey(Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    place = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=40)
    lecturer = models.ForeignKey(Lecturer, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    lecture_format = models.CharField(max_length=8, choices=LectureFormat, blank=True)
    link = models.URLField(max_length=300, blank=True)
    film = models.CharField(max_length=60, blank=True)
    leader = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    state = models.CharField(max_length=10, choices=State)
    state_at = models.DateTimeField()
    is_detached = models.BooleanField(default=False)  # edited by itself: the series leaves it alone
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)  # after publication, and what about
    change_words = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    nudged_at = models.DateTimeField(null=True, blank=True)  # its leader was asked, once, to close it with its numbers

    seats = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    door_token = models.CharField(max_length=40, default=token, editable=False)  # in the QR code at the place

    # The short report: who came by name stands in the records, how many there were in all is counted by the leader.
    head_count = models.PositiveIntegerField(null=True, blank=True)
    report = models.TextField(max_length=1000, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["station", "starts_at"], name="session_station_at"),
            models.Index(fields=["state", "starts_at"], name="session_state_at"),
            models.Index(fields=["facility", "starts_at"], name="session_facility_at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["activity", "slot_at"], name="session_slot_once"),
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="session_times"),
            # The last lock behind the conditional update: no seat is given twice.
            models.CheckConstraint(
                condition=models.Q(seats=None) | models.Q(taken__lte=models.F("seats")), name="session_not_oversold"
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="session_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        return local(self.starts_at).date()

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def free_seats(self) -> int | None:
        return None if self.seats is None else self.seats - self.taken

    @property
    def where(self) -> str:
        return self.facility.name if self.facility else self.place

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now

    def takes_sign_ups(self, now: datetime) -> bool:
        return self.state == State.PUBLISHED and self.seats is not None and not self.is_over(now)

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=rules().door_before_minutes)

    def door_is_open(self, now: datetime) -> bool:
        """The QR code at the place counts only around the time itself."""
        shuts = self.ends_at + timedelta(minutes=rules().door_after_minutes)
        return self.state == State.PUBLISHED and self.opens_at <= now <= shuts


class SessionEvent(EventRow):
    about = "session"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["session", "at"], name="session_event_at")]


class SessionPhoto(models.Model):
    """Optional; never a duty."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="photos")
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    file = models.FileField(upload_to="sessions/%Y/%m/")
    words = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.public_id
