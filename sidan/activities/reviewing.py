"""A preview under review: its week day by day, what is missing, and what will go out."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from sidan.activities import weeks
from sidan.activities.actions import going_out
from sidan.activities.holidays import clash_on
from sidan.activities.models import Preview, Session
from sidan.activities.posters.facts import short_name
from sidan.activities.states import State
from sidan.programmes.kinds import ActivityKind

OUTPUTS = (
    ("poster-a3", _("A3 海报"), "file-text"),
    ("poster-a4", _("A4 海报"), "file-text"),
    ("poster-large", _("大字版"), "a-large-small"),
    ("picture", _("长图"), "image"),
    ("text", _("群里的文字"), "message-square-text"),
    ("aloud", _("朗读版"), "volume-2"),
)


@dataclass(frozen=True)
class Line:
    session: Session
    hours: str
    where: str
    missing: list[str]
    is_left_out: bool
    is_planned: bool

    @property
    def is_cancelled(self) -> bool:
        return bool(self.session.state == State.CANCELLED)


@dataclass(frozen=True)
class ReviewDay:
    words: str
    lines: list[Line]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Review:
    days: list[ReviewDay]
    count: int  # goes out with it
    announced: int  # is out already
    problems: int


def review(preview: Preview, now: datetime) -> Review:
    mine = Session.objects.under((preview.station.path,)).between(*weeks.bounds(preview.week))
    rows = [one for one in mine.for_list() if one.state != State.CANCELLED or one.published_at is not None]
    out = set(preview.left_out.values_list("pk", flat=True))
    by_day: dict[date, list[Line]] = {day: [] for day in weeks.days_of(preview.week)}
    for session in rows:
        by_day[session.day].append(_line(session, session.pk in out))
    days = [_day(day, lines) for day, lines in by_day.items()]
    return Review(
        days=days,
        count=going_out(preview).filter(starts_at__gt=now).count(),
        announced=sum(one.state in (State.PUBLISHED, State.DONE) for one in rows),
        problems=sum(len(line.missing) for day in days for line in day.lines) + sum(len(day.notes) for day in days),
    )


def _line(session: Session, is_left_out: bool) -> Line:
    hours = weeks.hours_words(session.starts_at, session.ends_at)
    planned = session.state == State.PLANNED
    where = " · ".join(part for part in (session.where, short_name(session.station.name)) if part)
    return Line(session, hours, where, _missing(session), is_left_out and planned, planned)


def _missing(session: Session) -> list[str]:
    if session.state == State.CANCELLED:
        return []
    is_talk = session.activity.kind == ActivityKind.LECTURE
    told = [
        translated("没有写地点") if not session.where and not session.link else "",
        translated("没有定主讲") if is_talk and session.lecturer is None and not session.film else "",
        translated("没有写片名") if session.activity.kind == ActivityKind.FILM and not session.film else "",
    ]
    return [words for words in told if words]


def _day(day: date, lines: list[Line]) -> ReviewDay:
    """An empty day may be meant; a festival may be the occasion: both are pointed out, neither stops anything."""
    standing = [line for line in lines if not line.is_cancelled and not line.is_left_out]
    clash = clash_on(day)
    is_festive = all(line.session.activity.kind == ActivityKind.FESTIVAL for line in standing)
    notes = [translated("这天还没有活动")] if not standing else []
    if clash and standing and not is_festive:
        notes.append(translated("%(clash)s，来的人可能少") % {"clash": clash})
    return ReviewDay(weeks.day_words(day), lines, notes)
