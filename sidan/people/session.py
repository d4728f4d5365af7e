"""One browser's session: whose it is, until when, and what a sign-in carries from page to page (never in the URL)."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from sidan.core.walls import everything
from sidan.people import devices
from sidan.people.models import SHARED_IDLE, Person, SessionNote

KEY = "sign_in"
SINCE = "since"
SEEN = "seen"
SHARED = "shared"
# Long enough to read the consent and type an address, too short for a phone left on a bench.
PROOF_LASTS = 20 * 60
TIE_WITHIN = 10 * 60
SEEN_EVERY = 10 * 60  # how often a resident's page read is worth a row written


@dataclass(frozen=True)
class Pocket:
    """A sign-in under way. `shown` is the code for the demo's screen; elsewhere it stays empty."""

    phone: str
    next: str = ""
    sent_at: float = 0
    proven_at: float = 0
    shown: str = ""
    shared: bool = False
    subject: str = ""  # the provider's account somebody came with and will tie to the number they prove
    via: str = ""  # by which provider

    def is_proven(self, now: datetime) -> bool:
        return 0 <= now.timestamp() - self.proven_at < PROOF_LASTS


@everything("the notes of sessions")
def keep(request: HttpRequest, pocket: Pocket, now: datetime, key: str = KEY) -> None:
    """The number typed stands in this session from now on: a note lets it be found when the number is erased."""
    request.session[key] = asdict(pocket)
    ends_at = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    SessionNote.objects.carry(_key(request), pocket.phone, now=now, ends_at=ends_at)


def onward(request: HttpRequest, phone: str, wanted: str, now: datetime) -> Pocket:
    """A number was typed: goes on with what this visit brought along, unless that was a while ago.

    On a device that others use, an account left here must not be tied to the next person's number.
    """
    before = kept(request)
    if before is None or not 0 <= now.timestamp() - before.sent_at < TIE_WITHIN:
        return Pocket(phone, wanted)
    return Pocket(phone, wanted or before.next, subject=before.subject, via=before.via)


def _key(request: HttpRequest) -> str:
    """A session that was never saved has no key yet."""
    if not request.session.session_key:
        request.session.cycle_key()
    return str(request.session.session_key)


def kept(request: HttpRequest, key: str = KEY) -> Pocket | None:
    found = request.session.get(key)
    return Pocket(**found) if found else None


def forget(request: HttpRequest, key: str = KEY) -> None:
    request.session.pop(key, None)


def on_screen(code: str) -> str:
    """The code where it may be shown: in the demo, and nowhere else."""
    return code if settings.SIDAN_DEMO else ""


@everything("the notes of sessions")
def begin(request: HttpRequest, person: Person, *, now: datetime, shared: bool = False) -> None:
    """Signs in under a new session key. The end is absolute: using the session does not move it.

    On a shared device it also ends with the browser and after ten minutes in which nobody touched it.
    """
    forget(request)
    before = request.session.session_key
    login(request, person)
    lasts = timedelta(hours=settings.SIDAN_STAFF_HOURS) if shared else timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session.set_expiry(0 if shared else now + lasts)
    request.session[SINCE] = request.session[SEEN] = now.timestamp()  # the same person may still be signed in here
    request.session[SHARED] = shared
    SessionNote.objects.drop(before)
    device = devices.code_of(request.headers.get("User-Agent", ""))
    SessionNote.objects.open(_key(request), person, now=now, ends_at=now + lasts, device=device, shared=shared)


def renew(request: HttpRequest) -> None:
    """A new session key with a new right, so that a key seen before gains nothing."""
    before = request.session.session_key
    request.session.cycle_key()
    _renamed(request, before)


def stay(request: HttpRequest, person: Person) -> None:
    """This session goes on after all of the person's sessions have been ended."""
    before = request.session.session_key
    update_session_auth_hash(request, person)
    _renamed(request, before)


@everything("the notes of sessions")
def _renamed(request: HttpRequest, before: str | None) -> None:
    epoch = request.user.session_epoch if isinstance(request.user, Person) else 0
    SessionNote.objects.rekey(before, request.session.session_key, epoch)


def safe_next(request: HttpRequest, wanted: str) -> str:
    """`wanted` when it is the address of a page of ours, otherwise nothing. What begins without a slash is a name."""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def is_over(request: HttpRequest, now: datetime, *, at_work: bool) -> bool:
    """Staff sessions end after a working day, and after an hour in which nobody touched them; shared ones sooner."""
    since, at = request.session.get(SINCE), now.timestamp()
    shared = bool(request.session.get(SHARED))
    if since is None:
        return False
    seen = request.session.get(SEEN, since)
    watched = at_work or shared
    idle = SHARED_IDLE.total_seconds() if shared else settings.SIDAN_STAFF_IDLE_MINUTES * 60
    if watched and (at - since > settings.SIDAN_STAFF_HOURS * 3600 or at - seen > idle):
        return True
    if at - seen > (60 if watched else SEEN_EVERY):
        _touch(request, now)
    return False


@everything("the notes of sessions")
def _touch(request: HttpRequest, now: datetime) -> None:
    request.session[SEEN] = now.timestamp()
    SessionNote.objects.touch(_key(request), now)


def is_verified(request: HttpRequest) -> bool:
    """The second factor was proven in this session; django-otp's middleware gives the user this method."""
    user: Any = request.user
    return bool(user.is_verified())


@everything("the notes of sessions")
def leave(request: HttpRequest) -> None:
    SessionNote.objects.drop(request.session.session_key)
    logout(request)
