"""One order through five people's hands: said, verified, asked, declined, asked again, taken, done and rated."""

import re

from tests.e2e.conftest import Opens
from tests.e2e.play import FRIDAY, VOLUNTEER, accepts, declines, serves
from tests.e2e.screen import DESK, Screen
from tests.e2e.street import Street

ITEM = "代办代购取药"


def test_five_roles_close_an_order(screen: Opens, street: Street, resident: Screen, worker: Screen) -> None:
    number = resident.orders(ITEM, day=2, words="降压药快吃完了，药单在桌上")
    resident.taps("看这张单")
    resident.sees("待核实", number, "降压药快吃完了")
    its_page = resident.path

    at_the_desk = worker.looks_up(number)
    worker.taps("核实通过")
    worker.asks_only(VOLUNTEER)

    declines(screen("volunteer"), ITEM)
    resident.opens(its_page)
    resident.sees("待接单")
    resident.does_not_see("婉拒")  # who said no is nobody's business

    # Nobody is being asked any more: the clock asks the next best, and when these keep silent, others.
    street.later(minutes=5)
    worker.opens(at_the_desk)
    first = worker.being_asked()
    assert first
    street.later(hours=5)
    worker.is_played_by("station_worker")  # a desk that nobody touched for an hour was signed out
    worker.opens(at_the_desk)
    worker.sees("已到期")
    second = worker.being_asked()
    assert second
    assert not set(first) & set(second)

    volunteer = screen()
    volunteer.signs_in(street.number_of(*second[0]))
    volunteer.opens("/volunteer/offers/")
    assert "王*" in volunteer.offer(ITEM, "3月6日").inner_text()
    volunteer.does_not_see("王桂芬", "1号楼1单元101", "药单在桌上")
    accepts(volunteer, ITEM)
    volunteer.sees("王桂芬", "1号楼1单元101", "药单在桌上")

    street.set_clock(FRIDAY)
    resident.opens(its_page)
    resident.sees("已接单", "服务码")
    volunteer.opens("/day/")
    volunteer.taps("核对码和步骤")
    volunteer.sees(resident.counter_code())
    serves(volunteer, ITEM, resident.service_code())
    volunteer.does_not_see("王桂芬", "1号楼1单元101")  # the door is theirs again

    resident.opens(its_page)
    resident.rates("非常满意", tags=["准时"], words="跑得快，还把药盒摆好了")
    resident.sees("谢谢您的评价")
    resident.opens(its_page)
    resident.sees("已完成")

    street_worker = screen("street_worker", DESK)
    street_worker.looks_up(number)
    street_worker.sees("已完成", "跑得快，还把药盒摆好了")


def test_the_street_sees_on_its_board_what_waits_too_long(screen: Opens) -> None:
    street_worker = screen("street_worker", DESK)
    street_worker.sees("济微路", "已超时")
    street_worker.taps(re.compile(ITEM), within=street_worker.section("超过时限、上报到街道的单"))
    street_worker.sees("走到哪一步了", "已上报街道", "超过时限")
