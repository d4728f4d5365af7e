"""What a desk planned, and by which rules: a plan is remembered to compare with, a policy is never overwritten."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.core.ids import public_id
from sidan.people.models import Person
from sidan.places.models import Station


class PlanState(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("正在排")
    READY = "ready", _("排好了")
    FAILED = "failed", _("没排成")


class SavedPlanQuerySet(models.QuerySet["SavedPlan"]):
    def ready(self) -> "SavedPlanQuerySet":
        return self.filter(state=PlanState.READY)

    def latest_of(self, station: Station) -> "SavedPlan | None":
        return self.ready().filter(station=station).order_by("-made_at", "-pk").first()


class SavedPlan(models.Model):
    """The proposal of one scope as it stood when somebody confirmed from it, or as the worker made it."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="plans")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=PlanState, default=PlanState.READY)
    step = models.PositiveSmallIntegerField(default=0)  # of a plan in the making
    result = models.JSONField(default=dict)  # ids only: {"asked": [[order, volunteer, minutes], …], "unserved": …}

    objects = SavedPlanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["station", "-made_at"], name="plan_latest")]

    def __str__(self) -> str:
        return self.public_id

    @property
    def pairs(self) -> set[tuple[int, int]]:
        return {(order, volunteer) for order, volunteer, *_rest in self.result.get("asked", [])}


class StreetPolicy(models.Model):
    """How a street wants to be planned from then on; the newest row holds, the older ones are the history."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="policies")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)  # setting → whole number, only what differs from the product's default

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["station", "-at"], name="policy_latest")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.at:%Y-%m-%d %H:%M}"
