"""Bad input is refused by name, not cut, wrapped or guessed."""

import math
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidan.dispatch import (
    DAY,
    EPOCH,
    WHOLE_DAY,
    Busy,
    Exceptions,
    Expiries,
    OrderNeed,
    Policy,
    PolicyError,
    Volunteers,
    day_number,
    half_hour_bits,
    half_hours,
    minute_number,
    project,
    settings,
    week_bits,
)
from sidan.dispatch.moments import days_touched
from sidan.dispatch.windows import start_times

MINUTES = st.tuples(st.integers(0, DAY), st.integers(0, DAY)).map(sorted)


def test_importing_the_package_pulls_in_neither_django_nor_a_database() -> None:
    code = (
        "import sys, sidan.dispatch; "
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('django', 'sqlite3', 'pysqlite3', 'psycopg')"
        " or m.startswith('sidan.') and not m.startswith('sidan.dispatch')))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Volunteers.of([1, 1], [0, 0], [0, 0]), "id 1 is given twice"),
        (lambda: Volunteers.of([1, 2], [0], [0, 0]), r"x must have shape \(2,\), got \(1,\)"),
        (lambda: Volunteers.of([1], [math.nan], [0]), r"x\[0\] = nan is not a place within 1,000 km"),
        (lambda: Volunteers.of([1, 2], [0, 0], [0, math.inf]), r"y\[1\] = inf is not a place"),
        (lambda: Volunteers.of([1], [2e6], [0]), "is not a place within 1,000 km of the origin"),
        (lambda: Volunteers.of([1.5], [0], [0]), "ids must hold int64 values"),
        (lambda: Volunteers.of([[1]], [0], [0]), "ids must be one-dimensional"),
        (lambda: Volunteers.of([1], [0], [0], skills=-1), "skills must hold uint64 values"),
        (lambda: Volunteers.of([1], [0], [0], skills=[0.5]), "skills must hold uint64 values"),
        (lambda: Volunteers.of([1], [0], [0], skills=1 << 64), "skills must hold uint64 values"),
        (lambda: Volunteers.of([1], [0], [0], paused=2), "paused must hold bool values"),
        (lambda: Volunteers.of([1], [0], [0], paused=["no"]), "paused must hold bool values"),
        (lambda: Volunteers.of([1], [0], [0], reach_m=-1), r"reach_m\[0\] must not be negative"),
        (lambda: Volunteers.of([1, 2], [0] * 2, [0] * 2, weekly_limit=[2, -1]), r"weekly_limit\[1\] must not be"),
        (lambda: Volunteers.of([1], [0], [0], reach_m=1 << 40), "reach_m must hold int32 values"),
        (lambda: Volunteers.of([1], [0], [0], week=1 << 48), "week holds bits beyond the 48 half-hours"),
        (lambda: Volunteers.of([1], [0], [0], week=[[0] * 6]), r"week must have shape \(1, 7\)"),
        (lambda: Volunteers.of([1], [0], [0], busy=Busy.of([2], [0], [1])), "busy names volunteer 2, who is not among"),
        (lambda: Volunteers.of([1], [0], [0], expiries=Expiries.of([5], [0], [1])), "expiries names volunteer 5"),
        (lambda: Volunteers.of([1], [0], [0], exceptions=Exceptions.of([7], [0])), "exceptions names volunteer 7"),
        (lambda: Busy.of([1, 1], [0, 5], [1, 5]), r"busy\[1\] must end after it starts"),
        (lambda: Busy.of([1], [0, 2], [1]), "busy.start must have shape"),
        (lambda: Exceptions.of([1], [0], opens=1 << 50), "beyond the 48 half-hours"),
        (lambda: Expiries.of([1], [64], [0]), "a bit number from 0 to 63"),
        (lambda: project([91], [0], (0, 0)), "latitudes must be within ±90"),
        (lambda: project([0], [math.nan], (0, 0)), "longitudes within ±180"),
        (lambda: project([0, 1], [0], (0, 0)), "must have one shape"),
        (lambda: week_bits([1], [1], [7], [0], [60]), "weekday must be 0"),
        (lambda: week_bits([1], [2], [0], [0], [60]), "free time of volunteer 2, who is not among the ids"),
        (lambda: half_hour_bits([0, 50], [10, 40]), "row 1 must satisfy 0 <= start <= end <= 1440, got 50 and 40"),
        (lambda: half_hours(-1, 5), "got -1 and 5"),
        (lambda: minute_number(datetime(2026, 3, 5, tzinfo=UTC)), "without a zone"),
    ],
)
def test_each_wrong_input_is_named(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(TypeError, match="unknown columns: colour"):
        Volunteers.of([1], [0], [0], colour=3)  # type: ignore[call-arg]  # the mistake is the test


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x": math.nan}, "order 5 is not at a place within 1,000 km"),
        ({"y": -2e6}, "order 5 is not at a place within 1,000 km"),
        ({"minutes": 0}, "order 5 must take 1 to 1440 minutes, got 0"),
        ({"minutes": 61}, "order 5 takes 61 minutes but its window has 60"),
        ({"end": 15 * DAY}, "order 5 must have a window of at most 20160 minutes"),
        ({"places": 0}, "order 5 must want 1 to 100 volunteers, got 0"),
        ({"radius_m": 0}, "order 5 must have a radius above 0 m, got 0"),
        ({"widened": 11}, "order 5 may be widened 0 to 10 times, got 11"),
        ({"skills_any": -1}, "order 5 has skills or qualifications beyond 64 bits"),
        ({"qualifications_all": 1 << 64}, "order 5 has skills or qualifications beyond 64 bits"),
        ({"known": ((1, 2), (1, 3))}, "order 5 names a known face twice"),
        ({"known": ((1, 0),)}, "order 5 has a known face without a visit"),
    ],
)
def test_an_order_that_contradicts_itself_is_refused(change: dict[str, object], sentence: str) -> None:
    fields: dict[str, object] = {"id": 5, "x": 0.0, "y": 0.0, "start": 0, "end": 60, "minutes": 60}
    with pytest.raises(ValueError, match=sentence):
        OrderNeed(**(fields | change))  # type: ignore[arg-type]  # the mistake is the test


