"""The outbox: a notice is written with the change it tells of; deliveries are sent by the worker afterwards."""

import re
from datetime import datetime

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sidan.core.fields import EncryptedField, EncryptedJSONField
from sidan.core.ids import public_id
from sidan.core.timewords import written_moment
from sidan.people.models import Person

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\+\d\d:\d\d")


class Way(models.TextChoices):
    SMS = "sms", _("短信")
    PUSH = "push", _("微信、钉钉、飞书或邮件")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to_numbers(self) -> "NoticeQuerySet":
        """To somebody without an account."""
        return self.filter(person=None)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """One message in a person's inbox; `link` is a path of ours and carries nothing personal.

    Or to somebody without an account, by the number they left: there is no inbox, so it goes when it has been sent.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    phone = EncryptedField(blank=True)
    kind = models.CharField(max_length=24)
    text = models.CharField(max_length=200)  # a message id: translated when it is read
    facts = EncryptedJSONField(default=dict)
    link = models.CharField(max_length=120, blank=True)
    is_urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-made_at"], name="notice_inbox"),
            # The header of every page counts these; most notices have been read.
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def number(self) -> str:
        """Where a text message of it goes; empty where there is no number."""
        return self.person.phone if self.person else self.phone

    @property
    def words(self) -> str:
        """In the reader's language: the inbox's, or the street's for messages that go out."""
        stored: dict[str, str] = self.facts  # type: ignore[assignment]  # a JSON column typed as the text it is stored as
        facts = {name: _said(fact) for name, fact in stored.items()}
        return gettext(self.text) % facts if facts else gettext(self.text)


def _said(fact: str) -> str:
    """A moment is kept as such, a service by its name, so that each reader gets them in their own words."""
    if MOMENT.fullmatch(fact):
        return written_moment(datetime.fromisoformat(fact))
    return gettext(fact) if fact else ""


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    GIVEN_UP = "given_up", _("未送达")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.WAITING, next_at__lte=now)

    def for_sending(self) -> "DeliveryQuerySet":
        return self.select_related("notice__person__preference").order_by("next_at", "pk")


class Delivery(models.Model):
    """One way out for one notice, tried again until it is sent or given up."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    way = models.CharField(max_length=8, choices=Way)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    # While a sender holds it: when its lease runs out. `tries` tells one lease from the next.
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=120, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "way"], name="delivery_once")]
        indexes = [models.Index(fields=["state", "next_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.way} {self.state}"


class Preference(models.Model):
    """How a person wants to be told; without a row, the street's defaults."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="preference")
    sms = models.BooleanField(default=True)
    push_address = EncryptedField(blank=True)
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}"
