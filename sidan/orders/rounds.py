"""A day as rounds: who goes from door to door after what, before anybody is asked and once they said yes.

A plan asks nobody twice in a half-day; a haircut day, with few who know how and many short visits, needs just that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from sidan import dispatch
from sidan.core.errors import Refused
from sidan.core.walls import everything
from sidan.dispatch import Idle, Iterations, Plan, Policy
from sidan.orders import columns, planning
from sidan.orders.agenda import GAP
from sidan.orders.models import Assignment
from sidan.orders.models.order import OrderQuerySet
from sidan.orders.planning import Period, Pins, Proposal
from sidan.orders.policies import policy_of
from sidan.places.models import Station
from sidan.volunteers.models import Volunteer

MOST = 120  # orders of one day; more is planned station by station
SEARCH = dispatch.First(Iterations(3000), Idle(1000))  # counted, not timed: the same day gives the same rounds
FAR_M = 50_000
STEP = 15  # minutes between the starts that are tried: a half-day in half-hours wastes the ends of short visits

Pair = tuple[int, int]  # order, volunteer


@dataclass(frozen=True)
class Stop:
    """One visit on somebody's round."""

    order_id: int
    start: int  # since the dispatcher's epoch
    walk: int  # minutes from home, or from the door before
    is_promised: bool
    is_certain: bool  # False: it does not fit with the others; only the agreed hours are known
    others: tuple[int, ...]  # who comes along


@dataclass(frozen=True)
class Round:
    volunteer_id: int
    stops: tuple[Stop, ...]

    @property
    def walk(self) -> int:
        return sum(stop.walk for stop in self.stops)

    @property
    def is_new(self) -> bool:
        """There is something to ask."""
        return any(not stop.is_promised for stop in self.stops)


@dataclass(frozen=True)
class Day:
    proposal: Proposal
    one_door: int  # places that would be filled if nobody went to two doors in a half-day
    rounds: list[Round]
    promised: dict[Pair, Assignment] = field(repr=False)

    @property
    def gained(self) -> int:
        return self.proposal.plan.stats.served - self.one_door


@everything("helpers come from the whole street, and a round holds what they promised elsewhere")
def propose(station: Station, day: date, *, now: datetime) -> Day:
    """The rounds of one day: what was promised stays with whom it was promised, what is open is put in between."""
    orders = open_on(station, day, now)
    if orders.count() > MOST:
        raise Refused("too_many", _("这一天的单太多，一次排不下路线。请按街道或站点来排。"))
    plain = planning.propose(orders, station, now=now, policy=_unhurried(station))
    proposal = replace(plain, plan=dispatch.rounds(plain.plan, SEARCH))
    promised = promised_on(station, day, {one.volunteer_id for one in proposal.plan.assigned})
    visits = _together(_promised(promised.values(), Period(day, 1)), _proposed(proposal))
    return Day(proposal, plain.plan.stats.served, _in_order(visits, policy_of(station)), promised)


def open_on(station: Station, day: date, now: datetime) -> OrderQuerySet:
    """What needs hands and lies wholly within this day."""
    period = Period(day, 1)
    orders = planning.open_orders(station, period, now)
    return orders.filter(wanted_from__gte=period.begins, wanted_until__lte=period.ends)


def promised_on(station: Station, day: date, volunteers: Iterable[int]) -> dict[Pair, Assignment]:
    """The promises of that day for this station's orders, and all others of whoever goes."""
    period = Period(day, 1)
    rows = Assignment.objects.to_come().for_list().filter(
        order__wanted_from__lt=period.ends, order__wanted_until__gt=period.begins
    )  # fmt: skip
    ours = rows.filter(order__station__path__startswith=station.path)
    who = {*volunteers, *ours.order_by().values_list("volunteer_id", flat=True)}
    found = rows.filter(volunteer__in=who).order_by("order__wanted_from", "pk")
    return {(one.order_id, one.volunteer_id): one for one in found}


def still_possible(orders: OrderQuerySet, pairs: Pins, station: Station, *, now: datetime) -> Plan:
    """Exactly these people for these orders of one day, several doors after one another allowed."""
    plan = planning.still_possible(orders, pairs, station, now=now, policy=_unhurried(station))
    return dispatch.rounds(plan, SEARCH)


