"""The station's desk: a telephone in one hand, a keyboard under the other; and what was written on paper."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Opens
from tests.e2e.screen import DESK, Screen


def test_a_call_is_taken_down_with_the_keyboard_alone(worker: Screen) -> None:
    worker.opens("/desk/")
    keys = worker.page.keyboard
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    second = worker.main.get_by_role("row").nth(2).get_by_role("link")
    expect(second).to_be_focused()
    keys.press("Enter")
    worker.is_at(re.compile(r"/desk/orders/\w+/$"))

    worker.opens("/desk/intake/")
    worker.types("没见过的人")
    worker.sees("没有找到“没见过的人”", "新居民")
    worker.tabs_to("电话")
    keys.type("16911112222")
    worker.tabs_to("小区")
    keys.press("ArrowDown")
    worker.tabs_to("楼号")
    keys.type("9号楼9单元901")
    worker.tabs_to("输入几个字，筛出服务")
    keys.type("理发")
    keys.press("Enter")
    expect(worker.main.get_by_role("radio", name="爱心理发")).to_be_checked()
    worker.tabs_to("补充说明")
    keys.type("腿脚不便，请上门")
    worker.tabs_to("已念给居民听，居民口头同意")
    keys.press("Space")
    worker.tabs_to("登记并核实")
    keys.press("Enter")
    worker.sees("已登记，请把单号念给居民听", "爱心理发")


def test_a_known_caller_and_a_former_order_again(worker: Screen) -> None:
    worker.opens("/desk/intake/")
    worker.types("0001")
    worker.taps("就是这位", within=worker.main.get_by_role("listitem").filter(has_text="王*"))
    worker.sees("王桂芬", "以前点过")
    former = worker.main.get_by_role("listitem").filter(has_text="已完成").first
    worker.taps("再来一单", within=former)
    expect(worker.main.get_by_role("radio", name="爱心理发")).to_be_checked()
    worker.taps("登记并核实")
    worker.sees("已登记，请把单号念给居民听")
    worker.taps("现在就派单")
    worker.sees("请谁去")


def test_a_paper_sheet_is_typed_by_one_and_confirmed_by_another(screen: Opens, worker: Screen) -> None:
    worker.opens("/desk/sheets/new/")
    worker.writes_line(0, "王桂芬 0001", "爱心理发", "周淑敏", "9:00", "40")
    worker.writes_line(1, "没有这个人", "爱心理发", "周淑敏", "9:50", "40")
    worker.taps("录入，请同事确认")
    worker.sees("没有找到“没有这个人”")
    expect(worker.main.get_by_label("居民姓名或电话").nth(0)).to_have_value("王桂芬 0001")
    worker.writes_line(1, "", "", "", "", "")
    worker.taps("录入，请同事确认")
    worker.sees("已录入 1 行", "是您录的，要请另一位同事")
    expect(worker.finds("和纸上一样，确认")).to_have_count(0)

    other = screen("second_worker", DESK)
    other.opens(worker.path)
    other.taps("和纸上一样，确认")
    other.sees("已确认，1 次服务记下了")
