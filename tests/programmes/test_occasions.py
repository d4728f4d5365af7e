"""The calendar that suggests themes: days by the sun, by the moon and by the solar terms."""

from datetime import date

import pytest

from sidan.programmes.occasions import occasions, of_month


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 17), "春节"),
        (date(2026, 3, 3), "元宵节"),
        (date(2026, 3, 5), "学雷锋纪念日"),
        (date(2026, 4, 5), "清明节"),
        (date(2026, 6, 19), "端午节"),
        (date(2026, 9, 25), "中秋节"),
        (date(2026, 10, 18), "重阳节"),
        (date(2027, 2, 6), "春节"),
    ],
)
def test_a_festival_is_found_on_its_day(day: date, name: str) -> None:
    assert name in [occasion.name for occasion in occasions(day, day)]


def test_a_leap_month_has_no_second_festival() -> None:
    # 2025 had a sixth month twice, 2028 has a leap fifth month: one dragon boat festival all the same.
    found = [one for one in occasions(date(2028, 1, 1), date(2028, 12, 31)) if one.name == "端午节"]
    assert [one.day for one in found] == [date(2028, 5, 28)]


def test_a_month_has_its_days_in_order() -> None:
    days = [occasion.day for occasion in of_month(date(2026, 5, 17))]
    assert days == sorted(days)
    assert {day.month for day in days} == {5}
