"""How the public pages show what has been announced: rows, the grid of a week, and the words beside each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sidan.activities import weeks
from sidan.activities.narrowing import Wanted, walk
from sidan.activities.posters.facts import short_name
from sidan.activities.published import Entry, by_day
from sidan.core.clock import local

ON_PAGE = 60
IN_CELL = 12
NOON, DUSK = 12, 18


@dataclass(frozen=True)
class Row:
    entry: Entry
    begins: str
    ends: str
    text: str
    side: str  # seats, or how far to walk
    is_full: bool

    @property
    def href(self) -> str:
        return self.entry.path


@dataclass(frozen=True)
class DayRows:
    key: str
    words: str
    rows: list[Row]


@dataclass(frozen=True)
class Cell:
    label: str
    rows: list[Row]
    more: int  # how many do not fit


@dataclass(frozen=True)
class GridDay:
    weekday: str
    date: str
    is_today: bool
    cells: list[Cell]


@dataclass(frozen=True)
class GridWeek:
    key: str
    title: str
    days: list[GridDay]
    has_any: bool


def row(one: Entry, wanted: Wanted) -> Row:
    begins, _dash, ends = one.hours.partition("–")
    far = walk(one, wanted)
    steps = _("走路约 %(n)s 分钟") % {"n": far} if far is not None else ""
    text = " · ".join(dict.fromkeys(part for part in (one.where, short_name(one.station), steps) if part))
    return Row(one, begins, ends, text, one.seats_words, is_full=not one.has_room)


@dataclass(frozen=True)
class DayRow(Row):
    """A row in a list without headings."""

    day: str


def with_day(entries: Sequence[Entry], today: date) -> list[DayRow]:
    plain = ((one, row(one, Wanted())) for one in entries)
    return [
        DayRow(each.entry, each.begins, each.ends, each.text, each.side, each.is_full, weeks.near_words(one.day, today))
        for one, each in plain
    ]


def by_days(entries: Sequence[Entry], wanted: Wanted, today: date) -> list[DayRows]:
    return [
        DayRows(day.day.isoformat(), weeks.near_words(day.day, today), [row(one, wanted) for one in day.entries])
        for day in by_day(entries)
    ]


def grid(entries: Sequence[Entry], wanted: Wanted, monday: date, today: date) -> list[GridWeek]:
    """Of the week that is going on, what is left of it."""
    found = {day.day: day.entries for day in by_day(entries)}
    old = monday != weeks.monday_of(today)
    return [
        GridWeek(
            start.isoformat(),
            weeks.week_words(start),
            [_grid_day(day, found.get(day, ()), wanted, today) for day in weeks.days_of(start) if day >= today or old],
            has_any=any(found.get(day) for day in weeks.days_of(start)),
        )
        for start in (monday, monday + weeks.WEEK)
    ]


def _grid_day(day: date, entries: Sequence[Entry], wanted: Wanted, today: date) -> GridDay:
    rows = [row(one, wanted) for one in entries]
    parts = ((_("上午"), 0, NOON), (_("下午"), NOON, DUSK), (_("晚上"), DUSK, 24))
    cells = []
    for label, first, last in parts:
        inside = [each for each in rows if first <= local(each.entry.starts_at).hour < last]
        cells.append(Cell(label, inside[:IN_CELL], max(0, len(inside) - IN_CELL)))
    return GridDay(weeks.weekday_words(day), weeks.date_words(day), day == today, cells)
