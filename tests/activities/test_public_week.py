"""The week for everybody: the same few statements however much there is, and nothing personal on any of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidan.activities import actions, walking
from sidan.activities.models import Lecturer, Session
from sidan.activities.states import State
from sidan.places.models import Estate, Facility, Grid
from sidan.programmes.kinds import ActivityKind, Audience
from tests.activities.conftest import Hall

WEEK = "/week/2026-11-23/"
GUEST, NUMBER, UNNAMED, NAMED = "鹌鹑公", "16655557777", "金丝雀", "云雀儿"
OUTPUTS = (
    "/", "/week/", WEEK, f"{WEEK}?show=grid", f"{WEEK}?show=map", f"{WEEK}take/", f"{WEEK}text/", f"{WEEK}aloud/",
    "/week/feed.xml", "/week/feed.json", "/calendar/street.ics", "/calendar/first.ics",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def page(path: str, client: Client | None = None) -> str:
    cache.clear()
    response = (client or Client()).get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def titles(path: str) -> list[str]:
    return [each.get_text() for each in BeautifulSoup(page(path), "html.parser").select(".occasion .row__title")]


def test_this_week_and_the_next_with_what_is_next_first(hall: Hall) -> None:
    hall.published(hall.at(9), title="下周的")
    hall.published(hall.at(2), title="后天的")
    hall.published(hall.at(1), title="明天的")
    hall.published(hall.at(15), title="再下周的")
    hall.planned(hall.at(3), title="还没发布的")
    assert titles("/week/") == ["明天的", "后天的", "下周的"]
    assert titles("/week/2026-12-02/") == ["下周的", "再下周的"]
    hall.cast.clock.move(days=1, hours=6)
    assert titles("/week/") == ["后天的", "下周的"]
    assert titles(WEEK) == ["后天的", "下周的"]


@pytest.mark.parametrize("monday", ["nothing", "1999-01-01", "2031-01-06", "2026-13-40"])
def test_weeks_that_are_none_or_too_far_are_not_found(hall: Hall, monday: str) -> None:
    assert Client().get(f"/week/{monday}/").status_code == 404


def test_what_changed_is_marked_and_what_was_cancelled_stays_struck_with_the_reason(hall: Hall) -> None:
    moved, off = hall.published(hall.at(2), title="改了的"), hall.published(hall.at(3), title="取消的")
    unheard = hall.planned(hall.at(4), title="没人知道的")[0]
    doing = hall.doing(reason="讲师生病，电话 13912345678")
    times = actions.Times(moved.starts_at + timedelta(hours=1), 90, moved.facility, moved.place)
    actions.change(moved, times, doing, seats=3)
    actions.cancel(off, doing)
    actions.cancel(unheard, doing)
    told = page("/week/")
    assert "时间改了" in told
    assert "原定 11月27日 周五 09:00" in told
    assert "<s>取消的</s>" in told
    assert "已取消" in told
    assert "原因：讲师生病，电话 139****5678" in told
    assert "没人知道的" not in told
    assert Client().get(f"/activities/{unheard.public_id}/").status_code == 404
    for path in (f"{WEEK}text/", "/week/feed.xml", "/week/feed.json"):
        assert "时间改了" in page(path)
        assert "13912345678" not in page(path)


def test_filters_work_without_javascript(hall: Hall) -> None:
    far = Facility.objects.create(
        station=hall.cast.second, estate=hall.cast.other_estate, name="远处", kind="square", place="北边",
        lat=hall.cast.estate.lat + 0.02, lng=hall.cast.estate.lng, opened_at=hall.cast.now,
    )  # fmt: skip
    hall.published(hall.at(1), title="近的", facility=hall.facility)
    hall.published(hall.at(2), title="远的", facility=far, station=hall.cast.second, audience=Audience.ELDERS)
    full = hall.published(hall.at(3), title="满的", kind=ActivityKind.LECTURE, seats=1)
    actions.sign_up(full, hall.guest(), hall.doing())
    hall.published(hall.at(4), title="线上的", lecture_format="online", audience=Audience.CHILDREN)
    home = hall.cast.estate.pk
    assert titles("/week/?kind=lecture") == ["满的"]
    assert titles("/week/?audience=elders") == ["近的", "远的", "满的"]
    assert titles("/week/?station=second") == ["远的"]
    assert titles("/week/?room=on") == ["近的", "远的", "线上的"]
    assert titles(f"/week/?home={home}&within=10") == ["近的", "线上的"]
    assert titles(f"/week/?home={home}&within=30&pace=adult") == ["近的", "线上的"]
    assert titles("/week/?kind=nonsense&home=x&within=-1&page=zz&show=zz")[0] == "近的"
    assert "走路约 1 分钟" in page(f"/week/?home={home}&show=list")
    assert "约 44 分钟" in page(f"/week/?home={home}&show=map")


def test_a_walk_is_the_straight_line_and_a_bit_at_two_paces() -> None:
    a, b = (36.645, 116.955), (36.645 + 720 / walking.METRES_PER_DEGREE, 116.955)
    assert walking.minutes(a, b) == 14  # 720 m × 1.4 at 1.2 m/s
    assert walking.minutes(a, b, walking.Pace.ELDER) == 21
    assert walking.minutes(a, a) == 1


@pytest.mark.parametrize("path", ["/week/", "/week/?show=grid", "/week/?show=map", "/week/feed.json", f"{WEEK}text/"])
def test_the_same_few_statements_with_few_sessions_and_with_many(hall: Hall, path: str) -> None:
    hall.published(hall.at(1), seats=None)

    def statements() -> int:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert Client().get(path).status_code == 200
        return len(seen)

    few = statements()
    like = Session.objects.get()
    Session.objects.bulk_create(
        Session(
            activity_id=like.activity_id, station_id=like.station_id, slot_at=like.slot_at + timedelta(minutes=n + 1),
            starts_at=like.starts_at + timedelta(minutes=n % 900), ends_at=like.ends_at + timedelta(minutes=n % 900),
            title=f"第 {n} 场", state=State.PUBLISHED, state_at=like.state_at, published_at=like.state_at,
        )
        for n in range(400)
    )  # fmt: skip
    assert statements() == few
    assert 2 <= few <= 6


def test_what_was_drawn_is_shown_to_all_of_one_language_until_it_is_no_longer_kept(hall: Hall) -> None:
    hall.published(hall.at(1), title="明天的")
    page("/week/")
    hall.published(hall.at(2), title="刚发布的")
    signed_in = hall.cast.client(hall.cast.resident)
    with CaptureQueriesContext(connection) as seen:
        shown = signed_in.get("/week/").content.decode()
    assert "明天的" in shown
    assert "刚发布的" not in shown
    assert "/my-activities/" in shown  # the head is still their own
    assert not [one for one in seen if "activities_" in one["sql"]]
    english = Client(headers={"accept-language": "en"})
    english.cookies["language"] = "en"
    assert "<h1>This week and next</h1>" in english.get("/week/").content.decode()
    assert "<h1>本周和下周的活动</h1>" in signed_in.get("/week/").content.decode()
    asked = signed_in.get("/week/?show=grid").content.decode()
    assert asked != signed_in.get("/week/").content.decode()  # a question is answered anew
    assert "刚发布的" in page("/week/", signed_in)


def test_it_is_kept_publicly_and_asked_again_with_its_tag(hall: Hall) -> None:
    hall.published(hall.at(1))
    for path in ("/week/", f"{WEEK}paper/poster-a4/", "/calendar/street.ics"):
        first = Client().get(path)
        assert "public" in first["Cache-Control"]
        assert "Set-Cookie" not in first
        again = Client().get(path, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b""), path
    known = hall.cast.client(hall.cast.resident).get("/week/")
    assert "public" not in known.get("Cache-Control", "")


def test_the_front_page_shows_the_next_four(hall: Hall) -> None:
    for n in range(6):
        hall.published(hall.at(1, 9 + n), title=f"第{n}场")
    told = page("/")
    assert [f"第{n}场" in told for n in range(6)] == [True, True, True, True, False, False]
    assert 'href="/week/"' in told


def test_nobody_is_named_who_did_not_agree(hall: Hall) -> None:
    shy = Lecturer.objects.create(station=hall.cast.first, name=UNNAMED, background="veteran", added_at=hall.cast.now)
    proud = Lecturer.objects.create(
        station=hall.cast.first, name=NAMED, background="veteran", shows_name=True, added_at=hall.cast.now
    )
    one = hall.published(hall.at(1), lecturer=shy, kind=ActivityKind.LECTURE)
    other = hall.published(hall.at(2), lecturer=proud, kind=ActivityKind.LECTURE)
    actions.sign_up(one, actions.Guest(name=GUEST, phone=NUMBER), hall.doing())
    actions.sign_up(other, actions.Guest(hall.cast.resident), hall.doing())
    paths = (*OUTPUTS, f"/activities/{one.public_id}/", f"/activities/{one.public_id}/calendar.ics")
    for path in paths:
        told = page(path).replace("\r\n ", "")
        for secret in (GUEST, NUMBER, UNNAMED, hall.cast.resident.name, hall.cast.resident.phone, one.door_token):
            assert secret not in told, f"{secret} on {path}"
    assert NAMED in page(f"{WEEK}aloud/")
    assert "金*" in page(f"/activities/{one.public_id}/")


def test_rss_and_json_feed_are_what_they_say(hall: Hall) -> None:
    session = hall.published(hall.at(1), title="<b>书&画</b>", facility=hall.facility)
    root = ET.fromstring(page("/week/feed.xml"))
    item = root.find("channel/item")
    assert item is not None
    assert item.findtext("title") == "11月26日 周四 09:00–10:30 <b>书&画</b>"
    told: dict[str, Any] = json.loads(page("/week/feed.json?station=first"))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [(one["id"][-14:-1], one["_sidan"]["where"]) for one in told["items"]] == [
        (f"/{session.public_id}", "一楼讲堂")
    ]
    assert Client().get("/week/feed.xml?station=nowhere").status_code == 404


def test_words_to_paste_and_words_to_read_out(hall: Hall) -> None:
    hall.published(hall.at(1, 14, 30), title="手机课堂", facility=hall.facility, audience=Audience.ELDERS, seats=12)
    off = hall.published(hall.at(2, 9, 5), title="晨练")
    actions.cancel(off, hall.doing(reason="下雨"))
    pasted = page(f"{WEEK}text/")
    assert "14:30–16:00 手机课堂｜一楼讲堂，first站｜老年人｜12 个名额，先报先得" in pasted
    assert "✕ 晨练 已取消（原定 09:05–10:35）：下雨" in pasted
    spoken = BeautifulSoup(page(f"{WEEK}aloud/"), "html.parser").get_text(" ", strip=True)
    assert "周四，十一月二十六日" in spoken
    assert "下午两点半开始，下午四点结束。" in spoken
    assert "上午九点零五分的“晨练”取消了。" in spoken
    assert "一共十二个名额" in spoken
    assert "号码是：零 五 三 一，五 五 五 零 一 零 一。" in spoken


def test_of_another_street_nothing_is_shown_here(hall: Hall, settings: Any) -> None:
    settings.SIDAN_STREET_NAME = hall.cast.street.name
    elsewhere = hall.cast.next_street()
    estate = Estate.objects.create(
        grid=Grid.objects.create(station=elsewhere, code="n-1", name="邻格"),
        name="邻街小区",
        road="",
        lat=36.6,
        lng=116.9,
    )
    hall.published(title="我们的")
    hall.published(hall.at(hour=14), title="邻街的", station=elsewhere)
    assert titles(WEEK) == ["我们的"]
    assert estate.name not in page(f"{WEEK}?show=map")
