"""What a resident sees of their orders, and what nobody else does."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from sidan.core.models import Channel
from sidan.core.shares import Share
from sidan.orders import actions
from sidan.orders.models import Item, ItemOff, Order, Photo
from sidan.orders.states import State
from sidan.people.models import FamilyLink
from sidan.volunteers.models import Block
from tests.conftest import Cast
from tests.orders.reading import soup, told


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def many_orders(cast: Cast, n: int) -> None:
    """Of different items and days, so that none is a duplicate."""
    for k in range(n):
        item = Item.objects.create(code=f"item-{k}", name=f"第{k}项", skill="haircut", category="care", minutes=30)
        cast.order(item, days=2 + k % 30)


# The front page --------------------------------------------------------------------------------


def test_the_front_page_asks_for_no_session_and_may_be_kept_by_caches(cast: Cast) -> None:
    client = cast.client()
    first = client.get("/")
    assert first["Cache-Control"] == "public, max-age=60"
    assert not first.cookies
    assert client.get("/", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert queries(client, "/") == 0


def test_the_front_page_asks_the_database_little_and_always_the_same(cast: Cast) -> None:
    first = queries(cast.client(), "/")
    many_orders(cast, 30)
    cache.clear()
    assert (first, queries(cast.client(), "/")) == (11, 11)  # three of them for the next sessions


def test_whoever_signed_in_is_not_served_from_a_cache_and_finds_their_page(cast: Cast) -> None:
    client = cast.client(cast.resident)
    response = client.get("/")
    assert "no-store" in response["Cache-Control"]
    assert soup(response).select_one("a[href='/enter/']")


@pytest.mark.parametrize(
    ("who", "leads_to"),
    [
        ("resident", "/home/"),
        ("keeper", "/desk/"),
        ("street_worker", "/board/"),
        ("auditor", "/board/"),
        ("administrator", "/staff/"),
        ("grid_worker", "/desk/people/"),
    ],
)
def test_everybody_is_led_to_their_own_page(cast: Cast, who: str, leads_to: str) -> None:
    assert cast.client(getattr(cast, who)).get("/enter/")["Location"] == leads_to


def test_a_volunteer_is_led_to_the_day(cast: Cast) -> None:
    assert cast.client(cast.volunteer.person).get("/enter/")["Location"] == "/day/"


def test_the_front_page_counts_from_the_records(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, actions.Opinion(5, by=cast.resident), cast.doing(cast.resident, Channel.PAGE))
    nobody_could = cast.verified(cast.company)
    actions.mark_unmet(nobody_could, cast.doing(reason="没有人会"))
    page = told(cast.client().get("/"))
    for words in ("本月点单2单", "近30天该答复的2单里，2单在一个工作日内答复", "近90天1人评单，1人满意"):
        assert words in page
    assert "大约在21%–100%之间" in page
    assert "陪聊读报first站" in page


def test_the_public_ledger_names_nobody(cast: Cast) -> None:
    actions.mark_unmet(cast.verified(cast.company), cast.doing(reason="王秀英家没人去"))
    page = told(cast.client().get("/"))
    assert not any(words in page for words in ("王秀英", "138", "3号楼", "没人去"))


def test_an_order_left_waiting_counts_against_the_station(cast: Cast) -> None:
    cast.order()
    cast.clock.move(days=4)
    assert "近30天该答复的1单里，0单在一个工作日内答复" in told(cast.client().get("/"))


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [(Share(0, 10), 0, 28), (Share(10, 10), 72, 100), (Share(45, 50), 79, 96), (Share(0, 0), 0, 100)],
)
def test_the_interval_is_wilsons(share: Share, low: int, high: int) -> None:
    assert share.interval == (low, high)


def test_roles_can_be_tried_only_in_the_demo(cast: Cast, settings: pytest.FixtureRequest) -> None:
    assert "演示" not in told(cast.client().get("/"))
    assert cast.client().post("/demo/sign-in/resident/").status_code == 404
    settings.SIDAN_DEMO = True  # type: ignore[attr-defined]
    assert len(soup(cast.client().get("/")).select(".cast__part")) == 10
    assert cast.client().post("/demo/sign-in/resident/").status_code == 404  # the demo street is not loaded
    assert cast.client().get("/demo/sign-in/resident/").status_code == 405


def test_a_role_of_the_demo_signs_in_with_one_tap(cast: Cast, settings: pytest.FixtureRequest) -> None:
    settings.SIDAN_DEMO = True  # type: ignore[attr-defined]
    cast.person("王桂芬", "16900000001", public_id="castresdnt22")
    client = cast.client()
    assert client.post("/demo/sign-in/resident/")["Location"] == "/home/"
    assert "王桂芬" in told(client.get("/home/"))


# Home --------------------------------------------------------------------------------


def test_a_newcomer_is_welcomed_and_shown_what_can_be_had(cast: Cast) -> None:
    page = cast.client(cast.neighbour).get("/home/")
    assert "第一次来？说一声就行" in told(page)
    assert soup(page).select_one("a.button--primary[href='/order/']")
    assert "爱心理发" in told(page)


def test_home_shows_what_is_under_way_in_plain_words(cast: Cast) -> None:
    order = cast.accepted()
    page = told(cast.client(cast.resident).get("/home/"))
    assert order.service_code in page
    assert order.counter_code in page
    assert "志愿者会按时到" in page


def test_home_asks_for_the_rating_that_waits(cast: Cast) -> None:
    order = cast.done()
    page = soup(cast.client(cast.resident).get("/home/"))
    assert page.select_one(f"a[href='/orders/{order.public_id}/rate/']")


def test_home_offers_former_orders_again_each_item_once(cast: Cast) -> None:
    for _time in range(2):
        order = cast.done()
        actions.rate(order, actions.Opinion(5, by=cast.resident), cast.doing(cast.resident, Channel.PAGE))
        cast.clock.move(days=5)
    client = cast.client(cast.resident)
    links = [link["href"] for link in soup(client.get("/home/")).select("a[href$='/again/']")]
    assert links == [f"/orders/{order.public_id}/again/"]
    cast.order()
    assert not soup(client.get("/home/")).select("a[href$='/again/']")


def test_a_daughter_sees_her_mothers_order_and_whom_it_is_for(cast: Cast) -> None:
    cast.order()
    page = told(cast.client(cast.daughter).get("/home/"))
    assert "为王秀英" in page


@pytest.mark.parametrize("url", ["/home/", "/orders/", "/orders/?show=ended", "/menu/"])
def test_a_long_list_asks_the_database_no_more_than_a_short_one(cast: Cast, url: str) -> None:
    client = cast.client(cast.resident)
    cast.order()
    client.get(url)  # the street's figures are counted once a minute
    first = queries(client, url)
    many_orders(cast, 30)
    assert queries(client, url) == first


# Menu --------------------------------------------------------------------------------


def test_two_characters_find_an_item(cast: Cast) -> None:
    page = told(cast.client().get("/menu/?q=理发"))
    assert "爱心理发" in page
    assert "陪聊读报" not in page


def test_what_no_database_takes_finds_nothing_and_breaks_nothing(cast: Cast) -> None:
    assert cast.client().get("/menu/?q=%00").status_code == 200


def test_nothing_found_says_what_to_do(cast: Cast) -> None:
    assert "没有找到“火箭”" in told(cast.client().get("/menu/?q=火箭"))


def test_search_as_you_type_gets_the_list_only(cast: Cast) -> None:
    response = cast.client().get("/menu/?q=理发", headers={"hx-request": "true"})
    assert "爱心理发" in told(response)
    assert "<html" not in response.content.decode()


def test_items_the_own_station_switched_off_are_not_shown(cast: Cast) -> None:
    ItemOff.objects.create(item=cast.haircut, station=cast.first)
    assert "爱心理发" not in told(cast.client(cast.resident).get("/menu/"))
    assert cast.client(cast.resident).get("/menu/haircut/").status_code == 404
    assert "爱心理发" in told(cast.client(cast.outsider).get("/menu/"))
    assert "爱心理发" in told(cast.client().get("/menu/"))


def test_an_item_says_who_comes_how_long_and_what_to_prepare(cast: Cast) -> None:
    Item.objects.filter(pk=cast.haircut.pk).update(
        qualification="nursing", two_people="always", is_risky=True, family_consent=True, warning="请先洗头"
    )
    page = told(cast.client().get("/menu/haircut/"))
    for words in ("两位志愿者同行（有护理员证）", "约40分钟", "风险告知单", "家人商量好", "请先洗头", "不收钱"):
        assert words in page


# My orders --------------------------------------------------------------------------------


def test_orders_under_way_and_ended_stand_apart(cast: Cast) -> None:
    cast.order()
    ended = cast.order(cast.company)
    actions.withdraw(ended, cast.doing(cast.resident, Channel.PAGE))
    client = cast.client(cast.resident)
    assert ("爱心理发" in told(client.get("/orders/")), "陪聊读报" in told(client.get("/orders/"))) == (True, False)
    assert "陪聊读报" in told(client.get("/orders/?show=ended"))


def test_a_page_beyond_the_last_shows_the_last(cast: Cast) -> None:
    many_orders(cast, 16)
    assert len(soup(cast.client(cast.resident).get("/orders/?page=99")).select("a.row")) == 1


@pytest.mark.parametrize("path", ["", "done/", "again/", "withdraw/", "rate/", "photos/abc/", "not-again/abc/"])
def test_somebody_elses_order_does_not_exist(cast: Cast, path: str) -> None:
    order = cast.order()
    client = cast.client(cast.outsider)
    assert client.get(f"/orders/{order.public_id}/{path}").status_code == 404
    if path in ("withdraw/", "rate/", "not-again/abc/"):
        assert client.post(f"/orders/{order.public_id}/{path}").status_code == 404


def test_the_history_tells_what_happened_and_names_no_worker(cast: Cast) -> None:
    page = told(cast.client(cast.resident).get(f"/orders/{cast.accepted().public_id}/"))
    for words in ("已点单", "站点已核实", "已邀请志愿者", "志愿者已接单", "站点工作人员"):
        assert words in page
    assert "陈静" not in page
    assert "周建国" not in page
    assert "周*" in page


def test_codes_are_shown_only_while_somebody_is_coming(cast: Cast) -> None:
    order = cast.offered()
    client = cast.client(cast.resident)
    assert "服务码" not in told(client.get(f"/orders/{order.public_id}/")).replace("把服务码念给", "")
    order = cast.accepted(cast.company)
    page = told(client.get(f"/orders/{order.public_id}/"))
    assert order.service_code in page
    assert f"报的是{order.counter_code}再开门" in page


def test_the_reason_of_a_no_is_shown(cast: Cast) -> None:
    order = cast.order()
    actions.reject(order, cast.doing(reason="燃气管道要请燃气公司"))
    assert "燃气管道要请燃气公司" in told(cast.client(cast.resident).get(f"/orders/{order.public_id}/"))


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_its_next_step_in_words(cast: Cast, state: str) -> None:
    order = cast.order()
    Order.objects.filter(pk=order.pk).update(state=state)
    page = soup(cast.client(cast.resident).get(f"/orders/{order.public_id}/"))
    assert len(page.select_one(".lead").get_text()) > 8  # type: ignore[union-attr]


def test_an_order_page_asks_the_database_the_same_after_a_long_history(cast: Cast) -> None:
    order = cast.order()
    client = cast.client(cast.resident)
    first = queries(client, f"/orders/{order.public_id}/")
    for _round in range(30):
        order.events.create(at=cast.now, verb="release", to_state="offered", channel=Channel.DESK)
    assert queries(client, f"/orders/{order.public_id}/") == first


def test_withdrawing_asks_first_and_then_does_it(cast: Cast) -> None:
    order = cast.accepted()
    client = cast.client(cast.resident)
    page = client.get(f"/orders/{order.public_id}/withdraw/")
    assert "已经有志愿者答应来了" in told(page)
    assert cast.fresh(order).state == State.ACCEPTED
    response = client.post(f"/orders/{order.public_id}/withdraw/")
    assert response["Location"] == f"/orders/{order.public_id}/"
    assert cast.fresh(order).state == State.WITHDRAWN


def test_what_is_done_cannot_be_withdrawn_and_the_page_says_so(cast: Cast) -> None:
    order = cast.done()
    response = cast.client(cast.resident).post(f"/orders/{order.public_id}/withdraw/")
    assert response.status_code == 409
    assert "不能“撤回”" in told(response)


def test_a_family_link_that_ended_leaves_reading_but_not_acting(cast: Cast) -> None:
    order = actions.place(cast.need(), cast.doing(cast.daughter, Channel.FAMILY))
    actions.verify(order, cast.doing())
    FamilyLink.objects.update(ended_at=cast.now)
    client = cast.client(cast.daughter)
    page = client.get(f"/orders/{order.public_id}/")
    assert page.status_code == 200
    assert not soup(page).select("a[href$='/withdraw/']")
    assert client.post(f"/orders/{order.public_id}/withdraw/").status_code == 403


# Not again --------------------------------------------------------------------------------


def test_a_volunteer_is_kept_away_after_a_service_and_not_told(cast: Cast) -> None:
    order = cast.done()
    link = soup(cast.client(cast.resident).get(f"/orders/{order.public_id}/")).select_one("a[href*='/not-again/']")
    assert link is not None
    client = cast.client(cast.resident)
    assert "不用说理由" in told(client.get(str(link["href"])))
    client.post(str(link["href"]))
    block = Block.objects.get()
    assert (block.volunteer, block.person, block.by_volunteer) == (cast.volunteer, cast.resident, False)


def test_nobody_is_kept_away_before_they_came(cast: Cast) -> None:
    order = cast.accepted()
    url = f"/orders/{order.public_id}/not-again/{cast.assignment(order).public_id}/"
    assert cast.client(cast.resident).post(url).status_code == 404


# Photos --------------------------------------------------------------------------------


@pytest.fixture
def photo(cast: Cast, settings: pytest.FixtureRequest, tmp_path: Path) -> Photo:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    out = BytesIO()
    Image.new("RGB", (20, 20)).save(out, "JPEG")
    return actions.add_photo(cast.order(), ContentFile(out.getvalue(), "a.jpg"), by=cast.resident, now=cast.now)


def test_a_photo_is_shown_to_those_who_may_see_the_order(cast: Cast, photo: Photo) -> None:
    url = f"/orders/{photo.order.public_id}/photos/{photo.public_id}/"
    response = cast.client(cast.daughter).get(url)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content[:2] == b"\xff\xd8"
    assert cast.client(cast.outsider).get(url).status_code == 404
    assert cast.client().get(url).status_code == 302


def test_a_photo_of_another_order_is_not_found_under_this_one(cast: Cast, photo: Photo) -> None:
    other = cast.order(cast.company)
    assert cast.client(cast.resident).get(f"/orders/{other.public_id}/photos/{photo.public_id}/").status_code == 404


# Without a phone of one's own --------------------------------------------------------------------------------


def test_whoever_cannot_use_a_phone_finds_whom_to_call(cast: Cast) -> None:
    page = told(cast.client().get("/ask-the-station/"))
    assert "0531-5550100" in page
    assert "first站" in page


@pytest.mark.parametrize("url", ["/home/", "/orders/", "/enter/"])
def test_a_visitor_is_asked_to_sign_in_and_comes_back(cast: Cast, url: str) -> None:
    assert cast.client().get(url)["Location"] == f"/sign-in/?next={url}"


def test_elder_view_is_a_matter_of_tokens_only(cast: Cast) -> None:
    cast.accepted()
    client = cast.client(cast.resident)
    normal = told(client.get("/home/")).replace("大字版", "")
    client.cookies["view"] = "elder"
    assert told(client.get("/home/")).replace("标准版", "") == normal


def test_waiting_longer_than_the_limit_is_seen_by_nobody_but_the_desk(cast: Cast) -> None:
    order = cast.order()
    cast.clock.move(days=3)
    actions.climb(order, now=cast.now + timedelta(0))
    assert "上报" not in told(cast.client(cast.resident).get(f"/orders/{order.public_id}/"))
