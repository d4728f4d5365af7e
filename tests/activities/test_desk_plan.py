"""Planning at the desk: entered once, each No with what to do instead, nothing typed lost."""

from datetime import date, timedelta
from typing import Any

import pytest

from sidan.activities import actions
from sidan.activities.models import Session
from sidan.core.clock import local
from sidan.programmes.models import Brand, Goal, MonthTheme, YearPlan
from tests.activities.conftest import Hall
from tests.activities.pages import AT, plan, soup, told

NEW = f"{AT}new/"


def post(hall: Hall, **more: str) -> Any:
    return hall.cast.client(hall.cast.keeper).post(NEW, plan(**more))


def typed(response: Any, name: str) -> str:
    field = soup(response).find("input", {"name": name})
    return str(field["value"]) if field and field.has_attr("value") else ""


def buttons(response: Any) -> dict[str, str]:
    """What may be tapped instead: words and what they fill in."""
    return {one.get_text(strip=True): str(one["value"]) for one in soup(response).find_all("button", {"name": "use"})}


def test_one_form_makes_the_activity_its_session_and_its_place_in_the_plan(hall: Hall) -> None:
    street = YearPlan.objects.create(station=hall.cast.street, year=2026, made_at=hall.cast.now)
    Goal.objects.create(plan=street, kind="class", wanted=40)
    own = YearPlan.objects.create(station=hall.cast.first, year=2026, made_at=hall.cast.now)
    goal = Goal.objects.create(plan=own, kind="class", wanted=12)
    theme = MonthTheme.objects.create(station=hall.cast.street, month=date(2026, 11, 1), title="孝老爱亲")
    brand = Brand.objects.create(station=hall.cast.first, name="小微学堂", started_on=date(2024, 1, 1))
    page = post(hall, facility=hall.facility.public_id, brand=brand.public_id, led_by="第一社区", helped_by="物业")
    session = Session.objects.select_related("activity", "facility").get()
    assert page["Location"] == f"{AT}{session.public_id}/"
    made = session.activity
    assert (made.goal, made.theme, made.brand) == (goal, theme, brand)
    assert (made.led_by, made.helped_by, made.group_most) == ("第一社区", "物业", 2)
    assert (session.facility, session.place, session.seats, session.minutes) == (hall.facility, "", 3, 90)
    shown = told(hall.cast.client(hall.cast.keeper).get(page["Location"]))
    for words in ("2026年计划：课程班12场", "月度主题“孝老爱亲”", "小微学堂", "社区牵头第一社区"):
        assert words in shown


def test_the_form_names_the_theme_of_the_month_before_anything_is_typed(hall: Hall) -> None:
    MonthTheme.objects.create(station=hall.cast.street, month=date(2026, 11, 1), title="孝老爱亲")
    page = hall.cast.client(hall.cast.keeper).get(NEW)
    assert "这个月的主题是“孝老爱亲”" in told(page)
    assert typed(page, "day") == "2026-11-26"
    assert typed(page, "station") == "first"


def test_what_the_room_is_taken_for_is_shown_before_anything_is_decided(hall: Hall) -> None:
    hall.planned(title="合唱排练", facility=hall.facility)
    wanted = actions.Wanted(hall.facility, [(hall.at(hour=15), hall.at(hour=16))], "跳棋比赛")
    actions.ask(wanted, hall.doing(hall.cast.resident))
    shown = told(post(hall, do="check", facility=hall.facility.public_id, at="13:00", until="14:00"))
    assert "“一楼讲堂”11月27日" in shown
    assert "09:00–10:30合唱排练" in shown
    assert "15:00–16:00跳棋比赛（有人预约，还没批）" in shown
    assert "这个时间已经有安排" not in shown
    assert Session.objects.count() == 1


