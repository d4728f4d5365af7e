"""Theory lectures at the desk: the year in figures, and the pool of lecturers."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.activities import access, actions, counting, words
from sidan.activities.forms.desk import LecturerForm, lecturer_values_of
from sidan.activities.listing import YEARS
from sidan.activities.models import Lecturer, Session
from sidan.activities.states import Background
from sidan.activities.views.desk_list import frame
from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import DESK, READS_DESK, me, scope, staff
from sidan.people.doing import Doing
from sidan.people.models import Person
from sidan.places.models import Station

TAB = "lectures"
LATEST, LAST_LOOKS = 20, 6


@require_safe
@staff(*READS_DESK)
def lectures(request: HttpRequest) -> HttpResponse:
    who, at = scope(request), now()
    year = _year(request.GET.get("year", ""), local(at).year)
    pool = list(Lecturer.objects.under(who.reach(*READS_DESK)).active().select_related("station"))
    talks = counting.talks_of(pool)
    context = {
        "year": year,
        "told": counting.lectures(who, year),
        "pool": [(label, _those(pool, value, talks)) for value, label in Background.choices],
        "is_empty": not pool,
        "before": year - 1,
        "after": year + 1 if year < local(at).year + 1 else None,
    }
    return page(request, "activities/desk/lectures.html", context | frame(request, TAB))


def _year(text: str, this: int) -> int:
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) in YEARS else this


def _those(pool: list[Lecturer], background: str, talks: Any) -> list[tuple[Lecturer, int]]:
    return [(one, talks[one.pk]) for one in pool if one.background == background]


@require_safe
@staff(*READS_DESK)
def lecturer(request: HttpRequest, public_id: str) -> HttpResponse:
    return _shown(request, access.lecturer_for(scope(request), public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """The number is in this answer only. Not `@once`: each look is a look, and written down."""
    one = access.lecturer_for(scope(request), public_id, to_write=True)
    if request.method != "POST" or not one.phone:
        return redirect("activities:desk_lecturer", one.public_id)
    actions.look_at_lecturer(one, by=me(request), now=now())
    return _shown(request, one, is_revealed=True)


def _shown(request: HttpRequest, one: Lecturer, *, is_revealed: bool = False) -> HttpResponse:
    at = now()
    talks = Session.objects.filter(lecturer=one).for_list().order_by("-starts_at")[:LATEST]
    context = {
        "lecturer": one,
        "talks": [(talk, words.when(talk, at), words.state_tag(talk, at)) for talk in talks],
        "held": Session.objects.held().filter(lecturer=one).count(),
        "looks": _looks(one),
        "is_revealed": is_revealed,
        "may_write": scope(request).has_at(one.station, *DESK),
    }
    return page(request, "activities/desk/lecturer.html", context | frame(request, TAB))


def _looks(one: Lecturer) -> list[tuple[datetime, Person | None]]:
    """When, and who: asked apart, for a look by somebody whom the reader does not reach is a look all the same."""
    looks = list(one.looks.order_by("-at", "-pk")[:LAST_LOOKS])
    people = Person.objects.in_bulk({look.by_id for look in looks})
    return [(local(look.at), people.get(look.by_id)) for look in looks]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def new(request: HttpRequest) -> HttpResponse:
    stations = list(Station.objects.under(scope(request).reach(*DESK)))
    form = LecturerForm(request.POST if request.method == "POST" else None, stations=stations)
    if request.method == "POST" and form.is_valid():
        made = actions.add_lecturer(form.cleaned_data["station"], form.values(), Doing(me(request), now()))
        messages.success(request, _("已登记。排宣讲的时候就能选到这位。"))
        return redirect("activities:desk_lecturer", made.public_id)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    one = access.lecturer_for(scope(request), public_id, to_write=True)
    data = request.POST if request.method == "POST" else None
    form = LecturerForm(data, stations=[], lecturer=one, initial=lecturer_values_of(one))
    if request.method == "POST" and form.is_valid():
        actions.change_lecturer(one, form.values())
        messages.success(request, _("已保存。"))
        return redirect("activities:desk_lecturer", one.public_id)
    return _form(request, form, one)


def _form(request: HttpRequest, form: LecturerForm, one: Lecturer | None) -> HttpResponse:
    return page(request, "activities/desk/lecturer_form.html", {"form": form, "lecturer": one} | frame(request, TAB))


@require_POST
@staff(*DESK)
@once
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    one = access.lecturer_for(scope(request), public_id, to_write=True)
    actions.end_lecturer(one, now=now())
    messages.success(request, _("已退出宣讲队伍，讲过的场次还在。"))
    return redirect("activities:desk_lectures")
