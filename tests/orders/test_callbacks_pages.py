"""Calls that a station owes: its own bad ratings, and samples of other stations."""

from typing import Any

from sidan.core.models import Channel
from sidan.orders import actions
from sidan.orders.actions import Opinion
from sidan.orders.models import Callback, CallbackKind, CallbackResult, Order
from sidan.orders.states import State
from tests.conftest import Cast


def text(response: Any) -> str:
    return str(response.content.decode())


def here(order: Order, verb: str = "") -> str:
    return f"/desk/orders/{order.public_id}/{verb + '/' if verb else ''}"


def _unhappy(cast: Cast) -> Callback:
    order = cast.done()
    actions.rate(order, Opinion(1, words="剪坏了", by=cast.resident), cast.doing(cast.resident, Channel.PAGE))
    return Callback.objects.get(order=order)


def test_a_bad_rating_is_called_back_by_its_own_station(cast: Cast) -> None:
    callback, client = _unhappy(cast), cast.client(cast.keeper)
    page = client.get("/desk/callbacks/")
    assert callback.order.number in text(page)
    one = f"/desk/callbacks/{callback.public_id}/"
    shown = text(client.get(one))
    assert "剪坏了" not in shown
    assert "13800000001" not in shown
    assert "138 0000 0001" in text(client.post(f"{one}reveal/"))
    assert client.post(one, {"result": "settled", "note": "重新剪过"})["Location"] == "/desk/callbacks/"
    callback.refresh_from_db()
    assert (callback.result, callback.done_by, callback.note) == (CallbackResult.SETTLED, cast.keeper, "重新剪过")
    assert cast.fresh(callback.order).state == State.CLOSED


def test_not_fixed_needs_words_and_begins_a_new_round(cast: Cast) -> None:
    callback, client = _unhappy(cast), cast.client(cast.keeper)
    one = f"/desk/callbacks/{callback.public_id}/"
    wrong = text(client.post(one, {"result": "not_fixed"}))
    for sentence in ("请写明哪里没有做好", "请选日子", "请选上午还是下午"):
        assert sentence in wrong
    past = {"result": "not_fixed", "note": "后面没剪", "other_day": "2026-11-24", "part": "morning"}
    assert "已经过去了" in text(client.post(one, past))
    assert cast.fresh(callback.order).state == State.CALLBACK
    client.post(one, past | {"other_day": "2026-12-01"})
    order = cast.fresh(callback.order)
    assert (order.state, order.round, f"{order.day}") == (State.REWORK, 2, "2026-12-01")


def test_a_closed_order_is_arranged_anew_for_a_time_agreed(cast: Cast) -> None:
    order, client = cast.done(), cast.client(cast.keeper)
    actions.rate(order, Opinion(5, by=cast.resident), cast.doing(cast.resident))
    assert "请选日子" in text(client.post(here(order, "rework"), {"preset": "0", "part": "morning"}))
    client.post(here(order, "rework"), {"preset": "0", "part": "morning", "other_day": "2026-12-01"})
    order = cast.fresh(order)
    assert (order.state, f"{order.day}", order.taken) == (State.REWORK, "2026-12-01", 0)


def test_a_call_nobody_answers_stays_owed_until_the_third(cast: Cast) -> None:
    callback, client = _unhappy(cast), cast.client(cast.keeper)
    one = f"/desk/callbacks/{callback.public_id}/"
    for tried in (1, 2):
        answer = client.post(one, {"result": "unreached"}, follow=True)
        assert f"第 {tried} 次没有打通" in text(answer)
        assert cast.fresh(callback.order).state == State.CALLBACK
    client.post(one, {"result": "unreached"})
    callback.refresh_from_db()
    assert (callback.result, cast.fresh(callback.order).state) == (CallbackResult.UNREACHED, State.CLOSED)


def test_a_sample_is_called_by_another_station_which_sees_nothing_else_of_the_order(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, Opinion(5, by=cast.resident), cast.doing(cast.resident, Channel.PAGE))
    Callback.objects.all().delete()
    callback = Callback.objects.create(order=order, kind=CallbackKind.SAMPLE, station=cast.second, opened_at=cast.now)
    other, one = cast.client(cast.second_keeper), f"/desk/callbacks/{callback.public_id}/"
    assert cast.client(cast.keeper).get(one).status_code == 404
    assert "志愿者来了吗" in text(other.get(one))
    assert other.get(here(order)).status_code == 404
    other.post(one, {"result": "confirmed"})
    callback.refresh_from_db()
    assert callback.result == CallbackResult.CONFIRMED


def test_auditors_read_calls_and_make_none(cast: Cast) -> None:
    callback = _unhappy(cast)
    one, client = f"/desk/callbacks/{callback.public_id}/", cast.client(cast.auditor)
    assert client.get(one).status_code == 200
    assert client.post(one, {"result": "settled"}).status_code == 403
    assert client.post(f"{one}reveal/").status_code == 403
