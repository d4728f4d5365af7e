"""Signing in by phone and one-time code. The number travels in the session, never in an address."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidan.core.address import visitor_address
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.walls import everything
from sidan.people import actions, kiosk, oidc, session, wechat
from sidan.people.forms.signin import CodeForm, NewcomerForm, PhoneForm
from sidan.people.models import Person
from sidan.people.session import Pocket
from sidan.places.models import Estate

# A second tap on the button finds the code already on its way.
JUST_SENT = 20
# Leads on to the day of whoever signed in: resident, volunteer or staff.
HOME = "/enter/"


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    wanted = session.safe_next(request, request.POST.get("next", request.GET.get("next", "")))
    if isinstance(request.user, Person):
        return redirect(wanted or HOME)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, session.onward(request, form.cleaned_data["phone"], wanted, now()), now())
            return redirect("people:sign_in_code")
        except Refused as refused:
            form.add_error("phone", str(refused))
    pocket = session.kept(request)
    shown = {"form": form, "next": wanted, "pocket": pocket, "tied_to": provider_of(pocket)}
    shown |= {"provider": oidc.name(), "wechat": wechat.app_for(request)}
    return page(request, "people/sign_in.html", shown)


def provider_of(pocket: Pocket | None) -> str:
    """What the account somebody came with is called."""
    if pocket is None or not pocket.subject:
        return ""
    return _("微信") if pocket.via == "wechat" else oidc.name()


def _send(request: HttpRequest, pocket: Pocket, at: datetime) -> None:
    before = session.kept(request)
    if before and before.phone == pocket.phone and at.timestamp() - before.sent_at < JUST_SENT:
        return
    code = actions.send_code(pocket.phone, visitor=visitor_address(request), now=at)
    session.keep(request, replace(pocket, sent_at=at.timestamp(), shown=session.on_screen(code)), at)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    pocket = session.kept(request)
    if pocket is None or not pocket.phone:
        return redirect("people:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.proves(pocket.phone, form.cleaned_data["code"], now=now())
            return _proven(request, replace(pocket, shared=form.cleaned_data["shared"]))
        except Refused as refused:
            if refused.code == "suspended":
                raise
            form.add_error("code", str(refused))
    return page(request, "people/sign_in_code.html", {"form": form, "pocket": pocket, "tied_to": provider_of(pocket)})


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    pocket = session.kept(request)
    if pocket is not None and pocket.phone:
        _send(request, pocket, now())
    return redirect("people:sign_in_code")


def _proven(request: HttpRequest, pocket: Pocket) -> HttpResponse:
    with everything("who a proven number belongs to"):
        person = Person.objects.filter(account_phone=pocket.phone).first()
    if person is None:
        session.keep(request, replace(pocket, proven_at=now().timestamp(), shown=""), now())
        return redirect("people:newcomer")
    return enter(request, person, pocket)


def enter(request: HttpRequest, person: Person, pocket: Pocket) -> HttpResponse:
    """Signs in, and ties the provider's account they came with to them; never on a device that others use."""
    if not person.is_active:
        session.forget(request)
        sentence = _("这个账号已停用。需要服务或有疑问，请拨打 %(phone)s。")
        raise Refused("suspended", sentence % {"phone": settings.SIDAN_STATION_PHONE}, status=403)
    session.begin(request, person, now=now(), shared=pocket.shared or kiosk.of(request) is not None)
    if pocket.subject and not pocket.shared:
        actions.tie(person, pocket.subject, now=now())
    return redirect(pocket.next or HOME)


@require_http_methods(["GET", "HEAD", "POST"])
def newcomer(request: HttpRequest) -> HttpResponse:
    """A number nobody has signed in with: a name and consent make the person."""
    pocket = session.kept(request)
    if pocket is None or not pocket.is_proven(now()):
        return redirect("people:sign_in")
    form = NewcomerForm(request.POST or None, estates=Estate.objects.all())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            person = actions.join(
                name=told["name"], phone=pocket.phone, estate=told["estate"], door_text=told["door"], now=now()
            )
            return enter(request, person, pocket)
        except Refused as refused:
            form.add_error(None, str(refused))
    return page(request, "people/newcomer.html", {"form": form, "pocket": pocket})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    session.leave(request)
    return redirect("/")
