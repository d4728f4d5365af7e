"""What people type about their times: each mistake has its own sentence beside its own box."""

from datetime import date

import pytest
from django.forms import Form

from sidan.volunteers.forms.times import (
    ExceptionForm,
    WeekForm,
    typed_in,
    typed_slots,
    with_preset,
    with_row,
    without_row,
)
from sidan.volunteers.week import DAY, PER_DAY, Slot

TODAY = date(2026, 11, 25)


def said(form: Form) -> dict[str, str]:
    return {name: " ".join(map(str, sentences)) for name, sentences in form.errors.items()}


def week(*rows: tuple[int, str, str]) -> WeekForm:
    data: dict[str, str] = {}
    places = dict.fromkeys(range(7), 0)
    for weekday, begins, ends in rows:
        name = f"d{weekday}_{places[weekday]}"
        data |= {f"{name}_from": begins, f"{name}_until": ends}
        places[weekday] += 1
    return WeekForm(typed_in(data), bound=True)


@pytest.mark.parametrize(
    ("rows", "slots"),
    [
        ([], []),
        ([(0, "", "")], []),
        ([(0, "09:00", "12:00")], [Slot(0, 540, 720)]),
        ([(0, "14:00", "16:00"), (0, "09:00", "12:00")], [Slot(0, 540, 720), Slot(0, 840, 960)]),
        ([(0, "09:00", "12:00"), (0, "12:00", "13:00")], [Slot(0, 540, 720), Slot(0, 720, 780)]),
        ([(6, "20:00", "00:00")], [Slot(6, 1200, DAY)]),
        ([(5, "09:15", "09:20")], [Slot(5, 555, 560)]),
    ],
)
def test_good_weeks(rows: list[tuple[int, str, str]], slots: list[Slot]) -> None:
    form = week(*rows)
    assert form.is_valid(), form.errors
    assert form.slots == slots


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([(0, "12:00", "09:00")], {"d0_0_until": "周一：结束时间要晚于开始时间。"}),
        ([(0, "09:00", "09:00")], {"d0_0_until": "周一：结束时间要晚于开始时间。"}),
        ([(2, "09:00", "")], {"d2_0_until": "周三：这一段只写了一半：开始和结束都要写，或者删除这一段。"}),
        ([(2, "", "09:00")], {"d2_0_from": "周三：这一段只写了一半：开始和结束都要写，或者删除这一段。"}),
        ([(3, "25:00", "26:00")], {"d3_0_from": "请选一个钟点。", "d3_0_until": "请选一个钟点。"}),
        ([(3, "上午", "12:00")], {"d3_0_from": "请选一个钟点。"}),
        (
            [(4, "09:00", "12:00"), (4, "11:30", "13:00")],
            {"d4_1_until": "周五：和同一天的 9:00–12:00 重叠了，请合成一段或错开。"},
        ),
        (
            [(4, "09:00", "12:00"), (4, "09:00", "12:00")],
            {"d4_1_until": "周五：和同一天的 9:00–12:00 重叠了，请合成一段或错开。"},
        ),
    ],
)
def test_bad_weeks(rows: list[tuple[int, str, str]], errors: dict[str, str]) -> None:
    form = week(*rows)
    assert not form.is_valid()
    assert said(form) == errors


def test_rows_come_and_go_without_losing_what_was_typed() -> None:
    typed = typed_in({"d0_0_from": "9点", "d0_0_until": "", "d1_0_from": "09:00", "d1_0_until": "10:00"})
    more = with_row(typed, "0")
    assert more[0] == [("9点", ""), ("", "")]
    assert without_row(more, "d0_0")[0] == [("", "")]
    assert without_row(more, "d0_0")[1] == [("09:00", "10:00")]
    assert with_row(typed, "12; drop")[0] == [("9点", ""), ("", "")]
    for _ in range(9):
        more = with_row(more, "0")
    assert len(more[0]) == PER_DAY


def test_a_preset_is_added_once_and_drops_empty_rows() -> None:
    typed = with_row(typed_slots([Slot(0, 840, 900)]), "0")
    once = with_preset(typed, "workday_morning")
    assert once[0] == [("09:00", "12:00"), ("14:00", "15:00")]
    assert with_preset(once, "workday_morning") == once
    assert once[5] == []


def test_more_rows_than_a_day_may_have_are_not_read() -> None:
    data = {
        f"d0_{n}_{end}": f"{8 + n:02d}:{minute}" for n in range(9) for end, minute in (("from", "00"), ("until", "30"))
    }
    assert len(typed_in(data)[0]) == PER_DAY


EXCEPTION = {"kind": "away", "first": "2026-11-26", "last": "", "begins": "", "ends": ""}


@pytest.mark.parametrize(
    ("typed", "last", "hours"),
    [
        ({}, date(2026, 11, 26), None),
        ({"first": "2026-11-25"}, date(2026, 11, 25), None),
        ({"last": "2026-11-30"}, date(2026, 11, 30), None),
        ({"kind": "hours", "begins": "09:00", "ends": "11:00"}, date(2026, 11, 26), (540, 660)),
        ({"kind": "hours", "begins": "20:00", "ends": "00:00"}, date(2026, 11, 26), (1200, DAY)),
        ({"begins": "11:00", "ends": "09:00"}, date(2026, 11, 26), None),
    ],
)
def test_good_exceptions(typed: dict[str, str], last: date, hours: tuple[int, int] | None) -> None:
    form = ExceptionForm(EXCEPTION | typed, today=TODAY)
    assert form.is_valid(), form.errors
    assert (form.last_day, form.hours) == (last, hours)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"first": ""}, {"first": "请填写从哪天开始。"}),
        ({"first": "明天"}, {"first": "请按 年-月-日 填写，例如 2026-10-01。"}),
        ({"first": "2026-11-24"}, {"first": "这一天已经过去了，请选今天或以后。"}),
        ({"last": "2026-11-25"}, {"last": "结束日期要在开始日期之后。"}),
        ({"last": "2026-02-30"}, {"last": "请按 年-月-日 填写，例如 2026-10-07。"}),
        ({"kind": "hours", "ends": "11:00"}, {"begins": "请写明这几天从几点到几点方便。"}),
        ({"kind": "hours", "begins": "11:00"}, {"ends": "请写明这几天从几点到几点方便。"}),
        ({"kind": "hours", "begins": "11:00", "ends": "09:00"}, {"ends": "结束时间要晚于开始时间。"}),
    ],
)
def test_bad_exceptions(typed: dict[str, str], errors: dict[str, str]) -> None:
    form = ExceptionForm(EXCEPTION | typed, today=TODAY)
    assert not form.is_valid()
    assert said(form) == errors
