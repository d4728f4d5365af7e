"""An order and its history."""

from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.activities.models import Session
from sidan.core.clock import local
from sidan.core.fields import EncryptedField
from sidan.core.ids import four_digits, order_number, public_id
from sidan.core.models import Channel, EventRow
from sidan.core.walls import within
from sidan.core.workdays import add_workdays
from sidan.orders.models.catalogue import Item
from sidan.orders.rules import rules
from sidan.orders.states import BEFORE_SERVICE, NEEDS_HANDS, OPEN, OfferState, State
from sidan.people.models import Person
from sidan.places.models import Address, Station


class ReferredTo(models.TextChoices):
    HOTLINE = "12345", _("12345 市民热线")
    POLICE = "110", _("110 报警")
    FIRE = "119", _("119 火警")
    AMBULANCE = "120", _("120 急救")
    MEDICAL = "medical", _("医院或社区卫生中心")
    GAS = "gas", _("燃气公司")
    OTHER = "other", _("其他部门")


class OrderQuerySet(models.QuerySet["Order"]):
    def open(self) -> "OrderQuerySet":
        return self.filter(state__in=OPEN)

    def under(self, paths: tuple[str, ...]) -> "OrderQuerySet":
        return self.filter(within(station__under=paths))

    def of(self, person: Person) -> "OrderQuerySet":
        """Served to this person, or to somebody they may act for, or placed by them."""
        acted_for = Person.objects.acted_for_by(person)
        return self.filter(
            within(
                models.Q(served=person)
                | models.Q(served__in=acted_for)
                | models.Q(placed_by=person, channel=Channel.FAMILY)
            )
        )

    def needing_hands(self) -> "OrderQuerySet":
        return self.filter(state__in=NEEDS_HANDS)

    def unasked(self) -> "OrderQuerySet":
        """Offered, yet nobody is being asked and the pool is closed: they need a new dispatch."""
        waiting = models.Q(offers__state=OfferState.ASKED)
        return self.filter(state=State.OFFERED, pool_opened_at=None).exclude(waiting)

    def for_list(self) -> "OrderQuerySet":
        return self.select_related("item", "served", "station", "address__estate")


class Order(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    number = models.CharField(max_length=11, unique=True, default=order_number, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="orders")
    served = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="orders")
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="orders")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="orders")
    details = EncryptedField(blank=True)
    wanted_from = models.DateTimeField()
    wanted_until = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    is_urgent = models.BooleanField(default=False)
    consent_at = models.DateTimeField()
    placed_at = models.DateTimeField()

    state = models.CharField(max_length=12, choices=State)
    state_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField(default=1)
    taken = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1)
    offered_at = models.DateTimeField(null=True, blank=True)  # first asked in this round: widen and climb count from it
    pool_opened_at = models.DateTimeField(null=True, blank=True)
    widened_at = models.DateTimeField(null=True, blank=True)
    climbed_at = models.DateTimeField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="orders")
    staffs = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="staffing")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    referred_to = models.CharField(max_length=8, choices=ReferredTo, blank=True)
    service_code = models.CharField(max_length=4, default=four_digits)  # the resident reads it out at the door
    counter_code = models.CharField(max_length=4, default=four_digits)  # the volunteer reads it back before
    rating_token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    erased_at = models.DateTimeField(null=True, blank=True)  # words, photos and the door are gone, the counts stay

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["station", "state", "-state_at"], name="order_worklist"),
            models.Index(fields=["station", "-placed_at"], name="order_station_placed"),
            models.Index(fields=["served", "-placed_at"], name="order_served"),
            models.Index(fields=["placed_by", "-placed_at"], name="order_placed_by"),
            models.Index(fields=["state", "state_at"], name="order_clock"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("places")), name="order_not_oversold"),
            models.CheckConstraint(condition=models.Q(wanted_from__lt=models.F("wanted_until")), name="order_window"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="order_state_known"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def day(self) -> date:
        return local(self.wanted_from).date()

    @property
    def free_places(self) -> int:
        return self.places - self.taken

    @property
    def may_still_withdraw(self) -> bool:
        return self.state in BEFORE_SERVICE

    def due_at(self) -> datetime | None:
        """When the present state runs out of time; None for a state without a limit."""
        rule = rules()
        match self.state:
            case State.SUBMITTED:
                return self._verified_by()
            case State.VERIFIED | State.REWORK:
                return min(self.state_at + rule.ask_within(is_urgent=self.is_urgent), self.wanted_until)
            case State.OFFERED:
                after = rule.climb_after if self.widened_at else rule.widen_after
                return min(self._asked_since() + after(is_urgent=self.is_urgent), self.wanted_until)
            case State.ACCEPTED | State.IN_SERVICE:
                return self.wanted_until
            case State.SERVED:
                return self.state_at + timedelta(days=rule.unrated_days)
            case State.CALLBACK:
                return add_workdays(self.state_at, rule.callback_workdays)
        return None

    def widens_at(self) -> datetime | None:
        """When the clock opens the pool and reaches further; never for a time that has gone by then."""
        if self.state != State.OFFERED or self.offered_at is None or self.widened_at is not None:
            return None
        moment = self.offered_at + rules().widen_after(is_urgent=self.is_urgent)
        return moment if moment < self.wanted_until else None

    def climbs_at(self) -> datetime | None:
        """When the street is told, unless it was told already."""
        if self.climbed_at is not None or self.state not in BEFORE_SERVICE:
            return None
        rule = rules()
        # What was agreed on anew has the hours of that agreement; its age says nothing any more.
        limits = [add_workdays(self.placed_at, rule.answer_workdays)] if self.round == 1 else []
        if self.state == State.SUBMITTED:
            limits.append(self._verified_by())
        elif self.state in NEEDS_HANDS:
            limits += [self._asked_since() + rule.climb_after(is_urgent=self.is_urgent), self.wanted_until]
        return min(limits, default=None)

    def _verified_by(self) -> datetime:
        rule = rules()
        if self.is_urgent:
            return self.state_at + timedelta(hours=rule.urgent_hours)
        return add_workdays(self.state_at, rule.verify_workdays)

    def _asked_since(self) -> datetime:
        return (self.offered_at if self.state == State.OFFERED else None) or self.state_at

    def is_over(self, now: datetime) -> bool:
        """The agreed time has gone by."""
        return self.wanted_until <= now

    def is_late(self, now: datetime) -> bool:
        due = self.due_at()
        return due is not None and due < now and self.state != State.SERVED

    def is_answered_late(self, now: datetime) -> bool:
        return self.state in OPEN and add_workdays(self.placed_at, rules().answer_workdays) < now


class OrderEvent(EventRow):
    about = "order"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["order", "at"], name="event_order_at")]


class Photo(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="photos")
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    file = models.FileField(upload_to="orders/%Y/%m/")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.public_id
