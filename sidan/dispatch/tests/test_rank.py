"""What a station keeper is promised, case by case."""

import pickle

import pytest

from sidan.dispatch import (
    NEVER,
    Busy,
    Cause,
    Exceptions,
    Expiries,
    OrderNeed,
    Policy,
    Terms,
    Volunteers,
    build_index,
    common_starts,
    explain,
    rank,
    relief,
)
from sidan.dispatch.moments import DAY, WEEK
from sidan.dispatch.rank import Ranking
from sidan.dispatch.volunteers import Columns

MORNING = {"id": 1, "x": 0.0, "y": 0.0, "start": 9 * 60, "end": 10 * 60, "minutes": 60}


def need(**changes: object) -> OrderNeed:
    return OrderNeed(**(MORNING | changes))  # type: ignore[arg-type]  # a test names any field


def ranked(people: Volunteers, order: OrderNeed | None = None, policy: Policy | None = None) -> Ranking:
    return rank(build_index(people), order or need(), policy or Policy(), 50)


def ids(ranking: Ranking) -> list[int]:
    return [person.volunteer_id for person in ranking.candidates]


def test_ties_go_to_fewer_orders_this_month_then_to_the_smaller_id() -> None:
    # 4 has one order and lives 5 minutes nearer, so all cost the same.
    people = Volunteers.of([9, 4, 7, 2], [500, 250, 500, 500], [0] * 4, load_month=[0, 1, 0, 0])
    ranking = ranked(people)
    assert {person.cost for person in ranking.candidates} == {10}
    assert ids(ranking) == [2, 7, 9, 4]
    assert explain(ranking, 4).behind == Terms(walk=-5, load=5, fatigue=0, known_face=0)
    assert explain(ranking, 7).behind == Terms(0, 0, 0, 0)


def test_a_known_face_comes_first_up_to_the_minutes_it_is_worth() -> None:
    people = Volunteers.of([1, 2, 3], [50, 800, 801], [0] * 3)  # 1, 16 and 17 minutes
    order = need(known=((2, 3), (3, 1)))
    assert ids(ranked(people, order)) == [1, 2, 3]  # 16 − 15 = 1: a tie, settled by id
    assert ids(ranked(people, order, Policy(known_face_minutes=16))) == [2, 1, 3]
    assert [c.known_times for c in ranked(people, order).candidates] == [0, 3, 1]
    not_loaded_first = need(known=((99, 7), (2, 3)))
    assert {c.volunteer_id: c.known_times for c in ranked(people, not_loaded_first).candidates} == {1: 0, 2: 3, 3: 0}


def test_prior_orders_and_recent_questions_cost_minutes() -> None:
    people = Volunteers.of([1, 2, 3], [0] * 3, [0] * 3, load_month=[0, 3, 0], asked_recently=[0, 0, 2])
    assert [(c.volunteer_id, c.terms) for c in ranked(people).candidates] == [
        (1, Terms(0, 0, 0, 0)),
        (2, Terms(0, 15, 0, 0)),
        (3, Terms(0, 0, 20, 0)),
    ]


@pytest.mark.parametrize(
    ("column", "order", "cause"),
    [
        ({"reach_m": 99}, {}, Cause.DISTANCE),
        ({}, {"beneficiaries": frozenset({1})}, Cause.IS_BENEFICIARY),
        ({}, {"blocked": frozenset({1})}, Cause.BLOCK),
        ({"paused": True}, {}, Cause.PAUSED),
        ({"skills": 5}, {"skills_all": 6}, Cause.SKILL),
        ({"skills": 5}, {"skills_any": 10}, Cause.SKILL),
        ({"qualifications": 1}, {"qualifications_any": 6}, Cause.QUALIFICATION),
        ({"minor": True, "guardian_ok": True}, {}, Cause.GUARD_MINOR),
        ({"minor": True}, {"minors_allowed": True}, Cause.GUARD_MINOR),
        (
            {"minor": True, "guardian_ok": True, "insured_until": 9},
            {"minors_allowed": True, "risky": True},
            Cause.GUARD_MINOR,
        ),
        ({"insured_until": NEVER}, {"risky": True}, Cause.GUARD_INSURANCE),
        ({"insured_until": -1}, {"risky": True}, Cause.GUARD_INSURANCE),
        ({"weekly_limit": 0}, {}, Cause.LOAD),
        ({}, {"asked": frozenset({1})}, Cause.ALREADY_ASKED),
    ],
)
def test_each_guard_blocks_alone(column: Columns, order: dict[str, object], cause: Cause) -> None:
    ranking = ranked(Volunteers.of([1], [100], [0], **column), need(**order))
    assert ranking.candidates == ()
    assert ranking.rejects == {cause: 1}
    assert ranking.blocked_by(1) == (cause,)
    assert relief(ranking) == {cause: 1}


@pytest.mark.parametrize(
    ("column", "order"),
    [
        ({"skills": 7}, {"skills_all": 6, "skills_any": 9}),
        ({"qualifications": 1 << 63}, {"qualifications_any": 1 | 1 << 63}),
        ({"minor": True, "guardian_ok": True}, {"minors_allowed": True}),
        ({"insured_until": 0}, {"risky": True}),
        ({"reach_m": 100}, {}),
        ({"reach_m": 67}, {"widened": 1}),
        ({"reach_m": 0}, {"radius_m": 100}),
    ],
)
def test_who_just_fulfils_a_guard_may_be_asked(column: Columns, order: dict[str, object]) -> None:
    assert ids(ranked(Volunteers.of([1], [100], [0], **column), need(**order))) == [1]


def test_all_causes_are_named_but_only_the_first_is_counted() -> None:
    people = Volunteers.of([1], [0], [0], paused=True, weekly_limit=0)
    ranking = ranked(people, need(skills_all=1, asked=frozenset({1})))
    assert ranking.blocked_by(1) == (Cause.PAUSED, Cause.SKILL, Cause.LOAD, Cause.ALREADY_ASKED)
    assert ranking.rejects == {Cause.PAUSED: 1}
    assert relief(ranking) == {}


def test_all_who_are_blocked_at_once_are_those_blocked_one_by_one() -> None:
    people = Volunteers.of([3, 1, 2], [0, 0, 9_000], [0, 0, 0], paused=[True, False, False])
    ranking = ranked(people)
    assert ranking.blocked() == {pk: causes for pk in (1, 2, 3) if (causes := ranking.blocked_by(pk))}
    assert set(ranking.blocked()) == {2, 3}


def test_a_qualification_must_hold_until_the_windows_last_day_and_a_renewal_counts() -> None:
    lapses = Expiries.of([1, 2, 3, 3, 4], [2] * 5, [0, 1, 0, 8, 8])
    people = Volunteers.of([1, 2, 3, 4, 5], [0] * 5, [0] * 5, qualifications=[4, 4, 4, 0, 4], expiries=lapses)
    over_midnight = need(start=23 * 60, end=DAY + 60, qualifications_all=4)
    assert ids(ranked(people, over_midnight)) == [2, 3, 5]
    assert ids(ranked(people, need(qualifications_all=4))) == [1, 2, 3, 5]


def test_a_window_that_ends_at_midnight_does_not_need_the_next_day() -> None:
    lapses = Expiries.of([1, 2], [0, 0], [0, -1])
    people = Volunteers.of([1, 2], [0] * 2, [0] * 2, qualifications=1, insured_until=0, expiries=lapses)
    assert ids(ranked(people, need(start=23 * 60, end=DAY, risky=True, qualifications_all=1))) == [1]


def test_dated_exceptions_change_one_day_and_closing_wins() -> None:
    nine = 1 << 18 | 1 << 19
    days = Exceptions.of([1, 2, 3, 3], [0, 7, 0, 0], opens=[nine, nine, nine, 0], closes=[0, 0, 0, nine >> 1])
    people = Volunteers.of([1, 2, 3], [0] * 3, [0] * 3, week=0, exceptions=days)
    assert ids(ranked(people)) == [1]
    assert ranked(people).blocked_by(3) == (Cause.TIME,)
    assert ids(ranked(people, need(start=WEEK + 540, end=WEEK + 600))) == [2]