def test_an_overlapping_booking_offers_the_next_free_time_in_one_tap(hall: Hall) -> None:
    hall.planned(title="合唱排练", facility=hall.facility)
    page = post(hall, facility=hall.facility.public_id, at="10:00", until="11:00")
    assert "11月27日09:00–10:30已经安排了“合唱排练”" in told(page)
    assert typed(page, "title") == "书画班"
    ways = buttons(page)
    assert [*ways] == ["换到 11月27日 10:30–11:30", "换到 11月28日 10:00–11:00"]
    again = post(
        hall, facility=hall.facility.public_id, at="10:00", until="11:00", use=ways["换到 11月27日 10:30–11:30"]
    )
    assert (typed(again, "at"), typed(again, "until"), typed(again, "title")) == ("10:30", "11:30", "书画班")
    assert Session.objects.count() == 1
    assert post(hall, facility=hall.facility.public_id, at="10:30", until="11:30").status_code == 302


def test_a_series_is_offered_a_time_at_which_all_its_days_are_free(hall: Hall) -> None:
    """The second Friday is taken until noon."""
    hall.planned(hall.at(days=9, hour=10, minute=30), title="集市", minutes=90, facility=hall.facility)
    weekly = {"repeat": "weekly", "last_day": "2026-12-11", "facility": hall.facility.public_id, "at": "10:00"}
    page = post(hall, **weekly, until="11:00")
    assert "12月4日10:30–12:00已经安排了“集市”" in told(page)
    assert "换到 11月27日 12:00–13:00" in buttons(page)
    assert post(hall, **weekly | {"at": "12:00"}, until="13:00").status_code == 302
    assert Session.objects.filter(title="书画班").count() == 3


def test_a_lecturer_booked_twice_can_be_moved_or_replaced(hall: Hall) -> None:
    other = actions.add_lecturer(hall.cast.first, {"name": "高山", "background": "expert"}, hall.doing())
    hall.planned(title="防诈骗", lecturer=hall.lecturer)
    lecture = {"kind": "lecture", "lecture_format": "hall", "lecturer": hall.lecturer.public_id}
    page = post(hall, **lecture)
    assert "宣讲员马兰在11月27日09:00–10:30要讲“防诈骗”" in told(page)
    ways = buttons(page)
    assert ways["换成 高山"] == f"lecturer={other.public_id}"
    again = post(hall, **lecture, use=ways["换成 高山"])
    picked = soup(again).select_one("select[name=lecturer] option[selected]")
    assert picked is not None
    assert picked["value"] == other.public_id


@pytest.mark.parametrize(
    ("values", "sentence", "way"),
    [
        ({"at": "10:00", "until": "09:00"}, "结束时间要在开始时间之后", "结束改成 11:30"),
        ({"repeat": "weekly"}, "重复的活动要写明到哪一天为止", "办到 2026-12-31 为止"),
        ({"repeat": "daily", "last_day": "2026-11-01"}, "最后一天要在第一次之后", "办到 2026-12-31 为止"),
        ({"day": "2026-11-20"}, "已经过去了", "换到 11月26日 09:00–10:30"),
        ({"repeat": "daily", "last_day": "2027-10-31"}, "超过200场", "办到 2027-06-14 为止"),
        ({"repeat": "monthly", "last_day": "2028-06-01"}, "最多排到一年以后", "办到 2027-11-29 为止"),
    ],
)
def test_bad_times_are_told_in_plain_words_with_a_way_out(
    hall: Hall, values: dict[str, str], sentence: str, way: str
) -> None:
    page = post(hall, **values)
    assert sentence in told(page)
    assert way in buttons(page)
    assert typed(page, "title") == "书画班"
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": ""}, "请写活动名称"),
        ({"place": ""}, "请选一个场地，或者写明在哪里"),
        ({"seats": ""}, "请写明有多少个名额"),
        ({"seats": "-3"}, "名额至少1个"),
        ({"day": "下周五"}, "日期请写成2026-03-05这样"),
        ({"at": "早上"}, "钟点请写成14:30这样"),
        ({"kind": "lecture"}, "宣讲请选一种形式"),
        ({"kind": "lecture", "lecture_format": "hall"}, "请选宣讲员"),
        ({"kind": "lecture", "lecture_format": "online"}, "线上宣讲请写上链接"),
        ({"kind": "lecture", "lecture_format": "online", "link": "javascript:1"}, "有效的URL"),
        ({"kind": "film"}, "放电影请写上片名"),
        ({"facility": "zzzz"}, "选择一个有效的选项"),
    ],
)
def test_each_missing_or_wrong_field_has_its_sentence(hall: Hall, values: dict[str, str], sentence: str) -> None:
    page = post(hall, **values)
    assert sentence in told(page)
    assert not Session.objects.exists()


