"""Plan against done, at any moment: a year's goals beside the sessions that stand in the records."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise

from sidan.activities.models import Session
from sidan.activities.states import State
from sidan.core.clock import LOCAL
from sidan.places.models import Station
from sidan.programmes.kinds import ActivityKind
from sidan.programmes.models import Goal, MonthTheme, YearPlan
from sidan.programmes.occasions import Occasion, occasions


@dataclass(frozen=True)
class Aim:
    """One kind in one year. What nobody planned and yet was held has no goal and is shown all the same."""

    kind: str
    label: str | Promise
    wanted: int
    ahead: int
    done: int

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.wanted) if self.wanted else 0

    @property
    def missing(self) -> int:
        """Neither held nor planned yet."""
        return max(0, self.wanted - self.done - self.ahead)


@dataclass(frozen=True)
class Month:
    first: date
    themes: list[MonthTheme]
    occasions: list[Occasion]
    ahead: int
    done: int


@dataclass(frozen=True)
class Year:
    station: Station
    year: int
    plan: YearPlan | None
    aims: list[Aim]
    months: list[Month]

    @property
    def wanted(self) -> int:
        return sum(aim.wanted for aim in self.aims)

    @property
    def done(self) -> int:
        return sum(aim.done for aim in self.aims)

    @property
    def ahead(self) -> int:
        return sum(aim.ahead for aim in self.aims)


def year_of(station: Station, year: int) -> Year:
    """Five statements, whatever the year holds. A street counts its communities' sessions with its own."""
    plan = YearPlan.objects.filter(station=station, year=year).first()
    wanted = dict(Goal.objects.filter(plan=plan).values_list("kind", "wanted")) if plan else {}
    begin, end = datetime(year, 1, 1, tzinfo=LOCAL), datetime(year + 1, 1, 1, tzinfo=LOCAL)
    held = Session.objects.under((station.path,)).between(begin, end).exclude(state=State.CANCELLED)
    kinds = _counted(held.values_list("activity__kind", "state"))
    aims = [
        Aim(kind.value, kind.label, wanted.get(kind.value, 0), kinds[kind.value, False], kinds[kind.value, True])
        for kind in ActivityKind
    ]
    shown = [aim for aim in aims if aim.wanted or aim.ahead or aim.done]
    months = _counted(held.annotate(month=TruncMonth("starts_at", tzinfo=LOCAL)).values_list("month", "state"))
    return Year(station, year, plan, shown, _months(station, year, months))


def _counted(rows: Any) -> Counter[tuple[object, bool]]:
    """How many of each are done (True) and how many are still ahead (False)."""
    found: Counter[tuple[object, bool]] = Counter()
    for key, state, count in rows.annotate(n=Count("pk")).order_by():
        found[_key(key), state == State.DONE] += count
    return found


def _key(key: object) -> object:
    return key.month if isinstance(key, datetime) else key


def _months(station: Station, year: int, counts: Counter[tuple[object, bool]]) -> list[Month]:
    themes: dict[int, list[MonthTheme]] = {}
    within = MonthTheme.objects.of(station).filter(month__year=year).select_related("station")
    for theme in within:
        themes.setdefault(theme.month.month, []).append(theme)
    days: dict[int, list[Occasion]] = {}
    for occasion in occasions(date(year, 1, 1), date(year, 12, 31)):
        days.setdefault(occasion.day.month, []).append(occasion)
    return [
        Month(date(year, n, 1), themes.get(n, []), days.get(n, []), counts[n, False], counts[n, True])
        for n in range(1, 13)
    ]
