"""Signing up, waiting, leaving, coming. A seat is given once: the session's row is counted up conditionally first."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as wording

from sidan.activities.actions.telling import tell_signed_up
from sidan.activities.models import Session, SessionQuerySet, SignUp
from sidan.activities.states import Proof, SignUpState, State
from sidan.core.errors import Refused
from sidan.core.ids import token
from sidan.core.walls import action
from sidan.people.doing import Doing
from sidan.people.models import Person


@dataclass(frozen=True)
class Guest:
    """Who comes: somebody we know, or a name and a number."""

    person: Person | None = None
    name: str = ""
    phone: str = ""


@action
def sign_up(session: Session, guest: Guest, doing: Doing, *, seats: int = 1) -> tuple[SignUp, str]:
    """A seat, or a place in the waiting list when there is none; and the secret of a guest's own link.

    Whoever waits has precedence: while somebody waits, a newcomer waits too, even for a seat that has just come free.
    """
    _must_take(session, doing.now)
    if not 1 <= seats <= session.activity.group_most:
        told = {"most": session.activity.group_most}
        raise Refused("group", _("一次最多报 %(most)s 位，更多人请分开报，或打电话给站里。") % told, 422)
    secret = "" if guest.person else token()
    try:
        with transaction.atomic():
            is_going = _seat(session, seats, doing.now)
            row = _row(session, guest, doing, seats=seats, secret=secret, is_going=is_going)
    except IntegrityError as error:
        raise Refused("signed_up", _("已经报过名了，不用再报一次。")) from error
    return row, secret


def _must_take(session: Session, now: datetime) -> None:
    if session.state == State.CANCELLED:
        raise Refused("cancelled", _("这一场已经取消了。看看别的活动吧。"))
    if session.seats is None:
        raise Refused("open", _("这一场不用报名，到时候直接来就行。"))
    if not session.takes_sign_ups(now):
        raise Refused("closed", _("这一场已经结束或还没有开放报名。"))


def _seat(session: Session, seats: int, now: datetime, *, past_queue: bool = False) -> bool:
    """Writes the session's row in any case, so that joining the queue and leaving it wait for each other."""
    rows = Session.objects.filter(pk=session.pk, state=State.PUBLISHED)
    if not _counted_up(rows, seats):
        # PostgreSQL passes over a row that does not fit as it was, without waiting for whoever is just leaving: with
        # the row in hand the question has one answer, and nobody waits beside a free seat.
        if rows.update(taken=F("taken")) != 1:
            raise Refused("closed", _("这一场刚刚取消或结束了。"))
        if not _counted_up(rows, seats):
            return False
    if past_queue or not SignUp.objects.waiting().filter(session=session).exists():
        return True
    rows.update(taken=F("taken") - seats)
    return False


def _counted_up(rows: SessionQuerySet, seats: int) -> bool:
    return rows.filter(taken__lte=F("seats") - seats).update(taken=F("taken") + seats) == 1


def _row(
    session: Session, guest: Guest, doing: Doing, *, seats: int, secret: str, is_going: bool, **more: Any
) -> SignUp:
    state = SignUpState.GOING if is_going else SignUpState.WAITING
    return SignUp.objects.create(
        session=session,
        person=guest.person,
        name="" if guest.person else guest.name,
        phone="" if guest.person else guest.phone,
        token_hash=hash_token(secret) if secret else "",
        seats=seats,
        state=state,
        state_at=doing.now,
        made_at=doing.now,
        waits_since=None if is_going else doing.now,
        made_by=doing.by,
        channel=doing.channel,
        **more,
    )


