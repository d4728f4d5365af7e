"""Small rules of core, read as tables."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidan.core.clock import LOCAL
from sidan.core.ids import check_digit, order_number, public_id
from sidan.core.masking import mask_name, mask_phone, mask_text
from sidan.core.phone import clean_phone, is_mobile
from sidan.core.workdays import add_workdays, is_workday, subtract_workdays


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("13800000001", "13800000001"),
        ("138 0000 0001", "13800000001"),
        ("+86 138-0000-0001", "13800000001"),
        ("１３８００００００１２", "13800000012"),
        ("0531-5550100", "05315550100"),
        ("（0531）5550100", "05315550100"),
        ("12345", None),
        ("1380000000", None),
        ("138000000011", None),
        ("张大爷", None),
        ("", None),
    ],
)
def test_numbers_as_people_type_them(typed: str, clean: str | None) -> None:
    assert clean_phone(typed) == clean


def test_a_landline_is_no_mobile() -> None:
    assert (is_mobile("13800000001"), is_mobile("05315550100")) == (True, False)


def test_masks_leave_enough_to_talk_about_somebody() -> None:
    assert [mask_name("张秀英"), mask_name("欧阳娜娜"), mask_name("")] == ["张*", "欧*", ""]
    assert [mask_phone("13812345678"), mask_phone("123"), mask_phone("")] == ["138****5678", "***", ""]
    said = "打我女儿 138 1234 5678 或者 13912345678，门牌 301"
    assert mask_text(said) == "打我女儿 138****5678 或者 139****5678，门牌 301"


@given(st.integers(10_000_000, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_a_misread_digit_is_noticed(digits: int, place: int, slip: int) -> None:
    number = f"{digits}{check_digit(str(digits))}"
    wrong = number[:place] + str((int(number[place]) + slip) % 10) + number[place + 1 :]
    assert check_digit(wrong[:-1]) != wrong[-1]


def test_ids_do_not_repeat_or_confuse() -> None:
    ids = {public_id() for _number in range(2000)}
    assert len(ids) == 2000
    assert not set("01ilo") & set("".join(ids))
    assert len(order_number()) == 11


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-25T10:00", 1, "2026-11-26T10:00"),
        ("2026-11-27T10:00", 1, "2026-11-30T10:00"),  # over a weekend
        ("2026-11-28T22:00", 1, "2026-12-01T09:00"),  # a Saturday night counts from Monday morning
        ("2026-09-30T10:00", 1, "2026-10-08T10:00"),  # over the national holiday
        ("2026-11-25T10:00", 5, "2026-12-02T10:00"),
    ],
)
def test_working_days(start: str, days: int, end: str) -> None:
    assert add_workdays(at(start), days) == at(end)


def test_a_shifted_sunday_is_a_working_day_and_far_years_know_weekends() -> None:
    assert is_workday(datetime(2026, 10, 10).date())  # noqa: DTZ001  (a date, not a moment)
    assert [is_workday(datetime(2099, 6, day).date()) for day in (5, 6, 7)] == [True, False, False]  # noqa: DTZ001


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), st.integers(1, 15), st.integers(-3000, 3000))  # noqa: DTZ001
def test_looking_back_finds_exactly_what_is_late(start: datetime, days: int, minutes: int) -> None:
    """The query's limit and the page's clock agree about every moment."""
    from datetime import timedelta

    placed = start.replace(tzinfo=LOCAL)
    now = add_workdays(placed, days) + timedelta(minutes=minutes)
    assert (placed <= subtract_workdays(now, days)) == (add_workdays(placed, days) <= now)
