"""Facilities and their weeks as pages show them: read once, laid out in memory, whatever their number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sidan.activities.forms.rooms.facility import hours_words
from sidan.activities.models import Booking
from sidan.activities.states import BookingState
from sidan.activities.weeks import WEEKDAYS, bounds, date_words, span
from sidan.core.clock import local
from sidan.core.walls import everything
from sidan.places.models import Ease, Equipment, Facility, FacilityKind, FacilityQuerySet

LISTED = 20
EVENING = 18 * 60


@dataclass(frozen=True)
class Asked:
    """How a list of facilities is narrowed. Never wrong: what is not understood is left out."""

    kind: str = ""
    ease: str = ""
    evening: bool = False
    q: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        kind, ease = query.get("kind", ""), query.get("ease", "")
        return cls(
            kind if kind in FacilityKind.values else "",
            ease if ease in Ease.values else "",
            query.get("evening") == "1",
            query.get("q", "").replace("\0", "").strip()[:40],
        )

    def narrow(self, facilities: FacilityQuerySet) -> FacilityQuerySet:
        if self.kind:
            facilities = facilities.filter(kind=self.kind)
        if self.q:
            facilities = facilities.filter(name__icontains=self.q) | facilities.filter(theme__icontains=self.q)
        if self.evening:
            late = facilities.filter(hours__until_minute__gt=EVENING).values("pk")
            facilities = facilities.filter(pk__in=late)
        if self.ease:
            # A list in a JSON column, as both databases spell it: the code in its quotes.
            facilities = facilities.filter(ease__icontains=f'"{self.ease}"')
        return facilities.order_by("closed_at", "station__path", "name")


@dataclass(frozen=True)
class Row:
    facility: Facility
    tone: str
    state: str | Promise
    hours: list[tuple[str, str]]
    equipment: str
    ease: str
    marks: list[str]


def row(facility: Facility) -> Row:
    """Words for one facility, from its hours as loaded."""
    state: str | Promise = _("开放")
    tone = "ok"
    if facility.closed_at is not None:
        state, tone = _("已关停"), "warn"
    elif facility.is_idle:
        state, tone = _("闲置"), "info"
    hours = list(facility.hours.all())
    return Row(
        facility,
        tone,
        state,
        [(_(day), text or _("不开")) for day, text in zip(WEEKDAYS, hours_words(hours), strict=True)] if hours else [],
        _labels(Equipment, facility.equipment),
        _labels(Ease, facility.ease),
        _marks([(each.weekday, each.until_minute) for each in hours]),
    )


def _labels(kinds: type[Equipment] | type[Ease], codes: Iterable[str]) -> str:
    return "、".join(str(kinds(code).label) for code in codes if code in kinds.values)


def _marks(hours: list[tuple[int, int]]) -> list[str]:
    """Evenings and weekends are what working people look for."""
    marks = []
    if any(until > EVENING for _day, until in hours):
        marks.append(_("晚上开"))
    if any(day >= 5 for day, _until in hours):
        marks.append(_("周末开"))
    return marks


@dataclass(frozen=True)
class Told:
    booking: Booking
    when: str
    tone: str


_TONES = {BookingState.ASKED: "info", BookingState.APPROVED: "ok", BookingState.REFUSED: "warn"}


def told(booking: Booking) -> Told:
    tone = _TONES.get(BookingState(booking.state), "")
    return Told(booking, span(booking.starts_at, booking.ends_at), tone)


def booked(facility: Facility, now: datetime) -> list[Told]:
    """What is granted or asked for, from now on."""
    states = (BookingState.APPROVED, BookingState.ASKED)
    rows = Booking.objects.filter(facility=facility, state__in=states, ends_at__gt=now).for_list()
    return [told(booking) for booking in rows[:LISTED]]


def booked_ahead(facility: Facility, now: datetime) -> int:
    return Booking.objects.holding().filter(facility=facility, ends_at__gt=now).count()


@dataclass(frozen=True)
class Piece:
    words: str
    time: str
    is_asked: bool


@dataclass
class Line:
    facility: Facility
    days: list[list[Piece]] = field(default_factory=lambda: [[] for _day in range(7)])


@dataclass(frozen=True)
class Week:
    monday: date
    days: list[tuple[str, str, bool]]  # weekday, date, is it today
    lines: list[Line]

    @property
    def title(self) -> str:
        last = self.monday + timedelta(days=6)
        return f"{date_words(self.monday)}–{date_words(last)}"


@everything("when a room is taken, and for what, is public; who took it is not")
def week_of(facilities: list[Facility], monday: date, now: datetime) -> Week:
    """Two statements, however many rooms: granted times and, marked, those asked for."""
    begin, end = bounds(monday)
    states = (BookingState.APPROVED, BookingState.ASKED)
    rows = Booking.objects.filter(facility__in=facilities, state__in=states, starts_at__lt=end, ends_at__gt=begin)
    lines = {facility.pk: Line(facility) for facility in facilities}
    names = ("facility_id", "starts_at", "ends_at", "purpose", "state")
    for facility_id, starts, ends, purpose, state in rows.order_by("starts_at").values_list(*names):
        day = (local(starts).date() - monday).days
        if 0 <= day < 7:
            time = f"{local(starts):%H:%M}–{local(ends):%H:%M}"
            lines[facility_id].days[day].append(Piece(purpose, time, state == BookingState.ASKED))
    today = local(now).date()
    dates = [monday + timedelta(days=n) for n in range(7)]
    heads = [(_(WEEKDAYS[n]), f"{day.month}-{day.day}", day == today) for n, day in enumerate(dates)]
    return Week(monday, heads, list(lines.values()))
