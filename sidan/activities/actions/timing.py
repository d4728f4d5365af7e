"""What the clock does to sessions: each once, by a conditional update, however many workers tick."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as wording

from sidan.activities.actions.telling import DESK_SESSION, facts, tell_signed_up, tell_workers
from sidan.activities.models import Session, SignUp
from sidan.activities.states import State
from sidan.core.walls import action
from sidan.notices.actions import Message, tell


@action
def remind(session: Session, *, now: datetime) -> bool:
    """To those who have a seat; by which way and when is each one's own preference."""
    with transaction.atomic():
        due = Session.objects.filter(
            pk=session.pk, state=State.PUBLISHED, reminded_at=None, starts_at=session.starts_at
        )  # fmt: skip
        if due.update(reminded_at=now) != 1:
            return False
        text = wording("提醒您：%(title)s，%(when)s，%(where)s。去不了请点“不去了”，把座位让给别人。")
        going = SignUp.objects.going().filter(session=session).select_related("person")
        tell_signed_up(session, going, "session_soon", text, now=now)
    return True


@action
def nudge(session: Session, *, now: datetime) -> bool:
    """It is over and nobody closed it: whoever leads it is asked once, or the desk where nobody does."""
    with transaction.atomic():
        due = Session.objects.filter(pk=session.pk, state=State.PUBLISHED, nudged_at=None)
        if due.update(nudged_at=now) != 1:
            return False
        text = wording("活动结束了：%(title)s，%(when)s。请花一分钟记下来了多少人，这一场才算办完。")
        link, known = DESK_SESSION.format(session.public_id), facts(session)
        if session.leader is not None and session.leader.is_active:
            tell([Message(session.leader, "session_unfinished", text, link, known)], now=now)
        else:
            tell_workers(session.station, "session_unfinished", text, link, now=now, besides=None, **known)
    return True


@action
def forget_guest(sign_up: SignUp) -> bool:
    """Name, number and link of a guest go; that somebody came stays and is counted."""
    known = SignUp.objects.filter(pk=sign_up.pk, person=None).exclude(token_hash="")
    return known.update(name="", phone="", phone_index="", token_hash="") == 1
