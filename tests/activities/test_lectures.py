"""Talks in figures: every number is counted from what was held, and leads to exactly those sessions."""

from typing import Any

from sidan.activities import actions
from sidan.activities.models import Lecturer, Session
from sidan.people.models import Reveal
from tests.activities.conftest import Hall
from tests.activities.pages import soup, text, told

LECTURES = "/desk/lectures/"


def held(hall: Hall, form: str, hour: int, **values: Any) -> Session:
    talk = {"kind": "lecture", "lecture_format": form, "lecturer": hall.lecturer, "film": "上甘岭", "minutes": 45}
    session = hall.published(hall.at(hour=hour), **talk | values)
    Session.objects.filter(pk=session.pk).update(state="done")
    return session


def test_the_year_is_counted_by_format_lecturer_place_and_audience(hall: Hall) -> None:
    for hour, name in enumerate(("hall", "hall", "bench", "film"), 9):
        held(hall, name, hour, facility=hall.facility if name == "hall" else None, audience="elders")
    hall.published(hall.at(hour=15), kind="lecture", lecture_format="corner", lecturer=hall.lecturer)
    hall.planned(hall.at(hour=17))  # no talk
    client = hall.cast.client(hall.cast.keeper)
    page = client.get(LECTURES)
    assert "4场·3种形式" in told(page)
    assert "另有1场排好了还没办" in told(page)
    counts = {
        " ".join(th.get_text(strip=True) for th in tr.select("th")): tr.td.get_text(strip=True)
        for tr in soup(page).select(".count-table tr")
        if tr.td
    }
    expected = {"讲堂": "2 场", "板凳": "1 场", "观影": "1 场", "线上": "0", "退休党员": "4 场", "老年人": "4 场"}
    assert expected.items() <= counts.items()
    assert (counts["一楼讲堂"], counts["马兰"]) == ("2 场", "4 场")
    for link in soup(page).select(".count-table a, .lead a"):
        shown = client.get(str(link["href"]))
        n = int(link.get_text().split()[0])
        assert len(soup(shown).select("a[data-go]")) == n, link
    assert "0场·0种形式" in told(client.get(f"{LECTURES}?year=2025"))


def test_a_lecturer_is_registered_changed_and_let_go(hall: Hall) -> None:
    client = hall.cast.client(hall.cast.keeper)
    typed = {
        "station": "first",
        "name": "高山",
        "phone": "16655550009",
        "background": "cadre",
        "topics": "民法典\n\n防诈骗",
    }
    page = client.post(f"{LECTURES}lecturers/new/", typed, follow=True)
    assert "民法典、防诈骗" in told(page)
    assert "166****0009" in told(page)
    assert "16655550009" not in text(page)
    one = Lecturer.objects.get(background="cadre")
    change = f"{LECTURES}lecturers/{one.public_id}/change/"
    assert "16655550009" not in text(client.get(change))
    client.post(change, {"name": "高山", "background": "expert", "topics": "", "shows_name": "on", "phone": ""})
    one.refresh_from_db()
    assert (one.background, one.phone, one.public_name) == ("expert", "16655550009", "高山")
    assert "请填写姓名" in told(client.post(change, {"name": "", "background": "expert"}))
    client.post(f"{LECTURES}lecturers/{one.public_id}/end/")
    assert "高山" not in text(client.get(LECTURES))
    assert "已退出" in told(client.get(f"{LECTURES}lecturers/{one.public_id}/"))


def test_the_pool_stands_by_background_with_topics_and_talks(hall: Hall) -> None:
    held(hall, "hall", 9)
    page = told(hall.cast.client(hall.cast.keeper).get(LECTURES))
    assert "民法典、防诈骗讲过1场" in page
    assert "还没有宣讲员" in told(hall.cast.client(hall.cast.second_keeper).get(LECTURES))


def test_a_street_lecturer_can_be_asked_by_every_community(hall: Hall) -> None:
    actions.add_lecturer(hall.cast.street, {"name": "街道讲师", "background": "cadre"}, hall.doing())
    page = hall.cast.client(hall.cast.keeper).get("/desk/activities/new/?kind=lecture")
    assert "街道讲师（领导干部）" in text(page)
    assert "马兰（退休党员）" in text(page)
    assert "马兰" not in text(hall.cast.client(hall.cast.second_keeper).get("/desk/activities/new/"))


def test_talks_of_another_community_are_not_counted(hall: Hall) -> None:
    held(hall, "bench", 9, station=hall.cast.second)
    assert "0场·0种形式" in told(hall.cast.client(hall.cast.keeper).get(LECTURES))
    assert "1场·1种形式" in told(hall.cast.client(hall.cast.street_worker).get(LECTURES))


def test_a_number_is_shown_once_and_each_look_is_written_down_first(hall: Hall) -> None:
    cast, one = hall.cast, hall.lecturer
    Lecturer.objects.filter(pk=one.pk).update(phone="16655550009", person=cast.neighbour)
    keeper, address = cast.client(cast.keeper), f"{LECTURES}lecturers/{one.public_id}/"
    assert "166****0009" in text(keeper.get(address))
    shown = keeper.post(f"{address}reveal/")
    assert "166 5555 0009" in text(shown)
    assert "谁看过电话" in told(shown)
    assert (one.looks.get().by, Reveal.objects.get().person) == (cast.keeper, cast.neighbour)
    assert "0009" in text(keeper.get(address))
    assert "166 5555 0009" not in text(keeper.get(address))
    assert keeper.get(f"{address}reveal/").status_code == 302
    cast.client(cast.street_worker).post(f"{address}reveal/")  # whom the station's keeper may not look up
    assert len(soup(keeper.get(address)).select("details li")) == 2
    Lecturer.objects.filter(pk=one.pk).update(phone="")
    assert "没有留电话" in told(keeper.post(f"{address}reveal/", follow=True))
    assert one.looks.count() == 2
