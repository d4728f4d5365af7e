"""Who somebody is today: the roles they hold and the stations these reach. Read afresh on every request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from sidan.core.clock import now
from sidan.core.walls import WORK, act_as, everything
from sidan.people import session
from sidan.people.models import Person, Role, RoleKind
from sidan.places.models import Station

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True)
class Scope:
    """What a person's roles reach: for each kind, the paths of the station subtrees."""

    person_id: int
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def reach(self, *kinds: str) -> tuple[str, ...]:
        """The subtrees in which the person holds any of these roles."""
        return tuple(sorted({path for kind in kinds for path in self.paths.get(kind, ())}))

    @property
    def all_paths(self) -> tuple[str, ...]:
        return self.reach(*self.paths)

    def holds(self, *kinds: str) -> bool:
        return any(kind in self.paths for kind in kinds)

    def has_at(self, station: Station, *kinds: str) -> bool:
        return station.is_under(self.reach(*kinds))

    @property
    def is_staff(self) -> bool:
        return bool(self.paths)

    # What the rail of the desk offers: only rooms that open.

    @property
    def reads_orders(self) -> bool:
        return self.holds(*LOOKS_UP)

    @property
    def takes_orders(self) -> bool:
        return self.holds(*REGISTERS)

    @property
    def works_desk(self) -> bool:
        return self.holds(*DESK)

    @property
    def reads_desk(self) -> bool:
        return self.holds(*READS_DESK)

    @property
    def sees_board(self) -> bool:
        return self.holds(*STREET)

    @property
    def administers(self) -> bool:
        return self.holds(RoleKind.ADMINISTRATOR)


DESK = (RoleKind.STATION_WORKER, RoleKind.STREET_WORKER)
READS_DESK = (*DESK, RoleKind.AUDITOR)
REGISTERS = (*DESK, RoleKind.GRID_WORKER)
LOOKS_UP = (*READS_DESK, RoleKind.GRID_WORKER)
STREET = (RoleKind.STREET_WORKER, RoleKind.AUDITOR, RoleKind.ADMINISTRATOR)


@everything("what somebody's own roles reach")
def scope_of(person: Person) -> Scope:
    held: dict[str, list[str]] = {}
    for kind, path in Role.objects.held().filter(person=person).values_list("kind", "station__path"):
        held.setdefault(kind, []).append(path)
    return Scope(person.pk, {kind: tuple(sorted(paths)) for kind, paths in held.items()})


def me(request: HttpRequest) -> Person:
    """The signed-in person; views behind `@signed_in` or `@staff` may ask."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def scope(request: HttpRequest) -> Scope:
    found: Scope = request.scope  # type: ignore[attr-defined]
    return found


def _back(request: HttpRequest) -> str:
    """Where to return to afterwards: this page, or for a form the page it stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return ""
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class Stop(Enum):
    """What a request still lacks."""

    SIGN_IN = auto()
    SECOND_FACTOR = auto()


def stop_of(request: HttpRequest, *kinds: str) -> Stop | None:
    """None for whoever may go on; with `kinds`, only holders of one of these roles, others are 403.

    At work the second factor must have been proven in this session where the site asks for it; and only from here on
    do statements reach what the roles reach.
    """
    if not request.user.is_authenticated:
        return Stop.SIGN_IN
    if kinds and not scope(request).holds(*kinds):
        raise PermissionDenied
    if session.is_over(request, now(), at_work=bool(kinds)):
        session.leave(request)
        return Stop.SIGN_IN
    if kinds and settings.SIDAN_SECOND_FACTOR and not session.is_verified(request):
        return Stop.SECOND_FACTOR
    if kinds:
        act_as(WORK)
    return None


def _led_to(stop: Stop, request: HttpRequest) -> HttpResponse:
    if stop is Stop.SECOND_FACTOR:
        return HttpResponseRedirect(f"{reverse('people:second_factor')}?{urlencode({'next': _back(request)})}")
    return redirect_to_login(_back(request))


def signed_in(view: View[P]) -> View[P]:
    """Somebody, anybody: others are asked to sign in and come back here."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        stop = stop_of(request)
        return _led_to(stop, request) if stop else view(request, *args, **kwargs)

    return wrapped


def staff(*kinds: str) -> Callable[[View[P]], View[P]]:
    """Holders of one of these roles."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            stop = stop_of(request, *kinds)
            return _led_to(stop, request) if stop else view(request, *args, **kwargs)

        return wrapped

    return decorate


def first_page(who: Scope) -> str:
    """Where somebody's day begins."""
    if who.holds(*READS_DESK):
        return "/desk/"
    if who.holds(RoleKind.ADMINISTRATOR):
        return reverse("people:staff")
    return reverse("people:desk_people") if who.holds(RoleKind.GRID_WORKER) else "/home/"


def require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied
