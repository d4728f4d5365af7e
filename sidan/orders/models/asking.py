"""Asking and answering: an offer is a question to one volunteer, an assignment is a place taken."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.core.ids import public_id
from sidan.orders.models.order import Order
from sidan.orders.states import OfferState, State
from sidan.people.models import Person
from sidan.volunteers.models import Team, Volunteer


class OfferQuerySet(models.QuerySet["Offer"]):
    def waiting(self) -> "OfferQuerySet":
        return self.filter(state=OfferState.ASKED)

    def run_out(self, now: datetime) -> "OfferQuerySet":
        return self.waiting().filter(expires_at__lte=now)

    def for_list(self) -> "OfferQuerySet":
        return self.select_related("order__item", "order__address__estate", "order__station", "team")


class Offer(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="offers")
    # Answered by one person: a volunteer, or the leader on behalf of a team (who then names the member who comes).
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="offers")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="offers")
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    walking_minutes = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)  # cost terms at the time of asking: why this volunteer was asked

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["volunteer", "state", "-asked_at"], name="offer_inbox"),
            models.Index(fields=["state", "expires_at"], name="offer_clock"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "volunteer"], condition=models.Q(state=OfferState.ASKED), name="offer_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"

    def is_waiting(self, now: datetime) -> bool:
        return self.state == OfferState.ASKED and now < self.expires_at


class Proof(models.TextChoices):
    CODE = "code", _("服务码")
    PAPER = "paper", _("居民纸质签字")
    LEADER = "leader", _("队长或站点确认")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def standing(self) -> "AssignmentQuerySet":
        return self.filter(released_at=None)

    def promised(self, order: Order) -> "AssignmentQuerySet":
        """The places of an order's present round."""
        return self.standing().filter(order=order, round=order.round)

    def to_come(self) -> "AssignmentQuerySet":
        """Promised or going on: what fills a volunteer's days. A round that is over keeps its rows as history."""
        return self.standing().filter(
            round=models.F("order__round"),
            checked_out_at=None,
            order__state__in=(State.OFFERED, State.ACCEPTED, State.IN_SERVICE),
        )

    def for_list(self) -> "AssignmentQuerySet":
        return self.select_related("order__item", "order__served", "order__address__estate", "order__station")


class Assignment(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="assignments")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="assignments")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    place = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    taken_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(max_length=8, choices=Proof, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        indexes = [models.Index(fields=["volunteer", "-taken_at"], name="assignment_day")]
        constraints = [
            # The second lock on a place; the first is the conditional update on the order's count.
            models.UniqueConstraint(
                fields=["order", "round", "place"], condition=models.Q(released_at=None), name="place_taken_once"
            ),
            models.UniqueConstraint(
                fields=["order", "round", "volunteer"],
                condition=models.Q(released_at=None),
                name="two_different_people",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_out_at=None) | models.Q(checked_in_at__isnull=False), name="in_before_out"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
