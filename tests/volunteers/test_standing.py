"""Joining, resting, coming back, leaving: the whole table, walked in a loop."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from sidan.core.errors import Refused
from sidan.core.ids import check_digit
from sidan.notices.models import Notice
from sidan.people.models import Consent, Person, Purpose
from sidan.volunteers import actions
from sidan.volunteers.actions import Choices
from sidan.volunteers.models import Availability, Team, Volunteer, VolunteerEvent
from sidan.volunteers.states import VERBS, Actor, Standing
from sidan.volunteers.week import preset_slots
from tests.conftest import Cast, Clock, build_cast

CHOICES = Choices(
    skills=("haircut", "company"), reach_m=718, weekly_load=2, slots=tuple(preset_slots(["weekend_morning"]))
)


def in_standing(cast: Cast, standing: Standing) -> Volunteer:
    volunteer = cast.new_volunteer("走表")
    if standing == Standing.PAUSED:
        actions.pause(volunteer, now=cast.now)
    if standing == Standing.LEFT:
        actions.leave(volunteer, now=cast.now)
    volunteer.refresh_from_db()
    assert volunteer.standing == standing
    return volunteer


def verbs(cast: Cast) -> dict[str, Callable[[Volunteer], object]]:
    return {
        "join": lambda volunteer: actions.join(volunteer.person, CHOICES, now=cast.now),
        "pause": lambda volunteer: actions.pause(volunteer, now=cast.now),
        "resume": lambda volunteer: actions.resume(volunteer, now=cast.now),
        "leave": lambda volunteer: actions.leave(volunteer, now=cast.now),
    }


def test_every_verb_from_every_standing(cast: Cast) -> None:
    seen = {}
    for name, act in verbs(cast).items():
        for standing in Standing:
            volunteer = in_standing(cast, standing)
            try:
                act(volunteer)
            except Refused:
                assert standing not in VERBS[name].sources, name
                continue
            volunteer.refresh_from_db()
            seen[name, standing] = volunteer.standing
    assert seen == {
        (verb.name, Standing(source)): verb.target
        for verb in VERBS.values()
        if verb.target
        for source in verb.sources
        if source
    }


def test_only_the_volunteer_joins_rests_and_leaves() -> None:
    assert {verb.name for verb in VERBS.values() if verb.target and verb.actor != Actor.SELF} == set()


def test_a_change_by_somebody_else_meanwhile_is_noticed(cast: Cast) -> None:
    volunteer = cast.new_volunteer("两处")
    stale = Volunteer.objects.get(pk=volunteer.pk)
    actions.leave(volunteer, now=cast.now)
    with pytest.raises(Refused, match="刚刚变了"):
        actions.pause(stale, now=cast.now)


def test_joining_writes_everything_at_once(cast: Cast) -> None:
    volunteer = actions.join(cast.outsider, CHOICES, now=cast.now)
    volunteer.refresh_from_db()
    home = cast.outsider.address
    assert home is not None
    assert (volunteer.standing, volunteer.station, volunteer.joined_at) == (Standing.ACTIVE, cast.second, cast.now)
    assert (volunteer.lat, volunteer.lng, volunteer.start) == (home.lat, home.lng, None)
    assert ([skill.value for skill in volunteer.skills], volunteer.reach_m, volunteer.weekly_load) == (
        ["haircut", "company"],
        718,
        2,
    )
    assert list(volunteer.availability.values_list("weekday", "from_minute", "until_minute")) == [
        (5, 540, 720),
        (6, 540, 720),
    ]
    events = volunteer.events.values_list("verb", "from_state", "to_state", "by")
    assert list(events) == [("join", "", "active", cast.outsider.pk)]
    assert list(Consent.objects.values_list("person", "purpose")) == [(cast.outsider.pk, Purpose.SERVICE)]
    assert list(Notice.objects.values_list("person", "kind", "link")) == [
        (cast.outsider.pk, "volunteer", "/volunteer/")
    ]


def test_the_number_can_be_checked(cast: Cast) -> None:
    number = actions.join(cast.outsider, CHOICES, now=cast.now).number
    digits = number.removeprefix("V").replace("-", "")
    assert len(number) == 12
    assert check_digit(digits[:-1]) == digits[-1]


def test_whoever_starts_elsewhere_belongs_to_the_station_of_their_home(cast: Cast) -> None:
    volunteer = actions.join(cast.outsider, replace(CHOICES, start=cast.estate), now=cast.now)
    assert (volunteer.lat, volunteer.station, volunteer.start) == (cast.estate.lat, cast.second, cast.estate)


def test_without_a_home_the_starting_point_decides(cast: Cast) -> None:
    homeless = cast.keeper  # staff of the cast have no address
    with pytest.raises(Refused, match="从哪个小区出发"):
        actions.join(homeless, CHOICES, now=cast.now)
    volunteer = actions.join(homeless, replace(CHOICES, start=cast.other_estate), now=cast.now)
    assert volunteer.station == cast.second


@pytest.mark.parametrize(
    ("born", "needs_guardian"),
    [(date(2008, 11, 25), False), (date(2008, 11, 26), True), (date(2012, 11, 25), True), (date(1950, 1, 1), False)],
)
def test_minors_wait_for_a_guardian(cast: Cast, born: date, needs_guardian: bool) -> None:
    person = cast.person("小雨", birth_date=born)
    volunteer = actions.join(person, CHOICES, now=cast.now)
    today = cast.now.date()
    assert volunteer.needs_guardian_on(today) == needs_guardian
    assert Volunteer.objects.awaiting_guardian(today).filter(pk=volunteer.pk).exists() == needs_guardian


def test_small_children_do_not_join(cast: Cast) -> None:
    person = cast.person("小小", birth_date=date(2018, 11, 26))
    with pytest.raises(Refused, match="未满 8 周岁"):
        actions.join(person, CHOICES, now=cast.now)
    assert not Volunteer.objects.filter(person=person).exists()


def test_the_birth_date_is_asked_once_and_never_overwritten(cast: Cast) -> None:
    person = cast.person("新人", birth_date=None)
    with pytest.raises(Refused, match="出生日期"):
        actions.join(person, CHOICES, now=cast.now)
    actions.join(person, replace(CHOICES, birth_date=date(1970, 1, 1)), now=cast.now)
    minor = cast.person("小雨", birth_date=date(2012, 1, 1))
    actions.join(minor, replace(CHOICES, birth_date=date(1970, 1, 1)), now=cast.now)
    born = Person.objects.filter(pk__in=(person.pk, minor.pk)).order_by("pk").values_list("birth_date", flat=True)
    assert list(born) == [date(1970, 1, 1), date(2012, 1, 1)]


def test_a_refusal_leaves_nothing_behind(cast: Cast) -> None:
    person = cast.person("小小", birth_date=None)
    with pytest.raises(Refused):
        actions.join(person, replace(CHOICES, birth_date=date(2020, 1, 1)), now=cast.now)
    person.refresh_from_db()
    assert (person.birth_date, VolunteerEvent.objects.count(), Notice.objects.count()) == (None, 0, 0)


def test_leaving_ends_teams_and_leading_and_keeps_the_number(cast: Cast) -> None:
    number = cast.leader.number
    actions.leave(cast.leader, now=cast.now)
    cast.team.refresh_from_db()
    assert cast.team.leader is None
    assert list(cast.team.members.all()) == [cast.volunteer]
    again = actions.join(cast.leader.person, CHOICES, now=cast.clock.move(days=30))
    assert (again.pk, again.number, again.joined_at) == (cast.leader.pk, number, cast.now)
    assert list(again.events.values_list("verb", "from_state")) == [("leave", "active"), ("join", "left")]


def test_resting_volunteers_are_not_active(cast: Cast) -> None:
    before = set(Volunteer.objects.active())
    actions.pause(cast.volunteer, now=cast.now)
    assert before - set(Volunteer.objects.active()) == {cast.volunteer}
    actions.resume(cast.volunteer, now=cast.now)
    assert set(Volunteer.objects.active()) == before


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_make_one_volunteer(the_clock: Clock) -> None:
    cast = build_cast(the_clock)
    barrier = Barrier(4)

    def tap(_number: int) -> str:
        person = Person.objects.get(pk=cast.outsider.pk)
        barrier.wait()
        try:
            return actions.join(person, CHOICES, now=cast.now).number
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(tap, range(4)))
    number = Volunteer.objects.get(person=cast.outsider).number
    assert answers == sorted([number, *["joined_already"] * 3])
    assert Availability.objects.filter(volunteer__person=cast.outsider).count() == 2
    assert Team.objects.count() == 1
