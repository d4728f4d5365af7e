"""Talks in figures (S8): every number is counted from sessions that were held, and leads to them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise

from sidan.activities.listing import PAST, Asked
from sidan.activities.models import Lecturer, Session
from sidan.activities.states import Background, LectureFormat, State
from sidan.people.access import READS_DESK, Scope
from sidan.programmes.kinds import Audience

Named = tuple[str, str | Promise]  # how the list is asked for it, and what it is called


@dataclass(frozen=True)
class Line:
    label: str | Promise
    count: int
    query: str  # of the list that shows exactly these


@dataclass(frozen=True)
class Lectures:
    total: Line
    ahead: int
    formats: list[Line]
    backgrounds: list[Line]
    lecturers: list[Line]
    places: list[Line]
    audiences: list[Line]

    @property
    def formats_held(self) -> int:
        return sum(1 for line in self.formats if line.count)


def lectures(who: Scope, year: int) -> Lectures:
    """One read of the year's talks: a street has a hundred of them."""
    asked = Asked(format="any", year=year)
    talks = Session.objects.under(who.reach(*READS_DESK)).filter(asked.chosen())
    rows = list(talks.held().select_related("activity", "facility", "lecturer").order_by("starts_at"))
    count = _counter(rows, year)
    return Lectures(
        total=Line("", len(rows), _query(year)),
        ahead=talks.ahead().count(),
        formats=count("format", LectureFormat.choices, lambda one: _of(LectureFormat, one.lecture_format)),
        backgrounds=count("background", Background.choices, _background),
        lecturers=count("lecturer", (), lambda one: one.lecturer and (one.lecturer.public_id, one.lecturer.name)),
        places=count("facility", (), lambda one: one.facility and (one.facility.public_id, one.facility.name)),
        audiences=count("audience", (), lambda one: _of(Audience, one.activity.audience)),
    )


def _of(kinds: type[LectureFormat] | type[Audience] | type[Background], value: str) -> Named:
    return value, kinds(value).label


def _background(one: Session) -> Named | None:
    return _of(Background, one.lecturer.background) if one.lecturer else None


def _counter(rows: Sequence[Session], year: int) -> Callable[..., list[Line]]:
    """Known names keep their order and show even without a talk; others come by how many."""

    def count(name: str, known: Iterable[Named], key: Callable[[Session], Named | None]) -> list[Line]:
        counts = Counter(found for one in rows if (found := key(one)))
        order = list(known) or [found for found, _n in counts.most_common()]
        return [Line(label, counts[value, label], _query(year, **{name: value})) for value, label in order]

    return count


def _query(year: int, **more: str) -> str:
    return urlencode({"tab": PAST, "state": State.DONE.value, "year": year, "format": "any"} | more)


def talks_of(lecturers: Iterable[Lecturer]) -> Counter[int]:
    """How many talks each has held."""
    rows = Session.objects.held().filter(lecturer__in=list(lecturers)).values_list("lecturer", flat=True)
    return Counter(rows)
