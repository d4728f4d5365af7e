"""Volunteers: their own verbs, what the station vouches for, and teams."""

from datetime import date, timedelta

from sidan.core.models import Channel
from sidan.people.models import Person
from sidan.volunteers import actions
from sidan.volunteers.actions import Choices
from sidan.volunteers.models import Qualification, Team, Volunteer
from sidan.volunteers.states import TeamStage
from sidan.volunteers.week import Slot
from tests.conftest import Cast
from tests.walls.deaths.dying import Act, dies

CHILD = date(2014, 5, 1)
CHOICES = Choices(("haircut",), 1000, 3, (Slot(0, 540, 700), Slot(2, 540, 700)))


def _today(cast: Cast) -> date:
    return cast.now.date()


def _far(cast: Cast) -> date:
    return _today(cast) + timedelta(days=300)


@dies("volunteers.join")
def join(cast: Cast) -> Act:
    person = cast.person("新人")
    return lambda: actions.join(person, CHOICES, now=cast.now)


@dies("volunteers.join")
def come_back(cast: Cast) -> Act:
    volunteer = cast.new_volunteer("回来的人")
    actions.leave(volunteer, now=cast.now)
    return lambda: actions.join(volunteer.person, CHOICES, now=cast.now)


@dies("volunteers.pause")
def pause(cast: Cast) -> Act:
    volunteer = cast.new_volunteer("志愿者")
    return lambda: actions.pause(volunteer, now=cast.now)


@dies("volunteers.resume")
def resume(cast: Cast) -> Act:
    volunteer = cast.new_volunteer("志愿者")
    actions.pause(volunteer, now=cast.now)
    return lambda: actions.resume(volunteer, now=cast.now)


@dies("volunteers.leave", "volunteers.write_event")
def leave(cast: Cast) -> Act:
    volunteer = cast.new_volunteer("志愿者")
    cast.team.members.add(volunteer)
    return lambda: actions.leave(volunteer, now=cast.now)


@dies("volunteers.set_profile")
def set_profile(cast: Cast) -> Act:
    volunteer = cast.new_volunteer("志愿者")
    return lambda: actions.set_profile(volunteer, skills=["haircut"], reach_m=800, weekly_load=2)


@dies("volunteers.set_start")
def set_start(cast: Cast) -> Act:
    volunteer = cast.new_volunteer("志愿者")
    return lambda: actions.set_start(volunteer, cast.other_estate)


@dies("volunteers.set_week")
def set_week(cast: Cast) -> Act:
    volunteer = cast.new_volunteer("志愿者")
    return lambda: actions.set_week(volunteer, CHOICES.slots)


@dies("volunteers.add_exception")
def add_exception(cast: Cast) -> Act:
    volunteer, today = cast.new_volunteer("志愿者"), _today(cast)
    actions.add_exception(volunteer, today, today, hours=None, today=today)
    last = today + timedelta(days=3)
    return lambda: actions.add_exception(volunteer, today, last, hours=(540, 700), today=today)


@dies("volunteers.remove_exceptions")
def remove_exceptions(cast: Cast) -> Act:
    volunteer, today = cast.new_volunteer("志愿者"), _today(cast)
    last = today + timedelta(days=3)
    actions.add_exception(volunteer, today, last, hours=None, today=today)
    return lambda: actions.remove_exceptions(volunteer, today, last)


def _paper(cast: Cast, *, checked: bool = False) -> Qualification:
    volunteer, today = cast.new_volunteer("志愿者"), _today(cast)
    paper = actions.declare_qualification(volunteer, "nursing", _far(cast), now=cast.now, today=today)
    if checked:
        actions.check_qualification(paper, _far(cast), by=cast.keeper, now=cast.now, today=today)
    return Qualification.objects.select_related("volunteer__person").get(pk=paper.pk)


@dies("volunteers.declare_qualification")
def declare_qualification(cast: Cast) -> Act:
    volunteer, far, today = cast.new_volunteer("志愿者"), _far(cast), _today(cast)
    return lambda: actions.declare_qualification(volunteer, "nursing", far, now=cast.now, today=today)


