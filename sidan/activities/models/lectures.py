"""The pool of lecturers (宣讲员)."""

from django.db import models

from sidan.activities.states import Background
from sidan.core.fields import EncryptedField
from sidan.core.ids import public_id
from sidan.core.masking import mask_name
from sidan.core.models import HistoryRow
from sidan.people.models import Person
from sidan.places.models import Station


class LecturerQuerySet(models.QuerySet["Lecturer"]):
    def under(self, paths: tuple[str, ...]) -> "LecturerQuerySet":
        return self.filter(station__under=paths)

    def active(self) -> "LecturerQuerySet":
        return self.filter(ended_at=None)


class Lecturer(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="lecturers")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = EncryptedField()
    phone = EncryptedField(blank=True)
    background = models.CharField(max_length=12, choices=Background)
    topics = models.TextField(max_length=600, blank=True)  # one a line
    shows_name = models.BooleanField(default=False)  # agreed to be named in full in public
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LecturerQuerySet.as_manager()

    class Meta:
        ordering = ["station__path", "background", "pk"]

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        return self.name if self.shows_name else mask_name(self.name)

    @property
    def topic_list(self) -> list[str]:
        return [line.strip() for line in self.topics.splitlines() if line.strip()]


class LecturerLook(HistoryRow):
    """One look at a lecturer's number, written before it is shown. Most of them have no account to be looked up in."""

    about = "lecturer"

    lecturer = models.ForeignKey(Lecturer, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["lecturer", "-at"], name="lecturer_look_at")]

    def __str__(self) -> str:
        return f"{self.lecturer_id} {self.at:%m-%d %H:%M}"
