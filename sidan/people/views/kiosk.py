"""The shared device of a station: begun by staff, used by anybody, left with the second factor or a code."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.address import visitor_address
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.people import access, actions, kiosk, session
from sidan.people.access import DESK, me, scope, staff
from sidan.people.forms.staff import KioskForm
from sidan.people.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
def begin(request: HttpRequest) -> HttpResponse:
    """Whoever starts it signs out by starting it: no right of theirs stays on the device."""
    if request.method == "POST":
        person, station = me(request), access.first_station(scope(request))
        session.leave(request)
        response = redirect("people:kiosk_home")
        kiosk.mark(response, station, person)
        return response
    return page(request, "people/kiosk_begin.html", {"idle": kiosk.IDLE})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    here = kiosk.of(request)
    if here is None:
        return redirect("/")
    return page(request, "people/kiosk_home.html", {"kiosk": here, "idle": kiosk.IDLE})


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Somebody is typing: the middleware has noted it already."""
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest) -> HttpResponse:
    """By the button, or by the page itself after a minute. Also a GET: it takes nothing but what was typed here."""
    if kiosk.of(request) is None:
        return redirect("/")
    session.leave(request)
    response = redirect("people:kiosk_home")
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    here = kiosk.of(request)
    starter = here.starter if here else None
    if here is None or starter is None:
        response = redirect("/")
        kiosk.unmark(response)
        return response
    has_factor = actions.has_factor(starter)
    form = KioskForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        try:
            if not form.is_bound:
                return _sent(request, starter)
            if form.is_valid():
                _must_prove(starter, form.cleaned_data["code"], has_factor=has_factor)
                return _left(request)
        except Refused as refused:
            form = form if form.is_bound else KioskForm({})
            form.add_error("code", str(refused))
    shown = {"form": form, "has_factor": has_factor, "phone": starter.masked_phone, "name": starter.masked_name}
    return page(request, "people/kiosk_leave.html", shown)


def _sent(request: HttpRequest, starter: Person) -> HttpResponse:
    code = actions.send_code(starter.phone, visitor=visitor_address(request), now=now())
    shown = session.on_screen(code)
    messages.info(request, _("验证码已发送。%(demo)s") % {"demo": shown})
    return redirect("people:kiosk_leave")


def _must_prove(starter: Person, code: str, *, has_factor: bool) -> None:
    if has_factor:
        actions.prove(starter, code, now=now())
    else:
        actions.proves(starter.phone, code, now=now())


def _left(request: HttpRequest) -> HttpResponse:
    session.leave(request)
    response = redirect(reverse("people:sign_in"))
    kiosk.unmark(response)
    return response
