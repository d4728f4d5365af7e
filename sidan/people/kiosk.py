"""A station's shared device: it orders for whoever types their number, and remembers nobody.

A signed cookie marks the device. While it is there only the pages of ordering open, nobody has a staff right on it, and
what was typed is forgotten after a minute without a touch. Deleting the cookie leaves an ordinary browser without any
right: there is nothing to gain from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sidan.core.clock import now
from sidan.core.walls import everything
from sidan.people import session
from sidan.people.models import Person

IDLE = 60
SEEN = "kiosk_seen"
LASTS = 30 * 24 * 3600
COOKIE = "__Host-kiosk" if settings.SIDAN_TLS else "kiosk"
SALT = "sidan.people.kiosk"
ALLOWED = frozenset(
    {
        *(f"people:kiosk_{page}" for page in ("home", "here", "forget", "leave")),
        *(f"people:{page}" for page in ("sign_in", "sign_in_code", "send_again", "newcomer", "sign_out")),
        *(f"orders:{page}" for page in ("menu", "item", "start", "whom", "what", "when", "where", "words", "check")),
        *("orders:done", "orders:ask_station", "view", "set_language"),
        *(f"activities:{page}" for page in ("week", "week_of", "aloud", "session", "sign_up", "guest_signed_up")),
        *(f"activities:{page}" for page in ("here", "at_kiosk")),
    }
)


@dataclass(frozen=True)
class Kiosk:
    station: str  # its name, to be shown
    started_by: int

    @property
    @everything("who set the shared device up")
    def starter(self) -> Person | None:
        return Person.objects.present().filter(pk=self.started_by).first()


def mark(response: HttpResponse, station: str, person: Person) -> None:
    value = signing.dumps({"station": station, "by": person.pk}, salt=SALT)
    response.set_cookie(COOKIE, value, max_age=LASTS, secure=settings.SIDAN_TLS, httponly=True, samesite="Lax")


def unmark(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def of(request: HttpRequest) -> Kiosk | None:
    found: Kiosk | None = getattr(request, "kiosk", None)
    return found


def _read(request: HttpRequest) -> Kiosk | None:
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return Kiosk(told["station"], told["by"])


class Guard:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kiosk = _read(request) if COOKIE in request.COOKIES else None
        request.kiosk = kiosk  # type: ignore[attr-defined]
        if kiosk is None:
            return self.get_response(request)
        at = now()
        if _is_idle(request, at):
            session.leave(request)
            response: HttpResponse = HttpResponseRedirect(reverse("people:kiosk_home"))
        else:
            response = self.get_response(request)
            _touch(request, at)
        response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if of(request) is None or (match and match.view_name in ALLOWED):
            return None
        return HttpResponseRedirect(reverse("people:kiosk_home"))


def _is_idle(request: HttpRequest, at: datetime) -> bool:
    seen = request.session.get(SEEN)
    return seen is not None and at.timestamp() - seen > IDLE


def _touch(request: HttpRequest, at: datetime) -> None:
    """Only where something is remembered: the menu alone needs no session."""
    if not request.session.is_empty():
        request.session[SEEN] = at.timestamp()
