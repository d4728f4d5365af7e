"""Leaving for good: what goes, what stays and why, said before anything is done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.desk import actions, homes
from sidan.people import access, session
from sidan.people import actions as people
from sidan.people.access import DESK, me, scope, signed_in, staff
from sidan.people.forms.desk import ErasureForm
from sidan.people.models import AskedBy, ErasureRequest, Person


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def erase(request: HttpRequest) -> HttpResponse:
    person = me(request)
    blocked = _blocked(person)
    if request.method == "POST" and not blocked:
        actions.erase(person, asked_by=AskedBy.SELF, now=now())
        session.leave(request)
        return redirect("desk:erased")
    if request.method == "POST":
        messages.error(request, blocked)
    is_volunteer = homes.is_volunteer(person)
    return page(request, "desk/erase.html", {"blocked": blocked, "is_volunteer": is_volunteer, "place": "people:me"})


def _blocked(person: Person) -> str:
    try:
        actions.must_be_erasable(person)
    except Refused as refused:
        return str(refused)
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def at_desk(request: HttpRequest, public_id: str) -> HttpResponse:
    """For somebody without a telephone: one worker hears the wish, a second one makes sure and does it."""
    person = access.person_for(scope(request), public_id)
    access.require(access.may_edit(scope(request), person))
    asked = ErasureRequest.objects.waiting().select_related("person", "asked_by").filter(person=person).first()
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and asked is not None:
        return _answered(request, asked)
    if request.method == "POST" and form.is_valid():
        try:
            people.ask_erasure(person, form.cleaned_data["why"], by=me(request), now=now())
            messages.success(request, _("已记下。请另一位同事联系居民核实，再来这一页确认。"))
            return redirect("desk:erase_at_desk", public_id=public_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    own = asked is not None and asked.asked_by == me(request)
    shown = {"form": form, "person": person, "asked": asked, "own": own, "blocked": _blocked(person), "now": now()}
    return page(request, "desk/erase_at_desk.html", shown)


def _answered(request: HttpRequest, asked: ErasureRequest) -> HttpResponse:
    if request.POST.get("answer") == "confirm":
        actions.erase_as_asked(asked, by=me(request), now=now())
        messages.success(request, _("已注销。留下的只有一条删除记录。"))
        return redirect("people:desk_people")
    people.take_back_erasure(asked, by=me(request), now=now())
    messages.success(request, _("已取消，居民的信息没有动。"))
    return redirect("orders:desk_person", public_id=asked.person.public_id)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return page(request, "desk/erased.html")
