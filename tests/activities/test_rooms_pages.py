"""Facilities as the desk keeps them and as residents find and book them; the year against its plan."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from sidan.activities import actions
from sidan.activities.actions import Wanted
from sidan.activities.models import Booking
from sidan.activities.states import BookingState
from sidan.places.models import Facility, FacilityKind
from tests.activities.conftest import Hall


def told(hall: Hall, **more: str) -> dict[str, str]:
    values = {"name": "口袋公园", "kind": "pocket_park", "estate": str(hall.cast.estate.pk), "place": "3号楼南侧"}
    return values | {"hours0": "8:30-12:00，14:00-21:00"} | more


def wish(hall: Hall, **more: str) -> dict[str, str]:
    day = hall.at().date().isoformat()
    return {"day": day, "begins": "09:00", "ends": "11:00", "purpose": "合唱排练", "weeks": "1", "people": "20"} | more


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return SimpleUploadedFile("院子.png", out.getvalue(), "image/png")


def keeper(hall: Hall) -> Client:
    return hall.cast.client(hall.cast.keeper)


def test_a_facility_is_written_down_changed_shut_and_opened_again(hall: Hall) -> None:
    desk = keeper(hall)
    desk.post("/desk/facilities/new/", told(hall, ease="step_free"))
    park = Facility.objects.get(name="口袋公园")
    spans = list(park.hours.values_list("weekday", "from_minute", "until_minute"))
    assert spans == [(0, 510, 720), (0, 840, 1260)]
    desk.post(
        f"/desk/facilities/{park.public_id}/change/", told(hall, name="小园子", key_holder="门卫 138", capacity="30")
    )
    park.refresh_from_db()
    assert (park.name, park.key_holder, park.capacity) == ("小园子", "门卫 138", 30)
    for words in ("关停了", "重新开放了"):
        assert words in desk.post(f"/desk/facilities/{park.public_id}/shut/", follow=True).content.decode()
    assert "小园子" in desk.get("/desk/facilities/?kind=pocket_park").content.decode()
    assert "小园子" not in desk.get("/desk/facilities/?kind=canteen").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("hours1", "九点到五点", "看不懂"),
        ("hours1", "12:00-9:00", "结束时间要在开始时间之后"),
        ("hours1", "9:00-12:00，11:00-13:00", "重叠"),
        ("capacity", "0", "人数要大于 0"),
        ("place", "", "怎么找到"),
        ("name", "一楼讲堂", "已经有同名"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(hall: Hall, field: str, value: str, words: str) -> None:
    page = keeper(hall).post("/desk/facilities/new/", told(hall, **{field: value})).content.decode()
    assert words in page
    assert "3号楼南侧" in page or field == "place"
    assert Facility.objects.count() == 1


def test_a_facility_belongs_to_its_station(hall: Hall) -> None:
    other = hall.cast.client(hall.cast.second_keeper)
    assert other.get(f"/desk/facilities/{hall.facility.public_id}/").status_code == 404
    assert "小区" in other.post("/desk/facilities/new/", told(hall)).content.decode()
    assert Facility.objects.count() == 1


def test_photos_are_put_up_and_taken_down(hall: Hall) -> None:
    desk, address = keeper(hall), f"/desk/facilities/{hall.facility.public_id}/photos/"
    assert "用几个字说说" in desk.post(address, {"photo": picture()}).content.decode()
    desk.post(address, {"photo": picture(), "words": "一排座椅"})
    photo = hall.facility.photos.get()
    shown = f"/facilities/{hall.facility.public_id}/photos/{photo.public_id}/"
    assert hall.cast.client().get(shown)["Content-Type"] == "image/jpeg"
    desk.post(f"{address}{photo.public_id}/drop/")
    assert hall.cast.client().get(shown).status_code == 404


def test_everybody_finds_places_and_nobody_finds_an_idle_one(hall: Hall) -> None:
    Facility.objects.create(
        station=hall.cast.first, estate=hall.cast.estate, name="空房", kind=FacilityKind.IDLE, place="后院",
        lat=1, lng=1, opened_at=hall.cast.now,
    )  # fmt: skip
    page = hall.cast.client().get("/facilities/").content.decode()
    assert "一楼讲堂" in page
    assert "晚上开" in page
    assert "空房" not in page
    assert "一楼讲堂" in hall.cast.client().get("/facilities/?evening=1").content.decode()
    assert "没有找到" in hall.cast.client().get("/facilities/?ease=lift").content.decode()


def test_a_room_is_asked_for_granted_and_the_door_is_told_only_then(hall: Hall) -> None:
    Facility.objects.update(key_holder="值班室 5550123")
    resident, address = hall.cast.client(hall.cast.resident), f"/facilities/{hall.facility.public_id}/book/"
    resident.post(address, wish(hall))
    booking = Booking.objects.get()
    assert booking.state == BookingState.ASKED
    assert "值班室" not in resident.get("/bookings/").content.decode()
    desk = keeper(hall)
    assert "合唱排练" in desk.get("/desk/bookings/").content.decode()
    desk.post(f"/desk/bookings/{booking.public_id}/decide/", {"do": "approve"})
    assert "值班室" in resident.get("/bookings/").content.decode()
    assert hall.cast.client(hall.cast.neighbour).post(f"/bookings/{booking.public_id}/withdraw/").status_code == 404
    resident.post(f"/bookings/{booking.public_id}/withdraw/")
    booking.refresh_from_db()
    assert booking.state == BookingState.WITHDRAWN


def test_what_is_taken_is_said_with_a_proposal_before_and_after(hall: Hall) -> None:
    actions.ask(Wanted(hall.facility, [(hall.at(), hall.at(hour=12))], "棋牌", 8), hall.doing(), is_granted=True)
    resident = hall.cast.client(hall.cast.resident)
    resident.post(f"/facilities/{hall.facility.public_id}/book/", wish(hall))
    asked = Booking.objects.get(state=BookingState.ASKED)
    desk = keeper(hall)
    assert "棋牌" in desk.get(f"/desk/bookings/{asked.public_id}/").content.decode()
    page = desk.post(f"/desk/bookings/{asked.public_id}/decide/", {"do": "approve"}).content.decode()
    assert "最近的空档是 11月27日 12:00–14:00" in page
    page = desk.post(f"/desk/bookings/{asked.public_id}/decide/", {"do": "refuse"}).content.decode()
    assert "请写明不能批准的原因" in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ends": "08:00"}, "结束时间要在开始时间之后"),
        ({"begins": "21:00", "ends": "22:00"}, "不开放"),
        ({"people": "50"}, "最多容纳 40 人"),
        ({"weeks": "30"}, "最多约 26 周"),
        ({"day": "昨天"}, "年-月-日"),
    ],
)
def test_impossible_wishes_are_refused_and_kept(hall: Hall, more: dict[str, str], words: str) -> None:
    resident = hall.cast.client(hall.cast.resident)
    page = resident.post(f"/facilities/{hall.facility.public_id}/book/", wish(hall, **more)).content.decode()
    assert words in page
    assert "合唱排练" in page
    assert not Booking.objects.exists()


def test_the_station_books_for_itself_at_once_and_for_weeks(hall: Hall) -> None:
    keeper(hall).post(f"/facilities/{hall.facility.public_id}/book/", wish(hall, weeks="3"))
    assert list(Booking.objects.values_list("state", flat=True)) == ["approved"] * 3
    monday = (hall.at() + timedelta(days=7)).date().isoformat()
    assert "合唱排练" in keeper(hall).get(f"/desk/facilities/week/?week={monday}").content.decode()


@pytest.mark.parametrize("path", ["/desk/facilities/", "/desk/facilities/week/", "/facilities/", "/desk/year/"])
def test_the_number_of_statements_does_not_grow(hall: Hall, path: str) -> None:
    client = keeper(hall)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(path)
    for n in range(20):
        room = Facility.objects.create(
            station=hall.cast.first, estate=hall.cast.estate, name=f"房间{n}", kind="lecture_hall", place="楼上",
            lat=1, lng=1, opened_at=hall.cast.now,
        )  # fmt: skip
        actions.ask(Wanted(room, [(hall.at(hour=14), hall.at(hour=15))], "排练"), hall.doing(), is_granted=True)
        hall.planned(title=f"课{n}", facility=room)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)


def test_the_year_counts_what_was_held_against_the_plan(hall: Hall) -> None:
    desk = keeper(hall)
    desk.post("/desk/year/first/2026/", {"class": "3", "lecture": "2", "words": "多办夜校"})
    done = hall.published()
    hall.planned(hall.at(days=5), title="国画")
    hall.cast.clock.move(days=3)
    actions.finish(done, hall.doing(), head_count=9)
    page = desk.get("/desk/year/?station=first&year=2026").content.decode()
    assert "再排 1 场" in page
    assert "再排 2 场" in page
    assert "多办夜校" in page
    assert "国际志愿者日" in page
