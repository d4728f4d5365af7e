"""How the desk puts a session in words: tags, times, seats, what happened to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sidan.activities.models import Session, SessionEvent
from sidan.activities.states import VERBS, State
from sidan.activities.weeks import day_words
from sidan.core.clock import local


@dataclass(frozen=True)
class Tag:
    text: str
    tone: str
    icon: str


_TAGS = {
    State.PLANNED: ("", "calendar-plus"),
    State.PUBLISHED: ("info", "megaphone"),
    State.DONE: ("ok", "flag"),
    State.CANCELLED: ("warn", "calendar-x"),
}


def state_tag(session: Session, now: datetime) -> Tag:
    if session.state == State.PUBLISHED and session.is_over(now):
        return Tag(_("等着记录"), "warn", "clipboard-pen")
    tone, icon = _TAGS[State(session.state)]
    return Tag(session.get_state_display(), tone, icon)


def hours(session: Session) -> str:
    return f"{local(session.starts_at):%H:%M}–{local(session.ends_at):%H:%M}"


def when(session: Session, now: datetime) -> str:
    year = f"{session.day.year}年" if session.day.year != local(now).year else ""
    return f"{year}{day_words(session.day)} {hours(session)}"


def seats(session: Session, waiting: int = 0) -> str:
    if session.seats is None:
        return _("不用报名")
    told = _("%(taken)s/%(seats)s") % {"taken": session.taken, "seats": session.seats}
    return told + (_(" · 候补 %(n)s") % {"n": waiting} if waiting else "")


def timeline(session: Session) -> list[dict[str, Any]]:
    rows = SessionEvent.objects.filter(session=session).select_related("by")
    return [_told(row) for row in rows]


def _told(row: SessionEvent) -> dict[str, Any]:
    verb = VERBS[row.verb]
    by = row.by.masked_name if row.by else _("系统")
    text = " · ".join(part for part in (by, row.reason) if part)
    return {"title": verb.done, "at": row.at, "text": text, "icon": verb.icon, "tone": ""}
