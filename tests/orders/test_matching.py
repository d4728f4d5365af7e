"""The bridge: what the records say arrives in the ranking, and the ranking's people are the records' people."""

from datetime import date, timedelta

import pytest

from sidan.core.errors import Refused
from sidan.dispatch import Cause
from sidan.orders import actions, matching
from sidan.orders.models import TwoPeople
from sidan.volunteers.models import AvailabilityException, Block, Qualification, QualificationKind, bits_of
from tests.conftest import Cast


def names(match: matching.Match) -> set[str]:
    return {named.volunteer.person.name for named in match.named}


def causes(cast: Cast, **fields: object) -> tuple[Cause, ...]:
    """What blocks a volunteer who differs from a perfect one in these fields."""
    one = cast.new_volunteer("新人", **fields)
    return matching.match(cast.verified(), now=cast.now).ranking.blocked_by(one.pk)


def test_everybody_with_the_skill_nearby_may_be_asked(cast: Cast) -> None:
    assert names(matching.match(cast.verified(), now=cast.now)) == {"周建国", "吴芳", "刘敏"}


def test_what_blocks_somebody(cast: Cast) -> None:
    assert causes(cast) == ()
    table: list[tuple[Cause, dict[str, object]]] = [
        (Cause.PAUSED, {"paused_at": cast.now}),
        (Cause.LOAD, {"weekly_load": 0}),
        (Cause.DISTANCE, {"reach_m": 1}),
    ]
    for served, (cause, fields) in enumerate(table):
        person = cast.person("邻居", f"1360000000{served}")
        one = cast.new_volunteer("新人", **fields)
        if cause == Cause.DISTANCE:
            type(one).objects.filter(pk=one.pk).update(lat=one.lat + 0.002)
        match = matching.match(cast.verified(served=person), now=cast.now)
        assert match.ranking.blocked_by(one.pk) == (cause,)


def test_those_without_the_skill_are_counted_not_loaded(cast: Cast) -> None:
    for _number in range(3):
        cast.new_volunteer("别人", skill_bits=bits_of(("law",)))
    match = matching.match(cast.verified(), now=cast.now)
    assert match.without_skill == 3
    assert dict(match.reject_counts)[matching.CAUSES[Cause.SKILL]] == 3


def test_the_served_person_and_the_household_are_not_asked(cast: Cast) -> None:
    order = cast.verified(served=cast.volunteer.person)
    assert names(matching.match(order, now=cast.now)) == {"吴芳", "刘敏"}


def test_a_block_works_both_ways_and_nobody_is_told_whose_it_is(cast: Cast) -> None:
    for by_volunteer, volunteer in ((True, cast.volunteer), (False, cast.helper)):
        Block.objects.create(volunteer=volunteer, person=cast.resident, by_volunteer=by_volunteer, at=cast.now)
    match = matching.match(cast.verified(), now=cast.now)
    assert names(match) == {"刘敏"}
    assert {str(cause) for blocked in match.blocked() for cause in blocked.causes} == {"双方不宜再安排"}


def test_a_paper_must_be_checked_and_valid_on_the_day(cast: Cast) -> None:
    cast.haircut.qualification = QualificationKind.NURSING
    cast.haircut.save()
    order = cast.verified()
    paper = Qualification.objects.create(
        volunteer=cast.volunteer, kind=QualificationKind.NURSING, valid_until=order.day
    )
    assert names(matching.match(order, now=cast.now)) == set()
    paper.checked_at = cast.now
    paper.save()
    assert names(matching.match(order, now=cast.now)) == {"周建国"}
    paper.valid_until = order.day - timedelta(days=1)
    paper.save()
    assert names(matching.match(order, now=cast.now)) == set()


def test_risky_work_asks_for_insurance_and_adults(cast: Cast) -> None:
    cast.haircut.is_risky = True
    cast.haircut.save()
    order = cast.verified()
    minor = cast.new_volunteer("少年", insured_until=order.day, guardian_consent_at=cast.now)
    minor.person.birth_date = date(2011, 1, 1)
    minor.person.save()
    cast.volunteer.insured_until = order.day
    cast.volunteer.save()
    match = matching.match(order, now=cast.now)
    assert names(match) == {"周建国"}
    assert match.ranking.blocked_by(minor.pk) == (Cause.GUARD_MINOR,)
    assert match.ranking.blocked_by(cast.helper.pk) == (Cause.GUARD_INSURANCE,)


def test_exceptions_and_promises_fill_the_day(cast: Cast) -> None:
    order = cast.verified()
    AvailabilityException.objects.create(volunteer=cast.volunteer, day=order.day)
    AvailabilityException.objects.create(
        volunteer=cast.helper, day=order.day, is_away=False, from_minute=840, until_minute=960
    )
    match = matching.match(order, now=cast.now)
    assert names(match) == {"刘敏"}
    assert match.ranking.blocked_by(cast.helper.pk) == (Cause.TIME,)


def test_a_full_morning_blocks_and_a_half_full_one_does_not(cast: Cast) -> None:
    cast.haircut.minutes = 90
    cast.haircut.save()
    first = cast.accepted(served=cast.neighbour)
    assert first.taken == 1
    order = cast.verified()
    assert matching.match(order, now=cast.now).ranking.blocked_by(cast.volunteer.pk) == (Cause.BUSY,)
    cast.company.minutes = 30
    cast.company.save()
    short = cast.verified(cast.company)
    assert matching.match(short, now=cast.now).ranking.blocked_by(cast.volunteer.pk) == ()


def test_a_known_face_comes_first(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, actions.Opinion(5, by=cast.resident), cast.doing(cast.resident))
    match = matching.match(cast.verified(days=5), now=cast.now)
    assert match.named[0].volunteer == cast.volunteer
    assert match.named[0].candidate.known_times == 1


def test_who_was_asked_is_not_asked_again_and_the_next_wave_is_small(cast: Cast) -> None:
    order = cast.offered()
    assert names(matching.match(order, now=cast.now)) == {"吴芳", "刘敏"}
    # One is being asked already: with one more somebody will probably come.
    assert [asked.volunteer.person.name for asked in matching.next_asked(order, now=cast.now)] == ["刘敏"]


def test_claiming_asks_the_same_rules(cast: Cast) -> None:
    cast.haircut.two_people = TwoPeople.NEVER
    order = cast.verified()
    matching.must_fit(order, cast.volunteer, now=cast.now)
    cast.volunteer.skill_bits = 0
    cast.volunteer.save()
    with pytest.raises(Refused, match="要会这项服务"):
        matching.must_fit(order, cast.volunteer, now=cast.now)
