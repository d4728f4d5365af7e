"""The frame of the desk: on every page the same station and the same numbers."""

import pytest
from django.utils.translation import override

from sidan.notices.models import Notice
from sidan.orders.actions import Opinion, rate
from tests.conftest import Cast
from tests.orders.reading import soup, told

PAGES = (
    "/desk/", "/desk/plan/", "/desk/intake/", "/desk/people/", "/desk/people/new/", "/desk/people/waiting/",
    "/desk/volunteers/", "/desk/volunteers/invite/", "/desk/teams/", "/desk/teams/new/", "/desk/catalogue/",
    "/desk/sheets/", "/desk/sheets/new/", "/desk/callbacks/",
)  # fmt: skip


def rail(response: object) -> str:
    found = soup(response).find("nav", {"class": "rail"})
    assert found is not None
    return " ".join(found.get_text(" ").split())


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_desk_says_whose_it_is_and_what_waits(cast: Cast, page: str) -> None:
    cast.order()
    rate(cast.done(cast.company), Opinion(1, by=cast.resident), cast.doing(cast.resident))
    said = rail(cast.client(cast.keeper).get(page))
    assert said.startswith("四单 first站 工作台 待办 2 ")
    assert said.endswith("回访 待办 1")


def test_administrators_have_a_frame_too(cast: Cast) -> None:
    assert rail(cast.client(cast.administrator).get("/staff/")).startswith("四单 street站 ")


def test_a_volunteers_page_says_what_they_promised_this_week(cast: Cast) -> None:
    page = f"/desk/volunteers/{cast.volunteer.public_id}/"
    client = cast.client(cast.keeper)
    assert "这一周答应了0次" in told(client.get(page))
    cast.accepted()
    assert "这一周答应了1次" in told(client.get(page))
    type(cast.volunteer).objects.filter(pk=cast.volunteer.pk).update(weekly_load=1)
    assert "这一周答应了1次到上限了" in told(client.post(f"{page}contact/"))
    cast.clock.move(days=7)
    assert "这一周答应了0次" in told(client.get(page))


def test_back_from_an_order_leads_to_the_plan_it_was_opened_from(cast: Cast) -> None:
    order, client = cast.verified(), cast.client(cast.keeper)
    for came in ("/desk/plan/?days=7&pin=a.b", "/desk/plan/rounds/?from=2026-11-27", "/desk/?tab=all"):
        page = client.get(f"/desk/orders/{order.public_id}/", headers={"referer": f"http://testserver{came}"})
        assert came in {link["href"] for link in soup(page).find_all("a")}
    for stranger in ("http://elsewhere/desk/plan/", "http://testserver/me/", "http://testserver/no/such/page/"):
        page = client.get(f"/desk/orders/{order.public_id}/", headers={"referer": stranger})
        assert stranger not in {link["href"] for link in soup(page).find_all("a")}


def test_services_and_stations_have_english_names(cast: Cast) -> None:
    """Those of the product's own menu; a station's own words stay as they are."""
    cast.accepted()
    reader = cast.client(cast.keeper)
    reader.cookies["language"] = "en"
    page = soup(reader.get("/desk/?tab=going")).get_text(" ")
    assert "Haircut at home" in page
    assert "爱心理发" not in page
    assert "first站" in page
    notice = Notice.objects.filter(person=cast.resident).latest("pk")
    with override("en"):
        assert "Haircut at home" in notice.words
        assert "27/11 09:00" in notice.words


def test_only_who_works_is_shown_the_way_to_the_desk(cast: Cast) -> None:
    assert "去工作台" in told(cast.client(cast.keeper).get("/home/"))
    for person in (cast.resident, cast.volunteer.person):
        assert "去工作台" not in told(cast.client(person).get("/home/"))
