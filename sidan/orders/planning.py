"""Many open orders in one proposal: records → arrays once → a plan, and back to offers through the ordinary dispatch.

The number of queries of a plan does not grow with the number of orders or people.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from sidan import dispatch
from sidan.core.clock import LOCAL
from sidan.core.errors import Refused
from sidan.core.walls import everything
from sidan.dispatch import Diff, OrderNeed, Plan, Policy
from sidan.orders import actions, columns
from sidan.orders.actions.asking import Asked
from sidan.orders.actions.door import Doing
from sidan.orders.columns import Hand, Wanted
from sidan.orders.matching import reasons_of
from sidan.orders.models import Offer, Order, SavedPlan
from sidan.orders.models.order import OrderQuerySet
from sidan.orders.policies import policy_of
from sidan.places.models import Station
from sidan.volunteers.models import Volunteer, bits_of

CANDIDATES = 20  # per place that a plan looks at
LEAD = timedelta(minutes=30)  # nobody is at the door the minute they say yes
PINNED = 9  # the urgency of what a person chose by hand: it stays whatever else moves

Pins = Mapping[int, tuple[int, ...]]  # order → the volunteers somebody chose for it


@dataclass(frozen=True)
class Period:
    first: date
    days: int

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), LOCAL)

    @property
    def ends(self) -> datetime:
        return self.begins + timedelta(days=self.days)


@dataclass(frozen=True)
class Proposal:
    """Who should be asked for what; read it through the plan, orders through `wanted`."""

    plan: Plan
    wanted: dict[int, Wanted]
    over: tuple[int, ...]  # their time is nearly over: another time has to be agreed
    answering: tuple[int, ...]  # enough people are being asked already

    @property
    def pairs(self) -> dict[int, tuple[int, ...]]:
        """Order → the people proposed."""
        found: dict[int, list[int]] = defaultdict(list)
        for order, volunteer in sorted(self.plan.pairs):
            found[order].append(volunteer)
        return {order: tuple(people) for order, people in found.items()}

    def options(self, order: int) -> list[int]:
        """Everybody who might be asked for this order, cheapest first."""
        graph = self.plan.graph
        number = graph.number(order)
        return [int(pk) for pk in graph.index.people.ids[graph.row[graph.first[number] : graph.first[number + 1]]]]


def open_orders(station: Station, period: Period, now: datetime) -> OrderQuerySet:
    """What needs hands in these days, of this station and those below it."""
    orders = Order.objects.filter(station__under=(station.path,)).needing_hands()
    begins = max(period.begins, now)
    return orders.filter(wanted_from__lt=period.ends, wanted_until__gt=begins, taken__lt=F("places"))


@everything("the ranking looks beyond one station")
def propose(
    orders: OrderQuerySet,
    station: Station,
    *,
    now: datetime,
    policy: Policy | None = None,
    told: Callable[[int], object] = lambda step: None,
) -> Proposal:
    """The best plan for these orders under the street's policy. `told` hears which of the four steps begins."""
    told(1)
    scene = Scene.read(orders, policy or policy_of(station), now=now)
    told(2)
    graph = dispatch.candidates(scene.index, scene.needs, scene.policy, CANDIDATES)
    told(3)
    return Proposal(dispatch.assign(graph), scene.wanted, scene.over, scene.answering)


@dataclass(frozen=True)
class Scene:
    """What was read: arrays of people, needs of orders."""

    index: dispatch.Index
    needs: list[OrderNeed]
    policy: Policy
    wanted: dict[int, Wanted]
    over: tuple[int, ...]
    answering: tuple[int, ...]

    @classmethod
    def read(
        cls, orders: OrderQuerySet, policy: Policy, *, now: datetime, only: Iterable[int] | None = None
    ) -> "Scene":
        """`only`: nobody but these volunteers is looked at."""
        keys = orders.order_by().values("pk")
        waiting = Counter(
            Offer.objects.waiting()
            .filter(order__in=keys, round=F("order__round"))
            .order_by()
            .values_list("order_id", flat=True)
        )
        rows = [_open(Wanted(*row), waiting, now) for row in orders.order_by("pk").values_list(*Wanted._fields)]
        over = tuple(row.pk for row in rows if row.wanted_until - row.wanted_from < timedelta(minutes=row.minutes))
        answering = tuple(row.pk for row in rows if row.places <= 0 and row.pk not in over)
        wanted = [row for row in rows if row.pk not in {*over, *answering}]
        read = arrays(wanted, keys, policy, now=now, asked=columns.asked_of(keys), only=only)
        return cls(*read, policy, {row.pk: row for row in rows}, over, answering)


