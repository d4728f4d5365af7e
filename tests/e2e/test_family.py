"""A daughter orders for her mother, and speaks for her at the end."""

import re

from tests.e2e.conftest import Opens
from tests.e2e.play import Visit
from tests.e2e.screen import Screen
from tests.e2e.street import Street

ITEM = "代办代购取药"


def test_the_daughter_orders_and_rates_for_her_mother(
    screen: Opens, street: Street, resident: Screen, worker: Screen
) -> None:
    daughter, mother = screen("family"), resident
    number = daughter.orders(ITEM, day=2, whom="王桂芬", words="妈妈的药快没了")
    daughter.taps("看这张单")
    its_page = daughter.path
    daughter.sees("为谁", "王桂芬")

    mother.opens("/orders/")
    mother.taps(re.compile(f"{ITEM}.*3月6日"), within=mother.main)
    mother.is_at(its_page)
    mother.sees(number, "妈妈的药快没了", "家人")

    visit = Visit(street, worker, screen("volunteer"))
    visit.is_arranged(number, ITEM)
    daughter.opens(its_page)
    visit.is_done(ITEM, daughter.service_code())

    daughter.opens(its_page)
    daughter.rates("满意", words="谢谢，妈妈很高兴")
    daughter.sees("谢谢您的评价")
    worker.is_played_by("station_worker")
    worker.looks_up(number)
    worker.sees("已评单", "家人代评")
