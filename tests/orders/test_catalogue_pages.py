"""What a station offers: street items switched, its own items added and changed with every guard."""

from typing import Any

from sidan.orders.models import Item
from sidan.people.models import Role, RoleKind
from sidan.places.models import Station
from tests.conftest import Cast

PAGE = "/desk/catalogue/"
OWN = {
    "name": "修自行车",
    "summary": "补胎、换刹车",
    "category": "community",
    "icon": "bike",
    "minutes": "30",
    "places": "1",
    "skill": "appliance",
    "qualification": "",
    "two_people": "never",
    "cooldown_days": "0",
    "warning": "零件钱自付",
}


def text(response: Any) -> str:
    return str(response.content.decode())


def rows(page: Any) -> dict[str, tuple[bool, int, bool]]:
    return {row["item"].code: (row["is_on"], row["count"], row["may_edit"]) for row in page.context["rows"]}


def test_a_street_item_is_switched_for_one_station_only(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    client.post(f"{PAGE}haircut/switch/", {"station": "first", "on": "0"})
    assert rows(client.get(PAGE))["haircut"][0] is False
    assert rows(cast.client(cast.second_keeper).get(PAGE))["haircut"][0] is True
    assert cast.haircut not in Item.objects.offered_at(cast.first)
    client.post(f"{PAGE}haircut/switch/", {"station": "first", "on": "1"})
    assert cast.haircut in Item.objects.offered_at(cast.first)


def test_nobody_switches_for_another_station(cast: Cast) -> None:
    told = {"station": "second", "on": "0"}
    assert cast.client(cast.keeper).post(f"{PAGE}haircut/switch/", told).status_code == 404
    assert cast.client(cast.auditor).post(f"{PAGE}haircut/switch/", told).status_code == 403
    assert cast.haircut in Item.objects.offered_at(cast.second)


def test_a_station_adds_changes_and_switches_its_own_item(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    client.post(f"{PAGE}new/", OWN | {"station": "first"})
    item = Item.objects.get(name="修自行车")
    assert (item.station, item.minutes, item.icon, item.warning) == (cast.first, 30, "bike", "零件钱自付")
    assert rows(client.get(PAGE))[item.code] == (True, 0, True)
    client.post(f"{PAGE}{item.code}/", OWN | {"minutes": "45", "two_people": "always"})
    item.refresh_from_db()
    assert (item.minutes, item.two_people) == (45, "always")
    client.post(f"{PAGE}{item.code}/switch/", {"station": "first", "on": "0"})
    item.refresh_from_db()
    assert item.is_on is False
    other = cast.client(cast.second_keeper)
    assert item.code not in rows(other.get(PAGE))
    assert other.get(f"{PAGE}{item.code}/").status_code == 404


def test_a_street_item_is_changed_by_the_street_alone(cast: Cast) -> None:
    told = OWN | {"name": "上门理发"}
    assert cast.client(cast.keeper).post(f"{PAGE}haircut/", told).status_code == 403
    cast.client(cast.street_worker).post(f"{PAGE}haircut/", told)
    cast.haircut.refresh_from_db()
    assert cast.haircut.name == "上门理发"


def test_with_several_streets_what_is_for_all_is_changed_by_who_works_for_all(cast: Cast) -> None:
    told = OWN | {"name": "上门理发"}
    Station.objects.create(
        code="street2", name="邻街", level="street", parent=cast.centre, path="/centre/street2/", phone="0531-5550200"
    )
    street, centre = cast.client(cast.street_worker), cast.person("方正", "13800000051")
    assert street.post(f"{PAGE}haircut/", told).status_code == 403
    assert street.post(f"{PAGE}new/", OWN | {"station": "street"}).status_code == 403
    assert rows(street.get(PAGE))["haircut"][2] is False
    assert rows(street.get(f"{PAGE}?station=first"))["haircut"][2] is False
    Role.objects.create(person=centre, station=cast.centre, kind=RoleKind.STREET_WORKER, given_at=cast.now)
    client = cast.client(centre)
    assert rows(client.get(PAGE))["haircut"][2] is True
    client.post(f"{PAGE}haircut/", told)
    cast.haircut.refresh_from_db()
    assert cast.haircut.name == "上门理发"


def test_what_the_street_adds_every_station_offers(cast: Cast) -> None:
    cast.client(cast.street_worker).post(f"{PAGE}new/", OWN | {"station": "street"})
    item = Item.objects.get(name="修自行车")
    assert item.station is None
    assert item in Item.objects.offered_at(cast.second)


def test_slips_get_a_sentence_and_keep_what_was_typed(cast: Cast) -> None:
    wrong = OWN | {"station": "first", "minutes": "0", "icon": "../secret", "is_risky": "on", "minors_allowed": "on"}
    page = cast.client(cast.keeper).post(f"{PAGE}new/", wrong)
    assert page.status_code == 200
    assert "有风险的服务，未成年人不能参加。" in text(page)
    assert "补胎、换刹车" in text(page)
    assert set(page.context["form"].errors) == {"minutes", "icon", "minors_allowed"}
    assert not Item.objects.filter(name="修自行车").exists()


def test_orders_of_this_month_are_counted_for_the_station(cast: Cast) -> None:
    cast.order()
    cast.order(cast.company, cast.outsider)
    page = rows(cast.client(cast.keeper).get(PAGE))
    assert (page["haircut"][1], page["company"][1]) == (1, 0)
    street = cast.client(cast.street_worker)
    assert rows(street.get(f"{PAGE}?station=second"))["company"][1] == 1


def test_auditors_look_and_change_nothing(cast: Cast) -> None:
    client = cast.client(cast.auditor)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "关掉" not in text(page).split("<tbody>")[1]
    assert client.get(f"{PAGE}new/?station=first").status_code == 403


def test_the_list_asks_as_much_for_thirty_items_as_for_two(
    cast: Cast, make_item: Any, django_assert_num_queries: Any
) -> None:
    client = cast.client(cast.keeper)
    client.get(PAGE)
    for wanted in (2, 30):
        for n in range(Item.objects.count(), wanted):
            make_item(f"i{n}", f"服务{n}", "haircut")
        with django_assert_num_queries(10):
            client.get(PAGE)
