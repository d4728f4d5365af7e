"""Who works for a station, and the links that make them."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.core.fields import EncryptedField
from sidan.core.walls import within
from sidan.people.models.person import Person
from sidan.places.models import Station


class RoleKind(models.TextChoices):
    GRID_WORKER = "grid_worker", _("网格员")
    STATION_WORKER = "station_worker", _("站点工作人员")
    STREET_WORKER = "street_worker", _("街道工作人员")
    AUDITOR = "auditor", _("审计员")
    ADMINISTRATOR = "administrator", _("管理员")


STAFF = tuple(RoleKind)


class RoleQuerySet(models.QuerySet["Role"]):
    def held(self) -> "RoleQuerySet":
        return self.filter(ended_at=None)

    def under(self, paths: tuple[str, ...]) -> "RoleQuerySet":
        return self.filter(within(station__under=paths))


class Role(models.Model):
    """A person's task at a station and its subtree. Read on every request: an ended role acts at once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=20, choices=RoleKind)
    given_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "station", "kind"], condition=models.Q(ended_at=None), name="role_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.station_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A link that gives one staff role once; only the hash of its token is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20, choices=RoleKind)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="invitations")
    note = EncryptedField(blank=True)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.kind

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at
