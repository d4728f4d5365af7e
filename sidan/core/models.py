"""Rows that every app leans on."""

from collections.abc import Iterator
from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.core.chain import LENGTH, Line, MacField, is_signed, seal_text
from sidan.core.fields import EncryptedField


class Channel(models.TextChoices):
    """The way by which something was said; all are equal before the law (regulation art. 18)."""

    PAGE = "page", _("手机页面")
    PHONE = "phone", _("电话")
    WALK_IN = "walk_in", _("到站")
    FAMILY = "family", _("家人代办")
    GRID = "grid", _("网格员")
    VISIT = "visit", _("入户走访")
    PAPER = "paper", _("纸质日报单")
    LINK = "link", _("短信链接")
    CALLBACK = "callback", _("电话回访")
    DESK = "desk", _("工作台")
    CLOCK = "clock", _("系统按时限")


class HistoryRow(models.Model):
    """A row that is written once and signed; `manage.py verify` finds what was edited, deleted or inserted since."""

    about: ClassVar[str]  # the foreign key to whom or what it tells of

    mac = MacField()
    # Of a deletion record: the facts were reduced at somebody's wish, and this is the signature they had.
    erased_mac = models.CharField(max_length=LENGTH, blank=True, editable=False)

    class Meta:
        abstract = True

    def is_intact(self) -> bool:
        return is_signed(self.mac, seal_text(self))

    @classmethod
    def astray(cls) -> Iterator[str]:
        """What other rows say otherwise than this history, in words; nothing where it tells of no other rows."""
        return iter(())


def histories() -> Iterator[type[HistoryRow]]:
    return (model for model in apps.get_models() if issubclass(model, HistoryRow))


def lines_of(model: type[HistoryRow], first_pk: int, last_pk: int, *, at_most: int | None = None) -> list[Line]:
    """A stretch of a history. A deletion record stands in it with the signature that was sealed."""
    rows = model._default_manager.filter(pk__range=(first_pk, last_pk)).order_by("pk")
    told = rows.values_list("pk", f"{model.about}_id", "mac", "erased_mac")[:at_most]
    return [(pk, about, erased or mac) for pk, about, mac, erased in told]


class EventRow(HistoryRow):
    """One change, appended: who, when, from, to, why, by which channel. Nothing ever edits it."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    reason = EncryptedField(blank=True)  # people write illness and names into it
    channel = models.CharField(max_length=12, choices=Channel)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.verb} {self.from_state}→{self.to_state}"


class Seal(models.Model):
    """One link of the chain: what stood in a stretch of one history when it was sealed."""

    table = models.CharField(max_length=63)
    first_pk = models.BigIntegerField()
    last_pk = models.BigIntegerField()
    count = models.PositiveIntegerField()
    tally = models.TextField()  # how many rows are about whom
    digest = models.CharField(max_length=64)
    # Unique: a link has one successor, so of two workers sealing at once one finds itself too late.
    previous_mac = models.CharField(max_length=LENGTH, unique=True)
    mac = MacField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["table", "-last_pk"], name="seal_table_last")]

    def __str__(self) -> str:
        return f"seal {self.pk}: {self.table} {self.first_pk}–{self.last_pk}"

    def is_intact(self) -> bool:
        return is_signed(self.mac, seal_text(self))


class SealMark(models.Model):
    """How far a history reached at an earlier tick: what will be sealed once everybody who wrote then has finished."""

    table = models.CharField(max_length=63, unique=True)
    seen_pk = models.BigIntegerField()
    writers = models.TextField(blank=True)  # transactions that had a row in hand then, as PostgreSQL names them

    def __str__(self) -> str:
        return f"{self.table} {self.seen_pk}"


class Once(models.Model):
    """One form or API call sent: its key, what it carried and how it was answered. A second tap finds it here."""

    key = models.CharField(max_length=32)
    sender = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=302)
    location = models.CharField(max_length=200, blank=True)  # where a page's answer led
    body = models.TextField(blank=True)  # what the API answered
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "key"], name="once_key")]

    def __str__(self) -> str:
        return self.key


class Limit(models.Model):
    """A counted window of one bucket (a number, an address, a day): it holds across processes."""

    bucket = models.CharField(max_length=80)
    window_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "window_at"], name="limit_window")]

    def __str__(self) -> str:
        return f"{self.bucket} {self.window_at:%m-%d %H:%M}"