def test_a_room_too_small_offers_as_many_seats_as_it_has(hall: Hall) -> None:
    page = post(hall, facility=hall.facility.public_id, seats="60")
    assert "最多坐40人" in told(page)
    assert buttons(page)["名额改成 40"] == "seats=40"


def test_a_holiday_is_a_warning_with_another_day_and_whoever_insists_may(hall: Hall) -> None:
    page = post(hall, day="2027-01-01")
    assert "1月1日是元旦" in told(page)
    assert [*buttons(page)] == ["换到 1月2日 09:00–10:30"]
    assert not Session.objects.exists()
    assert post(hall, day="2027-01-01", kind="festival").status_code == 302
    assert post(hall, day="2027-01-01", do="anyway").status_code == 302
    assert Session.objects.count() == 2


def test_a_series_can_skip_its_holidays(hall: Hall) -> None:
    series = {"repeat": "weekly", "day": "2026-12-18", "last_day": "2027-01-08"}
    page = post(hall, **series)
    assert "1月1日是元旦" in told(page)
    assert "跳过这1场，排其余的" in told(page)
    assert post(hall, **series, do="skip").status_code == 302
    days = [local(one.starts_at).date().isoformat() for one in Session.objects.order_by("starts_at")]
    assert days == ["2026-12-18", "2026-12-25", "2027-01-08"]


def test_one_tap_of_the_button_or_two_makes_one_activity(hall: Hall) -> None:
    client = hall.cast.client(hall.cast.keeper)
    first, second = (client.post(NEW, plan(form_key="k" * 16)) for _n in range(2))
    assert first["Location"] == second["Location"]
    assert Session.objects.count() == 1


def test_an_online_talk_and_a_film_carry_what_they_need(hall: Hall) -> None:
    online = {"kind": "lecture", "lecture_format": "online", "link": "https://example.org/talk", "place": ""}
    assert post(hall, **online, lecturer=hall.lecturer.public_id).status_code == 302
    session = Session.objects.get()
    assert (session.link, session.place, session.lecturer) == ("https://example.org/talk", "线上", hall.lecturer)
    assert post(hall, kind="film", film="上甘岭", day="2026-11-28", entry="open").status_code == 302
    film = Session.objects.get(film="上甘岭")
    assert (film.seats, film.ends_at - film.starts_at) == (None, timedelta(minutes=90))


def test_a_worker_of_the_street_plans_for_any_of_its_stations_and_a_keeper_only_for_the_own(hall: Hall) -> None:
    assert post(hall, station="second").status_code == 200
    client = hall.cast.client(hall.cast.street_worker)
    assert client.post(NEW, plan(station="second")).status_code == 302
    assert Session.objects.get().station == hall.cast.second


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_no_days(hall: Hall, day: str) -> None:
    (session,) = hall.planned(title="书画班")
    keeper = hall.cast.client(hall.cast.keeper)
    for address, do in (
        (NEW, "check"),
        (f"{AT}{session.public_id}/change/", "check"),
        (f"{AT}{session.public_id}/copy/", "copy"),
    ):
        page = keeper.post(address, plan(day=day) | {"do": do})
        assert "日期请写成 2026-03-05 这样" in page.content.decode(), address
    assert Session.objects.get().starts_at == session.starts_at
