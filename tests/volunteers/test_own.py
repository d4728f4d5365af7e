"""What volunteers decide for themselves, and what the station vouches for."""

from datetime import date, timedelta

import pytest

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.notices.models import Notice
from sidan.people.models import Consent, Purpose
from sidan.volunteers import actions
from sidan.volunteers.models import AvailabilityException, Block, Qualification, Team, Volunteer, VolunteerEvent
from sidan.volunteers.states import TeamStage
from sidan.volunteers.week import DAY, Slot
from tests.conftest import Cast

TODAY = date(2026, 11, 25)
NEXT_YEAR = date(2027, 11, 25)


def declared(cast: Cast, kind: str = "electrician", valid_until: date = NEXT_YEAR) -> Qualification:
    actions.declare_qualification(cast.volunteer, kind, valid_until, now=cast.now, today=TODAY)
    return Qualification.objects.select_related("volunteer__person").get(volunteer=cast.volunteer, kind=kind)


def checked(cast: Cast) -> Qualification:
    actions.check_qualification(declared(cast), NEXT_YEAR, by=cast.keeper, now=cast.now, today=TODAY)
    return declared_now(cast)


def declared_now(cast: Cast) -> Qualification:
    return Qualification.objects.select_related("volunteer__person").get(volunteer=cast.volunteer)


def history(volunteer: Volunteer) -> list[tuple[str, str, str]]:
    rows = VolunteerEvent.objects.filter(volunteer=volunteer).values_list("verb", "by__name", "reason")
    return list(rows)


