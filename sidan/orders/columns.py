"""Records as the dispatcher's columns: a fixed number of queries, whatever the number of people and orders.

`matching` asks for one order, `planning` for many; both get the same arrays by the same rules.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from sidan import dispatch
from sidan.activities.models import SignUp
from sidan.activities.states import AHEAD
from sidan.core.clock import local
from sidan.orders.agenda import Piece, lay_out
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.models.order import OrderQuerySet
from sidan.orders.rules import rules
from sidan.orders.states import OfferState
from sidan.people.models import Person
from sidan.volunteers.models import (
    Availability,
    AvailabilityException,
    Block,
    Qualification,
    QualificationKind,
    Volunteer,
    VolunteerQuerySet,
    bits_of,
)

METRES_A_DEGREE = 111_320
FATIGUE_DAYS = 7
USUAL_DAY = (8 * 60, 20 * 60)  # for those who have not told their times yet
SOON = timedelta(hours=24)
URGENT, PRESSING, ORDINARY = 2, 1, 0

Place = tuple[float, float]
Among = Sequence[int] | QuerySet[Any, Any]  # primary keys of volunteers or orders, or the query that finds them


class Hand(NamedTuple):
    """What is read of a volunteer; the names are the columns."""

    pk: int
    lat: float
    lng: float
    skill_bits: int
    insured_until: date | None
    person_id: int
    person__adult_year: int | None
    guardian_consent_at: datetime | None
    paused_at: datetime | None
    reach_m: int
    weekly_load: int
    station_id: int

    @classmethod
    def of(cls, row: Volunteer) -> "Hand":
        return cls(
            row.pk, row.lat, row.lng, row.skill_bits, row.insured_until, row.person_id,
            row.person.adult_year, row.guardian_consent_at, row.paused_at, row.reach_m, row.weekly_load, row.station_id,
        )  # fmt: skip


class Wanted(NamedTuple):
    """What is read of an order; the names are the columns."""

    pk: int
    served_id: int
    address_id: int
    station_id: int
    address__lat: float
    address__lng: float
    wanted_from: datetime
    wanted_until: datetime
    minutes: int
    is_urgent: bool
    places: int
    taken: int
    widened_at: datetime | None
    item__skill: str
    item__qualification: str
    item__is_risky: bool
    item__minors_allowed: bool

    @classmethod
    def of(cls, order: Order) -> "Wanted":
        item, address = order.item, order.address
        return cls(
            order.pk, order.served_id, order.address_id, order.station_id, address.lat, address.lng,
            order.wanted_from, order.wanted_until, order.minutes, order.is_urgent, order.places, order.taken,
            order.widened_at, item.skill, item.qualification, item.is_risky, item.minors_allowed,
        )  # fmt: skip

    def urgency(self, now: datetime) -> int:
        if self.is_urgent:
            return URGENT
        return PRESSING if self.wanted_from < now + SOON else ORDINARY


@dataclass(frozen=True)
class Span:
    """From the first to the last moment of the windows that are looked at."""

    first: datetime
    last: datetime

    @classmethod
    def of(cls, wanted: Iterable[Wanted]) -> "Span":
        rows = list(wanted)
        return cls(min(row.wanted_from for row in rows), max(row.wanted_until for row in rows))

    def wider(self, **by: float) -> tuple[datetime, datetime]:
        more = timedelta(**by)
        return self.first - more, self.last + more


def near(places: Sequence[Place], metres: int) -> VolunteerQuerySet:
    """An indexed box around the places, of those who are still with us; the dispatcher cuts the circles."""
    lats, lngs = [lat for lat, _lng in places], [lng for _lat, lng in places]
    high = metres / METRES_A_DEGREE
    wide = high / cos(radians(max(abs(lat) for lat in lats)))
    return Volunteer.objects.filter(
        lat__range=(min(lats) - high, max(lats) + high), lng__range=(min(lngs) - wide, max(lngs) + wide),
        left_at=None, person__suspended_at=None,
    )  # fmt: skip


def minute(moment: datetime) -> int:
    return dispatch.minute_number(local(moment).replace(tzinfo=None))


def index_of(
    hands: Sequence[Hand],
    among: Among,
    *,
    origin: Place,
    span: Span,
    now: datetime,
    without: Among = (),
    held: bool = False,
) -> dispatch.Index:
    """Volunteers around the origin of the plane.

    `among` names the same people for the tables beside them; orders in `without` fill nobody's days; with `held` an
    open question holds its time too.
    """
    ids = [hand.pk for hand in hands]
    x, y = dispatch.project([h.lat for h in hands], [h.lng for h in hands], origin)
    bits, expiries = _qualifications(among)
    loads, asks = _loads(among, now), _asks(among, now)
    minors = _minors(hands, local(span.first).date())
    people = dispatch.Volunteers.of(
        ids,
        x,
        y,
        week=_weeks(ids, among),
        skills=[h.skill_bits for h in hands],
        qualifications=[bits[pk] for pk in ids],
        insured_until=[dispatch.day_number(h.insured_until) if h.insured_until else dispatch.NEVER for h in hands],
        minor=[h.person_id in minors for h in hands],
        guardian_ok=[h.guardian_consent_at is not None for h in hands],
        paused=[h.paused_at is not None for h in hands],
        reach_m=[h.reach_m for h in hands],
        weekly_limit=[h.weekly_load for h in hands],
        load_month=[loads[pk] for pk in ids],
        asked_recently=[asks[pk] for pk in ids],
        station=[h.station_id for h in hands],
        busy=_busy(among, span, without, held=held),
        exceptions=_exceptions(among, span),
        expiries=expiries,
    )
    return dispatch.build_index(people)


def _minors(hands: Sequence[Hand], day: date) -> set[int]:
    """Birthdays are encrypted: only of those who come of age in this very year is it opened."""
    known = [(hand.person_id, hand.person__adult_year) for hand in hands if hand.person__adult_year is not None]
    young = {pk for pk, year in known if year > day.year}
    if turning := [pk for pk, year in known if year == day.year]:
        young |= {person.pk for person in Person.objects.filter(pk__in=turning) if person.is_minor_on(day)}
    return young


def _weeks(ids: Sequence[int], among: Among) -> list[list[int]]:
    weeks: dict[int, list[int]] = {}
    rows = Availability.objects.filter(volunteer__in=among).order_by()
    for pk, weekday, start, end in rows.values_list("volunteer_id", "weekday", "from_minute", "until_minute"):
        weeks.setdefault(pk, [0] * 7)[weekday] |= dispatch.half_hours(start, end, whole=True)
    usual = [dispatch.half_hours(*USUAL_DAY, whole=True)] * 7
    return [weeks.get(pk, usual) for pk in ids] or [[0] * 7][:0]


def _qualifications(among: Among) -> tuple[dict[int, int], dispatch.Expiries]:
    """Only papers that somebody has checked count."""
    order = {kind.value: place for place, kind in enumerate(QualificationKind)}
    bits: dict[int, int] = defaultdict(int)
    flat: list[tuple[int, int, int]] = []
    rows = Qualification.objects.filter(volunteer__in=among, checked_at__isnull=False)
    for pk, kind, until in rows.values_list("volunteer_id", "kind", "valid_until"):
        bits[pk] |= 1 << order[kind]
        flat.append((pk, order[kind], dispatch.day_number(until)))
    return bits, dispatch.Expiries.of(*_columns(flat, 3))


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> list[list[int]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _unused in range(width)]


def _loads(among: Among, now: datetime) -> Counter[int]:
    month = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = Assignment.objects.standing().filter(volunteer__in=among, taken_at__gte=month)
    return Counter(rows.order_by().values_list("volunteer_id", flat=True))


def _asks(among: Among, now: datetime) -> Counter[int]:
    """Questions of the last week that led to nothing yet."""
    since = now - timedelta(days=FATIGUE_DAYS)
    rows = Offer.objects.filter(volunteer__in=among, asked_at__gte=since).exclude(state=OfferState.ACCEPTED)
    return Counter(rows.order_by().values_list("volunteer_id", flat=True))


def _busy(among: Among, span: Span, without: Among, *, held: bool) -> dispatch.Busy:
    """Accepted orders of the weeks the windows touch, each laid at the time it would be done."""
    days: dict[int, list[Piece]] = defaultdict(list)
    around = span.wider(days=7)
    # Nobody promises more than `ahead_days` before: the index on taking spares years of somebody's visits.
    since = around[0] - timedelta(days=rules().ahead_days)
    standing = Assignment.objects.standing().filter(
        volunteer__in=among, taken_at__gte=since, order__wanted_from__range=around
    )
    fields = ("volunteer_id", "order__wanted_from", "order__wanted_until", "order__minutes")
    for pk, *piece in standing.exclude(order__in=without).order_by().values_list(*fields):
        days[pk].append(Piece(*piece))
    laid = [(pk, *slot, 1) for pk, pieces in days.items() for slot in _laid(pieces)]
    laid += [(pk, starts, ends, 0) for pk, starts, ends in _sessions(among, around)]
    if held:
        asked = Offer.objects.waiting().filter(volunteer__in=among, order__wanted_from__range=around, team=None)
        open_ = asked.order_by().values_list(*fields)
        laid += [(pk, *slot, 0) for pk, *piece in open_ for slot in _laid([Piece(*piece)])]
    who, starts, ends, counts = _columns(laid, 4)
    return dispatch.Busy.of(who, starts, ends, [bool(one) for one in counts])


def _sessions(among: Among, around: tuple[datetime, datetime]) -> Iterable[tuple[int, int, int]]:
    """When they sit in a class themselves: it keeps them busy like a promise, without counting as one."""
    going = SignUp.objects.going().filter(person__volunteer__in=among, session__starts_at__range=around)
    rows = going.filter(session__state__in=AHEAD).order_by()
    for pk, starts, ends in rows.values_list("person__volunteer", "session__starts_at", "session__ends_at"):
        yield pk, minute(starts), minute(ends)


def _laid(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    laid = lay_out(pieces) or [(piece.earliest, piece.latest) for piece in pieces]
    return [(minute(start), minute(end)) for start, end in laid]


def _exceptions(among: Among, span: Span) -> dispatch.Exceptions:
    first, last = (local(moment).date() for moment in span.wider(days=1))
    rows = AvailabilityException.objects.filter(volunteer__in=among, day__range=(first, last)).order_by()
    who, day, opens, closes = [], [], [], []
    for pk, at, is_away, start, end in rows.values_list(
        "volunteer_id", "day", "is_away", "from_minute", "until_minute"
    ):
        who.append(pk)
        day.append(dispatch.day_number(at))
        hours = dispatch.half_hours(start, end, whole=not is_away)
        # "Free in other hours" replaces the day: everything else is closed.
        opens.append(0 if is_away else hours)
        closes.append(hours if is_away else dispatch.WHOLE_DAY & ~hours)
    return dispatch.Exceptions.of(who, day, opens=opens, closes=closes)


def asked_of(orders: Among) -> dict[int, set[int]]:
    """Order → everybody asked for its present round, whatever they answered, and who has promised."""
    found: dict[int, set[int]] = defaultdict(set)
    for rows in (Offer.objects.all(), Assignment.objects.standing()):
        now_going = rows.filter(order__in=orders, round=F("order__round")).order_by()
        for order, volunteer in now_going.values_list("order_id", "volunteer_id"):
            found[order].add(volunteer)
    return found


def needs_of(
    wanted: Sequence[Wanted], among: Among, *, origin: Place, now: datetime, asked: dict[int, set[int]]
) -> list[dispatch.OrderNeed]:
    """What the orders ask of whoever comes. `among`: the same orders; `asked`: by order, who is not asked again."""
    x, y = dispatch.project([w.address__lat for w in wanted], [w.address__lng for w in wanted], origin)
    orders = Order.objects.filter(pk__in=among).order_by()
    faces, apart = _faces(orders), _apart(orders)
    by_person, by_address = _households(orders)
    kinds = list(QualificationKind)
    return [
        dispatch.OrderNeed(
            id=w.pk,
            x=float(x[n]),
            y=float(y[n]),
            start=(start := minute(w.wanted_from)),
            end=max(minute(w.wanted_until), start + w.minutes),
            minutes=w.minutes,
            skills_all=bits_of((w.item__skill,)),
            qualifications_all=1 << kinds.index(QualificationKind(w.item__qualification))
            if w.item__qualification
            else 0,
            places=w.places,
            risky=w.item__is_risky,
            minors_allowed=w.item__minors_allowed,
            beneficiaries=frozenset(by_person[w.served_id] | by_address[w.address_id]),
            blocked=frozenset(apart[w.served_id]),
            asked=frozenset(asked.get(w.pk, ())),
            known=tuple(sorted(faces[w.served_id].items())),
            urgency=w.urgency(now),
            station=w.station_id,
            widened=1 if w.widened_at else 0,
        )
        for n, w in enumerate(wanted)
    ]


def _faces(orders: OrderQuerySet) -> dict[int, dict[int, int]]:
    """Person → the volunteers who served them before and how often."""
    done = Assignment.objects.filter(order__served__in=orders.values("served"), checked_out_at__isnull=False)
    counted = done.order_by().values("order__served_id", "volunteer_id").annotate(times=Count("pk"))
    faces: dict[int, dict[int, int]] = defaultdict(dict)
    for person, volunteer, times in counted.values_list("order__served_id", "volunteer_id", "times"):
        faces[person][volunteer] = times
    return faces


def _apart(orders: OrderQuerySet) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Block.objects.filter(person__in=orders.values("served"))
    for person, volunteer in rows.values_list("person_id", "volunteer_id"):
        found[person].add(volunteer)
    return found


def _households(orders: OrderQuerySet) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """The served themselves and everybody behind the same doors, as volunteers."""
    behind = Q(person__in=orders.values("served")) | Q(person__address__in=orders.values("address"))
    by_person: dict[int, set[int]] = defaultdict(set)
    by_address: dict[int, set[int]] = defaultdict(set)
    rows = Volunteer.objects.filter(behind)
    for pk, person, address in rows.values_list("pk", "person_id", "person__address_id"):
        by_person[person].add(pk)
        by_address[address].add(pk)
    return by_person, by_address