@dies("volunteers.drop_qualification")
def drop_qualification(cast: Cast) -> Act:
    paper = _paper(cast)
    return lambda: actions.drop_qualification(paper.volunteer, "nursing", now=cast.now)


@dies("volunteers.check_qualification")
def check_qualification(cast: Cast) -> Act:
    paper, far, today = _paper(cast), _far(cast), _today(cast)
    return lambda: actions.check_qualification(paper, far, by=cast.keeper, now=cast.now, today=today)


@dies("volunteers.withdraw_qualification")
def withdraw_qualification(cast: Cast) -> Act:
    paper = _paper(cast, checked=True)
    return lambda: actions.withdraw_qualification(paper, "证件有误", by=cast.keeper, now=cast.now)


@dies("volunteers.insure")
def insure(cast: Cast) -> Act:
    volunteer, far, today = cast.new_volunteer("志愿者"), _far(cast), _today(cast)
    return lambda: actions.insure(volunteer, far, by=cast.keeper, now=cast.now, today=today)


def _child(cast: Cast) -> Volunteer:
    volunteer = cast.new_volunteer("孩子")
    Person.objects.filter(pk=volunteer.person_id).update(birth_date=CHILD)
    volunteer.person.refresh_from_db()
    return volunteer


def _consents(cast: Cast, volunteer: Volunteer) -> None:
    told = {"channel": Channel.DESK, "by": cast.keeper, "now": cast.now, "today": _today(cast)}
    actions.record_guardian_consent(volunteer, "母亲同意", **told)  # type: ignore[arg-type]


@dies("volunteers.record_guardian_consent")
def record_guardian_consent(cast: Cast) -> Act:
    volunteer = _child(cast)
    return lambda: _consents(cast, volunteer)


@dies("volunteers.revoke_guardian_consent")
def revoke_guardian_consent(cast: Cast) -> Act:
    volunteer = _child(cast)
    _consents(cast, volunteer)
    return lambda: actions.revoke_guardian_consent(volunteer, by=cast.keeper, now=cast.now)


@dies("volunteers.block")
def block(cast: Cast) -> Act:
    volunteer, person = cast.new_volunteer("志愿者"), cast.person("居民")
    return lambda: actions.block(volunteer, person, False, cast.now)


@dies("volunteers.unblock")
def unblock(cast: Cast) -> Act:
    volunteer, person = cast.new_volunteer("志愿者"), cast.person("居民")
    actions.block(volunteer, person, False, cast.now)
    return lambda: actions.unblock(volunteer, person, False)


# Teams


def _team(cast: Cast) -> tuple[Team, Volunteer]:
    team = actions.new_team(f"队伍{next(cast.doors)}", cast.first, skills=["haircut"], stage=TeamStage.PROPOSAL)
    member = cast.new_volunteer("队员")
    team.members.add(member)
    return team, member


@dies("volunteers.new_team")
def new_team(cast: Cast) -> Act:
    name = f"队伍{next(cast.doors)}"
    return lambda: actions.new_team(name, cast.first, skills=["haircut"], stage=TeamStage.PROPOSAL)


@dies("volunteers.change_team")
def change_team(cast: Cast) -> Act:
    team, _member = _team(cast)
    return lambda: actions.change_team(team, f"{team.name}改", skills=["company"])


@dies("volunteers.set_stage")
def set_stage(cast: Cast) -> Act:
    team, _member = _team(cast)
    return lambda: actions.set_stage(team, TeamStage.TRIAL)


@dies("volunteers.add_member")
def add_member(cast: Cast) -> Act:
    team, _member = _team(cast)
    volunteer = cast.new_volunteer("新队员")
    return lambda: actions.add_member(team, volunteer, now=cast.now)


@dies("volunteers.name_leader")
def name_leader(cast: Cast) -> Act:
    team, member = _team(cast)
    return lambda: actions.name_leader(team, member, now=cast.now)


@dies("volunteers.remove_member", "volunteers.leave_team")
def leave_team(cast: Cast) -> Act:
    team, member = _team(cast)
    actions.name_leader(team, member, now=cast.now)
    return lambda: actions.leave_team(team, member)
