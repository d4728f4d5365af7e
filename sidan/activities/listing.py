"""The desk's list of sessions: what was asked for in the address, read once, and the rows in the words of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, Q
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from sidan.activities import words
from sidan.activities.models import Session, SessionQuerySet
from sidan.activities.states import Background, LectureFormat, SignUpState, State
from sidan.activities.weeks import monday_of, start_of, week_words
from sidan.activities.words import Tag
from sidan.core.clock import LOCAL, local
from sidan.programmes.kinds import ActivityKind, Audience

AHEAD, OPEN, PAST = "ahead", "open", "past"
TABS = ((AHEAD, _("接下来")), (OPEN, _("等着记录")), (PAST, _("以前的")))
YEARS = range(2018, 2101)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything it cannot mean is left out."""

    tab: str = AHEAD
    q: str = ""
    station: str = ""
    kind: str = ""
    state: str = ""
    brand: str = ""
    format: str = ""
    audience: str = ""
    lecturer: str = ""
    background: str = ""
    facility: str = ""
    year: int = 0

    @classmethod
    def read(cls, told: Mapping[str, str]) -> "Asked":
        def one_of(name: str, known: Iterable[str]) -> str:
            return told.get(name, "") if told.get(name, "") in known else ""

        year = told.get("year", "")
        return cls(
            tab=one_of("tab", [name for name, _label in TABS]) or AHEAD,
            q=told.get("q", "").strip()[:40],
            station=told.get("station", "")[:20],
            kind=one_of("kind", ActivityKind.values),
            state=one_of("state", State.values),
            brand=told.get("brand", "")[:12],
            format=one_of("format", [*LectureFormat.values, "any"]),
            audience=one_of("audience", Audience.values),
            lecturer=told.get("lecturer", "")[:12],
            background=one_of("background", Background.values),
            facility=told.get("facility", "")[:12],
            year=int(year) if year.isdecimal() and len(year) == 4 and int(year) in YEARS else 0,
        )

    @property
    def is_narrowed(self) -> bool:
        return self != Asked(tab=self.tab)

    @property
    def kept(self) -> list[tuple[str, object]]:
        """What has no box of its own on the page, and came with a link from the figures."""
        names = ("format", "audience", "lecturer", "background", "facility", "year")
        return [(name, getattr(self, name)) for name in names if getattr(self, name)]

    def among(self, sessions: SessionQuerySet, now: datetime) -> SessionQuerySet:
        today = start_of(local(now).date())
        tabs = {
            AHEAD: Q(starts_at__gte=today) & ~Q(state=State.DONE),
            OPEN: Q(state=State.PUBLISHED, ends_at__lte=now),
            PAST: Q(starts_at__lt=today) | Q(state=State.DONE),
        }
        found = sessions.filter(tabs[self.tab], self.chosen())
        if self.tab == AHEAD and not self.state:
            found = found.exclude(state=State.CANCELLED)
        return found

    def chosen(self) -> Q:
        equal = {
            "station__code": self.station,
            "activity__kind": self.kind,
            "state": self.state,
            "activity__brand__public_id": self.brand,
            "activity__audience": self.audience,
            "lecturer__public_id": self.lecturer,
            "lecturer__background": self.background,
            "facility__public_id": self.facility,
        }
        wanted = Q(**{name: value for name, value in equal.items() if value})
        if self.format:
            wanted &= ~Q(lecture_format="") if self.format == "any" else Q(lecture_format=self.format)
        if self.year:
            wanted &= Q(starts_at__gte=_new_year(self.year), starts_at__lt=_new_year(self.year + 1))
        if self.q:
            wanted &= Q(title__icontains=self.q) | Q(place__icontains=self.q) | Q(facility__name__icontains=self.q)
        return wanted


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=LOCAL)


def ordered(sessions: SessionQuerySet, tab: str) -> SessionQuerySet:
    """The next first; of what is over, the latest."""
    counted = sessions.for_list().annotate(
        waits=Count("sign_ups", filter=Q(sign_ups__state=SignUpState.WAITING)),
    )
    return counted.order_by("starts_at", "pk") if tab == AHEAD else counted.order_by("-starts_at", "-pk")


@dataclass(frozen=True)
class Row:
    session: Session
    when: str
    tag: Tag
    seats: str
    kind: str


@dataclass(frozen=True)
class Week:
    title: str
    rows: list[Row]


def weeks(sessions: Iterable[Session], now: datetime) -> list[Week]:
    found = groupby((_row(one, now) for one in sessions), lambda row: monday_of(row.session.day))
    return [Week(_title(monday, now), list(rows)) for monday, rows in found]


def _row(one: Session, now: datetime) -> Row:
    return Row(
        one,
        words.when(one, now),
        words.state_tag(one, now),
        words.seats(one, getattr(one, "waits", 0)),
        one.activity.get_kind_display(),
    )


def _title(monday: date, now: datetime) -> str:
    this = monday_of(local(now).date())
    near = {
        this: translated("本周"),
        this + timedelta(days=7): translated("下周"),
        this - timedelta(days=7): translated("上周"),
    }.get(monday)
    return f"{near} {week_words(monday)}" if near else week_words(monday)


def unfinished(sessions: SessionQuerySet, now: datetime) -> int:
    """How many wait to be closed with their numbers."""
    return sessions.filter(state=State.PUBLISHED, ends_at__lte=now).count()
