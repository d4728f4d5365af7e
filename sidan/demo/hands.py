"""Whom a station asks in the history: a light choice by the dispatcher's guards, nearest and least asked first.

Ranking each of six hundred old orders exactly would take most of the loading time; today's orders are for the desk
to rank.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import cos, hypot, radians
from random import Random

from sidan.core.clock import local
from sidan.orders.actions.asking import Asked
from sidan.orders.models import Order
from sidan.places.models import Address
from sidan.volunteers import reach
from sidan.volunteers.models import Availability, AvailabilityException, Block, Qualification, Skill, Volunteer

METRES_A_DEGREE = 111_320


@dataclass
class Hand:
    volunteer: Volunteer
    papers: dict[str, date] = field(default_factory=dict)
    week: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    away: set[date] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)

    def fits(self, order: Order, day: date) -> bool:
        return self._may(order, day) and self._is_free(order, day)

    def _may(self, order: Order, day: date) -> bool:
        item, person = order.item, self.volunteer.person
        paper = self.papers.get(item.qualification)
        if item.qualification and (paper is None or paper < day):
            return False
        if item.is_risky and not self.volunteer.is_insured_on(day):
            return False
        if person.is_minor_on(day) and not (item.minors_allowed and self.volunteer.guardian_consent_at):
            return False
        return person.address_id != order.address_id and order.served_id not in self.apart

    def _is_free(self, order: Order, day: date) -> bool:
        start, end = local(order.wanted_from), local(order.wanted_until)
        begin, stop = start.hour * 60 + start.minute, end.hour * 60 + end.minute
        room = (min(stop, until) - max(begin, since) for since, until in self.week[day.weekday()])
        return day not in self.away and any(minutes >= order.minutes for minutes in room)


@dataclass
class Hands:
    """Those who have told their times, by skill."""

    rng: Random
    by_skill: dict[str, list[Hand]]
    asked: Counter[tuple[int, int]] = field(default_factory=Counter)  # by volunteer and week
    ever: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, volunteers: Iterable[Volunteer], rng: Random) -> "Hands":
        hands = {v.pk: Hand(v) for v in volunteers if v.paused_at is None and v.left_at is None}
        ids = list(hands)
        for paper in Qualification.objects.filter(volunteer__in=ids, checked_at__isnull=False):
            hands[paper.volunteer_id].papers[paper.kind] = paper.valid_until
        for slot in Availability.objects.filter(volunteer__in=ids):
            hands[slot.volunteer_id].week[slot.weekday].append((slot.from_minute, slot.until_minute))
        for day in AvailabilityException.objects.filter(volunteer__in=ids, is_away=True):
            hands[day.volunteer_id].away.add(day.day)
        for block in Block.objects.filter(volunteer__in=ids):
            hands[block.volunteer_id].apart.add(block.person_id)
        by_skill: dict[str, list[Hand]] = {skill: [] for skill in Skill}
        for hand in hands.values():
            for skill in hand.volunteer.skills if hand.week else ():
                by_skill[skill].append(hand)
        return cls(rng, by_skill)

    def pick(self, order: Order, wanted: int, not_these: set[int], now: datetime) -> list[Asked]:
        """Up to `wanted` who fit, best first."""
        day, week = order.day, _week(now)
        wider = 2 if order.widened_at else 1
        found = []
        for hand in self.by_skill[order.item.skill]:
            volunteer = hand.volunteer
            metres = distance(volunteer, order.address)
            asked = self.asked[volunteer.pk, week]
            if volunteer.pk in not_these or metres > volunteer.reach_m * wider or asked >= volunteer.weekly_load:
                continue
            if hand.fits(order, day):
                weary = 8 * asked + 4 * self.ever[volunteer.pk]
                found.append((metres / 100 + weary + self.rng.uniform(0, 10), volunteer.pk, volunteer))
        chosen = [volunteer for _cost, _pk, volunteer in sorted(found)[:wanted]]
        self.ever.update(volunteer.pk for volunteer in chosen)
        self.asked.update((volunteer.pk, week) for volunteer in chosen)
        return [as_asked(volunteer, order.address) for volunteer in chosen]


def _week(now: datetime) -> int:
    return (local(now).date() - date(2020, 1, 6)) // timedelta(days=7)


def distance(volunteer: Volunteer, door: Address) -> float:
    east = (volunteer.lng - door.lng) * cos(radians(door.lat))
    return METRES_A_DEGREE * hypot(volunteer.lat - door.lat, east)


def as_asked(volunteer: Volunteer, door: Address) -> Asked:
    minutes = reach.minutes(round(distance(volunteer, door)))
    return Asked(volunteer, minutes, [{"term": "walk", "minutes": minutes}])
