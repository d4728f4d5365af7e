"""Where somebody is signed in, so that they can look and end it; and what is left of somebody who left."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.core.fields import BlindIndex, EncryptedField
from sidan.core.models import HistoryRow
from sidan.people.models.person import Person

SHARED_IDLE = timedelta(minutes=10)


class SessionNoteQuerySet(models.QuerySet["SessionNote"]):
    def standing(self, person: Person, now: datetime) -> "SessionNoteQuerySet":
        """Where this person is signed in. An earlier epoch is a session that was ended already."""
        here = self.filter(person=person, epoch=person.session_epoch, ends_at__gt=now)
        return here.exclude(is_shared=True, seen_at__lt=now - SHARED_IDLE)

    def open(self, key: str, person: Person, *, now: datetime, ends_at: datetime, device: str, shared: bool) -> None:
        fresh = {"person": person, "epoch": person.session_epoch, "begun_at": now, "seen_at": now}
        told = fresh | {"ends_at": ends_at, "device": device, "is_shared": shared, "key": key}
        self.update_or_create(key_index=key, defaults=told)

    def carry(self, key: str, phone: str, *, now: datetime, ends_at: datetime) -> None:
        """A session that belongs to nobody yet carries this number: erasing the number must find it."""
        fresh = {"begun_at": now, "seen_at": now, "ends_at": ends_at, "phone_index": phone, "key": key}
        self.update_or_create(key_index=key, defaults={"phone_index": phone}, create_defaults=fresh)

    def touch(self, key: str, now: datetime) -> None:
        self.filter(key_index=key).update(seen_at=now)

    def rekey(self, old: str | None, new: str | None, epoch: int) -> None:
        if old and new:
            self.filter(key_index=old).update(key_index=new, key=new, epoch=epoch)

    def drop(self, key: str | None) -> None:
        if key:
            self.filter(key_index=key).delete()


class SessionNote(models.Model):
    """Whose session a row of the session table is. That table itself is encrypted and tells nobody's name.

    The key is kept encrypted, to end the session; the index finds the note from the cookie.
    """

    key = EncryptedField()
    key_index = BlindIndex(source="key", unique=True, blank=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="session_notes")
    phone_index = BlindIndex(db_index=True)  # of a sign-in under way
    epoch = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    device = models.CharField(max_length=24, blank=True)  # codes; words come when somebody reads it
    is_shared = models.BooleanField(default=False)

    objects = SessionNoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-seen_at"], name="session_of")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.device}"


class AskedBy(models.TextChoices):
    SELF = "self", _("本人")
    STATION = "station", _("本人请站点代办")
    RETENTION = "retention", _("保存期满")


class Erasure(models.Model):
    """The deletion record: that somebody was erased, at whose wish, when, and how much; never what."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="erasure")
    at = models.DateTimeField()
    asked_by = models.CharField(max_length=10, choices=AskedBy)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_by}"


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    def waiting(self) -> "ErasureRequestQuerySet":
        return self.filter(confirmed_at=None, withdrawn_at=None)


class ErasureRequest(models.Model):
    """Somebody without a telephone asked a worker to be erased; a second worker makes sure before it is done."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasure_requests")
    why = EncryptedField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(confirmed_at=None, withdrawn_at=None),
                name="erasure_request_once",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("asked_by")),
                name="erasure_request_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Merging(HistoryRow):
    """Two records of one person became one: which is left, which is empty now, who saw to it, and how much moved."""

    about = "person"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mergings")
    gone = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="merging")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    orders = models.PositiveIntegerField()
    consents = models.PositiveIntegerField()
    families = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.gone_id}→{self.person_id}"