def _open(row: Wanted, waiting: Mapping[int, int], now: datetime) -> Wanted:
    """What is left of an order: the places nobody is asked for, the time that is still to come."""
    soonest = now + LEAD
    begins = max(row.wanted_from, soonest)
    return row._replace(places=row.places - row.taken - waiting.get(row.pk, 0), wanted_from=begins)


@everything("the ranking looks beyond one station")
def arrays(
    wanted: list[Wanted],
    keys: columns.Among,
    policy: Policy,
    *,
    now: datetime,
    asked: dict[int, set[int]],
    only: Iterable[int] | None = None,
    without: columns.Among = (),
    held: bool = True,
) -> tuple[dispatch.Index, list[OrderNeed]]:
    """Everybody who knows how and is near enough, and what the orders ask of them; see `columns`."""
    if not wanted:
        return dispatch.build_index(dispatch.Volunteers.of([], [], [])), []
    origin = wanted[0].address__lat, wanted[0].address__lng
    able = _able(wanted, policy)
    if only is not None:
        able = able.filter(pk__in=list(only))
    hands = [Hand(*row) for row in able.order_by("pk").values_list(*Hand._fields)]
    among = able.order_by().values("pk")
    span = columns.Span.of(wanted)
    index = columns.index_of(hands, among, origin=origin, span=span, now=now, without=without, held=held)
    return index, columns.needs_of(wanted, keys, origin=origin, now=now, asked=asked)


def _able(wanted: list[Wanted], policy: Policy) -> Any:
    places = [(row.address__lat, row.address__lng) for row in wanted]
    bits = bits_of({row.item__skill for row in wanted})
    near = columns.near(places, policy.max_distance_m)
    return near.annotate(bit=F("skill_bits").bitand(bits)).filter(bit__gt=0)


# By hand ----------------------------------------------------------------------------------------------------------


def pinned(proposal: Proposal, pins: Pins) -> tuple[Proposal, Diff]:
    """The best plan with these people for these orders; everybody else stays unless something is gained by moving.

    A chosen person who may not be asked for the order (any more) is ignored.
    """
    plan, pins = proposal.plan, _possible(proposal, pins)
    orders = tuple(replace(o, urgency=PINNED) if o.id in pins else o for o in plan.graph.orders)
    held = replace(plan, graph=replace(plan.graph, orders=orders))
    others = [(order, pk) for order, people in pins.items() for pk in proposal.options(order) if pk not in people]
    again, diff = dispatch.redispatch(held, others)
    return replace(proposal, plan=again), diff


def _possible(proposal: Proposal, pins: Pins) -> dict[int, tuple[int, ...]]:
    known = {order.id for order in proposal.plan.graph.orders}
    return {
        order: people
        for order, people in pins.items()
        if order in known and len(set(people)) == len(people) and set(people) <= set(proposal.options(order))
    }


@everything("the ranking looks beyond one station")
def still_possible(
    orders: OrderQuerySet, pairs: Pins, station: Station, *, now: datetime, policy: Policy | None = None
) -> Plan:
    """A plan of exactly these people for these orders: what is not in it cannot be asked any more, with the reason."""
    named = {pk for people in pairs.values() for pk in people}
    policy = policy or policy_of(station)
    scene = Scene.read(orders.filter(pk__in=list(pairs)), policy, now=now, only=named)
    needs = [
        replace(need, places=len(pairs[need.id]), blocked=need.blocked | (named - set(pairs[need.id])))
        for need in scene.needs
        if pairs[need.id]
    ]
    return dispatch.assign(dispatch.candidates(scene.index, needs, scene.policy, CANDIDATES))


# To remember and compare ------------------------------------------------------------------------------------------


def as_saved(proposal: Proposal) -> dict[str, Any]:
    """Ids only: a plan on file holds nothing about anybody."""
    return {
        "asked": [[a.order_id, a.volunteer_id, a.terms.walk] for a in proposal.plan.assigned],
        "unserved": {str(left.order_id): left.reason.value for left in proposal.plan.unserved},
        "over": list(proposal.over),
    }


@dataclass(frozen=True)
class Compared:
    """Today's proposal beside the last one, by order."""

    same: int
    changed: tuple[int, ...]  # other people than last time
    fresh: int  # not in the last plan


