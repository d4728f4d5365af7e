"""The one door through which a session changes: table, conditional update, event; one transaction.

As with orders, the session's row is written first of all: whoever has it waits for nobody.
"""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sidan.activities.models import Session, SessionEvent
from sidan.activities.states import NOTHING, VERBS
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.people.doing import Doing


@action
def must_allow(session: Session, verb: str) -> None:
    if session.state not in VERBS[verb].sources:
        raise Refused(
            "wrong_state",
            _("这一场现在是“%(state)s”，不能“%(verb)s”。请刷新页面看最新情况。")
            % {"state": session.get_state_display(), "verb": VERBS[verb].label},
        )


@action
def move(session: Session, verb: str, doing: Doing, *, guard: Q | None = None, **changes: Any) -> None:
    """Moves a session on from the state the caller saw; refuses when somebody else was quicker. Inside `atomic`."""
    must_allow(session, verb)
    seen, target = session.state, VERBS[verb].target
    if target:
        changes |= {"state": target, "state_at": doing.now}
    rows = Session.objects.filter(guard or Q(), pk=session.pk, state=seen)
    if rows.update(**changes or {"state": seen}) != 1:
        raise Refused("changed", _("刚才有人先改了这一场。请刷新页面看最新情况。"))
    for name, value in changes.items():
        setattr(session, name, value)
    append(session, verb, seen, doing)


@action
def append(session: Session, verb: str, seen: str, doing: Doing) -> None:
    SessionEvent.objects.create(**event(session, verb, seen, doing))


@action
def event(session: Session, verb: str, seen: str, doing: Doing) -> dict[str, Any]:
    return {
        "session": session,
        "at": doing.now,
        "by": doing.by,
        "verb": verb,
        "from_state": seen,
        "to_state": session.state,
        "reason": doing.reason[:400],
        "channel": doing.channel,
    }


@action
def planned(sessions: list[Session], doing: Doing) -> None:
    """New sessions, with what tells of their beginning."""
    rows = Session.objects.bulk_create(sessions)
    SessionEvent.objects.bulk_create(SessionEvent(**event(row, "plan", NOTHING, doing)) for row in rows)
