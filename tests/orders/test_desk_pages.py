"""The order page: what is masked, what one tap does, and who may not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sidan.core.models import Channel
from sidan.orders import actions
from sidan.orders.actions import Opinion
from sidan.orders.models import Offer, Order, ReferredTo, TwoPeople
from sidan.orders.states import VERBS, Actor, State
from sidan.orders.views.desk_page import FORMS
from sidan.people.models import Person, Reveal
from sidan.volunteers.models import Volunteer
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


def test_personal_data_is_masked_until_somebody_looks_and_the_look_is_written_down(cast: Cast) -> None:
    order, client = cast.order(), cast.client(cast.keeper)
    masked = text(client.get(here(order)))
    assert "王秀英" not in masked
    assert "13800000001" not in masked
    assert "501" not in masked
    shown = text(client.post(here(order, "reveal")))
    assert "王秀英" in shown
    assert "138 0000 0001" in shown
    assert "3号楼2单元501" in shown
    look = Reveal.objects.get()
    assert (look.person, look.by, look.why) == (cast.resident, cast.keeper, f"办理单 {order.number}")
    assert "王秀英" not in text(client.get(here(order)))


def test_a_refusal_after_a_look_leads_back_to_the_order(cast: Cast) -> None:
    order, client = cast.verified(), cast.client(cast.keeper)
    looked = here(order, "reveal")
    answer = client.post(here(order, "verify"), headers={"referer": f"http://testserver{looked}"}, follow=True)
    assert [address for address, _status in answer.redirect_chain] == [f"http://testserver{looked}", here(order)]
    assert "不能“核实通过”" in text(answer)
    assert not Reveal.objects.exists()


def test_every_verb_of_the_station_has_its_place_on_the_page() -> None:
    beside_a_volunteer, in_the_panel = {"release", "check_in", "check_out"}, {"dispatch", "open_pool"}
    elsewhere = {"place", "record", "call_back", "staff"}  # intake, day sheet, callbacks, sessions
    one_button = {"verify"}
    station = {verb.name for verb in VERBS.values() if Actor.STATION in verb.actors}
    assert station == {*FORMS, *beside_a_volunteer, *in_the_panel, *elsewhere, *one_button}


def test_a_number_typed_into_the_details_is_masked_too(cast: Cast) -> None:
    order = cast.order()
    Order.objects.filter(pk=order.pk).update(details="找他儿子 13812345678")
    assert "138****5678" in text(cast.client(cast.keeper).get(here(order)))


def test_verifying_is_one_tap_and_a_second_tap_changes_nothing(cast: Cast) -> None:
    order, client = cast.order(), cast.client(cast.keeper)
    for _tap in (1, 2):
        assert client.post(here(order, "verify"), {"form_key": "k"})["Location"] == here(order)
    assert cast.fresh(order).state == State.VERIFIED
    assert order.events.filter(verb="verify").count() == 1


def test_candidates_come_with_reasons_and_the_ticked_are_asked(cast: Cast) -> None:
    order, client = cast.verified(), cast.client(cast.keeper)
    panel = client.get(here(order)).context["panel"]
    assert {choice.key for choice in panel["choices"]} == {
        one.public_id for one in (cast.volunteer, cast.helper, cast.leader)
    }
    assert panel["choices"][0].reasons == ["就住在旁边", "本月还没有单"]
    client.post(here(order, "ask"), {"volunteers": [cast.volunteer.public_id, cast.helper.public_id], "hours": 2})
    offers = Offer.objects.filter(order=order)
    assert {offer.volunteer for offer in offers} == {cast.volunteer, cast.helper}
    assert {offer.expires_at for offer in offers} == {cast.now + timedelta(hours=2)}
    assert "等待答复" in text(client.get(here(order)))


def test_nobody_ticked_says_so_and_keeps_the_page(cast: Cast) -> None:
    order = cast.verified()
    page = cast.client(cast.keeper).post(here(order, "ask"), {"hours": 4})
    assert page.status_code == 200
    assert "请先选至少一位志愿者" in text(page)
    assert cast.fresh(order).state == State.VERIFIED


def test_whoever_is_blocked_cannot_be_asked_by_typing_their_id(cast: Cast) -> None:
    order = cast.verified()
    Volunteer.objects.filter(pk=cast.helper.pk).update(paused_at=cast.now)
    answer = cast.client(cast.keeper).post(here(order, "ask"), {"volunteers": [cast.helper.public_id], "hours": 4})
    assert "有人已经不能邀请了" in text(answer)
    assert not Offer.objects.exists()


def test_what_blocks_the_others_is_counted_and_named(cast: Cast) -> None:
    order = cast.verified()
    Volunteer.objects.filter(pk=cast.helper.pk).update(paused_at=cast.now)
    panel = cast.client(cast.keeper).get(here(order)).context["panel"]
    assert [(str(cause), n) for cause, n in panel["rejects"]] == [("暂停服务", 1)]
    assert panel["blocked"] == [(cast.helper.person, ["暂停服务"])]


def test_two_people_are_needed_and_a_common_time_is_hinted(cast: Cast) -> None:
    cast.company.two_people = TwoPeople.ALWAYS
    cast.company.save()
    page = cast.client(cast.keeper).get(here(cast.verified(cast.company)))
    assert page.context["panel"]["needed"] == 2
    assert page.context["panel"]["common"] == "09:00–11:00"
    assert "前 2 位都能在 09:00–11:00 开始" in text(page)


def test_a_team_is_asked_through_its_leader(cast: Cast) -> None:
    order = cast.verified()
    cast.client(cast.keeper).post(here(order, "ask-team"), {"team": cast.team.public_id, "hours": 4})
    offer = Offer.objects.get()
    assert (offer.volunteer, offer.team) == (cast.leader, cast.team)


def test_the_pool_opens_in_one_tap(cast: Cast) -> None:
    order = cast.verified()
    cast.client(cast.keeper).post(here(order, "pool"))
    assert cast.fresh(order).pool_opened_at == cast.now


SAID = {
    "reject": ({"preset": "1"}, State.REJECTED, "不在志愿服务范围内，建议找专业公司。"),
    "refer": ({"to": ReferredTo.AMBULANCE, "words": "已经打了"}, State.REFERRED, "已经打了"),
    "withdraw": ({"preset": "0", "words": "周末再约"}, State.WITHDRAWN, "居民来电说不需要了。 周末再约"),
    "unmet": ({"preset": "own", "words": "没有电工"}, State.UNMET, "没有电工"),
}


@pytest.mark.parametrize("verb", SAID)
def test_verbs_that_say_something_first(cast: Cast, verb: str) -> None:
    told, state, reason = SAID[verb]
    order, client = cast.verified(), cast.client(cast.keeper)
    assert client.get(here(order, verb)).status_code == 200
    assert client.post(here(order, verb), told)["Location"] == here(order)
    assert cast.fresh(order).state == state
    assert order.events.last().reason == reason  # type: ignore[union-attr]


@pytest.mark.parametrize("verb", ["reject", "refer", "unmet"])
def test_saying_nothing_is_not_enough_and_what_was_typed_stays(cast: Cast, verb: str) -> None:
    order = cast.verified()
    page = cast.client(cast.keeper).post(here(order, verb), {"words": "写了一半"})
    assert page.status_code == 200
    assert "写了一半" in text(page)
    assert cast.fresh(order).state == State.VERIFIED


def test_a_verb_that_is_over_says_so_and_leads_back(cast: Cast) -> None:
    order = cast.accepted()
    answer = cast.client(cast.keeper).get(here(order, "reject"), follow=True)
    assert "这张单现在是“已接单”，不能“不予受理”。" in text(answer)


def test_two_orders_become_one_after_the_other_was_shown(cast: Cast) -> None:
    order, other = cast.verified(), cast.verified(cast.company)
    client = cast.client(cast.keeper)
    assert other.number in text(client.get(here(order, "merge")))
    shown = client.post(here(order, "merge"), {"into": other.public_id})
    assert "并入这一张" in text(shown)
    assert cast.fresh(order).state == State.VERIFIED
    client.post(here(order, "merge"), {"number": other.number, "sure": other.public_id})
    assert cast.fresh(order).merged_into == other
    assert other.number in text(client.get(here(order)))


def test_an_unknown_number_is_no_target(cast: Cast) -> None:
    order, foreign = cast.verified(), cast.verified(served=cast.outsider)
    for number in (foreign.number, "000-000-000", "x"):
        page = cast.client(cast.keeper).post(here(order, "merge"), {"number": number})
        assert "本站没有这个单号" in text(page)


def test_the_desk_acts_for_a_volunteer_without_a_phone(cast: Cast) -> None:
    order, client = cast.accepted(), cast.client(cast.keeper)
    work = f"/desk/work/{cast.assignment(order).public_id}/"
    assert "代签到" in text(client.get(here(order)))
    wrong = client.post(f"{work}check-in/", {"proof": "code", "code": "x"})
    assert "服务码不对" in text(wrong)
    client.post(f"{work}check-in/", {"proof": "code", "code": order.service_code})
    assert cast.fresh(order).state == State.IN_SERVICE
    client.post(f"{work}check-out/")
    assert cast.fresh(order).state == State.SERVED


def test_whoever_cannot_come_is_released_by_the_desk(cast: Cast) -> None:
    order = cast.accepted()
    cast.client(cast.keeper).post(f"/desk/work/{cast.assignment(order).public_id}/release/")
    assert (cast.fresh(order).state, cast.fresh(order).taken) == (State.OFFERED, 0)


def test_a_rating_by_telephone_is_the_residents_and_marked(cast: Cast) -> None:
    order, client = cast.done(), cast.client(cast.keeper)
    told = {"spoke": cast.daughter.public_id, "stars": "5", "tags": ["on_time"], "words": "很好"}
    client.post(here(order, "rate"), told)
    rating = order.ratings.get()
    assert (rating.by, rating.taken_by, rating.channel, rating.is_proxy) == (
        cast.daughter, cast.keeper, Channel.CALLBACK, True,
    )  # fmt: skip
    page = text(client.get(here(order)))
    assert "电话里记的" in page
    assert "李" not in page


def test_the_keeper_herself_is_nobody_who_may_rate(cast: Cast) -> None:
    order = cast.done()
    page = cast.client(cast.keeper).post(here(order, "rate"), {"spoke": cast.keeper.public_id, "stars": "5"})
    assert page.status_code == 200
    assert not order.ratings.exists()


def test_a_rating_is_unread_before_the_order_is_closed(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, Opinion(1, words="剪坏了", by=cast.daughter), cast.doing(cast.daughter, Channel.PAGE))
    page = text(cast.client(cast.keeper).get(here(order)))
    assert "剪坏了" not in page
    assert "李" not in page
    assert "居民不满意，请回访" in page


WRITES = ["verify", "pool", "ask", "ask-team", "reject", "refer", "withdraw", "rework", "unmet", "merge", "rate"]


@pytest.mark.parametrize("verb", WRITES)
def test_auditors_and_grid_workers_read_only(cast: Cast, verb: str) -> None:
    order = cast.order()
    for who in (cast.auditor, cast.grid_worker):
        client = cast.client(who)
        page = client.get(here(order))
        assert (page.status_code, page.context["verbs"], page.context["buttons"]) == (200, {}, [])
        assert client.post(here(order, verb)).status_code == 403


@pytest.mark.parametrize("verb", ["", *WRITES, "reveal"])
def test_another_stations_order_does_not_exist(cast: Cast, verb: str) -> None:
    order, client = cast.order(), cast.client(cast.second_keeper)
    answer = client.post(here(order, verb)) if verb else client.get(here(order))
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["resident", "volunteer", "outsider"])
def test_the_desk_is_for_its_workers(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    client = cast.client(person.person if isinstance(person, Volunteer) else person)
    order = cast.order()
    for address in ("/desk/", here(order), "/board/", "/desk/intake/", "/desk/sheets/", "/desk/callbacks/"):
        assert client.get(address).status_code == 403, address
        assert cast.client().get(address).status_code == 302, address


def test_the_order_page_asks_as_much_with_many_candidates_as_with_few(cast: Cast) -> None:
    order = cast.verified()
    few = count(cast, cast.keeper, here(order))
    for n in range(30):
        cast.new_volunteer(f"志愿者{n}")
    assert count(cast, cast.keeper, here(order)) == few


def test_wrong_codes_at_the_desk_are_counted_though_the_page_comes_again(cast: Cast) -> None:
    order, client = cast.accepted(), cast.client(cast.keeper)
    path = f"/desk/work/{cast.assignment(order).public_id}/check-in/"
    wrong = "0000" if order.service_code != "0000" else "1111"
    for tap in range(10):
        assert "服务码不对" in text(client.post(path, {"proof": "code", "code": wrong, "form_key": f"k{tap}"}))
    right = {"proof": "code", "code": order.service_code, "form_key": "k"}
    assert "试错太多次" in text(client.post(path, right))
    cast.clock.move(hours=1)
    for _tap in (1, 2):
        assert client.post(path, right)["Location"] == here(order)
    assert order.events.filter(verb="check_in").count() == 1


def test_the_page_of_a_resident_shows_their_last_orders(cast: Cast) -> None:
    orders = [cast.order(days=2 + day) for day in range(0, 16, 2)]
    elsewhere = cast.order(cast.company)
    Order.objects.filter(pk=elsewhere.pk).update(station=cast.second)
    page = text(cast.client(cast.keeper).get(f"/desk/people/{cast.resident.public_id}/"))
    assert [order.number in page for order in orders] == [False] * 2 + [True] * 6
    assert elsewhere.number not in page
    assert here(orders[-1]) in page
    assert "王秀英" not in page
    assert "还没有点过单" in text(cast.client(cast.keeper).get(f"/desk/people/{cast.neighbour.public_id}/"))
