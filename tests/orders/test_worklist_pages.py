"""The work list and the board: whose turn it is, in which order, in whose station."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sidan.core.models import Channel
from sidan.orders import actions, tasks, worklist
from sidan.orders.actions import Opinion
from sidan.orders.boards import COLUMNS
from sidan.orders.models import Order
from sidan.orders.states import OPEN, State
from sidan.people.models import Person
from tests.conftest import Cast


def text(response: Any) -> str:
    return str(response.content.decode())


def count(cast: Cast, person: Person, address: str) -> int:
    client = cast.client(person)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def here(order: Order, verb: str = "") -> str:
    return f"/desk/orders/{order.public_id}/{verb + '/' if verb else ''}"


def test_what_waits_for_the_desk_comes_first_and_says_whose_turn_it_is(cast: Cast) -> None:
    submitted, verified = cast.order(), cast.verified(cast.company)
    page = cast.client(cast.keeper).get("/desk/")
    rows = page.context["rows"]
    assert [(row.order.number, row.next) for row in rows] == [
        (submitted.number, "站点核实"),
        (verified.number, "站点派单"),
    ]
    assert "王*" in text(page)
    assert "王秀英" not in text(page)


def test_urgent_and_late_stand_above_the_rest(cast: Cast) -> None:
    early = cast.order()
    cast.clock.move(days=5)
    fresh = cast.order(cast.company, cast.neighbour)
    urgent = cast.order(cast.company)
    Order.objects.filter(pk=urgent.pk).update(is_urgent=True)
    rows = cast.client(cast.keeper).get("/desk/").context["rows"]
    assert [row.order.pk for row in rows] == [urgent.pk, early.pk, fresh.pk]
    assert [row.due.state for row in rows] == ["soon", "late", "ok"]


def test_late_in_the_database_is_late_in_the_model(cast: Cast) -> None:
    made = [cast.order(), cast.verified(cast.company), cast.offered(served=cast.neighbour), _rated(cast, 1)]
    Order.objects.filter(pk=made[2].pk).update(widened_at=cast.now)
    for hours in (0, 3, 5, 23, 25, 47, 49, 100, 200):
        now = cast.now + timedelta(hours=hours)
        found = set(Order.objects.filter(worklist.late(now)).values_list("pk", flat=True))
        assert found == {order.pk for order in Order.objects.all() if order.is_late(now)}, hours


def _rated(cast: Cast, stars: int) -> Order:
    order = cast.done(served=cast.outsider)
    actions.rate(order, Opinion(stars, by=cast.outsider), cast.doing(cast.outsider, Channel.PAGE))
    return cast.fresh(order)


def test_each_tab_holds_its_states_and_its_count(cast: Cast) -> None:
    cast.order()
    cast.verified(cast.company)
    cast.offered(served=cast.neighbour)
    page = cast.client(cast.keeper).get("/desk/?tab=verified")
    counts = {str(tab["label"]): tab["count"] for tab in page.context["filters"]}
    assert counts == {
        "待办": 2, "待核实": 1, "待派单": 1, "待接单": 1, "进行中": 0, "待评单": 0, "待回访": 0, "全部": None,
    }  # fmt: skip
    assert [row.order.state for row in page.context["rows"]] == [State.VERIFIED]


def test_an_order_nobody_is_asked_for_is_marked_and_waits_for_the_desk(cast: Cast) -> None:
    order = cast.offered()
    actions.decline(cast.offer(order), cast.doing(cast.volunteer.person, Channel.PAGE))
    for tab in ("todo", "offered"):
        page = cast.client(cast.keeper).get(f"/desk/?tab={tab}")
        assert [row.is_silent for row in page.context["rows"]] == [True]
        assert "没人在被邀请" in text(page)


def test_a_keeper_sees_her_station_and_the_street_sees_both(cast: Cast) -> None:
    mine, other = cast.order(), cast.order(served=cast.outsider)
    seen = {
        who.pk: {row.order.pk for row in cast.client(who).get("/desk/").context["rows"]}
        for who in (cast.keeper, cast.second_keeper, cast.street_worker, cast.auditor, cast.grid_worker)
    }
    both = {mine.pk, other.pk}
    assert seen == {
        cast.keeper.pk: {mine.pk},
        cast.second_keeper.pk: {other.pk},
        cast.street_worker.pk: both,
        cast.auditor.pk: both,
        cast.grid_worker.pk: {mine.pk},
    }
    page = cast.client(cast.street_worker).get("/desk/?station=second")
    assert [row.order.pk for row in page.context["rows"]] == [other.pk]
    # A station out of reach is no filter at all.
    assert len(cast.client(cast.keeper).get("/desk/?station=second").context["rows"]) == 1


@pytest.mark.parametrize("typed", ["", "-", " "])
def test_a_number_opens_its_order_however_it_is_typed(cast: Cast, typed: str) -> None:
    order = cast.order()
    answer = cast.client(cast.keeper).post("/desk/search/", {"q": order.number.replace("-", typed)})
    assert answer["Location"] == here(order)


@pytest.mark.parametrize("typed", ["王秀英", "王", "13800000001", "0001", "138 0000 0001"])
def test_a_resident_is_found_by_name_or_phone_and_neither_stands_in_an_address(cast: Cast, typed: str) -> None:
    order = cast.order()
    client = cast.client(cast.keeper)
    answer = client.post("/desk/search/", {"q": typed})
    assert answer["Location"] == "/desk/search/"
    assert [row.order.pk for row in client.get("/desk/search/").context["rows"]] == [order.pk]


def test_a_surname_that_many_share_elsewhere_still_finds_the_resident_here(cast: Cast) -> None:
    for n in range(50):
        cast.person(f"鲁{n}")
    order = cast.order(served=cast.person("鲁兰"))
    client = cast.client(cast.keeper)
    client.post("/desk/search/", {"q": "鲁"})
    assert [row.order.pk for row in client.get("/desk/search/").context["rows"]] == [order.pk]


def test_the_number_of_another_station_is_found_by_nobody_here(cast: Cast) -> None:
    order = cast.order()
    client = cast.client(cast.second_keeper)
    assert client.post("/desk/search/", {"q": order.number})["Location"] == "/desk/search/"
    assert client.get("/desk/search/").context["rows"] == []


def test_the_archive_is_read_a_month_at_a_time(cast: Cast) -> None:
    old = cast.order()
    cast.clock.move(days=40)
    new = cast.order(cast.company)
    client = cast.client(cast.keeper)
    page = client.get("/desk/?tab=all")
    assert [row.order.pk for row in page.context["rows"]] == [new.pk]
    assert "?tab=all&amp;until=2026-12-04" in text(page)
    earlier = client.get("/desk/?tab=all&until=2026-12-04")
    assert [row.order.pk for row in earlier.context["rows"]] == [old.pk]
    assert "until=2027-01-04" in text(earlier)
    assert [row.order.pk for row in client.get("/desk/?tab=all&until=x").context["rows"]] == [new.pk]


def test_htmx_gets_the_list_alone(cast: Cast) -> None:
    cast.order()
    part = cast.client(cast.keeper).get("/desk/", headers={"HX-Request": "true"})
    assert text(part).lstrip().startswith('<div id="work"')


def test_the_list_asks_as_much_for_thirty_rows_as_for_one(cast: Cast) -> None:
    cast.order()
    addresses = ["/desk/", "/desk/?tab=submitted", "/desk/?tab=all", "/board/"]
    few = [count(cast, cast.street_worker, address) for address in addresses]
    for n in range(29):
        cast.order(served=cast.person(f"住户{n}"))
    assert [count(cast, cast.street_worker, address) for address in addresses] == few
    assert few == [9, 9, 10, 12]  # one of them for the name of the station in the frame


def test_the_board_counts_from_the_records_and_leads_to_them(cast: Cast) -> None:
    late = cast.order()
    cast.order(served=cast.outsider)
    unmet = cast.verified(cast.company)
    actions.mark_unmet(unmet, cast.doing(reason="没人"))
    cast.clock.move(days=5)
    tasks.tick(cast.now)
    client = cast.client(cast.street_worker)
    page = client.get("/board/")
    rows = {row.standing.station: row for row in page.context["rows"]}
    first = rows[cast.first].standing
    assert (first.counts["submitted"], first.late, first.climbed, first.unmet) == (1, 1, 1, 1)
    assert first.oldest == late.placed_at
    link = rows[cast.first].cells[0].href
    assert link == "/desk/?tab=submitted&station=first"
    assert [row.order.pk for row in client.get(link).context["rows"]] == [late.pk]
    assert [row.standing.station for row in page.context["rows"]] == [cast.first, cast.second]


def test_an_administrator_sees_figures_and_no_orders(cast: Cast) -> None:
    cast.order()
    page = cast.client(cast.administrator).get("/board/")
    assert page.status_code == 200
    assert "/desk/?" not in text(page)
    assert cast.client(cast.administrator).get("/desk/").status_code == 403


def test_a_station_keeper_has_no_board(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    assert client.get("/board/").status_code == 403
    assert reverse("desk:board") not in text(client.get("/desk/"))


def test_every_open_state_has_its_column_and_its_tab() -> None:
    assert {state for states in COLUMNS.values() for state in states} == set(OPEN)
    assert {state for tab in worklist.TABS.values() for state in tab.states} == set(OPEN)


def test_what_was_found_is_told_by_estate_where_there_is_one_station(cast: Cast) -> None:
    cast.order()
    for person, stations in ((cast.keeper, []), (cast.street_worker, ["street", "first", "second"])):
        page = cast.client(person).post("/desk/search/", {"q": "王秀英"}, follow=True)
        assert sorted(one.code for one in page.context["stations"]) == sorted(stations)