def test_a_policy_names_every_wrong_number_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        Policy(pace_m_per_min=0, fairness_minutes=1.5, fatigue_minutes=True, detour_percent=90)  # type: ignore[arg-type]
    words = {setting.name: setting.meaning for setting in settings()}
    assert caught.value.problems == (
        "pace_m_per_min (how fast a volunteer walks) must be 10 to 200 m/min, got 0",
        "detour_percent (the way on the ground, in percent of the straight line) must be 100 to 300 %, got 90",
        f"fairness_minutes ({words['fairness_minutes']}) must be a whole number, got 1.5",
        f"fatigue_minutes ({words['fatigue_minutes']}) must be a whole number, got True",
    )


def test_every_setting_has_a_default_inside_its_range_and_both_ends_are_allowed() -> None:
    for setting in settings():
        assert setting.low <= setting.default <= setting.high
        assert getattr(Policy(), setting.name) == setting.default
        for value in (setting.low, setting.high):
            assert getattr(Policy(**{setting.name: value}), setting.name) == value
        for value in (setting.low - 1, setting.high + 1):
            with pytest.raises(PolicyError, match=setting.name):
                Policy(**{setting.name: value})


def test_large_bit_sets_keep_every_bit() -> None:
    assert Volunteers.of([1, 2], [0] * 2, [0] * 2, skills=[1, 1 << 63 | 1]).skills.tolist() == [1, 1 << 63 | 1]


def test_the_callers_arrays_are_copied() -> None:
    reach = np.array([10, 20], dtype=np.int32)
    people = Volunteers.of([1, 2], [0] * 2, [0] * 2, reach_m=reach)
    reach[0] = 99
    assert people.reach_m.tolist() == [10, 20]


def test_the_epoch_is_a_monday_and_days_are_counted_from_it() -> None:
    assert EPOCH.weekday() == 0
    assert day_number(date(2026, 3, 5)) % 7 == date(2026, 3, 5).weekday()
    assert minute_number(datetime.fromisoformat("1970-01-06T09:30:59")) == DAY + 9 * 60 + 30
    assert minute_number(datetime.fromisoformat("1970-01-04T23:59:00")) == -1


@given(MINUTES, st.booleans())
def test_half_hours_are_those_touched_or_those_whole(span: list[int], whole: bool) -> None:
    start, end = span
    minutes = set(range(start, end))
    slots = [set(range(k * 30, k * 30 + 30)) for k in range(48)]
    expected = sum(1 << k for k, slot in enumerate(slots) if (slot <= minutes if whole else slot & minutes))
    assert half_hours(start, end, whole=whole) == expected
    assert half_hour_bits([start, 0], [end, 0], whole=whole).tolist() == [expected, 0]


def test_week_bits_add_up_by_person_and_day() -> None:
    week = week_bits([8, 3], [3, 3, 8, 3], [0, 0, 6, 6], [0, 60, 0, 15], [30, 90, 1440, 50])
    assert week.tolist() == [[0, 0, 0, 0, 0, 0, WHOLE_DAY], [0b101, 0, 0, 0, 0, 0, 0]]


@given(st.integers(-5000, 5000), st.integers(1, 4000))
def test_days_touched_cover_the_span_and_nothing_else(start: int, minutes: int) -> None:
    seen = {day * 48 + k for day, mask in days_touched(start, start + minutes) for k in range(48) if mask >> k & 1}
    assert seen == {minute // 30 for minute in range(start, start + minutes)}


@given(st.integers(0, 20_000), st.integers(1, 160), st.sampled_from([5, 30, 240]))
def test_no_window_is_tried_at_more_than_64_starts(slack: int, minutes: int, step: int) -> None:
    order = OrderNeed(id=1, x=0, y=0, start=100, end=100 + minutes + slack, minutes=minutes)
    times = start_times(order, Policy(start_step_minutes=step)).tolist()
    assert 1 <= len(times) <= 64
    assert times[0] == 100
    assert times[-1] + minutes <= order.end
    assert slack < 64 * step or len(times) > 32


@given(st.floats(-0.15, 0.15), st.floats(-0.15, 0.15))
def test_projected_distances_are_within_a_third_of_a_percent_of_the_great_circle(dlat: float, dlng: float) -> None:
    origin = (36.645, 116.955)
    x, y = project([origin[0] + dlat], [origin[1] + dlng], origin)
    a, b = math.radians(origin[0]), math.radians(origin[0] + dlat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(dlng) / 2) ** 2
    great_circle = 2 * 6_371_008.8 * math.asin(math.sqrt(half))
    assert math.hypot(x[0], y[0]) == pytest.approx(great_circle, rel=0.0033, abs=0.01)
