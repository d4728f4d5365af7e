"""Residents at the desk: found while they talk, written down once, shown masked until there is a reason."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.people import access, actions, finding
from sidan.people.access import DESK, LOOKS_UP, REGISTERS, me, scope, staff
from sidan.people.forms.desk import CorrectForm, ResidentForm

ON_PAGE = 20
ASKED = "people_q"


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*LOOKS_UP)
def people(request: HttpRequest) -> HttpResponse:
    """What is searched for is a name or a number, so it waits in the session and not in an address."""
    typed = request.POST.get("q", request.GET.get("q"))
    if typed is not None:
        request.session[ASKED] = typed.strip()[:60]
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect("people:desk_people")
    q = str(request.session.get(ASKED, ""))
    found = finding.people(scope(request), q)
    context = {
        "q": q,
        "people": _page_of(found, request),
        "may_register": scope(request).holds(*REGISTERS),
        "waiting": finding.waiting_families(scope(request)).count(),
        "erasures": finding.waiting_erasures(scope(request)).count(),
    }
    return page(request, "people/desk_people.html", context, partial="results")


@require_safe
@staff(*LOOKS_UP)
def waiting(request: HttpRequest) -> HttpResponse:
    links = finding.waiting_families(scope(request)).select_related(
        "served__address__estate", "served__station", "actor"
    )
    return page(
        request,
        "people/desk_waiting.html",
        {
            "links": _page_of(links.order_by("asked_at"), request),
            "erasures": finding.waiting_erasures(scope(request)).order_by("asked_at"),
            "now": now(),
        },
    )


def _page_of(rows: Any, request: HttpRequest) -> Page[Any]:
    return Paginator(rows, ON_PAGE).get_page(request.GET.get("page"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*REGISTERS)
@once
def new(request: HttpRequest) -> HttpResponse:
    form = ResidentForm(
        request.POST or None,
        initial=finding.begun(str(request.session.get(ASKED, ""))),
        estates=access.estates_of(scope(request)),
        today=local(now()).date(),
    )
    doubles = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        doubles = finding.doubles(
            scope(request), name=told["name"], phone=told["phone"], estate=told["estate"], door=told["door"]
        )
        if not doubles or request.POST.get("anyway"):
            try:
                return _registered(request, told)
            except Refused as refused:
                form.add_error(None, str(refused))
    return page(request, "people/desk_new.html", {"form": form, "doubles": doubles})


def _registered(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    person = actions.write_down(
        name=told["name"],
        phone=told["phone"],
        birth_date=told["birth_date"],
        estate=told["estate"],
        door_text=told["door"],
        channel=Channel(told["channel"]),
        by=me(request),
        now=now(),
    )
    messages.success(request, _("已登记。"))
    return redirect("orders:desk_person", public_id=person.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    person = access.person_for(scope(request), public_id)
    access.require(access.may_edit(scope(request), person))
    form = CorrectForm(request.POST or None, estates=access.estates_of(scope(request)))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.correct(
                person,
                phone=told["phone"],
                estate=told["estate"],
                door_text=told["door"],
                need_note=told["need_note"] or None,
                by=me(request),
                now=now(),
            )
            messages.success(request, _("已更正，居民本人看得到这次更正。"))
            return redirect("orders:desk_person", public_id=public_id)
        except Refused as refused:
            form.add_error("phone" if refused.code == "phone_of_staff" else None, str(refused))
    return page(request, "people/desk_edit.html", {"form": form, "person": person})


@require_POST
@staff(*DESK)
@once
def family(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirmed or ended after asking the served person on the telephone."""
    person = access.person_for(scope(request), public_id)
    access.require(access.may_edit(scope(request), person))
    link = access.family_link_at_desk(person, request.POST.get("link", ""))
    if request.POST.get("answer") == "confirm":
        actions.confirm_family(link, by=me(request), now=now())
        messages.success(request, _("已确认家人关系。"))
    else:
        actions.end_family(link, now=now())
        messages.success(request, _("家人关系已结束。"))
    return redirect("orders:desk_person", public_id=public_id)
