"""What somebody agreed to, who looked at their data, and the codes they prove their number with."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from sidan.core.fields import BlindIndex, EncryptedField
from sidan.core.models import Channel, HistoryRow
from sidan.people.models.person import Person


class Purpose(models.TextChoices):
    SERVICE = "service", _("为安排服务使用姓名、电话和地址")
    NOTICES = "notices", _("接收服务进度消息")
    PHOTO = "photo", _("服务照片用于核实")
    GUARDIAN = "guardian", _("监护人同意未成年人参加")


class Consent(models.Model):
    """A yes for one purpose; withdrawing ends it, the row stays as the history."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=12, choices=Channel)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    note = EncryptedField(blank=True)  # of a guardian: who said yes, what they are to the child

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at=None), name="consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}"


class ConsentEvent(HistoryRow):
    """A yes given or taken back, signed. `Consent` says what holds; `manage.py verify` compares the two."""

    about = "person"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consent_events")
    purpose = models.CharField(max_length=12, choices=Purpose)
    given = models.BooleanField()
    at = models.DateTimeField()
    channel = models.CharField(max_length=12, choices=Channel)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    note = EncryptedField(blank=True)
    removed = models.PositiveIntegerField(null=True, blank=True)  # photos deleted because the yes was taken back

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-id"], name="consent_event_of")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose} {'+' if self.given else '-'}"

    @classmethod
    def astray(cls) -> Iterator[str]:
        """A yes that stands though none was recorded last, and one that was recorded and does not stand."""
        own = {"person": OuterRef("person"), "purpose": OuterRef("purpose")}
        last = cls.objects.filter(**own).order_by("-pk").values("given")[:1]
        standing = Consent.objects.filter(withdrawn_at=None).annotate(last=Subquery(last))
        unsaid = Q(last=False) | Q(last=None)
        for consent in standing.filter(unsaid).select_related("person").order_by("pk").iterator(500):
            yield f"person {consent.person}, {consent.purpose}: a yes stands that nobody recorded"
        stands = Exists(Consent.objects.filter(withdrawn_at=None, **own))
        later = Exists(cls.objects.filter(pk__gt=OuterRef("pk"), **own))
        lost = cls.objects.filter(given=True, person__erased_at=None).exclude(later).exclude(stands)
        for event in lost.select_related("person").order_by("pk").iterator(500):
            yield f"person {event.person}, {event.purpose}: a yes was recorded that does not stand"


class SignInCode(models.Model):
    """A one-time code: only its hash is kept, tries are counted down by conditional updates.

    One row a number: a new code overwrites the older, so two can never be open however many are asked for at once.
    """

    phone = BlindIndex(unique=True)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries_left = models.PositiveSmallIntegerField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.made_at:%m-%d %H:%M}"

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.tries_left > 0 and now < self.expires_at


class ProviderLink(models.Model):
    """An account at the site's sign-in provider, tied to a number by its owner; only a keyed hash of it is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="provider_links")
    subject = BlindIndex(unique=True, blank=False)
    linked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"


class RevealQuerySet(models.QuerySet["Reveal"]):
    def of(self, person: Person) -> "RevealQuerySet":
        """Also looks at a second row of theirs, from before the two were merged."""
        return self.filter(models.Q(person=person) | models.Q(person__merged_into=person))


class Reveal(HistoryRow):
    """One look at somebody's full phone and address, written before it is shown."""

    about = "person"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reveals")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=80)

    objects = RevealQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="reveal_person_at")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%m-%d %H:%M}"
