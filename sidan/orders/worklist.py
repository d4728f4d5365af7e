"""The desk's list: its tabs, how many orders stand in each, and which come first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sidan.core import clock
from sidan.core.clock import LOCAL, local
from sidan.core.workdays import subtract_workdays
from sidan.orders.models import Assignment, Callback, Offer, Order
from sidan.orders.models.order import OrderQuerySet
from sidan.orders.rules import rules
from sidan.orders.states import NEEDS_HANDS, OfferState, State
from sidan.people.access import DESK, Scope
from sidan.people.models import Person

# The archive is read a month at a time, so that its page costs the same whatever lies behind it.
ARCHIVE = timedelta(days=31)


def _asked() -> Exists:
    return Exists(Offer.objects.filter(order=OuterRef("pk"), state=OfferState.ASKED))


def unasked() -> Q:
    """Offered, yet nobody is being asked and the pool is closed."""
    return Q(state=State.OFFERED, pool_opened_at=None) & ~Q(_asked())


def ours_to_do(now: datetime) -> Q:
    """What waits for the desk and for nobody else: also what nobody can answer any more, for its time has gone."""
    ours = Q(state__in=(State.SUBMITTED, State.VERIFIED, State.REWORK, State.CALLBACK))
    return ours | Q(state=State.OFFERED, wanted_until__lte=now) | unasked()


@dataclass(frozen=True)
class Tab:
    name: str
    label: str | Promise
    states: tuple[State, ...] = ()
    order_by: tuple[str, ...] = ("-is_urgent", "state_at", "pk")

    def where(self, now: datetime) -> Q:
        if self.name == "todo":
            return ours_to_do(now)
        return Q(state__in=self.states) if self.states else Q()


# Within one state the oldest is the latest, so the age of the state orders by time limit and uses the index.
_TABS = (
    Tab("todo", _("待办"), order_by=("-is_urgent", "-late", "state_at", "pk")),
    Tab("submitted", _("待核实"), (State.SUBMITTED,)),
    Tab("verified", _("待派单"), (State.VERIFIED, State.REWORK)),
    Tab("offered", _("待接单"), (State.OFFERED,), ("-is_urgent", "-silent", "offered_at", "pk")),
    Tab("going", _("进行中"), (State.ACCEPTED, State.IN_SERVICE), ("-is_urgent", "wanted_until", "pk")),
    Tab("served", _("待评单"), (State.SERVED,), ("state_at", "pk")),
    Tab("callback", _("待回访"), (State.CALLBACK,)),
    Tab("all", _("全部"), order_by=("-placed_at", "-pk")),
)
TABS = {tab.name: tab for tab in _TABS}


def late(now: datetime) -> Q:
    """`Order.is_late` for the database: the same limits, asked of columns."""
    rule = rules()
    found = Q(state=State.SUBMITTED, is_urgent=False, state_at__lt=subtract_workdays(now, rule.verify_workdays))
    found |= Q(state=State.SUBMITTED, is_urgent=True, state_at__lt=now - timedelta(hours=rule.urgent_hours))
    found |= Q(state=State.CALLBACK, state_at__lt=subtract_workdays(now, rule.callback_workdays))
    found |= Q(state__in=(State.ACCEPTED, State.IN_SERVICE, *NEEDS_HANDS), wanted_until__lt=now)
    for is_urgent in (True, False):
        pace = {"is_urgent": is_urgent}
        found |= Q(state__in=(State.VERIFIED, State.REWORK), state_at__lt=now - rule.ask_within(**pace), **pace)
        found |= Q(state=State.OFFERED, widened_at=None, offered_at__lt=now - rule.widen_after(**pace), **pace)
        found |= Q(state=State.OFFERED, offered_at__lt=now - rule.climb_after(**pace), **pace)
    return found


def counts(orders: OrderQuerySet, now: datetime) -> dict[str, int]:
    """One query for all tabs but the archive, whose size says nothing about the work to do."""
    tabs: dict[str, Any] = {tab.name: Count("pk", filter=tab.where(now)) for tab in _TABS if tab.name != "all"}
    found: dict[str, int] = orders.open().aggregate(**tabs)
    return found


def of_tab(orders: OrderQuerySet, tab: Tab, now: datetime) -> OrderQuerySet:
    flags = {"late": late(now), "silent": unasked()}
    used = {
        name: Case(When(where, then=Value(1)), default=Value(0), output_field=IntegerField())
        for name, where in flags.items()
        if f"-{name}" in tab.order_by
    }
    return orders.filter(tab.where(now)).annotate(**used).order_by(*tab.order_by)


@dataclass(frozen=True)
class Month:
    """The days of the archive that one page shows, and the days of the pages before and after."""

    last: date
    today: date

    @classmethod
    def of(cls, typed: str, now: datetime) -> "Month":
        today = local(now).date()
        try:
            return cls(min(date.fromisoformat(typed), today), today)
        except ValueError:
            return cls(today, today)

    @property
    def first(self) -> date:
        return self.last - ARCHIVE + timedelta(days=1)

    @property
    def earlier(self) -> date:
        return self.last - ARCHIVE

    @property
    def later(self) -> date | None:
        return min(self.last + ARCHIVE, self.today) if self.last < self.today else None

    def within(self, orders: OrderQuerySet) -> OrderQuerySet:
        begin = datetime.combine(self.first, time(), LOCAL)
        return orders.filter(placed_at__gte=begin, placed_at__lt=begin + ARCHIVE)


def _let_down() -> Exists:
    """Somebody who had said yes took it back shortly before, and the place is still free."""
    shortly = OuterRef("wanted_from") - timedelta(hours=rules().late_release_hours)
    gone = Assignment.objects.filter(order=OuterRef("pk"), round=OuterRef("round"), released_at__gt=shortly)
    return Exists(gone)


def for_rows(orders: OrderQuerySet) -> OrderQuerySet:
    """With everything a row of the list says, and how many volunteers are being asked."""
    waiting = Offer.objects.filter(order=OuterRef("pk"), state=OfferState.ASKED).order_by().values("order")
    return orders.for_list().annotate(
        asked=Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        is_let_down=Case(When(Q(state__in=NEEDS_HANDS) & Q(_let_down()), then=True), default=False),
    )


def as_number(text: str) -> str:
    """The order number behind what was typed, with or without dashes; empty when it cannot be one."""
    digits = "".join(letter for letter in text if not letter.isspace() and letter not in "-－—")
    is_number = len(digits) == 9 and digits.isdecimal() and digits.isascii()
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if is_number else ""


def found_by(orders: OrderQuerySet, text: str) -> OrderQuerySet:
    """By order number, or by the name or phone of the resident; the newest first."""
    number = as_number(text)
    if number:
        return orders.filter(number=number)
    # Only of those whose orders are in reach: fifty of the same surname elsewhere would take their places.
    people = Person.objects.matching(text).filter(pk__in=orders.order_by().values("served"))[:50]
    return orders.filter(served__in=list(people.values_list("pk", flat=True))).order_by("-placed_at", "-pk")


def waiting(who: Scope) -> dict[str, int]:
    """The two numbers of the rail: orders and calls that wait for this desk."""
    paths: Sequence[str] = who.reach(*DESK)
    if not paths:
        return {}
    return {
        "work": Order.objects.under(tuple(paths)).open().filter(ours_to_do(clock.now())).count(),
        "callbacks": Callback.objects.under(tuple(paths)).waiting().count(),
    }
