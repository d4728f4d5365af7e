"""Becoming a volunteer: an invitation to think about it, four questions, and a yes of one's own."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import me, signed_in
from sidan.people.models import Person
from sidan.volunteers import access, actions, reach
from sidan.volunteers.forms import AgreeForm, ReachForm, SkillsForm, TimesForm
from sidan.volunteers.models import Skill, Volunteer
from sidan.volunteers.week import Preset, preset_slots

KEPT = "join"  # in the session: choices only, nothing that tells who somebody is
STEPS: dict[str, type[forms.Form]] = {"skills": SkillsForm, "reach": ReachForm, "times": TimesForm}
ORDER = (*STEPS, "agree")


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What it means, before anybody is asked anything. The QR code of a station leads here."""
    if request.user.is_authenticated and access.volunteer_of(me(request)) is not None:
        return redirect("volunteers:me")
    station = request.GET.get("at", "")[:20]
    return page(request, "volunteers/join.html", {"at": station})


@require_http_methods(["GET", "POST"])
@signed_in
def step(request: HttpRequest, name: str) -> HttpResponse:
    if name not in STEPS:
        raise Http404
    if access.volunteer_of(me(request)) is not None:
        return redirect("volunteers:me")
    kept = _kept(request)
    form = STEPS[name](request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        request.session[KEPT] = {**kept, **form.cleaned_data, "answered": sorted({*kept["answered"], name})}
        return redirect("volunteers:join_step", ORDER[ORDER.index(name) + 1])
    return page(request, "volunteers/join_step.html", {"form": form, **_place(name)})


def _kept(request: HttpRequest) -> dict[str, Any]:
    kept = {"reach": 15, "weekly_load": 2, "answered": [], **request.session.get(KEPT, {})}
    if "at" in request.GET:
        kept["at"] = request.GET["at"][:20]
    return kept


def _place(name: str) -> dict[str, Any]:
    at = ORDER.index(name)
    return {"step": at + 1, "of": len(ORDER), "before": ORDER[at - 1] if at else ""}


@require_http_methods(["GET", "POST"])
@signed_in
@once
def agree(request: HttpRequest) -> HttpResponse:
    person, kept = me(request), _kept(request)
    if request.method == "GET" and access.volunteer_of(person) is not None:
        return redirect("volunteers:me")
    for name in STEPS:
        if name not in kept["answered"]:
            return redirect("volunteers:join_step", name)
    form = _agree_form(request, person, kept)
    if request.method == "POST" and form.is_valid() and _join(request, person, kept, form):
        return redirect("volunteers:joined")
    context = {"form": form, "chosen": _chosen(kept), **_place("agree")}
    return page(request, "volunteers/join_agree.html", context)


def _agree_form(request: HttpRequest, person: Person, kept: dict[str, Any]) -> AgreeForm:
    return AgreeForm(
        request.POST if request.method == "POST" else None,
        estates=access.estates_for(person, kept.get("at", "")),
        home=person.address.estate.name if person.address else "",
        asks_birth_date=person.birth_date is None,
        today=local(now()).date(),
        start="",
    )


def _join(request: HttpRequest, person: Person, kept: dict[str, Any], form: AgreeForm) -> bool:
    choices = actions.Choices(
        skills=tuple(kept["skills"]),
        reach_m=reach.metres(kept["reach"]),
        weekly_load=kept["weekly_load"],
        slots=tuple(preset_slots(kept["presets"])),
        start=form.cleaned_data["start"],
        birth_date=form.cleaned_data.get("birth_date"),
    )
    try:
        actions.join(person, choices, now=now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    request.session.pop(KEPT, None)
    return True


def _chosen(kept: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Step, its name and what was answered, to be read once more before the yes."""
    skills = "、".join(str(Skill(skill).label) for skill in kept["skills"])
    times = "、".join(str(Preset(preset).label) for preset in kept["presets"])
    return [
        ("skills", skills, "hand-heart"),
        ("reach", reach.words(reach.metres(kept["reach"])), "footprints"),
        ("times", times, "calendar-days"),
    ]


@require_GET
@access.volunteering
def joined(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    context = {"volunteer": volunteer, "needs_guardian": volunteer.needs_guardian_on(local(now()).date())}
    return page(request, "volunteers/joined.html", context)