def _unhurried(station: Station) -> Policy:
    """Whoever says yes is held to the gap that promises are laid out with; a shorter one would be refused then."""
    policy = policy_of(station)
    gap, step = max(policy.gap_minutes, int(GAP.total_seconds() // 60)), min(policy.start_step_minutes, STEP)
    return replace(policy, gap_minutes=gap, start_step_minutes=step)


# The order of the doors -------------------------------------------------------------------------------------------


class _Visit(NamedTuple):
    order_id: int
    place: columns.Place
    start: int
    end: int
    minutes: int
    who: frozenset[int]
    promised: frozenset[int]  # of them


def _together(promised: list[_Visit], proposed: list[_Visit]) -> list[_Visit]:
    """Where one of two has promised, the other comes at the minute that is proposed, and so do both."""
    seen = {one.order_id: one for one in promised}
    joined = [
        one._replace(who=one.who | seen[one.order_id].who, promised=seen[one.order_id].who)
        for one in proposed
        if one.order_id in seen
    ]
    new = [one for one in proposed if one.order_id not in seen]
    together = {one.order_id for one in joined}
    return [*(one for one in promised if one.order_id not in together), *joined, *new]


def _promised(rows: Iterable[Assignment], period: Period) -> list[_Visit]:
    """Within the hours that were agreed on, as far as they lie on this day."""
    together: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        together[row.order_id].append(row)
    found = []
    for pk, several in together.items():
        order = several[0].order
        start = columns.minute(max(order.wanted_from, period.begins))
        end = max(columns.minute(min(order.wanted_until, period.ends)), start + order.minutes)
        who = frozenset(row.volunteer_id for row in several)
        place = order.address.lat, order.address.lng
        found.append(_Visit(pk, place, start, end, order.minutes, who, promised=who))
    return found


def _proposed(proposal: Proposal) -> list[_Visit]:
    """At the minute the plan has found: whoever goes is free then."""
    starts = {one.order_id: one.start for one in proposal.plan.assigned}
    found = []
    for pk, people in proposal.pairs.items():
        row = proposal.wanted[pk]
        place = row.address__lat, row.address__lng
        end = starts[pk] + row.minutes
        found.append(_Visit(pk, place, starts[pk], end, row.minutes, frozenset(people), promised=frozenset()))
    return found


def _in_order(visits: list[_Visit], policy: Policy) -> list[Round]:
    """Everybody's doors one after the other by the shortest way, within the hours of each."""
    if not visits:
        return []
    homes = {
        pk: (lat, lng)
        for pk, lat, lng in Volunteer.objects.filter(pk__in={pk for one in visits for pk in one.who})
        .order_by("pk")
        .values_list("pk", "lat", "lng")
    }
    scene = _Scene.of(visits, homes)
    begins = scene.begins(policy)
    stops: dict[int, list[tuple[int, _Visit]]] = defaultdict(list)
    for one in visits:
        for pk in one.who:
            stops[pk].append((begins.get((one.order_id, pk), one.start), one))
    return [
        Round(pk, scene.walked(pk, sorted(stops[pk], key=lambda stop: (stop[0], stop[1].order_id)), begins, policy))
        for pk in sorted(stops, key=lambda pk: (min(stops[pk])[0], pk))
    ]


@dataclass(frozen=True)
class _Scene:
    """The same visits on the plane of the optimiser, where nothing but place and time is asked: who goes is settled."""

    visits: list[_Visit]
    doors: dict[int, tuple[float, float]]
    homes: dict[int, tuple[float, float]]

    @classmethod
    def of(cls, visits: list[_Visit], homes: Mapping[int, columns.Place]) -> "_Scene":
        places = [*(one.place for one in visits), *homes.values()]
        x, y = dispatch.project([lat for lat, _lng in places], [lng for _lat, lng in places], visits[0].place)
        flat = list(zip(x.tolist(), y.tolist(), strict=True))
        doors = {one.order_id: at for one, at in zip(visits, flat, strict=False)}
        return cls(visits, doors, dict(zip(homes, flat[len(visits) :], strict=True)))

    def begins(self, policy: Policy) -> dict[Pair, int]:
        """When each visit begins on the shortest rounds; what does not fit is missing."""
        everybody = frozenset(self.homes)
        people = dispatch.Volunteers.of(
            list(self.homes),
            [x for x, _y in self.homes.values()],
            [y for _x, y in self.homes.values()],
            reach_m=FAR_M,
            weekly_limit=len(self.visits),
        )
        needs = [
            dispatch.OrderNeed(
                id=one.order_id, x=self.doors[one.order_id][0], y=self.doors[one.order_id][1], start=one.start,
                end=one.end, minutes=one.minutes, places=len(one.who), blocked=everybody - one.who,
            )
            for one in self.visits
        ]  # fmt: skip
        wide = replace(policy, max_distance_m=FAR_M, start_step_minutes=STEP)
        plan = dispatch.assign(dispatch.candidates(dispatch.build_index(people), needs, wide))
        found = dispatch.rounds(plan, SEARCH).assigned
        return {(one.order_id, one.volunteer_id): one.start for one in found}

    def walked(
        self, pk: int, stops: list[tuple[int, _Visit]], begins: Mapping[Pair, int], policy: Policy
    ) -> tuple[Stop, ...]:
        at, found = self.homes[pk], []
        for start, one in stops:
            door = self.doors[one.order_id]
            others = tuple(sorted(one.who - {pk}))
            certain = (one.order_id, pk) in begins
            walk = dispatch.on_foot(at, door, policy)
            found.append(Stop(one.order_id, start, walk, pk in one.promised, certain, others))
            at = door
        return tuple(found)
