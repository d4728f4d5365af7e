"""评单: a bad word is called back and made good; a link in a message is enough to rate, once."""

import re

from tests.e2e.conftest import Opens
from tests.e2e.play import FRIDAY, ON_FRIDAY, VOLUNTEER, accepts, serves
from tests.e2e.screen import Screen
from tests.e2e.street import Street

SERVED = "代办代购取药"  # yesterday, for the demo's resident; not yet rated
NEIGHBOUR = ("陈*", "5308")


def test_a_bad_rating_is_called_back_and_the_service_arranged_anew(
    screen: Opens, street: Street, resident: Screen, worker: Screen
) -> None:
    resident.taps("评一评")
    resident.picks("很不满意")
    resident.writes("还想说点什么？", "东西买错了")
    resident.taps("评好了")
    resident.sees("记下了，对不起", "给您回电话")

    worker.opens("/desk/callbacks/")
    worker.main.get_by_role("row").filter(has_text="王*").get_by_role("link").click()
    worker.taps("查看电话")
    worker.sees("169 0000 0001", "哪里没有做好")
    worker.picks("没有解决，重新安排服务")
    worker.picks("后天 周五")
    worker.writes("居民怎么说的", "药买错了，要重新买一次")
    worker.taps("记下结果")
    worker.sees("回访已记下")

    resident.opens("/orders/")
    resident.taps(re.compile(f"{SERVED}.*重新安排"), within=resident.main)
    resident.sees("正在为您重新安排")
    its_page, number = resident.path, resident.number()

    worker.looks_up(number)
    worker.asks_only(VOLUNTEER, NEIGHBOUR)
    neighbour = screen()
    neighbour.signs_in(street.number_of(*NEIGHBOUR))
    pair = [screen("volunteer"), neighbour]
    for each in pair:
        accepts(each, SERVED, ON_FRIDAY)
    street.set_clock(FRIDAY)
    resident.opens(its_page)
    code = resident.service_code()
    for each in pair:
        serves(each, SERVED, code)
    resident.opens(its_page)
    resident.rates("满意", words="这回对了")
    resident.opens(its_page)
    resident.sees("已完成")


def test_the_link_of_a_message_rates_once_and_without_signing_in(screen: Opens, resident: Screen) -> None:
    resident.opens("/notices/")
    resident.taps(re.compile(f"{SERVED} 已完成"), within=resident.main)
    resident.is_at(re.compile(r"/rate/.+/$"))
    link = resident.path

    anybody = screen()
    anybody.opens(link)
    anybody.does_not_see("王桂芬", "1单元101")  # the link says what was done, not for whom
    anybody.picks("非常满意")
    anybody.taps("评好了")
    anybody.sees("谢谢您的评价")
    anybody.opens(link)
    anybody.sees("这个链接已经用过，或者过期了")
