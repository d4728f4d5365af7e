"""What has been announced, as every output shows it: the page, the paper, the feeds all read these rows.

Nothing here names a guest, and a lecturer only as far as they agreed to be named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from sidan.activities import weeks
from sidan.activities.models import Preview, Session
from sidan.activities.states import LectureFormat, State
from sidan.activities.walking import Place
from sidan.core.clock import local
from sidan.core.masking import mask_text
from sidan.places.models import Ease, Level, Station
from sidan.programmes.kinds import ActivityKind, Audience

FRESH = 60  # seconds a process shows the same rows


@dataclass(frozen=True, slots=True)
class Entry:
    """One session in public words."""

    public_id: str
    title: str
    kind: str
    audience: str
    starts_at: datetime
    ends_at: datetime
    slot_at: datetime
    where: str
    find: str  # how one finds it
    place: Place | None
    ease: tuple[str, ...]
    station: str
    station_code: str
    station_path: str
    station_phone: str
    brand: str
    lecturer: str
    lecture_format: str
    film: str
    words: str
    partners: tuple[str, ...]
    is_online: bool
    state: str
    seats: int | None
    taken: int
    change: str  # what changed after publication, or why it was cancelled
    stamp: datetime  # when it last changed

    @property
    def day(self) -> date:
        return local(self.starts_at).date()

    @property
    def hours(self) -> str:
        return weeks.hours_words(self.starts_at, self.ends_at)

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def is_planned(self) -> bool:
        return self.state == State.PLANNED

    @property
    def free(self) -> int | None:
        return None if self.seats is None else max(0, self.seats - self.taken)

    @property
    def has_room(self) -> bool:
        return not self.is_cancelled and self.free != 0

    @property
    def kind_words(self) -> str:
        return str(ActivityKind(self.kind).label)

    @property
    def audience_words(self) -> str:
        return "" if self.audience == Audience.EVERYONE else str(Audience(self.audience).label)

    @property
    def format_words(self) -> str:
        return str(LectureFormat(self.lecture_format).label) if self.lecture_format else ""

    @property
    def ease_words(self) -> list[str]:
        return [str(Ease(each).label) for each in self.ease if each in Ease.values]

    @property
    def seats_words(self) -> str:
        if self.is_cancelled:
            return ""
        if self.free is None:
            return _("不用报名，直接来")
        return _("还有 %(n)s 个名额") % {"n": self.free} if self.free else _("名额满了，可以候补")

    @property
    def marks(self) -> list[str]:
        """The words that mark it: 已取消, or each thing that changed after it was announced."""
        if self.is_cancelled:
            return [_("已取消")]
        return [part for part in self.change.split("，") if part]

    @property
    def was(self) -> str:
        """When it was announced for, where that differs."""
        if self.is_cancelled or not self.change or self.slot_at == self.starts_at:
            return ""
        return _("原定 %(when)s") % {
            "when": f"{weeks.day_words(local(self.slot_at).date())} {local(self.slot_at):%H:%M}"
        }

    @property
    def reason(self) -> str:
        return self.change if self.is_cancelled else ""

    @property
    def path(self) -> str:
        return f"/activities/{self.public_id}/"

    @property
    def address(self) -> str:
        return f"{settings.SIDAN_ORIGIN}{self.path}"


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    entries: tuple[Entry, ...]

    @property
    def words(self) -> str:
        return weeks.day_words(self.day)


@dataclass(frozen=True, slots=True)
class Week:
    """One station's week: what every output of the weekly preview is made from."""

    monday: date
    station: str
    code: str
    phone: str
    words: str  # a line above the list
    entries: tuple[Entry, ...] = field(default=())

    @property
    def title(self) -> str:
        return weeks.week_words(self.monday)

    @property
    def days(self) -> list[Day]:
        return by_day(self.entries)

    @property
    def address(self) -> str:
        return f"{settings.SIDAN_ORIGIN}/week/{self.monday.isoformat()}/"


def by_day(entries: Iterable[Entry]) -> list[Day]:
    return [Day(day, tuple(rows)) for day, rows in groupby(entries, key=lambda one: one.day)]


