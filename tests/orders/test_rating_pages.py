"""评单 on the page and by the link in a message."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidan.core.models import Channel
from sidan.notices.models import Notice
from sidan.orders import actions
from sidan.orders.actions.rating import hash_token
from sidan.orders.models import Callback, Order, Rating
from sidan.orders.states import State
from sidan.people.models import FamilyLink
from tests.conftest import Cast
from tests.orders.reading import key_of, soup, told


def link_of(cast: Cast, order: Order) -> str:
    """The link as it stands in the message to the resident."""
    return Notice.objects.get(person=cast.resident, kind="rate", link__startswith="/rate/").link


def send(client: Client, url: str, **data: object) -> Any:
    return client.post(url, {"stars": 5, "form_key": key_of(client.get(url)), **data})


# On the page ------------------------------------------------------------------------------------------


def test_the_served_person_rates_with_a_face_tags_and_words(cast: Cast) -> None:
    order = cast.done()
    data = {"tags": ["on_time", "skilled"], "words": "剪得真好 👍"}
    response = send(cast.client(cast.resident), f"/orders/{order.public_id}/rate/", **data)
    rating = Rating.objects.get()
    assert response["Location"] == "/rate/thanks/"
    assert (rating.stars, rating.tags, rating.words) == (5, ["on_time", "skilled"], "剪得真好 👍")
    assert (rating.by, rating.is_proxy, rating.channel) == (cast.resident, False, Channel.PAGE)
    assert cast.fresh(order).state == State.CLOSED


def test_a_daughter_rates_for_her_mother_and_it_is_marked(cast: Cast) -> None:
    order = cast.done()
    send(cast.client(cast.daughter), f"/orders/{order.public_id}/rate/", stars=4)
    assert (Rating.objects.get().by, Rating.objects.get().is_proxy) == (cast.daughter, True)


def test_a_daughter_whose_link_has_ended_no_longer_rates(cast: Cast) -> None:
    order = actions.place(cast.need(), cast.doing(cast.daughter, Channel.FAMILY))
    Order.objects.filter(pk=order.pk).update(state=State.SERVED)
    FamilyLink.objects.update(ended_at=cast.now)
    client = cast.client(cast.daughter)
    assert client.post(f"/orders/{order.public_id}/rate/", {"stars": 5}).status_code == 403


@pytest.mark.parametrize("who", ["outsider", "keeper", "street_worker", "auditor"])
def test_nobody_else_rates_the_station_least_of_all(cast: Cast, who: str) -> None:
    order = cast.done()
    client = cast.client(getattr(cast, who))
    assert client.get(f"/orders/{order.public_id}/rate/").status_code == 404
    assert client.post(f"/orders/{order.public_id}/rate/", {"stars": 5}).status_code == 404
    assert not Rating.objects.exists()


def test_the_volunteer_cannot_rate_themselves(cast: Cast) -> None:
    order = cast.done()
    assert cast.client(cast.volunteer.person).post(f"/orders/{order.public_id}/rate/").status_code == 404


@pytest.mark.parametrize("stars", [1, 2])
def test_a_bad_rating_promises_a_call_and_opens_it(cast: Cast, stars: int) -> None:
    order = cast.done()
    client = cast.client(cast.resident)
    response = send(client, f"/orders/{order.public_id}/rate/", stars=stars)
    assert "一个工作日内给您回电话" in told(client.get(response["Location"]))
    assert Callback.objects.get().station == cast.first


def test_the_face_left_out_is_asked_for_and_the_words_stay(cast: Cast) -> None:
    order = cast.done()
    response = cast.client(cast.resident).post(
        f"/orders/{order.public_id}/rate/", {"words": "很好", "tags": ["on_time"]}
    )
    assert "请选一张脸" in told(response)
    page = soup(response)
    assert page.select_one("textarea").get_text().strip() == "很好"  # type: ignore[union-attr]
    assert [box["value"] for box in page.select("input[name=tags][checked]")] == ["on_time"]


@pytest.mark.parametrize("stars", ["0", "6", "很好", "-1"])
def test_a_face_that_does_not_exist_is_not_taken(cast: Cast, stars: str) -> None:
    order = cast.done()
    response = cast.client(cast.resident).post(f"/orders/{order.public_id}/rate/", {"stars": stars})
    assert soup(response).select_one(".error-summary")
    assert not Rating.objects.exists()


def test_a_double_tap_rates_once(cast: Cast) -> None:
    order = cast.done()
    client, url = cast.client(cast.resident), f"/orders/{order.public_id}/rate/"
    data = {"stars": 5, "form_key": key_of(client.get(url))}
    assert client.post(url, data)["Location"] == client.post(url, data)["Location"]
    assert Rating.objects.count() == 1


def test_an_order_rated_already_leads_back_to_the_order(cast: Cast) -> None:
    order = cast.done()
    client = cast.client(cast.resident)
    send(client, f"/orders/{order.public_id}/rate/")
    assert client.get(f"/orders/{order.public_id}/rate/")["Location"] == f"/orders/{order.public_id}/"


# By the link --------------------------------------------------------------------------------------------


def test_the_link_rates_without_signing_in(cast: Cast) -> None:
    order = cast.done()
    send(cast.client(), link_of(cast, order), stars=4)
    rating = Rating.objects.get()
    assert (rating.stars, rating.by, rating.channel) == (4, None, Channel.LINK)


def test_only_the_hash_of_the_link_is_kept_with_the_order(cast: Cast) -> None:
    order = cast.done()
    secret = link_of(cast, order).removeprefix("/rate/").rstrip("/")
    assert len(secret) == 32
    assert cast.fresh(order).rating_token_hash == hash_token(secret)


def test_the_page_behind_the_link_names_the_item_and_the_day_and_nobody(cast: Cast) -> None:
    order = cast.done()
    response = cast.client().get(link_of(cast, order))
    page = told(response)
    assert "爱心理发" in page
    assert "11月25日" in page
    known = ("王秀英", "王*", "梅兰", "1380000", order.number, order.public_id, "周建国", "周*", "first站")
    assert not [words for words in known if words in response.content.decode()]


def test_the_link_is_kept_by_no_cache_and_no_search_engine(cast: Cast) -> None:
    url = link_of(cast, cast.done())
    for response in (cast.client().get(url), cast.client().get("/rate/nothing/")):
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
        assert soup(response).select_one("meta[name=robots][content*=noindex]")


def test_a_used_link_says_so_and_what_to_do(cast: Cast) -> None:
    url = link_of(cast, cast.done())
    send(cast.client(), url)
    response = cast.client().get(url)
    assert response.status_code == 410
    assert "已经用过，或者过期了" in told(response)
    assert "0531-5550100" in told(response)
    assert cast.client().post(url, {"stars": 1}).status_code == 410
    assert Rating.objects.count() == 1


def test_a_link_after_a_week_is_over(cast: Cast) -> None:
    order = cast.done()
    url = link_of(cast, order)
    actions.close_unrated(order, now=cast.clock.move(days=7, minutes=1))
    assert cast.client().get(url).status_code == 410


def test_used_old_and_invented_links_look_the_same(cast: Cast) -> None:
    url = link_of(cast, cast.done())
    send(cast.client(), url)

    def plain(response: Any) -> str:
        return re.sub(r'name="next" value="[^"]*"', "", response.content.decode())

    assert plain(cast.client().get(url)) == plain(cast.client().get("/rate/invented/"))


def test_a_double_tap_on_the_link_rates_once(cast: Cast) -> None:
    client, url = cast.client(), link_of(cast, cast.done())
    data = {"stars": 5, "form_key": key_of(client.get(url))}
    assert client.post(url, data)["Location"] == client.post(url, data)["Location"]
    assert Rating.objects.count() == 1


def test_the_rating_page_asks_the_database_little(cast: Cast) -> None:
    url = link_of(cast, cast.done())
    with CaptureQueriesContext(connection) as seen:
        cast.client().get(url)
    assert len(seen) == 1
