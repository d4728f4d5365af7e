"""A centre above several streets: planned by the worker while a bar says how far it is, then asked page by page."""

from typing import Any

import pytest
from django.test import Client
from django_q.conf import Conf

from sidan.desk import planner
from sidan.orders import actions, planning
from sidan.orders.models import Offer, Order, PlanState, SavedPlan
from sidan.people.models import Person, Role, RoleKind
from sidan.places.models import Address, Estate, Grid, Station
from tests.conftest import Cast
from tests.orders.reading import key_of, soup, told

START = "/desk/plan/large/"


@pytest.fixture
def chief(cast: Cast) -> Person:
    person = cast.person("韩雪", "13800000071")
    Role.objects.create(person=person, station=cast.centre, kind=RoleKind.STREET_WORKER, given_at=cast.now)
    return person


@pytest.fixture
def orders(cast: Cast) -> list[Order]:
    """One in each of two streets; the second street's volunteers live too far to be borrowed."""
    return [cast.verified(), cast.verified(served=neighbour_street(cast))]


def neighbour_street(cast: Cast) -> Person:
    street = Station.objects.create(
        code="street2", name="邻街", level="street", parent=cast.centre, path="/centre/street2/", phone="0531-5550200"
    )
    station = Station.objects.create(
        code="third", name="third站", level="community", parent=street, path="/centre/street2/third/", phone="0531-555"
    )
    grid = Grid.objects.create(station=station, code="third-1", name="第一网格")
    estate = Estate.objects.create(grid=grid, name="远山小区", road="远山路", lat=36.80, lng=117.20)
    cast.new_volunteer("远山人")
    door = Address.objects.create(estate=estate, door="1号楼101", lat=estate.lat, lng=estate.lng)
    helper = Person.objects.create(name="石磊", address=door, station=station, created_at=cast.now)
    one = cast.new_volunteer("山里人")
    type(one).objects.filter(pk=one.pk).update(lat=estate.lat, lng=estate.lng, station=station)
    return helper


def begun(client: Client, cast: Cast) -> str:
    """The address of the page that waits."""
    start = client.get("/desk/plan/", {"scope": cast.centre.code}, follow=True)
    assert "这几天有2张单要请人" in told(start)
    answer = client.post(START, {"form_key": key_of(start), "scope": cast.centre.code})
    return str(answer["Location"])


def test_the_worker_plans_both_streets_in_one_task(
    cast: Cast, chief: Person, orders: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the worker itself: the task is packed, unpacked and carried out as django-q2 does it."""
    monkeypatch.setattr(Conf, "SYNC", True)
    client = cast.client(chief)
    page = client.get(begun(client, cast))
    assert "能去的单2" in told(page)
    plan = SavedPlan.objects.get()
    assert plan.state == PlanState.READY
    assert {order for order, _volunteer in plan.pairs} == {order.pk for order in orders}
    client.post(page.wsgi_request.path, {"form_key": key_of(page), "order": [order.public_id for order in orders]})
    assert {offer.order_id for offer in Offer.objects.all()} == {order.pk for order in orders}
    stations = {offer.volunteer.station_id for offer in Offer.objects.select_related("volunteer")}
    assert len(stations) == 2


def test_a_bar_says_how_far_it_is_until_the_plan_has_a_page(
    cast: Cast, chief: Person, orders: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, seen = cast.client(chief), list[str]()
    queued: list[int] = []
    monkeypatch.setattr("sidan.desk.views.plan_large.async_task", lambda _name, pk: queued.append(pk))
    wait = begun(client, cast)
    begins = actions.plan_goes_on

    def told_meanwhile(plan: SavedPlan, step: int) -> bool:
        goes_on = begins(plan, step)
        asked = client.get(wait, headers={"HX-Request": "true"})
        bar = soup(asked).find("progress")
        assert bar is not None
        assert soup(asked).find("h1") is None  # a part, not a page
        seen.append(f"{bar['value']}/{bar['max']}")
        return goes_on

    monkeypatch.setattr(actions, "plan_goes_on", told_meanwhile)
    planner.make_plan(queued[0])
    assert seen == ["0/5", "1/5", "2/5", "3/5", "4/5"]
    answer = client.get(wait, headers={"HX-Request": "true"})
    assert (answer["HX-Redirect"], answer.content) == (wait, b"")
    assert "能去的单2" in told(client.get(wait))


def test_a_worker_that_fails_is_told_to_whoever_waits(
    cast: Cast, chief: Person, orders: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_all: Any, **_more: Any) -> None:
        raise MemoryError

    queued: list[int] = []
    monkeypatch.setattr("sidan.desk.views.plan_large.async_task", lambda _name, pk: queued.append(pk))
    monkeypatch.setattr(planning, "propose", broken)
    client = cast.client(chief)
    wait = begun(client, cast)
    with pytest.raises(MemoryError):
        planner.make_plan(queued[0])
    assert "这次没有排成" in told(client.get(wait))
    assert cast.fresh(orders[0]).state == "verified"


def test_one_street_is_planned_at_once_and_offers_the_choice(cast: Cast, chief: Person, orders: list[Order]) -> None:
    page = told(cast.client(chief).get("/desk/plan/", {"scope": cast.street.code}))
    assert "这几天还缺1人次，能请到1人次" in page