def entries_of(paths: tuple[str, ...], start: datetime, end: datetime, *, planned: bool = False) -> list[Entry]:
    """In the order in which they begin; with `planned`, as it will look once everything planned is announced."""
    found = Session.objects.under(paths).between(start, end)
    shown = found.public() | found.filter(state=State.PLANNED) if planned else found.public()
    rows = shown.select_related("activity__brand", "facility", "station", "lecturer").order_by("starts_at", "pk")
    return [entry_of(session) for session in rows]


def entry_of(session: Session) -> Entry:
    activity, facility, station = session.activity, session.facility, session.station
    partners = (activity.led_by, activity.planned_by, activity.helped_by, activity.joined_by)
    return Entry(
        public_id=session.public_id,
        title=session.title,
        kind=activity.kind,
        audience=activity.audience,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        slot_at=session.slot_at,
        where=session.where,
        find=facility.place if facility else "",
        place=(facility.lat, facility.lng) if facility else None,
        ease=tuple(facility.ease) if facility else (),
        station=station.name,
        station_code=station.code,
        station_path=station.path,
        station_phone=station.phone,
        brand=activity.brand.name if activity.brand else "",
        lecturer=session.lecturer.public_name if session.lecturer else "",
        lecture_format=session.lecture_format,
        film=session.film,
        words=activity.words,
        partners=partners,
        is_online=bool(session.link) or session.lecture_format == LectureFormat.ONLINE,
        state=session.state,
        seats=session.seats,
        taken=session.taken,
        change=mask_text(session.change_words),
        stamp=max(session.state_at, session.changed_at or session.state_at),
    )


def our_street() -> Station | None:
    """The street of this site; None where none bears the configured name, and then every street is ours."""
    return Station.objects.filter(level=Level.STREET, name__startswith=settings.SIDAN_STREET_NAME).first()


def our_stations() -> list[Station]:
    """Ours, the street before its communities. Asked once a minute."""
    kept: list[Station] | None = cache.get("public-stations")
    if kept is None:
        street = our_street()
        ours = Station.objects.under((street.path,)) if street else Station.objects.exclude(level=Level.CENTRE)
        kept = list(ours)
        cache.set("public-stations", kept, FRESH)
    return kept


def our_paths() -> tuple[str, ...]:
    stations = our_stations()
    paths = [one.path for one in stations]
    return tuple(path for path in paths if not any(path != other and path.startswith(other) for other in paths))


def fortnight(monday: date) -> list[Entry]:
    """This week and the next of the whole street, counted once a minute however many people ask."""
    key = f"public-fortnight-{monday}"
    kept: list[Entry] | None = cache.get(key)
    if kept is None:
        kept = entries_of(our_paths(), *weeks.bounds(monday, 2))
        cache.set(key, kept, FRESH)
    return kept


def next_first(entries: Sequence[Entry], now: datetime) -> list[Entry]:
    """Without what is over."""
    return [one for one in entries if one.ends_at > now]


def coming(now: datetime, most: int) -> list[Entry]:
    """The next few, for the front page."""
    rows = next_first(fortnight(weeks.this_monday(now)), now)
    return [one for one in rows if not one.is_cancelled][:most]


def week_of(station: Station, monday: date, *, planned: bool = False) -> Week:
    """A station's whole week. The line above it is the street's, from its preview."""
    street = station.path if station.level == Level.STREET else station.path.rsplit("/", 2)[0] + "/"
    previews = Preview.objects.filter(station__path=street, week=monday)
    words = (previews if planned else previews.published()).values_list("words", flat=True).first() or ""
    entries = entries_of((station.path,), *weeks.bounds(monday), planned=planned)
    if planned:
        out = set(previews.values_list("left_out__public_id", flat=True))
        entries = [one for one in entries if not (one.is_planned and one.public_id in out)]
    return Week(monday, station.name, station.code, station.phone, words, tuple(entries))


def ahead_of(paths: tuple[str, ...], now: datetime, *, days: int = 60) -> list[Entry]:
    """For calendars: a little of what was, and what has been announced for the coming weeks."""
    today = weeks.start_of(local(now).date())
    return entries_of(paths, today - timedelta(days=14), today + timedelta(days=days))