@action
def hash_token(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@action
def leave(sign_up: SignUp, doing: Doing) -> list[SignUp]:
    """One tap, no reason needed. Whoever moves up is told, and returned."""
    session = sign_up.session
    with transaction.atomic():
        _lock(session)
        if not _ended(sign_up, SignUpState.WAITING, doing.now):
            if not _ended(sign_up, SignUpState.GOING, doing.now):
                raise Refused("left", _("已经退出了。"))
            Session.objects.filter(pk=session.pk).update(taken=F("taken") - sign_up.seats)
        return refill(session, now=doing.now)


def _lock(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(taken=F("taken"))


def _ended(sign_up: SignUp, seen: SignUpState, now: datetime) -> bool:
    """Whoever has been checked in has come, and cannot leave any more."""
    rows = SignUp.objects.filter(pk=sign_up.pk, state=seen, checked_in_at=None)
    return rows.update(state=SignUpState.LEFT, state_at=now) == 1


@action
def refill(session: Session, *, now: datetime) -> list[SignUp]:
    """Seats that came free go to those who wait, first come, first served; a group that does not fit lets others by.

    Call it with the session's row written, inside the same transaction.
    """
    fresh = Session.objects.get(pk=session.pk)
    if not fresh.takes_sign_ups(now):
        return []
    moved = []
    for one in SignUp.objects.waiting().filter(session=session).select_related("person"):
        if not _seat(session, one.seats, now, past_queue=True):
            continue
        moved_up = SignUp.objects.filter(pk=one.pk, state=SignUpState.WAITING)
        if moved_up.update(state=SignUpState.GOING, state_at=now) == 1:
            one.state = SignUpState.GOING
            moved.append(one)
    text = wording("有空位了，您已经报上名：%(title)s，%(when)s，%(where)s。去不了请点“不去了”，把座位让给别人。")
    tell_signed_up(session, moved, "moved_up", text, now=now)
    return moved


@action
def check_in(sign_up: SignUp, proof: Proof, doing: Doing) -> None:
    """Somebody came. From the waiting list only while a seat is free: those inside keep theirs."""
    _must_be_on(sign_up.session, proof, doing.now)
    with transaction.atomic():
        _lock(sign_up.session)
        if sign_up.state == SignUpState.WAITING and not _seat(
            sign_up.session, sign_up.seats, doing.now, past_queue=True
        ):
            raise Refused("full", _("座位都坐满了，候补的请稍等有人没来。"))
        rows = SignUp.objects.filter(pk=sign_up.pk, state=sign_up.state, checked_in_at=None)
        changes = {"checked_in_at": doing.now, "checked_in_by": doing.by, "proof": proof}
        if rows.exclude(state=SignUpState.LEFT).update(state=SignUpState.GOING, excused_at=None, **changes) != 1:
            raise Refused("checked_in", _("已经签过到了。"))


@action
def undo_check_in(sign_up: SignUp, doing: Doing) -> None:
    """A tick on the wrong line is taken back, until the session is closed; the seat stays."""
    rows = SignUp.objects.filter(pk=sign_up.pk, session__state=State.PUBLISHED).exclude(checked_in_at=None)
    if rows.update(checked_in_at=None, checked_in_by=None, proof="") != 1:
        raise Refused("not_in", _("这一行没有签到，或者这一场已经办完了。"))


@action
def excuse(sign_up: SignUp, doing: Doing) -> None:
    """Did not come and had a reason: not counted as a no-show."""
    rows = SignUp.objects.filter(pk=sign_up.pk, checked_in_at=None, state=SignUpState.GOING)
    if rows.update(excused_at=doing.now) != 1:
        raise Refused("came", _("这一位已经签到或退出了，不用请假。"))


@action
def walk_in(session: Session, guest: Guest, proof: Proof, doing: Doing, *, seats: int = 1) -> tuple[SignUp, str]:
    """Somebody at the door who had not signed up: a free seat is theirs at once."""
    _must_be_on(session, proof, doing.now)
    secret = "" if guest.person else token()
    try:
        with transaction.atomic():
            if session.seats is not None and not _seat(session, seats, doing.now, past_queue=True):
                raise Refused("full", _("座位都坐满了。"))
            came: dict[str, Any] = {"checked_in_at": doing.now, "checked_in_by": doing.by, "proof": proof}
            return _row(session, guest, doing, seats=seats, secret=secret, is_going=True, **came), secret
    except IntegrityError as error:
        raise Refused("signed_up", _("已经报过名了，请在名单里签到。")) from error


def _must_be_on(session: Session, proof: Proof, now: datetime) -> None:
    """By QR only around the time itself; from a list or a paper sheet also afterwards, until it is closed."""
    if proof == Proof.DOOR and not session.door_is_open(now):
        raise Refused("door_closed", _("现场签到只在活动前后半小时内有效。"))
    if session.state != State.PUBLISHED or now < session.opens_at:
        raise Refused("not_on", _("这一场还没有开始，或者已经结束、取消了。"))
