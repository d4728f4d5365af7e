"""The header Idempotency-Key: carried out once, answered alike, and shared with the forms of the pages."""

from sidan.core.models import Once
from sidan.orders.models import Order, OrderEvent
from tests.api.calling import Program
from tests.api.test_loop import need
from tests.conftest import Cast


def test_the_same_call_under_the_same_key_is_carried_out_once(cast: Cast) -> None:
    resident = Program(cast.resident)
    answers = [resident.send("/api/orders", need(cast), key="k") for _call in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.content for answer in answers}) == 1
    assert {answer["Content-Type"] for answer in answers} == {"application/json"}
    assert Order.objects.count() == 1


def test_another_body_under_the_same_key_is_422(cast: Cast) -> None:
    resident = Program(cast.resident)
    resident.send("/api/orders", need(cast), key="k")
    other = resident.send("/api/orders", need(cast, item="company"), key="k")
    assert other.status_code == 422
    assert Order.objects.count() == 1


def test_another_address_under_the_same_key_is_422(cast: Cast) -> None:
    keeper = Program(cast.keeper)
    first, second = cast.order(days=2), cast.order(days=3)
    keeper.post(f"/api/orders/{first.public_id}/verify", key="k")
    assert keeper.send(f"/api/orders/{second.public_id}/verify", key="k").status_code == 422


def test_keys_belong_to_one_person(cast: Cast) -> None:
    for person in (cast.resident, cast.neighbour):
        Program(person).post("/api/orders", need(cast), key="k", status=201)
    assert Order.objects.count() == 2


def test_a_no_leaves_the_key_free(cast: Cast) -> None:
    resident = Program(cast.resident)
    assert resident.send("/api/orders", need(cast, item="nothing"), key="k").status_code == 422
    assert not Once.objects.exists()
    resident.post("/api/orders", need(cast), key="k", status=201)


def test_an_answer_is_remembered_for_whoever_is_still_let_in(cast: Cast) -> None:
    resident = Program(cast.resident)
    resident.post("/api/orders", need(cast), key="k", status=201)
    assert resident.send("/api/orders", need(cast), key="k", token="").status_code == 403
    resident.client.logout()
    assert resident.send("/api/orders", need(cast), key="k").status_code in (401, 403)


def test_without_a_key_a_second_yes_is_answered_by_the_state_alone(cast: Cast) -> None:
    order = cast.order()
    keeper = Program(cast.keeper)
    keeper.post(f"/api/orders/{order.public_id}/verify")
    assert keeper.no(f"/api/orders/{order.public_id}/verify") == (409, "wrong_state")
    assert OrderEvent.objects.filter(verb="verify").count() == 1
