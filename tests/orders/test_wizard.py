"""Placing an order on a phone: one question a page, nothing lost on the way, each mistake answered in a sentence."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from sidan.core.clock import local
from sidan.core.models import Channel
from sidan.orders.models import ItemOff, Order, Photo
from sidan.people.models import Consent, FamilyLink, Purpose
from sidan.places.models import Address
from tests.conftest import Cast
from tests.orders.reading import key_of, soup, told

WORDS = {"details": "五楼，没有电梯"}


def day(cast: Cast, n: int = 2) -> str:
    return str(local(cast.now).date() + timedelta(days=n))


def photo(name: str = "tap.jpg", size: tuple[int, int] = (80, 60)) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def answer(client: Client, cast: Cast, *, whom: str = "", **changes: Any) -> Any:
    """Walks from the start to the last page."""
    client.get("/order/")
    if whom:
        client.post("/order/whom/", {"served": whom})
    client.post("/order/what/", {"item": changes.get("item", "haircut")})
    client.post("/order/when/", {"day": changes.get("day", day(cast)), "part": changes.get("part", "morning")})
    client.post("/order/where/", changes.get("where", {"where": cast.resident.address_id}))
    client.post("/order/words/", WORDS)
    return client.get("/order/check/")


# The way --------------------------------------------------------------------------------


def test_each_answer_leads_to_the_next_question(cast: Cast) -> None:
    client = cast.client(cast.resident)
    steps = [
        ("/order/", None, "/order/what/"),
        ("/order/what/", {"item": "haircut"}, "/order/when/"),
        ("/order/when/", {"day": day(cast), "part": "morning"}, "/order/where/"),
        ("/order/where/", {"where": cast.resident.address_id}, "/order/words/"),
        ("/order/words/", WORDS, "/order/check/"),
    ]
    for url, data, leads_to in steps:
        response = client.post(url, data) if data else client.get(url)
        assert response["Location"] == leads_to
        assert client.get(leads_to).status_code == 200


def test_the_last_page_shows_every_answer_and_places_the_order(cast: Cast) -> None:
    client = cast.client(cast.resident)
    page = answer(client, cast)
    for words in ("爱心理发", "后天11月27日周五上午", "梅兰小区3号楼2单元501", "五楼，没有电梯"):
        assert words in told(page)
    response = client.post("/order/check/", {"consent": "on", "form_key": key_of(page)})
    order = Order.objects.get()
    assert response["Location"] == f"/orders/{order.public_id}/done/"
    assert (order.item, order.served, order.placed_by) == (cast.haircut, cast.resident, cast.resident)
    assert (order.channel, order.details, order.address) == (Channel.PAGE, WORDS["details"], cast.resident.address)
    assert (local(order.wanted_from).hour, local(order.wanted_until).hour) == (8, 12)
    assert Consent.objects.get().person == cast.resident
    done = told(client.get(response["Location"]))
    assert order.number in done
    assert "一个工作日" in done
    assert client.get("/order/check/")["Location"] == "/order/what/"  # the draft is used up


def test_an_item_tapped_on_the_menu_is_not_asked_again(cast: Cast) -> None:
    client = cast.client(cast.resident)
    assert client.get("/order/?item=haircut")["Location"] == "/order/when/"


def test_changing_one_answer_leads_straight_back_to_the_last_page(cast: Cast) -> None:
    client = cast.client(cast.resident)
    answer(client, cast)
    response = client.post("/order/when/", {"day": day(cast, 3), "part": "exact", "at": "14:30"})
    assert response["Location"] == "/order/check/"
    assert "11月28日周六14:30–15:40" in told(client.get("/order/check/"))


def test_a_page_opened_too_early_leads_to_the_question_that_is_missing(cast: Cast) -> None:
    client = cast.client(cast.resident)
    assert client.get("/order/check/")["Location"] == "/order/what/"
    assert client.get("/order/where/")["Location"] == "/order/what/"


def test_a_question_opened_again_shows_the_answer_given(cast: Cast) -> None:
    client = cast.client(cast.resident)
    answer(client, cast)
    page = soup(client.get("/order/when/"))
    assert [field["value"] for field in page.find_all("input", checked=True)] == [day(cast), "morning"]
    assert WORDS["details"] in told(client.get("/order/words/"))


def test_every_question_says_what_to_do_in_danger(cast: Cast) -> None:
    client = cast.client(cast.resident)
    answer(client, cast)
    for step in ("what", "words", "check"):
        page = told(client.get(f"/order/{step}/"))
        assert all(number in page for number in ("110", "119", "120")), step


# Family --------------------------------------------------------------------------------


def test_a_daughter_is_asked_for_whom_and_orders_for_her_mother(cast: Cast) -> None:
    client = cast.client(cast.daughter)
    assert client.get("/order/")["Location"] == "/order/whom/"
    assert "王秀英" in told(client.get("/order/whom/"))
    page = answer(client, cast, whom=cast.resident.public_id)
    client.post("/order/check/", {"consent": "on", "form_key": key_of(page)})
    order = Order.objects.get()
    assert (order.served, order.placed_by, order.channel) == (cast.resident, cast.daughter, Channel.FAMILY)


def test_nobody_orders_for_a_stranger(cast: Cast) -> None:
    client = cast.client(cast.daughter)
    response = client.post("/order/whom/", {"served": cast.neighbour.public_id})
    assert response.status_code == 200
    assert soup(response).select_one(".error-summary")


def test_a_family_link_that_ends_meanwhile_asks_again_where(cast: Cast) -> None:
    client = cast.client(cast.daughter)
    answer(client, cast, whom=cast.resident.public_id)
    FamilyLink.objects.update(ended_at=cast.now)
    assert client.get("/order/check/")["Location"] == "/order/whom/"
    assert client.get("/order/whom/")["Location"] == "/order/where/"
    page = told(client.get("/order/where/"))
    assert ("南辛小区1号楼101" in page, "梅兰小区3号楼2单元501" in page) == (True, False)


def test_a_child_under_fourteen_is_sent_to_a_guardian(cast: Cast) -> None:
    child = cast.person("李小小", "13900008888", birth_date=cast.now.date().replace(year=2014))
    response = cast.client(child).get("/order/")
    assert response.status_code == 409
    assert "监护人" in told(response)
    client = cast.client(child)
    for step, data in (
        ("what", {"item": "haircut"}),
        ("when", {"day": day(cast), "part": "morning"}),
        ("where", {"where": child.address_id}),
        ("words", WORDS),
    ):
        client.post(f"/order/{step}/", data)
    assert "监护人" in told(client.post("/order/check/", {"consent": "on"}))
    assert not Order.objects.exists()


# Without signing in --------------------------------------------------------------------------------


def test_a_visitor_writes_everything_and_signs_in_at_the_end_without_losing_it(cast: Cast) -> None:
    client = cast.client()
    place = {"estate": cast.estate.pk, "door": "3号楼2单元501"}
    page = answer(client, cast, where=place)
    assert "登录并提交" in told(page)
    assert client.post("/order/check/", {"consent": "on"})["Location"] == "/sign-in/?next=/order/check/"
    client.force_login(cast.resident)
    page = client.get("/order/check/")
    assert WORDS["details"] in told(page)
    client.post("/order/check/", {"consent": "on", "form_key": key_of(page)})
    assert Order.objects.get().address == cast.resident.address


def test_who_only_looks_gets_no_session(cast: Cast) -> None:
    client = cast.client()
    for url in ("/", "/menu/", "/menu/haircut/", "/order/", "/order/what/"):
        client.get(url)
    assert "sidan" not in client.cookies


def test_a_visitor_makes_no_doors(cast: Cast) -> None:
    before = Address.objects.count()
    answer(cast.client(), cast, where={"estate": cast.estate.pk, "door": "99号楼1单元101"})
    assert Address.objects.count() == before


# Again --------------------------------------------------------------------------------


def test_a_former_order_is_repeated_by_asking_the_time_only(cast: Cast) -> None:
    order = cast.order()
    client = cast.client(cast.resident)
    assert client.get(f"/orders/{order.public_id}/again/")["Location"] == "/order/when/"
    leads_to = client.post("/order/when/", {"day": day(cast, 9), "part": "afternoon"})["Location"]
    assert leads_to == "/order/check/"


def test_somebody_elses_order_cannot_be_repeated(cast: Cast) -> None:
    order = cast.order()
    assert cast.client(cast.outsider).get(f"/orders/{order.public_id}/again/").status_code == 404


# Sent twice --------------------------------------------------------------------------------


def test_a_double_tap_places_one_order(cast: Cast) -> None:
    client = cast.client(cast.resident)
    data = {"consent": "on", "form_key": key_of(answer(client, cast))}
    first, second = client.post("/order/check/", data), client.post("/order/check/", data)
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1


# Photos --------------------------------------------------------------------------------


def test_photos_are_kept_with_the_order_and_lose_what_the_camera_wrote(cast: Cast) -> None:
    client = cast.client(cast.resident)
    page = answer(client, cast)
    data = {"consent": "on", "form_key": key_of(page), "photos": [photo(), photo("b.jpg")]}
    client.post("/order/check/", data)
    assert Photo.objects.filter(order=Order.objects.get(), by=cast.resident).count() == 2
    assert "就是同意用它核实" in told(page)
    purposes = Consent.objects.filter(person=cast.resident, withdrawn_at=None).values_list("purpose", flat=True)
    assert set(purposes) == {Purpose.SERVICE, Purpose.PHOTO}


def test_without_photos_nobody_agrees_to_any(cast: Cast) -> None:
    client = cast.client(cast.resident)
    client.post("/order/check/", {"consent": "on", "form_key": key_of(answer(client, cast))})
    assert [one.purpose for one in Consent.objects.filter(person=cast.resident)] == [Purpose.SERVICE]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([SimpleUploadedFile("big.jpg", b"x" * 10_000_000, "image/jpeg")], "照片太大了"),
        ([SimpleUploadedFile("a.jpg", b"not a photo", "image/jpeg")], "这个文件不是照片"),
        ([photo(), photo(), photo(), photo()], "最多附3张照片"),
    ],
    ids=["ten megabytes", "no photo", "four"],
)
def test_a_photo_that_cannot_be_taken_is_answered_and_the_rest_stays(
    cast: Cast, files: list[SimpleUploadedFile], sentence: str
) -> None:
    client = cast.client(cast.resident)
    page = answer(client, cast)
    response = client.post("/order/check/", {"consent": "on", "form_key": key_of(page), "photos": files})
    assert sentence in told(response)
    assert WORDS["details"] in told(response)
    assert soup(response).select_one("#id_consent[checked]")
    assert not Order.objects.exists()


# What people get wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"day": "other", "other_day": "2026-11-01", "part": "morning"}, "这个时间已经过去了"),
        ({"day": "other", "other_day": "昨天", "part": "morning"}, "日期请写成"),
        ({"day": "other", "part": "morning"}, "请选一个日期"),
        ({"day": "other", "other_day": "2027-11-01", "part": "morning"}, "60天以内"),
        ({"day": "2026-11-25", "part": "exact", "at": "09:00"}, "这个时间已经过去了"),
        ({"day": "2026-11-26", "part": "exact"}, "请写上几点"),
        ({"day": "2026-11-26", "part": "exact", "at": "半夜"}, "钟点请写成"),
        ({"day": "2026-11-26"}, "请选一个时段"),
        ({"part": "morning"}, "请选一天"),
    ],
)
def test_a_time_that_cannot_be_is_answered_and_what_was_typed_stays(
    cast: Cast, data: dict[str, str], sentence: str
) -> None:
    client = cast.client(cast.resident)
    client.get("/order/?item=haircut")
    response = client.post("/order/when/", data)
    assert sentence in told(response)
    page = soup(response)
    assert {field["value"] for field in page.find_all("input", checked=True)} == {
        data[name] for name in ("day", "part") if name in data
    }
    assert all(data[name] in str(page) for name in ("other_day", "at") if name in data)


def test_a_morning_nearly_over_is_not_promised(cast: Cast) -> None:
    cast.clock.move(hours=1, minutes=40)  # 11:40, the item takes 40 minutes
    client = cast.client(cast.resident)
    client.get("/order/?item=haircut")
    response = client.post("/order/when/", {"day": day(cast, 0), "part": "morning"})
    assert "剩下的时间不够了" in told(response)


def test_a_draft_left_lying_is_asked_for_a_new_time(cast: Cast) -> None:
    client = cast.client(cast.resident)
    answer(client, cast)
    cast.clock.move(days=3)
    assert client.get("/order/check/")["Location"] == "/order/when/"
    assert "已经过去了" in told(client.get("/order/when/"))


def test_an_address_outside_the_street_is_answered_with_the_telephone(cast: Cast) -> None:
    client = cast.client(cast.resident)
    client.get("/order/?item=haircut")
    client.post("/order/when/", {"day": day(cast), "part": "morning"})
    response = client.post("/order/where/", {"where": "other", "estate": "outside", "door": "8号楼101"})
    assert "不在南辛庄街道的服务范围内" in told(response)
    assert "0531-5550100" in told(response)
    assert 'value="8号楼101"' in response.content.decode()


@pytest.mark.parametrize(("door", "sentence"), [("", "请写明楼号和门牌"), ("3号楼🏠", "只能有文字和数字")])
def test_a_door_that_cannot_be_found_is_answered(cast: Cast, door: str, sentence: str) -> None:
    client = cast.client(cast.resident)
    client.get("/order/?item=haircut")
    response = client.post("/order/where/", {"where": "other", "estate": cast.estate.pk, "door": door})
    assert sentence in told(response)


def test_an_item_the_other_station_switched_off_is_answered_at_the_address(cast: Cast) -> None:
    ItemOff.objects.create(item=cast.haircut, station=cast.second)
    client = cast.client(cast.resident)
    client.get("/order/?item=haircut")
    response = client.post("/order/where/", {"where": "other", "estate": cast.other_estate.pk, "door": "1号楼101"})
    assert "second站目前没有开展“爱心理发”" in told(response)


def test_an_item_switched_off_meanwhile_is_answered_on_the_last_page(cast: Cast) -> None:
    client = cast.client(cast.resident)
    page = answer(client, cast)
    ItemOff.objects.create(item=cast.haircut, station=cast.first)
    response = client.post("/order/check/", {"consent": "on", "form_key": key_of(page)})
    assert "目前没有开展“爱心理发”" in told(response)
    assert WORDS["details"] in told(response)


def test_an_item_that_does_not_exist_is_answered(cast: Cast) -> None:
    client = cast.client(cast.resident)
    for code in ("moon", "haircut\0moon"):
        assert "目前没有开展" in told(client.post("/order/what/", {"item": code}))
    assert client.get("/order/?item=%00")["Location"] == "/order/what/"
    assert "请选一项服务" in told(client.post("/order/what/", {}))


def test_the_same_order_twice_a_day_is_answered(cast: Cast) -> None:
    order = cast.order()
    client = cast.client(cast.resident)
    page = answer(client, cast)
    response = client.post("/order/check/", {"consent": "on", "form_key": key_of(page)})
    assert order.number in told(response)
    assert Order.objects.count() == 1


def test_without_consent_nothing_is_placed(cast: Cast) -> None:
    client = cast.client(cast.resident)
    page = answer(client, cast)
    assert "需要您同意" in told(client.post("/order/check/", {"form_key": key_of(page)}))
    assert not Order.objects.exists()


def test_words_too_long_are_answered_and_stay(cast: Cast) -> None:
    client = cast.client(cast.resident)
    client.get("/order/?item=haircut")
    response = client.post("/order/words/", {"details": "好" * 301})
    assert "最多写300个字" in told(response)
    assert "好" * 301 in told(response)