def test_the_week_is_replaced_as_a_whole(cast: Cast) -> None:
    actions.set_week(cast.volunteer, [Slot(2, 840, 900), Slot(0, 540, 720), Slot(0, 540, 720)])
    week = cast.volunteer.availability.values_list("weekday", "from_minute", "until_minute")
    assert list(week) == [(0, 540, 720), (2, 840, 900)]
    with pytest.raises(Refused, match="重叠"):
        actions.set_week(cast.volunteer, [Slot(0, 540, 720), Slot(0, 600, 900)])
    assert list(week.all()) == [(0, 540, 720), (2, 840, 900)]
    actions.set_week(cast.volunteer, [])
    assert list(week.all()) == []


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (TODAY - timedelta(days=1), TODAY, "exception_past"),
        (TODAY + timedelta(days=2), TODAY + timedelta(days=1), "exception_order"),
        (TODAY, TODAY + timedelta(days=92), "exception_long"),
    ],
)
def test_days_that_cannot_be_named(cast: Cast, first: date, last: date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_exception(cast.volunteer, first, last, hours=None, today=TODAY)
    assert refused.value.code == code
    assert not AvailabilityException.objects.exists()


def test_what_was_said_last_about_a_day_holds(cast: Cast) -> None:
    actions.add_exception(cast.volunteer, TODAY, TODAY + timedelta(days=3), hours=None, today=TODAY)
    actions.add_exception(
        cast.volunteer, TODAY + timedelta(days=1), TODAY + timedelta(days=1), hours=(540, 660), today=TODAY
    )
    rows = cast.volunteer.exceptions.values_list("day", "is_away", "from_minute", "until_minute")
    assert [row[1:] for row in rows] == [(True, 0, DAY), (False, 540, 660), (True, 0, DAY), (True, 0, DAY)]
    assert actions.remove_exceptions(cast.volunteer, TODAY, TODAY + timedelta(days=1)) == 2
    assert cast.volunteer.exceptions.count() == 2


def test_a_paper_counts_once_somebody_has_seen_it(cast: Cast) -> None:
    paper = declared(cast)
    assert (paper.holds_on(TODAY), paper.standing_on(TODAY)) == (False, "waiting")
    assert list(Volunteer.objects.awaiting_check()) == [cast.volunteer]
    seen_until = date(2027, 6, 30)
    actions.check_qualification(paper, seen_until, by=cast.keeper, now=cast.now, today=TODAY)
    paper = declared_now(cast)
    assert (paper.valid_until, paper.checked_by, paper.checked_at) == (seen_until, cast.keeper, cast.now)
    assert [paper.holds_on(day) for day in (TODAY, seen_until, NEXT_YEAR)] == [True, True, False]
    assert paper.standing_on(NEXT_YEAR) == "expired"
    assert list(Volunteer.objects.awaiting_check()) == []
    assert history(cast.volunteer) == [
        ("declare", "周建国", "电工证 2027-11-25"),
        ("check", "陈静", "电工证 2027-06-30"),
    ]
    assert Notice.objects.get().text == "您的电工证已查验，有效期到 2027-06-30。"


def test_declared_anew_it_must_be_seen_anew(cast: Cast) -> None:
    assert checked(cast).holds_on(TODAY) is True
    assert declared(cast, valid_until=date(2029, 1, 1)).holds_on(TODAY) is False


def test_a_withdrawn_paper_counts_no_longer_and_the_reason_is_told(cast: Cast) -> None:
    paper = checked(cast)
    actions.withdraw_qualification(paper, "证件被吊销", by=cast.keeper, now=cast.now)
    assert declared_now(cast).holds_on(TODAY) is False
    assert Notice.objects.first().text == "您的电工证的查验已撤销：证件被吊销"  # type: ignore[union-attr]
    with pytest.raises(Refused, match="没有查验记录"):
        actions.withdraw_qualification(paper, "再来", by=cast.keeper, now=cast.now)


@pytest.mark.parametrize("valid_until", [TODAY - timedelta(days=1), date(2001, 1, 1)])
def test_expired_papers_are_neither_declared_nor_checked(cast: Cast, valid_until: date) -> None:
    with pytest.raises(Refused, match="过期"):
        actions.declare_qualification(cast.volunteer, "nursing", valid_until, now=cast.now, today=TODAY)
    with pytest.raises(Refused, match="过期"):
        actions.check_qualification(declared(cast), valid_until, by=cast.keeper, now=cast.now, today=TODAY)


def test_nobody_checks_their_own_paper(cast: Cast) -> None:
    with pytest.raises(Refused, match="另一位工作人员"):
        actions.check_qualification(declared(cast), NEXT_YEAR, by=cast.volunteer.person, now=cast.now, today=TODAY)


def test_a_paper_dropped_meanwhile_is_not_checked(cast: Cast) -> None:
    paper = declared(cast)
    actions.drop_qualification(cast.volunteer, "electrician", now=cast.now)
    with pytest.raises(Refused, match="刚刚删除"):
        actions.check_qualification(paper, NEXT_YEAR, by=cast.keeper, now=cast.now, today=TODAY)
    with pytest.raises(Refused, match="已经删除"):
        actions.drop_qualification(cast.volunteer, "electrician", now=cast.now)


def test_insurance(cast: Cast) -> None:
    actions.insure(cast.volunteer, NEXT_YEAR, by=cast.keeper, now=cast.now, today=TODAY)
    cast.volunteer.refresh_from_db()
    assert [cast.volunteer.is_insured_on(day) for day in (NEXT_YEAR, NEXT_YEAR + timedelta(days=1))] == [True, False]
    with pytest.raises(Refused, match="已经过去"):
        actions.insure(cast.volunteer, TODAY - timedelta(days=1), by=cast.keeper, now=cast.now, today=TODAY)
    actions.insure(cast.volunteer, None, by=cast.keeper, now=cast.now, today=TODAY)
    cast.volunteer.refresh_from_db()
    assert cast.volunteer.is_insured_on(TODAY) is False


def test_a_guardians_consent_is_recorded_with_who_heard_it(cast: Cast) -> None:
    minor = cast.new_volunteer("小雨")
    minor.person.birth_date = date(2012, 1, 1)
    minor.person.save()
    words = {"channel": Channel.PHONE, "by": cast.keeper, "now": cast.now, "today": TODAY}
    actions.record_guardian_consent(minor, "母亲 李女士", **words)  # type: ignore[arg-type]
    minor.refresh_from_db()
    assert (minor.guardian_consent_at, minor.guardian_note) == (cast.now, "母亲 李女士")
    consent = Consent.objects.get(person=minor.person, purpose=Purpose.GUARDIAN)
    assert (consent.recorded_by, consent.channel, consent.withdrawn_at) == (cast.keeper, Channel.PHONE, None)
    with pytest.raises(Refused, match="已经登记过"):
        actions.record_guardian_consent(minor, "父亲", **words)  # type: ignore[arg-type]
    actions.revoke_guardian_consent(minor, by=cast.keeper, now=cast.now)
    minor.refresh_from_db()
    consent.refresh_from_db()
    assert (minor.needs_guardian_on(TODAY), consent.withdrawn_at) == (True, cast.now)
    assert [verb for verb, _by, _why in history(minor)] == ["consent", "revoke"]


def test_adults_need_no_guardian(cast: Cast) -> None:
    with pytest.raises(Refused, match="已经成年"):
        actions.record_guardian_consent(
            cast.volunteer, "母亲", channel=Channel.PHONE, by=cast.keeper, now=cast.now, today=TODAY
        )


def test_blocks_are_kept_once_for_each_side(cast: Cast) -> None:
    for by_volunteer in (True, True, False):
        actions.block(cast.volunteer, cast.resident, by_volunteer, cast.now)
    assert sorted(Block.objects.values_list("by_volunteer", flat=True)) == [False, True]
    actions.unblock(cast.volunteer, cast.resident, True)
    assert list(Block.objects.values_list("volunteer", "person", "by_volunteer")) == [
        (cast.volunteer.pk, cast.resident.pk, False)
    ]


def test_teams_grow_along_their_table(cast: Cast) -> None:
    team = actions.new_team("青有为", cast.first, skills=("tutoring",), stage=TeamStage.PROPOSAL)
    for stage in (TeamStage.TRIAL, TeamStage.ESTABLISHED, TeamStage.DORMANT, TeamStage.ESTABLISHED):
        actions.set_stage(team, stage)
        team.refresh_from_db()
        assert team.stage == stage
    with pytest.raises(Refused, match="不能直接变成"):
        actions.set_stage(team, TeamStage.PROPOSAL)
    with pytest.raises(Refused, match="同名"):
        actions.new_team("小蜜蜂", cast.second, skills=(), stage=TeamStage.PROPOSAL)
    with pytest.raises(Refused, match="同名"):
        actions.change_team(team, "小蜜蜂", skills=())


def test_members_are_told_and_may_leave(cast: Cast) -> None:
    actions.add_member(cast.team, cast.helper, now=cast.now)
    actions.add_member(cast.team, cast.helper, now=cast.now)
    assert Notice.objects.filter(person=cast.helper.person).count() == 1
    actions.name_leader(cast.team, cast.helper, now=cast.now)
    cast.team.refresh_from_db()
    assert cast.team.leader == cast.helper
    actions.leave_team(cast.team, cast.helper)
    assert list(Team.objects.filter(leader=None).values_list("name", flat=True)) == ["小蜜蜂"]
    assert set(cast.team.members.all()) == {cast.leader, cast.volunteer}
    with pytest.raises(Refused, match="从队员里选"):
        actions.name_leader(cast.team, cast.helper, now=cast.now)


def test_somebody_who_left_is_not_put_into_a_team(cast: Cast) -> None:
    actions.leave(cast.helper, now=cast.now)
    with pytest.raises(Refused, match="已经退出"):
        actions.add_member(cast.team, cast.helper, now=cast.now)