def test_the_gap_is_kept_on_both_sides_of_what_was_accepted() -> None:
    people = Volunteers.of([1], [0], [0], busy=Busy.of([1], [12 * 60], [13 * 60]))
    candidate = ranked(people, need(start=10 * 60, end=16 * 60)).candidates[0]
    assert [t / 60 for t in candidate.starts] == [10, 10.5, 13.5, 14, 14.5, 15]
    assert ranked(people, need(start=11 * 60, end=12 * 60)).blocked_by(1) == (Cause.BUSY,)
    assert ranked(people, need(start=11 * 60, end=12 * 60), Policy(gap_minutes=0)).blocked_by(1) == ()


def test_the_weekly_load_is_that_of_the_orders_week_and_other_bookings_do_not_count() -> None:
    busy = Busy.of([1, 2, 3], [DAY, WEEK, DAY], [DAY + 60, WEEK + 60, DAY + 60], [True, True, False])
    people = Volunteers.of([1, 2, 3], [0] * 3, [0] * 3, weekly_limit=1, busy=busy)
    assert ids(ranked(people)) == [2, 3]
    next_week = need(start=WEEK + 9 * 60, end=WEEK + 10 * 60)
    assert ids(ranked(people, next_week)) == [1, 3]


def test_two_people_need_a_common_start() -> None:
    week = [[0b11 << 18] * 7, [0b11 << 20] * 7, [0b1111 << 18] * 7]  # 9–10, 10–11, 9–11
    people = Volunteers.of([1, 2, 3], [0] * 3, [0] * 3, week=week)
    ranking = ranked(people, need(start=540, end=660, places=2))
    one, two, three = ranking.candidates
    assert common_starts([one, two]) == ()
    assert common_starts([one, three]) == (540,)
    assert common_starts([two, three]) == (600,)
    assert common_starts([]) == ()
    assert ranking.enough
    assert not ranked(people, need(places=4)).enough


def test_widening_reaches_further_but_never_beyond_the_policys_limit() -> None:
    people = Volunteers.of([1, 2, 3], [1000, 1500, 2500], [0] * 3, reach_m=1000)
    assert [ids(ranked(people, need(widened=w))) for w in range(4)] == [[1], [1, 2], [1, 2], [1, 2, 3]]
    assert ids(ranked(people, need(widened=9), Policy(max_distance_m=2000, widen_percent=500))) == [1, 2]
    assert ids(ranked(people, need(radius_m=5000), Policy(max_distance_m=2000))) == [1, 2]
    each_step_in_whole_metres = Volunteers.of([1, 2], [339, 340], [0] * 2, reach_m=101)  # 101 → 151 → 226 → 339
    assert ids(ranked(each_step_in_whole_metres, need(widened=3))) == [1]


def test_explain_places_somebody_beyond_the_first_n_and_refuses_a_stranger() -> None:
    people = Volunteers.of([1, 2, 3], [50, 100, 150], [0] * 3)
    ranking = rank(build_index(people), need(), Policy(), 1)
    standing = explain(ranking, 3)
    assert (standing.place, standing.of, standing.ahead and standing.ahead.volunteer_id) == (3, 3, 2)
    assert standing.behind == Terms(1, 0, 0, 0)
    assert explain(ranking, 1).ahead is None
    with pytest.raises(LookupError, match="no volunteer has the id 8"):
        explain(ranking, 8)


def test_the_same_question_gets_the_same_bytes() -> None:
    people = Volunteers.of(
        range(40), [(i * 37) % 900 for i in range(40)], [0] * 40, load_month=[i % 3 for i in range(40)]
    )
    first, second = (ranked(people, need(known=((5, 1),))) for _ in range(2))
    assert pickle.dumps(first.candidates) == pickle.dumps(second.candidates)


def test_nobody_is_asked_for_by_asking_for_no_one() -> None:
    with pytest.raises(ValueError, match="ask for at least 1 candidate, got 0"):
        rank(build_index(Volunteers.of([], [], [])), need(), Policy(), 0)
