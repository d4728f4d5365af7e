"""The open pool of a street as one volunteer sees it: what they can do, day by day, nearest first."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from math import hypot

from django.core.paginator import Page, Paginator

from sidan import dispatch
from sidan.core.clock import local
from sidan.orders import access
from sidan.orders.asked import area_words, people_words
from sidan.orders.dayparts import day_words, window_words
from sidan.orders.models import Assignment, Order
from sidan.orders.models.order import OrderQuerySet
from sidan.volunteers.models import QualificationKind, Skill, Volunteer

ROWS = 15
FAR = 500  # more open orders than this are no pool a person reads


@dataclass(frozen=True)
class Near:
    """An order in the pool and the walk to it."""

    order: Order
    walk: int
    when: str  # without the day, which stands above
    area: str
    people: str
    paper: str  # the qualification it asks for, in words
    lacks: str  # the skill it takes, when they have not said that they have it


@dataclass(frozen=True)
class Day:
    label: str
    rows: list[Near]


def open_to(volunteer: Volunteer, now: datetime, *, every_skill: bool = False) -> OrderQuerySet:
    """Still to come, not for their own household, not theirs already."""
    mine = Assignment.objects.standing().filter(volunteer=volunteer)
    orders = access.pool_of(volunteer).filter(wanted_until__gt=now).exclude(pk__in=mine.values("order"))
    orders = orders.exclude(served=volunteer.person_id)
    return orders if every_skill else orders.filter(item__skill__in=[skill.value for skill in volunteer.skills])


def walk_minutes(volunteer: Volunteer, lat: float, lng: float) -> int:
    """Rounded up to whole minutes by the same pace and detour as the dispatcher's."""
    policy = dispatch.Policy()
    x, y = dispatch.project([lat], [lng], (volunteer.lat, volunteer.lng))
    metres = round(hypot(float(x[0]), float(y[0])))
    return -(-metres * policy.detour_percent // (100 * policy.pace_m_per_min))


def shelf(orders: OrderQuerySet, volunteer: Volunteer, number: str | None) -> tuple["Page[int]", dict[int, int]]:
    """One page of order keys, next day first and nearest first within a day; and the walk to each."""
    fields = ("pk", "wanted_from", "address__lat", "address__lng")
    rows = orders.order_by("wanted_from", "pk").values_list(*fields)[:FAR]
    walks = {pk: walk_minutes(volunteer, lat, lng) for pk, _start, lat, lng in rows}
    ordered = sorted(rows, key=lambda row: (local(row[1]).date(), walks[row[0]], row[1], row[0]))
    return Paginator([row[0] for row in ordered], ROWS).get_page(number), walks


def days(keys: "Page[int]", walks: dict[int, int], volunteer: Volunteer, now: datetime) -> list[Day]:
    found = Order.objects.for_list().in_bulk(list(keys))
    today = local(now).date()
    near = [_near(found[pk], walks[pk], volunteer, today) for pk in keys if pk in found]
    grouped = groupby(near, key=lambda row: row.order.day)
    return [Day(day_words(day, today), list(rows)) for day, rows in grouped]


def _near(order: Order, walk: int, volunteer: Volunteer, today: date) -> Near:
    skill = Skill(order.item.skill)
    lacks = "" if skill in volunteer.skills else str(skill.label)
    paper = str(QualificationKind(order.item.qualification).label) if order.item.qualification else ""
    when = window_words(order.wanted_from, order.wanted_until, today).removeprefix(day_words(order.day, today)).strip()
    return Near(order, walk, when, area_words(order), people_words(order), paper, lacks)