def compare(proposal: Proposal, before: SavedPlan) -> Compared:
    old: dict[int, set[int]] = defaultdict(set)
    for order, volunteer in before.pairs:
        old[order].add(volunteer)
    now = proposal.pairs
    both = [order for order in now if order in old]
    changed = tuple(order for order in both if not set(now[order]) <= old[order])
    return Compared(len(both) - len(changed), changed, len(now) - len(both))


# What would help --------------------------------------------------------------------------------------------------

QUESTIONS = 8  # what-if questions asked at most
WELL_INSURED = 3650


@dataclass(frozen=True)
class Help:
    """One more person who can do this, on this day, would serve so many places more."""

    skill: str
    day: int  # since the dispatcher's epoch
    seats: int


@everything("the ranking looks beyond one station")
def what_would_help(proposal: Proposal) -> Help | None:
    """The single thing that would help most: tried out, not counted."""
    plan, needs = proposal.plan, {order.id: order for order in proposal.plan.graph.orders}
    wishes = Counter[tuple[str, int]]()
    for left in plan.unserved:
        order = proposal.wanted[left.order_id]
        wishes[order.item__skill, needs[order.pk].start // dispatch.DAY] += left.places
    tried = [_tried(plan, proposal, skill, day) for (skill, day), _n in wishes.most_common(QUESTIONS)]
    best = max(tried, key=lambda one: (one.seats, -one.day), default=None)
    return best if best and best.seats > 0 else None


def _tried(plan: Plan, proposal: Proposal, skill: str, day: int) -> Help:
    left = {unserved.order_id for unserved in plan.unserved}
    near = [
        order
        for order in plan.graph.orders
        if order.id in left and proposal.wanted[order.id].item__skill == skill and order.start // dispatch.DAY == day
    ]
    week = [[dispatch.WHOLE_DAY if weekday == day % 7 else 0 for weekday in range(7)]]
    extra = dispatch.Volunteers.of(
        [0],
        [sum(order.x for order in near) / len(near)],
        [sum(order.y for order in near) / len(near)],
        week=week,
        skills=bits_of((skill,)),
        qualifications=(1 << 63) - 1,
        insured_until=day + WELL_INSURED,
        reach_m=plan.graph.policy.max_distance_m,
        weekly_limit=len(near),
    )
    return Help(skill, day, dispatch.what_if(plan.graph, extra).seats)


def help_as_saved(proposal: Proposal) -> list[Any] | None:
    found = what_would_help(proposal)
    return [found.skill, found.day, found.seats] if found else None


@everything("the ranking looks beyond one station")
def people_of(pks: Iterable[int]) -> dict[int, Volunteer]:
    """With what a page may say of them: a masked name and the estate they set out from."""
    rows = Volunteer.objects.filter(pk__in=set(pks)).select_related("person__address__estate", "start", "station")
    return {row.pk: row for row in rows}


# Plan → offers ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    orders: int
    people: int
    kept_back: tuple[tuple[str, str], ...]  # number of the order and why nobody was asked


@everything("the ranking looks beyond one station")
def send(orders: OrderQuerySet, pairs: Pins, station: Station, doing: Doing, *, hours: int) -> Sent:
    return send_plan(still_possible(orders, pairs, station, now=doing.now), pairs, doing, hours=hours)


@everything("the ranking looks beyond one station")
def send_plan(plan: Plan, pairs: Pins, doing: Doing, *, hours: int) -> Sent:
    """Asks these people, each order through the ordinary door; one that cannot be asked any more holds up no other."""
    rows = Order.objects.filter(pk__in=list(pairs)).select_related("item", "served", "station", "address__estate")
    people = people_of(pk for named in pairs.values() for pk in named)
    found: dict[int, list[Asked]] = defaultdict(list)
    for one in plan.assigned:
        terms = one.terms
        found[one.order_id].append(Asked(people[one.volunteer_id], terms.walk, reasons_of(terms)))
    sent, asked, kept_back = 0, 0, []
    for order in rows.order_by("wanted_from", "pk"):
        try:
            if len(found[order.pk]) < len(pairs[order.pk]):
                raise Refused("moved_on", _("名单里有人这个时间已经去不了，或者这张单已经有人了。"))
            asked += len(actions.dispatch(order, found[order.pk], doing, hours=hours))
            sent += 1
        except Refused as refused:
            kept_back.append((order.number, str(refused)))
    return Sent(sent, asked, tuple(kept_back))
