"""Ordering under harder conditions: without JavaScript, in large letters, in English, with mistakes."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Opens
from tests.e2e.screen import DESK, Screen

WORDS = "灯不亮了，梯子我家有"


def test_an_order_without_javascript(screen: Opens) -> None:
    resident = screen("resident", java_script_enabled=False)
    number = resident.orders("小家电维修", day=2, words=WORDS)
    resident.taps("看这张单")
    resident.sees(number, WORDS, "待核实")


def test_a_whole_order_in_large_letters(screen: Opens) -> None:
    resident = screen()
    resident.opens("/")
    resident.taps("大字版")
    expect(resident.page.locator("html")).to_have_attribute("data-view", "elder")
    resident.is_played_by("resident")
    resident.orders("小家电维修", day=2, words=WORDS)
    expect(resident.page.locator("html")).to_have_attribute("data-view", "elder")
    size = resident.main.locator("p").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)")
    assert size >= 18
    resident.taps("标准版")
    expect(resident.page.locator("html")).to_have_attribute("data-view", "normal")


def test_english_and_back(screen: Opens) -> None:
    for part, size, path in (("", DESK, "/"), ("resident", None, "/order/"), ("station_worker", DESK, "/desk/")):
        reader = screen(part, size) if size else screen(part)
        reader.opens(path)
        reader.taps("EN English")
        expect(reader.page.locator("html")).to_have_attribute("lang", "en")
        assert reader.page.evaluate("document.querySelector('h1').innerText.length") > 0
        reader.taps("中文")
        expect(reader.page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_a_day_in_the_past_is_answered_with_a_sentence(resident: Screen) -> None:
    resident.opens("/order/?item=appliance")
    resident.picks("别的日子")
    resident.writes_date("别的日子", "2026-03-01")
    resident.picks("上午", exact=False)
    resident.taps("下一步")
    resident.sees("这个时间已经过去了，请选以后的时间。")
    expect(resident.main.get_by_label("别的日子").last).to_have_value("2026-03-01")


def test_a_photo_too_large_is_answered_with_a_sentence(resident: Screen, tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    large.write_bytes(b"\xff\xd8\xff" + bytes(10 * 1024 * 1024))
    resident.orders_as_far_as_the_last_page("小家电维修", day=2, words=WORDS)
    resident.main.get_by_label("照片").set_input_files(large)
    resident.picks("我同意", exact=False)
    resident.taps("确认点单")
    resident.sees("照片", re.compile(r"\d+ ?MB"), WORDS)
    expect(resident.main.get_by_role("checkbox")).to_be_checked()
    resident.taps("确认点单")
    resident.sees("收到了，谢谢您")


def test_two_taps_on_the_last_button_are_one_order(resident: Screen) -> None:
    resident.orders_as_far_as_the_last_page("小家电维修", day=2, words=WORDS)
    resident.picks("我同意", exact=False)
    resident.sends_twice(resident.main.locator("form"))
    resident.opens("/orders/")
    expect(resident.main.get_by_role("link").filter(has_text="小家电维修")).to_have_count(1)
