"""What the desk picks from when it plans: its stations, rooms and lecturers, brands, and the plan above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sidan.activities.models import Lecturer
from sidan.people.access import DESK, Scope
from sidan.places.models import Facility, Station
from sidan.programmes.models import Brand, Goal, MonthTheme

T = TypeVar("T")


@dataclass(frozen=True)
class Offered:
    stations: list[Station]
    facilities: list[Facility]
    lecturers: list[Lecturer]
    brands: list[Brand]
    goals: list[Goal]
    themes: list[MonthTheme]

    def goal_for(self, station: Station, kind: str, year: int) -> Goal | None:
        """The station's own before that of the street above."""
        fits = [one for one in self.goals if one.kind == kind and one.plan.year == year]
        return _nearest([(one.plan.station, one) for one in fits], station)

    def theme_for(self, station: Station, day: date) -> MonthTheme | None:
        return _nearest([(one.station, one) for one in self.themes if one.covers(day)], station)


def _nearest(rows: Iterable[tuple[Station, T]], station: Station) -> T | None:
    above = [(len(owner.path), row) for owner, row in rows if station.path.startswith(owner.path)]
    return max(above, key=lambda each: each[0])[1] if above else None


def offered(who: Scope, today: date) -> Offered:
    paths = who.reach(*DESK)
    stations = list(Station.objects.under(paths))
    near = [*stations, *Station.objects.filter(path__in=_above(paths))]
    facilities = Facility.objects.in_use().under(paths).select_related("station").prefetch_related("hours")
    lecturers = Lecturer.objects.active().filter(station__in=near).select_related("station")
    goals = Goal.objects.filter(plan__station__in=near, plan__year__gte=today.year).select_related("plan__station")
    themes = MonthTheme.objects.filter(station__in=near, month__gte=today.replace(day=1)).select_related("station")
    return Offered(
        stations,
        list(facilities),
        list(lecturers),
        list(Brand.objects.alive().filter(station__in=near).select_related("station")),
        list(goals),
        list(themes),
    )


def _above(paths: Iterable[str]) -> set[str]:
    """A street's lecturers, brands, goals and themes are every community's."""
    found = set()
    for path in paths:
        codes = path.strip("/").split("/")
        found |= {"/" + "/".join(codes[:n]) + "/" for n in range(1, len(codes))}
    return found
