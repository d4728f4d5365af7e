"""What the served person says afterwards, and what the station does about it."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.core.fields import EncryptedField
from sidan.core.ids import public_id
from sidan.core.models import Channel
from sidan.core.walls import within
from sidan.core.workdays import add_workdays
from sidan.orders.models.order import Order
from sidan.orders.rules import rules
from sidan.people.models import Person
from sidan.places.models import Station


class RatingTag(models.TextChoices):
    ON_TIME = "on_time", _("准时")
    FRIENDLY = "friendly", _("态度好")
    SKILLED = "skilled", _("手艺好")
    CAREFUL = "careful", _("细心")
    LATE = "late", _("迟到")
    UNFINISHED = "unfinished", _("没做完")
    UNFRIENDLY = "unfriendly", _("态度不好")
    NOT_NEEDED = "not_needed", _("不是我要的")


class Rating(models.Model):
    """One rating a round; who rated is not shown to staff before the order is closed."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField(default=1)
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    tags = models.JSONField(default=list)
    words = EncryptedField(blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel)
    is_proxy = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "round"], name="rated_once"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="rating_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.stars}"


class CallbackKind(models.TextChoices):
    BAD_RATING = "bad_rating", _("差评回访")
    SAMPLE = "sample", _("抽样回访")


class CallbackResult(models.TextChoices):
    SETTLED = "settled", _("已经解决")
    CONFIRMED = "confirmed", _("服务属实")
    NOT_FIXED = "not_fixed", _("没有解决")
    UNREACHED = "unreached", _("联系不上")


class CallbackQuerySet(models.QuerySet["Callback"]):
    def waiting(self) -> "CallbackQuerySet":
        return self.filter(done_at=None)

    def under(self, paths: tuple[str, ...]) -> "CallbackQuerySet":
        return self.filter(within(station__under=paths))


class Callback(models.Model):
    """A telephone call that a station owes: the order's own after a bad rating, another one for the sample."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="callbacks")
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=12, choices=CallbackKind)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="callbacks")
    opened_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)  # calls nobody answered
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=12, choices=CallbackResult, blank=True)
    note = EncryptedField(blank=True)
    climbed_at = models.DateTimeField(null=True, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        indexes = [models.Index(fields=["station", "done_at", "opened_at"], name="callback_list")]
        constraints = [models.UniqueConstraint(fields=["order", "round", "kind"], name="callback_once")]

    def __str__(self) -> str:
        return self.public_id

    def due_at(self) -> datetime:
        return add_workdays(self.opened_at, rules().callback_workdays)

    def is_late(self, now: datetime) -> bool:
        return self.done_at is None and self.due_at() < now
