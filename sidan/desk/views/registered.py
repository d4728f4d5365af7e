""" "Am I registered?" for anybody: nothing is said about a number before its owner has proven it is theirs."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.address import visitor_address
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.walls import everything
from sidan.desk import holding
from sidan.people import actions, session
from sidan.people.forms.signin import AskedCodeForm, AskedPhoneForm
from sidan.people.models import Person
from sidan.people.session import Pocket

ASKED = "registered"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        return redirect("desk:registered_held")
    form = AskedPhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone, at = form.cleaned_data["phone"], now()
        try:
            code = actions.send_code(phone, visitor=visitor_address(request), now=at)
            session.keep(request, Pocket(phone, sent_at=at.timestamp(), shown=session.on_screen(code)), at, ASKED)
            return redirect("desk:registered_code")
        except Refused as refused:
            form.add_error("phone", str(refused))
    return page(request, "desk/registered.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    pocket = session.kept(request, ASKED)
    if pocket is None:
        return redirect("desk:registered")
    form = AskedCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.proves(pocket.phone, form.cleaned_data["code"], now=now())
            return _proven(request, pocket)
        except Refused as refused:
            form.add_error("code", str(refused))
    return page(request, "desk/registered_code.html", {"form": form, "pocket": pocket})


def _proven(request: HttpRequest, pocket: Pocket) -> HttpResponse:
    """Whoever is known is signed in by it, on a short lease: from here they may take their data along or erase it."""
    person = _known_by(pocket.phone)
    if person is None or not person.is_active:
        session.keep(request, replace(pocket, proven_at=now().timestamp(), shown=""), now(), ASKED)
    else:
        session.forget(request, ASKED)
        session.begin(request, person, now=now(), shared=True)
    return redirect("desk:registered_held")


@everything("who a proven number belongs to")
def _known_by(phone: str) -> Person | None:
    return Person.objects.present().filter(account_phone=phone).first()


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    pocket = session.kept(request, ASKED)
    person = request.user if isinstance(request.user, Person) else None
    if person is None and (pocket is None or not pocket.is_proven(now())):
        return redirect("desk:registered")
    phone = person.phone if person else pocket.phone if pocket else ""
    suspended = None if person else _known_by(phone)
    known = person or suspended
    shown = {
        "rows": holding.held(known) if known else [],
        "phone": phone,
        "elsewhere": holding.elsewhere(phone, known) if phone else 0,
        "is_suspended": suspended is not None,
    }
    return page(request, "desk/registered_held.html", shown)
