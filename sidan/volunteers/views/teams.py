"""Teams at the desk: a list, one team with its members, a new one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import DESK, READS_DESK, scope, staff
from sidan.places.models import Station
from sidan.volunteers import access, actions
from sidan.volunteers.forms import MemberSearchForm, TeamForm
from sidan.volunteers.models import Team, Volunteer
from sidan.volunteers.states import NEXT_STAGES, Standing, TeamStage

PER_PAGE = 20
MOST_FOUND = 8
PLACE = {"place": "volunteers:desk_list"}  # teams stand below volunteers in the rail
STAGE_TONES = {
    TeamStage.PROPOSAL: "",
    TeamStage.TRIAL: "info",
    TeamStage.ESTABLISHED: "ok",
    TeamStage.DORMANT: "warn",
}


@require_GET
@staff(*READS_DESK)
def listing(request: HttpRequest) -> HttpResponse:
    teams = access.visible_teams(scope(request)).for_list()  # type: ignore[attr-defined]
    shown = Paginator(teams, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "team": team,
            "leader": team.leader.person.masked_name if team.leader else "",
            "skills": "、".join(str(skill.label) for skill in team.skills[:3]),
            "tone": STAGE_TONES[TeamStage(team.stage)],
        }
        for team in shown
    ]
    context = {"page": shown, "rows": rows, "may_write": scope(request).holds(*DESK)}
    return page(request, "volunteers/teams.html", {**context, **PLACE})


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def new(request: HttpRequest) -> HttpResponse:
    stations = Station.objects.under(scope(request).reach(*DESK))
    form = TeamForm(request.POST if request.method == "POST" else None, stations=stations)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            stage = TeamStage(told["stage"])
            team = actions.new_team(told["name"], told["station"], skills=told["skills"], stage=stage)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("队伍建好了，现在可以加队员。"))
            return redirect("volunteers:desk_team", team.public_id)
    context = {"form": form, "title": _("新建队伍"), "button": _("建立队伍")}
    return page(request, "volunteers/team_form.html", {**context, **PLACE})


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    team = access.team_for(scope(request), public_id, write=True)
    initial = {"name": team.name, "skills": [skill.value for skill in team.skills]}
    form = TeamForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_team(team, form.cleaned_data["name"], skills=form.cleaned_data["skills"])
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("队伍资料已保存。"))
            return redirect("volunteers:desk_team", team.public_id)
    context = {"form": form, "team": team, "title": _("修改队伍资料"), "button": _("保存队伍资料")}
    return page(request, "volunteers/team_form.html", {**context, **PLACE})


@require_GET
@staff(*READS_DESK)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    team = access.team_for(scope(request), public_id)
    q = MemberSearchForm(request.GET).chosen()
    context = {
        "team": team,
        "tone": STAGE_TONES[TeamStage(team.stage)],
        "next_stages": [(stage.value, stage.label) for stage in NEXT_STAGES[team.stage]],
        "members": [_member(member, team) for member in _members(team)],
        "may_write": access.may_change(scope(request), team.station),
        "q": q,
        "found": _found(request, team, q) if q else None,
    }
    return page(request, "volunteers/desk_team.html", {**context, **PLACE})


def _members(team: Team) -> Any:
    return team.members.joined().select_related("person", "station").order_by("joined_at", "pk")


def _member(member: Volunteer, team: Team) -> dict[str, Any]:
    return {
        "volunteer": member,
        "name": member.person.masked_name,
        "phone": member.person.masked_phone,
        "skills": "、".join(str(skill.label) for skill in member.skills[:3]),
        "is_leader": member.pk == team.leader_id,
        "is_paused": member.standing == Standing.PAUSED,
    }


def _found(request: HttpRequest, team: Team, q: str) -> list[dict[str, Any]]:
    outside = access.visible_volunteers(scope(request)).joined().matching(q).exclude(teams=team)
    return [_member(volunteer, team) for volunteer in outside.select_related("person", "station")[:MOST_FOUND]]


@require_POST
@staff(*DESK)
def add_member(request: HttpRequest, public_id: str, volunteer_id: str) -> HttpResponse:
    team = access.team_for(scope(request), public_id, write=True)
    volunteer = access.volunteer_for(scope(request), volunteer_id)
    actions.add_member(team, volunteer, now=now())
    messages.success(request, _("已加入队伍，志愿者会收到消息，也可以自己退出。"))
    return redirect("volunteers:desk_team", team.public_id)


@require_POST
@staff(*DESK)
def remove_member(request: HttpRequest, public_id: str, volunteer_id: str) -> HttpResponse:
    team = access.team_for(scope(request), public_id, write=True)
    actions.remove_member(team, access.member_for(team, volunteer_id))
    messages.success(request, _("已移出队伍。"))
    return redirect("volunteers:desk_team", team.public_id)


@require_POST
@staff(*DESK)
def name_leader(request: HttpRequest, public_id: str, volunteer_id: str) -> HttpResponse:
    team = access.team_for(scope(request), public_id, write=True)
    actions.name_leader(team, access.member_for(team, volunteer_id), now=now())
    messages.success(request, _("队长已更换，新队长会收到消息。"))
    return redirect("volunteers:desk_team", team.public_id)


@require_POST
@staff(*DESK)
def set_stage(request: HttpRequest, public_id: str) -> HttpResponse:
    team = access.team_for(scope(request), public_id, write=True)
    stage = request.POST.get("stage", "")
    if stage not in TeamStage.values:
        raise Refused("stage_unknown", _("没有这个阶段，请在页面上重新选择。"))
    actions.set_stage(team, TeamStage(stage))
    messages.success(request, _("队伍阶段已更新。"))
    return redirect("volunteers:desk_team", team.public_id)
