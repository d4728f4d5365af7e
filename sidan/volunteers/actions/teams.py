"""Teams: who belongs, who leads, how far the team has grown. Being put on a list binds nobody: members may leave."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.notices.actions import Message, tell
from sidan.places.models import Station
from sidan.volunteers.models import Team, Volunteer, bits_of
from sidan.volunteers.states import NEXT_STAGES, Standing, TeamStage


@action
def new_team(name: str, station: Station, *, skills: Iterable[str], stage: TeamStage) -> Team:
    try:
        with transaction.atomic():
            return Team.objects.create(name=name, station=station, skill_bits=bits_of(skills), stage=stage)
    except IntegrityError as error:
        raise Refused("team_name", _("已经有一支同名的队伍了，请换个名字。"), 422) from error


@action
def change_team(team: Team, name: str, *, skills: Iterable[str]) -> None:
    try:
        with transaction.atomic():
            Team.objects.filter(pk=team.pk).update(name=name, skill_bits=bits_of(skills))
    except IntegrityError as error:
        raise Refused("team_name", _("已经有一支同名的队伍了，请换个名字。"), 422) from error


@action
def set_stage(team: Team, stage: TeamStage) -> None:
    if stage not in NEXT_STAGES[team.stage]:
        raise Refused("stage_order", _("队伍现在的阶段不能直接变成“%(stage)s”。") % {"stage": stage.label})
    if Team.objects.filter(pk=team.pk, stage=team.stage).update(stage=stage) != 1:
        raise Refused("stage_changed", _("队伍的阶段刚刚变了，请看看页面上现在的阶段。"))


@action
def add_member(team: Team, volunteer: Volunteer, *, now: datetime) -> None:
    if volunteer.standing == Standing.LEFT:
        raise Refused("member_left", _("这位志愿者已经退出，不能加入队伍。"))
    if team.members.filter(pk=volunteer.pk).exists():
        return
    with transaction.atomic():
        team.members.add(volunteer)
        text = _("您已加入志愿服务队“%(team)s”。不想参加，可以在“我的”里随时退出。") % {"team": team.name}
        tell([Message(volunteer.person, "volunteer", text, reverse("volunteers:me"))], now=now)


@action
def remove_member(team: Team, volunteer: Volunteer) -> None:
    with transaction.atomic():
        Team.objects.filter(pk=team.pk, leader=volunteer).update(leader=None)
        team.members.remove(volunteer)


@action
def leave_team(team: Team, volunteer: Volunteer) -> None:
    remove_member(team, volunteer)


@action
def name_leader(team: Team, volunteer: Volunteer, *, now: datetime) -> None:
    if not team.members.filter(pk=volunteer.pk).exists():
        raise Refused("leader_member", _("队长要从队员里选，请先把这位志愿者加入队伍。"))
    with transaction.atomic():
        Team.objects.filter(pk=team.pk).update(leader=volunteer)
        text = _("您现在是志愿服务队“%(team)s”的队长。") % {"team": team.name}
        tell([Message(volunteer.person, "volunteer", text, reverse("volunteers:team", args=[team.public_id]))], now=now)
