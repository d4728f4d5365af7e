"""A guardian's yes for a child: said to the station, or by the parent on their own phone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.desk import actions
from sidan.people import access
from sidan.people.access import DESK, me, scope, signed_in, staff
from sidan.people.actions import guardian_consent
from sidan.people.forms.guardian import GuardianForm
from sidan.people.models import Person

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
@staff(*DESK)
@once
def at_desk(request: HttpRequest, public_id: str) -> HttpResponse:
    child = access.person_for(scope(request), public_id)
    access.require(access.may_edit(scope(request), child))
    back = reverse("orders:desk_person", args=[public_id])
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and request.POST.get("answer") == "withdraw":
        return _withdrawn(request, child, back, Channel.DESK)
    if request.method == "POST" and form.is_valid():
        try:
            actions.guardian_says_yes(
                child,
                form.cleaned_data["who"],
                by=me(request),
                channel=Channel(form.cleaned_data["channel"]),
                now=now(),
            )
            return _recorded(request, back)
        except Refused as refused:
            form.add_error(None, str(refused))
    return page(request, "desk/guardian.html", _shown(child, form, back, at_desk=True))


@GET_POST
@signed_in
@once
def by_parent(request: HttpRequest, pk: str) -> HttpResponse:
    """The family link says whose parent somebody is: they or the station confirmed it."""
    parent = me(request)
    child, back = access.child_of(parent, pk, now()), reverse("people:family")
    if request.method == "POST" and request.POST.get("answer") == "withdraw":
        return _withdrawn(request, child, back, Channel.FAMILY)
    if request.method == "POST":
        words = _("家长 %(name)s 在手机上同意") % {"name": parent.name}
        actions.guardian_says_yes(child, words, by=parent, channel=Channel.FAMILY, now=now())
        return _recorded(request, back)
    return page(request, "desk/guardian.html", _shown(child, None, back, at_desk=False))


def _shown(child: Person, form: forms.Form | None, back: str, *, at_desk: bool) -> dict[str, Any]:
    return {
        "base": "base_desk.html" if at_desk else "base_step.html",
        "child": child.masked_name if at_desk else child.name,
        "form": form,
        "consent": guardian_consent(child),
        "back_address": back,
        "now": now(),
    }


def _recorded(request: HttpRequest, back: str) -> HttpResponse:
    messages.success(request, _("监护人同意已登记。"))
    return redirect(back)


def _withdrawn(request: HttpRequest, child: Person, back: str, channel: Channel) -> HttpResponse:
    actions.guardian_takes_back(child, by=me(request), channel=channel, now=now())
    messages.success(request, _("监护人同意已收回。"))
    return redirect(back)
