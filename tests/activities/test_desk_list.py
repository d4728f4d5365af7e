"""The desk's list and week: the next first, each filter does what it says, and a hundred rows cost what one does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sidan.activities import actions
from sidan.activities.models import Session
from sidan.programmes.models import Brand
from tests.activities.conftest import Hall
from tests.activities.pages import AT, soup, told


def titles(response: Any) -> list[str]:
    return [one.get_text() for one in soup(response).select("a[data-go]")]


def listed(hall: Hall, query: str = "") -> list[str]:
    return titles(hall.cast.client(hall.cast.keeper).get(f"{AT}?{query}"))


def test_the_next_stands_first_week_by_week(hall: Hall) -> None:
    for days, title in ((16, "第三周"), (2, "本周的"), (9, "下周的")):
        hall.planned(hall.at(days=days), title=title)
    page = hall.cast.client(hall.cast.keeper).get(AT)
    assert titles(page) == ["本周的", "下周的", "第三周"]
    heads = [one.get_text() for one in soup(page).select(".week-title")]
    assert heads == ["本周 11月23日—11月29日", "下周 11月30日—12月6日", "12月7日—12月13日"]


def test_each_filter_and_the_search_do_what_they_say(hall: Hall) -> None:
    brand = Brand.objects.create(station=hall.cast.first, name="小微学堂", started_on=hall.cast.now.date())
    hall.planned(title="书画班", brand=brand)
    hall.published(
        title="民法典", kind="lecture", lecture_format="hall", lecturer=hall.lecturer, facility=hall.facility
    )
    assert listed(hall, "q=民法") == ["民法典"]
    assert listed(hall, "q=一楼") == ["民法典"]
    assert listed(hall, "kind=class") == ["书画班"]
    assert listed(hall, "state=published") == ["民法典"]
    assert listed(hall, f"brand={brand.public_id}") == ["书画班"]
    assert listed(hall, f"lecturer={hall.lecturer.public_id}") == ["民法典"]
    assert listed(hall, "format=hall") == listed(hall, "format=any") == ["民法典"]
    assert listed(hall, f"facility={hall.facility.public_id}") == ["民法典"]
    assert listed(hall, "station=second") == []
    assert listed(hall, "kind=nonsense&page=99&year=9999999") == ["书画班", "民法典"]
    assert "没有这样的场次" in told(hall.cast.client(hall.cast.keeper).get(f"{AT}?q=没有的"))


def test_what_is_over_waits_to_be_closed_and_then_belongs_to_the_past(hall: Hall) -> None:
    session = hall.published()
    hall.cast.clock.move(days=3)
    page = hall.cast.client(hall.cast.keeper).get(f"{AT}?tab=open")
    assert titles(page) == ["书画班"]
    assert "等着记录1" in told(page)
    actions.finish(hall.fresh(session), hall.doing(), head_count=5)
    assert listed(hall, "tab=open") == []
    assert listed(hall, "tab=past") == ["书画班"]
    assert listed(hall) == []


def test_a_cancelled_session_is_asked_for_by_name(hall: Hall) -> None:
    actions.cancel(hall.published(), hall.doing(reason="下大雪"))
    assert listed(hall) == []
    assert listed(hall, "state=cancelled") == ["书画班"]


def test_nobody_sees_what_another_station_plans(hall: Hall) -> None:
    hall.planned()
    assert titles(hall.cast.client(hall.cast.second_keeper).get(AT)) == []
    assert titles(hall.cast.client(hall.cast.street_worker).get(AT)) == ["书画班"]


def test_the_empty_list_says_what_to_do(hall: Hall) -> None:
    page = hall.cast.client(hall.cast.keeper).get(AT)
    assert "还没有排活动" in told(page)
    assert soup(page).find("a", {"href": f"{AT}new/"})
    assert not soup(hall.cast.client(hall.cast.auditor).get(AT)).find("a", {"href": f"{AT}new/"})


def test_the_week_stands_in_days_and_hours(hall: Hall) -> None:
    hall.published(facility=hall.facility)
    hall.planned(hall.at(days=2, hour=19, minute=30), title="合唱")
    page = hall.cast.client(hall.cast.keeper).get(f"{AT}week/")
    rows = {str(tr.th.get_text()): tr for tr in soup(page).select(".week-table tbody tr") if tr.th}
    friday = rows["09:00"].find_all("td")[4]
    assert friday["data-day"] == "11月27日 周五"
    assert "09:00–10:30书画班一楼讲堂" in "".join(friday.get_text().split())
    assert "合唱" in rows["19:00"].get_text()
    assert "还没有活动" in told(hall.cast.client(hall.cast.keeper).get(f"{AT}week/?week=2027-03-01"))
    assert "11月23日—11月29日" in told(hall.cast.client(hall.cast.keeper).get(f"{AT}week/print/"))


@pytest.mark.parametrize("address", ["", "?tab=past", "week/", "week/print/", "lectures"])
def test_thirty_rows_cost_what_one_costs(hall: Hall, address: str) -> None:
    path = "/desk/lectures/" if address == "lectures" else AT + address
    client = hall.cast.client(hall.cast.street_worker)

    def cost() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    _one_of_each(hall, 0)
    once = cost()
    for number in range(1, 15):
        _one_of_each(hall, number)
    assert Session.objects.count() == 30
    assert cost() == once


def _one_of_each(hall: Hall, number: int) -> None:
    """A talk that was held and one to come, in places and by lecturers of their own."""
    doing = hall.doing()
    speaker = actions.add_lecturer(hall.cast.first, {"name": "讲师", "background": "cadre"}, doing)
    talk = {"kind": "lecture", "lecture_format": "hall", "lecturer": speaker, "seats": 2}
    for hour in (9, 14):
        (session,) = hall.planned(hall.at(hour=hour), title=f"讲{number}", **talk)
        actions.publish(session, doing)
        for _n in range(3):
            actions.sign_up(hall.fresh(session), hall.guest(), doing)
    gone = {
        "state": "done",
        "starts_at": hall.cast.now - timedelta(days=2),
        "ends_at": hall.cast.now - timedelta(days=1),
    }
    Session.objects.filter(pk=session.pk).update(**gone)
