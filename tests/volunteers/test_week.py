"""The pure part: spans of a week, days unlike it, how far somebody walks, and the words for each."""

from datetime import date

import pytest

from sidan.volunteers import reach
from sidan.volunteers.week import DAY, DayOff, Preset, Slot, first_overlap, periods, preset_slots, week_lines


@pytest.mark.parametrize(
    ("slots", "overlap"),
    [
        ([], False),
        ([Slot(0, 540, 720)], False),
        ([Slot(0, 540, 720), Slot(0, 720, 800)], False),
        ([Slot(0, 540, 720), Slot(1, 540, 720)], False),
        ([Slot(0, 540, 720), Slot(0, 719, 800)], True),
        ([Slot(0, 600, 660), Slot(0, 540, 720)], True),
        ([Slot(6, 0, DAY), Slot(6, 600, 601)], True),
    ],
)
def test_overlaps(slots: list[Slot], overlap: bool) -> None:
    assert (first_overlap(slots) is not None) == overlap


def test_presets_never_overlap_each_other() -> None:
    slots = preset_slots(Preset.values)
    assert first_overlap(slots) is None
    assert len(slots) == 3 * 5 + 2 * 2
    assert preset_slots([]) == []


@pytest.mark.parametrize(
    ("slots", "lines"),
    [
        ([], []),
        (preset_slots(["workday_morning"]), ["周一至周五 9:00–12:00"]),
        (preset_slots(["weekend_morning"]), ["周六、周日 9:00–12:00"]),
        (
            preset_slots(["workday_morning", "workday_evening", "weekend_afternoon"]),
            ["周一至周五 9:00–12:00、18:00–20:30", "周六、周日 14:00–17:00"],
        ),
        ([Slot(0, 540, 600), Slot(2, 540, 600), Slot(3, 540, 600), Slot(4, 540, 600)], ["周一、周三至周五 9:00–10:00"]),
        ([Slot(1, 1200, DAY)], ["周二 20:00–24:00"]),
    ],
)
def test_week_in_words(slots: list[Slot], lines: list[str]) -> None:
    assert week_lines(slots) == lines


def test_days_that_say_the_same_are_one_period() -> None:
    away = [DayOff(date(2026, 9, 30), True, 0, DAY), DayOff(date(2026, 10, 1), True, 0, DAY)]
    hours = [DayOff(date(2026, 10, 2), False, 540, 660)]
    later = [DayOff(date(2026, 10, 4), True, 0, DAY)]
    found = list(periods([*away, *hours, *later]))
    assert [(one.first, one.last, one.days, one.what) for one in found] == [
        (date(2026, 9, 30), date(2026, 10, 1), "9月30日 周三 – 10月1日 周四", "全天不方便"),
        (date(2026, 10, 2), date(2026, 10, 2), "10月2日 周五", "只有 9:00–11:00 方便"),
        (date(2026, 10, 4), date(2026, 10, 4), "10月4日 周日", "全天不方便"),
    ]


def test_minutes_and_metres() -> None:
    assert [reach.metres(n) for n in reach.MINUTES] == [479, 718, 957, 1436, 2154]
    assert [reach.minutes(reach.metres(n)) for n in reach.MINUTES] == list(reach.MINUTES)
    assert [reach.nearest_choice(metres) for metres in (0, 500, 1500, 9000)] == [10, 10, 30, 45]
