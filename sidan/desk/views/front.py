"""The front page of the street: for everybody, without a session, from figures counted once a minute."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from sidan.activities import showing
from sidan.activities.published import coming
from sidan.activities.showing import DayRow
from sidan.core.clock import local, now
from sidan.desk import homes
from sidan.desk.public import FRESH, public
from sidan.people.access import me, scope, signed_in

COMING = 4


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """A cookie tells that somebody may be known; who they are is asked only when they go to their own page."""
    known = settings.SESSION_COOKIE_NAME in request.COOKIES
    shown = {"public": public(now()), "coming": _coming(), "known": known}
    response = render(request, "desk/front.html", shown)
    if not known:
        patch_cache_control(response, public=True, max_age=FRESH)
    patch_vary_headers(response, ("Cookie",))
    return response


def _coming() -> list[DayRow]:
    """The next few sessions, with their day: the list on this page has no headings."""
    at = now()
    return showing.with_day(coming(at, COMING), local(at).date())


@require_safe
@signed_in
def enter(request: HttpRequest) -> HttpResponse:
    return redirect(homes.home_of(me(request), scope(request)))
