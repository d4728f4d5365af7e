"""Somebody without an account signs up with a name and a number: the answer is the same whether or not the number is
known already, and the link by which they leave is theirs alone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as wording

from sidan.activities.actions.signing import Guest, sign_up
from sidan.activities.actions.telling import facts
from sidan.activities.models import Session, SignUp
from sidan.activities.rules import rules
from sidan.activities.states import SignUpState
from sidan.core.actions import take_limit
from sidan.core.errors import Refused
from sidan.core.ids import token
from sidan.core.walls import action
from sidan.notices.actions import Message, tell
from sidan.people.doing import Doing

HOUR, DAY = 3600, 24 * 3600
SIGNED_UP = wording("已收到报名：%(title)s，%(when)s，%(where)s。查看或退出：%(link)s")
KNOWN = wording("您已经报过名了，以第一次的为准：%(title)s，%(when)s，%(where)s。")


@dataclass(frozen=True)
class Told:
    """What the page after the form says."""

    secret: str
    is_going: bool
    place: int  # in the queue; 0 for whoever has a seat


@action
def sign_up_guest(session: Session, guest: Guest, doing: Doing, *, visitor: str, seats: int = 1) -> Told:
    """A number that is in already gets the answer a new one would get, and a link that opens nothing; its owner is told
    by text message, where there is a way."""
    _take_limits(guest.phone, visitor, doing.now)
    promised = _promised(session, seats)
    try:
        with transaction.atomic():
            row, secret = sign_up(session, guest, doing, seats=seats)
            _tell(guest, "guest_signed_up", SIGNED_UP, facts(session, link=link_of(secret)), doing.now)
    except Refused as refused:
        if refused.code != "signed_up":
            raise
        _tell(guest, "guest_known", KNOWN, facts(session), doing.now)
        return Told(token(), *promised)
    return Told(secret, row.state == SignUpState.GOING, place_of(row))


@action
def link_of(secret: str) -> str:
    return f"{settings.SIDAN_ORIGIN}/my-sign-up/{secret}/"


@action
def place_of(row: SignUp) -> int:
    """How many wait up to and including this one; 0 for whoever does not wait."""
    if row.state != SignUpState.WAITING or row.waits_since is None:
        return 0
    queue = SignUp.objects.waiting().filter(session=row.session_id)
    before = queue.filter(waits_since__lt=row.waits_since) | queue.filter(waits_since=row.waits_since, pk__lte=row.pk)
    return before.count()


def _promised(session: Session, seats: int) -> tuple[bool, int]:
    fresh = Session.objects.get(pk=session.pk)
    waiting = SignUp.objects.waiting().filter(session=session).count()
    if not waiting and (fresh.free_seats or 0) >= seats:
        return True, 0
    return False, waiting + 1


def _take_limits(phone: str, visitor: str, now: datetime) -> None:
    """The address first, so that somebody who tries many numbers cannot use up the limit of each."""
    limits = [
        (f"guest a {_digest('address', visitor)}", rules().guests_per_address_hour, HOUR),
        (f"guest p {_digest('phone', phone)}", rules().sign_ups_per_guest_day, DAY),
    ]
    for bucket, most, window in limits:
        if not take_limit(bucket, most, window=window, now=now):
            sentence = _("报名太频繁了，请过一会儿再试。着急的话请拨打 %(phone)s，工作人员替您报。")
            raise Refused("too_often", sentence % {"phone": settings.SIDAN_STATION_PHONE}, 429)


def _digest(kind: str, text: str) -> str:
    return salted_hmac(f"sidan.activities.guest.{kind}", text, algorithm="sha256").hexdigest()[:32]


def _tell(guest: Guest, kind: str, text: str, known: dict[str, str], now: datetime) -> None:
    """Their link is a right of theirs: it stands among the facts, which are encrypted until they are sent."""
    tell([Message(None, kind, text, facts=known, phone=guest.phone)], now=now)
