"""A volunteer's own pages: standing, profile, papers, teams."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.notices.access import unread_count
from sidan.volunteers import access, actions, reach
from sidan.volunteers.access import volunteering
from sidan.volunteers.forms import PaperForm, ProfileForm
from sidan.volunteers.models import Qualification, Volunteer
from sidan.volunteers.states import Standing
from sidan.volunteers.week import week_lines

_STANDING_TONES = {Standing.ACTIVE: ("ok", "circle-check"), Standing.PAUSED: ("warn", "circle-pause")}
PAPERS = {"waiting": ("warn", "clock"), "valid": ("ok", "badge-check"), "expired": ("error", "calendar-x")}


@require_GET
@volunteering
def overview(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    today = local(now()).date()
    tone, sign = _STANDING_TONES[volunteer.standing]
    context = {
        "volunteer": volunteer,
        "standing": {"label": volunteer.standing.label, "tone": tone, "icon": sign},
        "is_paused": volunteer.standing == Standing.PAUSED,
        "needs_guardian": volunteer.needs_guardian_on(today),
        "has_moved": _has_moved(volunteer),
        "profile_words": _profile_words(volunteer),
        "week_words": _week_words(volunteer),
        "teams": volunteer.teams.order_by("name"),
        "unread": unread_count(volunteer.person),
        "led": set(volunteer.leads.values_list("pk", flat=True)),
    }
    return page(request, "volunteers/overview.html", context)


def _has_moved(volunteer: Volunteer) -> bool:
    """The home is another one than when they said they start from home."""
    home = volunteer.person.address
    return volunteer.start_id is None and home is not None and (home.lat, home.lng) != (volunteer.lat, volunteer.lng)


def _profile_words(volunteer: Volunteer) -> str:
    count = len(volunteer.skills)
    skills = ngettext("%(n)d 项服务", "%(n)d 项服务", count) % {"n": count}
    load = _("一周最多 %(n)d 次") % {"n": volunteer.weekly_load}
    return f"{skills} · {reach.words(volunteer.reach_m)} · {load}"


def _week_words(volunteer: Volunteer) -> str:
    lines = week_lines(access.slots_of(volunteer))
    return "；".join(lines) if lines else _("还没有填，暂时不会收到邀请")


@require_http_methods(["GET", "POST"])
@volunteering
@once
def profile(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    form = _profile_form(request, volunteer)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.set_profile(
            volunteer, skills=told["skills"], reach_m=reach.metres(told["reach"]), weekly_load=told["weekly_load"]
        )
        actions.set_start(volunteer, told["start"])
        messages.success(request, _("资料已保存。"))
        return redirect("volunteers:profile")
    return page(request, "volunteers/profile.html", {"form": form, **_profile_context(volunteer)})


def _profile_form(request: HttpRequest, volunteer: Volunteer) -> ProfileForm:
    home = volunteer.person.address
    initial = {
        "skills": [skill.value for skill in volunteer.skills],
        "reach": reach.nearest_choice(volunteer.reach_m),
        "weekly_load": volunteer.weekly_load,
        "start": str(volunteer.start_id or ""),
    }
    data = request.POST if request.method == "POST" else None
    estates = access.estates_for(volunteer.person, volunteer.station.code)
    return ProfileForm(data, initial=initial, estates=estates, home=home.estate.name if home else "")


def _profile_context(volunteer: Volunteer) -> dict[str, Any]:
    today = local(now()).date()
    return {
        "volunteer": volunteer,
        "papers": paper_rows(volunteer),
        "is_insured": volunteer.is_insured_on(today),
        "blocked": access.blocked_by(volunteer),
    }


def paper_rows(volunteer: Volunteer) -> list[dict[str, Any]]:
    """Each declared paper with its standing in words; the desk shows the same."""
    today = local(now()).date()
    words = {"waiting": _("待站点查验"), "valid": _("有效"), "expired": _("已过期")}
    return [
        {
            "kind": paper.kind,
            "name": paper.get_kind_display(),
            "valid_until": paper.valid_until,
            "is_checked": paper.checked_at is not None,
            "standing": words[paper.standing_on(today)],
            "tone": PAPERS[paper.standing_on(today)][0],
            "icon": PAPERS[paper.standing_on(today)][1],
        }
        for paper in Qualification.objects.filter(volunteer=volunteer).order_by("kind")
    ]


@require_http_methods(["GET", "POST"])
@volunteering
@once
def declare(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    form = PaperForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told, at = form.cleaned_data, now()
        try:
            actions.declare_qualification(volunteer, told["kind"], told["valid_until"], now=at, today=local(at).date())
        except Refused as refused:
            form.add_error("valid_until", str(refused))
        else:
            messages.success(request, _("已填报。下次到站点时带上原件，看过就生效。"))
            return redirect("volunteers:profile")
    return page(request, "volunteers/declare.html", {"form": form})


@require_POST
@volunteering
def drop(request: HttpRequest, volunteer: Volunteer, kind: str) -> HttpResponse:
    actions.drop_qualification(volunteer, kind, now=now())
    messages.success(request, _("这项资格已删除。"))
    return redirect("volunteers:profile")


@require_http_methods(["GET", "POST"])
@volunteering
def pause(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    if request.method == "POST":
        actions.pause(volunteer, now=now())
        messages.success(request, _("已暂停，不会再收到新的邀请。想恢复时点一下就行。"))
        return redirect("volunteers:me")
    return page(request, "volunteers/pause.html")


@require_POST
@volunteering
def resume(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    actions.resume(volunteer, now=now())
    messages.success(request, _("欢迎回来，有合适的邀请会告诉您。"))
    return redirect("volunteers:me")


@require_POST
@volunteering
def unblock(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    person = access.blocked_person(volunteer, public_id)
    actions.unblock(volunteer, person, by_volunteer=True)
    messages.success(request, _("已取消，以后可能再收到这位居民的邀请。"))
    return redirect("volunteers:profile")


@require_GET
@volunteering
def team(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    """For the leader: who is in the team and what they can do, without numbers or addresses."""
    led = access.team_led_by(volunteer, public_id)
    members = led.members.joined().select_related("person").order_by("joined_at", "pk")
    rows = [
        {
            "name": member.person.masked_name,
            "number": member.number,
            "skills": "、".join(str(skill.label) for skill in member.skills[:4]),
            "is_paused": member.standing == Standing.PAUSED,
        }
        for member in members
    ]
    return page(request, "volunteers/team.html", {"team": led, "rows": rows})


@require_POST
@volunteering
def leave_team(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    left = access.team_of(volunteer, public_id)
    actions.leave_team(left, volunteer)
    messages.success(request, _("您已退出“%(team)s”。") % {"team": left.name})
    return redirect("volunteers:me")
