"""The second factor of staff: an authenticator app is set up once, a code or a passkey proven in each session."""

from base64 import b32encode
from urllib.parse import quote, urlencode

import django_otp
import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from django_otp.models import Device

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.people import actions, passkeys, session
from sidan.people.access import first_page, me, scope, signed_in
from sidan.people.forms.staff import FactorForm
from sidan.people.models import Passkey, Person


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def second_factor(request: HttpRequest) -> HttpResponse:
    person, wanted = me(request), wanted_of(request)
    if not actions.has_factor(person):
        return redirect(f"/second-factor/set-up/?{urlencode({'next': wanted})}")
    has_app = actions.has_app(person)
    form = FactorForm(request.POST or None, has_app=has_app)
    if request.method == "POST" and form.is_valid():
        try:
            device = actions.prove(person, form.cleaned_data["code"], now=now())
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            verified(request, device)
            return redirect(wanted or first_page(scope(request)))
    options = passkeys.to_prove(request, person, now()) if Passkey.objects.filter(user=person).exists() else ""
    return page(
        request,
        "people/second_factor.html",
        {"form": form, "next": wanted, "has_app": has_app, "options": options},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def set_up(request: HttpRequest) -> HttpResponse:
    person, wanted = me(request), wanted_of(request)
    if stop := proof_first(request, person):
        return stop
    has_one = actions.has_app(person)
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = actions.confirm_device(person, form.cleaned_data["code"], now=now())
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            verified(request, device)
            onward = wanted or first_page(scope(request))
            return page(request, "people/recovery_codes.html", {"codes": codes, "next": onward})
    device = actions.begin_device(person)
    key = b32encode(device.key).decode().rstrip("=")
    context = {
        "form": form,
        "next": wanted,
        "has_one": has_one,
        "picture": segno.make(_address(key, person.masked_phone), error="m").svg_data_uri(scale=5, border=3),
        "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
    }
    return page(request, "people/second_factor_set_up.html", context)


def proof_first(request: HttpRequest, person: Person) -> HttpResponse | None:
    """Otherwise somebody who only holds the telephone could put their own app or key beside the old one."""
    if actions.has_factor(person) and not session.is_verified(request):
        return redirect(f"/second-factor/?{urlencode({'next': request.path})}")
    return None


def wanted_of(request: HttpRequest) -> str:
    return session.safe_next(request, request.POST.get("next", request.GET.get("next", "")))


def verified(request: HttpRequest, device: Device) -> None:
    session.renew(request)
    django_otp.login(request, device)


def _address(key: str, label: str) -> str:
    """What the app reads from the picture; labelled by the street, with no full number in it."""
    issuer = f"四单 {settings.SIDAN_STREET_NAME}"
    told = urlencode({"secret": key, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(label)}?{told}"
