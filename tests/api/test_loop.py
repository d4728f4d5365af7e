"""One order from first word to rating, by programs alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sidan.orders import actions
from sidan.orders.actions.asking import Asked
from sidan.orders.models import Assignment, DaySheet, Order
from sidan.orders.states import State
from sidan.volunteers.models import Volunteer
from tests.api.calling import Program
from tests.conftest import Cast

DOOR, NAME, PHONE = "3号楼2单元501", "王秀英", "13800000001"


def need(cast: Cast, **more: object) -> dict[str, Any]:
    start = (cast.now + timedelta(days=2)).replace(hour=9)
    return {
        "item": "haircut",
        "wanted_from": start.isoformat(),
        "wanted_until": (start + timedelta(hours=3)).isoformat(),
        "consent": True,
        **more,
    }


@pytest.fixture
def resident(cast: Cast) -> Program:
    return Program(cast.resident)


@pytest.fixture
def keeper(cast: Cast) -> Program:
    return Program(cast.keeper)


@pytest.fixture
def volunteer(cast: Cast) -> Program:
    return Program(cast.volunteer.person)


def test_one_order_from_first_word_to_rating(
    cast: Cast, resident: Program, keeper: Program, volunteer: Program
) -> None:
    placed = resident.post("/api/orders", need(cast), status=201)
    order = f"/api/orders/{placed['id']}"
    assert resident.get(order)["verbs"] == ["withdraw", "reschedule"]
    assert keeper.post(f"{order}/verify")["state"] == "verified"
    best = keeper.get(f"/api/desk/orders/{placed['id']}/candidates")["volunteers"]
    assert {one["name"] for one in best} == {"周*", "吴*", "刘*"}
    mine = [cast.volunteer.public_id]
    assert keeper.post(f"{order}/dispatch", {"volunteers": mine})["state"] == "offered"
    offer = volunteer.get("/api/offers")["offers"][0]
    assert offer["order"]["area"] == "济微路 梅兰小区"
    said = volunteer.post(f"/api/offers/{offer['id']}/accept")
    assert said["state"] == "accepted"
    visit = volunteer.get(f"/api/work/{said['work']}")
    assert (visit["door"], visit["name"], visit["phone"]) == (DOOR, NAME, PHONE)
    code = resident.get(order)["service_code"]
    assert volunteer.post(f"{order}/check_in", {"code": code})["state"] == "in_service"
    assert resident.get(order)["service_code"] is None
    assert volunteer.post(f"{order}/check_out")["state"] == "served"
    assert resident.post(f"{order}/rate", {"stars": 5, "tags": ["on_time"], "words": "很好"})["state"] == "closed"
    assert [event["title"] for event in resident.get(order)["events"]][-1] == "已评单"


def test_a_bad_rating_taken_on_the_telephone_is_called_back_and_done_again(cast: Cast, keeper: Program) -> None:
    order = f"/api/orders/{cast.done().public_id}"
    assert keeper.no(f"{order}/rate", {"stars": 1}) == (422, "spoke")
    assert keeper.no(f"{order}/rate", {"stars": 1, "spoke": cast.neighbour.public_id}) == (422, "spoke")
    assert keeper.post(f"{order}/rate", {"stars": 1, "spoke": cast.daughter.public_id})["state"] == "callback"
    assert keeper.get("/api/desk/callbacks")["count"] == 1
    assert keeper.no(f"{order}/call_back", {"result": "not_fixed"}) == (422, "reason_missing")
    not_fixed = {"result": "not_fixed", "note": "没剪完"}
    assert keeper.no(f"{order}/call_back", not_fixed) == (409, "window_missing")
    again = {name: told for name, told in need(cast).items() if name.startswith("wanted")}
    assert keeper.post(f"{order}/call_back", not_fixed | again)["state"] == "rework"


def test_the_station_answers_a_need(cast: Cast, keeper: Program) -> None:
    def fresh(days: int) -> str:
        return f"/api/orders/{cast.order(days=days).public_id}"

    assert keeper.post(f"{fresh(2)}/reject", {"reason": "不在服务范围"})["state"] == "rejected"
    assert keeper.post(f"{fresh(3)}/refer", {"referred_to": "12345"})["state"] == "referred"
    assert keeper.post(f"{fresh(4)}/withdraw")["state"] == "withdrawn"
    into = cast.order(cast.company)
    assert keeper.post(f"{fresh(5)}/merge", {"into": into.number})["state"] == "merged"
    assert keeper.no(f"{fresh(6)}/merge", {"into": "000-000-000"}) == (422, "merge_target")
    unmet = f"/api/orders/{cast.verified(days=9).public_id}"
    assert keeper.post(f"{unmet}/mark_unmet", {"reason": "没有人会"})["state"] == "unmet"


def test_the_pool_and_a_change_of_mind(cast: Cast, keeper: Program, volunteer: Program) -> None:
    order = cast.verified()
    path = f"/api/orders/{order.public_id}"
    assert keeper.post(f"{path}/open_pool")["state"] == "offered"
    row = volunteer.get("/api/pool")["orders"][0]
    assert (row["id"], row["walking_minutes"], row["served"]) == (order.public_id, 0, "王*")
    first = volunteer.post(f"{path}/claim")
    assert volunteer.post(f"{path}/claim") == first
    assert volunteer.post(f"{path}/release", {"reason": "孩子病了"})["state"] == "offered"
    assert volunteer.no(f"{path}/release") == (404, "not_found")
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(weekly_load=0)
    assert volunteer.no(f"{path}/claim") == (409, "does_not_fit")


def test_a_leader_names_the_member(cast: Cast) -> None:
    order = cast.verified()
    offer = actions.dispatch(order, [Asked(cast.leader, team=cast.team)], cast.doing())[0]
    leader, path = Program(cast.leader.person), f"/api/offers/{offer.public_id}/accept"
    assert leader.no(path) == (422, "member")
    assert leader.post(path, {"member": cast.volunteer.public_id})["work"] is None
    assert Assignment.objects.get().volunteer == cast.volunteer


def test_a_no_costs_nothing_and_may_be_said_twice(cast: Cast, volunteer: Program) -> None:
    path = f"/api/orders/{cast.offered().public_id}/decline"
    assert volunteer.post(path) == volunteer.post(path)


def test_the_station_signs_in_for_a_volunteer_without_a_phone(cast: Cast, keeper: Program) -> None:
    order = cast.accepted()
    path, visit = f"/api/orders/{order.public_id}", cast.assignment(order).public_id
    cast.clock.move(days=2)
    assert keeper.post(f"{path}/check_in", {"proof": "leader", "work": visit})["state"] == "in_service"
    assert keeper.post(f"{path}/check_out")["state"] == "served"


def test_a_volunteer_proves_the_arrival_by_the_code_alone_and_wrong_ones_are_counted(
    cast: Cast, volunteer: Program
) -> None:
    order = cast.accepted()
    path = f"/api/orders/{order.public_id}/check_in"
    assert volunteer.no(path, {"proof": "leader"}) == (422, "proof")
    wrong = "0000" if order.service_code != "0000" else "1111"
    for _try in range(10):
        assert volunteer.send(path, {"code": wrong}, key="once").status_code == 409
    assert volunteer.no(path, {"code": order.service_code}) == (409, "code_tries")


def test_a_paper_sheet_needs_two_people(cast: Cast, keeper: Program) -> None:
    line = {"served": cast.resident.public_id, "item": "haircut", "volunteer": cast.volunteer.number}
    told = {
        "station": "first", "day": "2026-11-24", "lines": [{**line, "at": "09:00", "minutes": 40}],
    }  # fmt: skip
    sheet = keeper.post("/api/sheets", told, status=201)
    assert keeper.no(f"/api/sheets/{sheet['id']}/confirm") == (409, "sheet_same_person")
    street = Program(cast.street_worker)
    assert street.post(f"/api/sheets/{sheet['id']}/confirm")["is_confirmed"] is True
    assert Order.objects.get().state == State.SERVED
    assert DaySheet.objects.get().confirmed_by == cast.street_worker


def test_somebody_at_work_takes_a_need_down(cast: Cast, keeper: Program) -> None:
    told = need(cast, served=cast.resident.public_id, channel="walk_in", is_urgent=True)
    order = Order.objects.get(public_id=keeper.post("/api/orders", told, status=201)["id"])
    assert (order.channel, order.is_urgent, order.served) == ("walk_in", True, cast.resident)
    grid = Program(cast.grid_worker)
    told = need(cast, served=cast.neighbour.public_id)
    order = Order.objects.get(public_id=grid.post("/api/orders", told, status=201)["id"])
    assert order.channel == "grid"


def test_a_daughter_places_and_reads_her_mothers_order(cast: Cast) -> None:
    daughter = Program(cast.daughter)
    placed = daughter.post("/api/orders", need(cast, served=cast.resident.public_id), status=201)
    assert daughter.get(f"/api/orders/{placed['id']}")["served"] == NAME
    assert Order.objects.get().channel == "family"
    assert daughter.get("/api/session")["acts_for"] == [{"id": cast.resident.public_id, "name": NAME}]


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"item": "nothing"}, (422, "item_unknown")),
        ({"wanted_from": "2026-11-01T09:00:00+08:00", "wanted_until": "2026-11-01T10:00:00+08:00"}, (409, "past")),
        ({"wanted_from": "2026-11-28T09:00:00"}, (422, "invalid")),
        ({"consent": False}, (422, "invalid")),
        ({"served": "zzzzzzzzzzzz"}, (404, "not_found")),
    ],
)
def test_what_is_wrong_with_a_need_is_said(
    cast: Cast, resident: Program, change: dict[str, Any], answer: tuple[int, str]
) -> None:
    assert resident.no("/api/orders", need(cast) | change) == answer
    assert not Order.objects.exists()


def test_one_row_or_thirty_cost_the_same(cast: Cast, resident: Program, keeper: Program, volunteer: Program) -> None:
    expected = {
        "/api/orders": (resident, 5), "/api/desk/orders?tab=offered": (keeper, 5), "/api/offers": (volunteer, 4),
        "/api/pool": (volunteer, 5), "/api/work": (volunteer, 4), "/api/work/done": (volunteer, 5),
    }  # fmt: skip
    for many in (1, 29):
        for _row in range(many):
            _one_of_each(cast, Order.objects.count())
        counted = {path: (program, _queries(program, path)) for path, (program, _count) in expected.items()}
        assert counted == expected


def _queries(program: Program, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        program.get(path)
    return len(caught)


def _one_of_each(cast: Cast, number: int) -> None:
    """One's own order, an offer that waits, an order in the pool, a visit promised and a visit done."""
    cast.order(days=2 + number // 5)
    cast.offered(served=cast.person("邻居", f"1350000{number:04d}"))
    pooled = cast.verified(cast.company, served=cast.person("邻居", f"1360000{number:04d}"))
    actions.open_pool(pooled, cast.doing())
    for is_done in (True, False):
        order = cast.order(served=cast.person("邻居", f"137{is_done:d}000{number:04d}"))
        Order.objects.filter(pk=order.pk).update(state=State.CLOSED if is_done else State.ACCEPTED, taken=1)
        at = cast.now if is_done else None
        Assignment.objects.create(
            order=order, volunteer=cast.volunteer, place=1, taken_at=cast.now, checked_in_at=at, checked_out_at=at
        )
