"""Plan the day: the proposal on the page, changed by hand, sent through the ordinary door."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidan.core.errors import Refused
from sidan.orders import actions, matching, planning
from sidan.orders.models import Item, Offer, Order, PlanState, SavedPlan, TwoPeople
from sidan.orders.planning import Period
from sidan.orders.states import State
from sidan.volunteers.models import Availability, Volunteer, bits_of
from tests.conftest import Cast
from tests.orders.reading import key_of, soup, told

PAGE = "/desk/plan/"


def period(cast: Cast, days: int = 3) -> Period:
    return Period(cast.now.date(), days)


def proposal(cast: Cast) -> planning.Proposal:
    return planning.propose(planning.open_orders(cast.first, period(cast), cast.now), cast.first, now=cast.now)


def form_of(response: Any) -> dict[str, Any]:
    """What the browser would send: every field of the proposal as it stands, all orders ticked."""
    form = soup(response).find("form", {"data-count": "order"})
    assert form is not None
    fields: dict[str, Any] = {}
    for field in form.find_all("input", {"name": True}):
        fields.setdefault(str(field["name"]), []).append(field["value"])
    for choice in form.find_all("select"):
        chosen = choice.find("option", selected=True)
        assert chosen is not None
        fields.setdefault(str(choice["name"]), []).append(chosen["value"])
    return fields


def choices(response: Any, order: Order, seat: int = 0) -> list[str]:
    picked = soup(response).find_all("select", {"name": f"who-{order.public_id}"})[seat]
    return [str(option["value"]) for option in picked.find_all("option")]


def pair_item(make_item: Any) -> Item:
    item: Item = make_item("visit", "两人探访", "company", two_people=TwoPeople.ALWAYS, places=2)
    return item


@pytest.fixture
def desk(cast: Cast) -> Client:
    return cast.client(cast.keeper)


def test_the_page_says_who_is_asked_for_what_and_why(cast: Cast, desk: Client) -> None:
    cast.verified()
    cast.verified(cast.company, cast.neighbour)
    page = desk.get(PAGE)
    words = told(page)
    assert "这几天还缺2人次，能请到2人次" in words
    assert "每张单都有人去" in words
    assert "本月还没有单" in words
    assert soup(page).find("svg", {"role": "img"}) is not None
    for canary in ("王秀英", "3号楼2单元501", "13800000001", "周建国"):
        assert canary not in page.content.decode()


def test_as_many_queries_for_thirty_orders_as_for_one(cast: Cast, desk: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get(PAGE)
        return len(seen)

    cast.verified()
    asked()  # the first look also warms the session
    one = asked()
    for n in range(29):
        cast.verified(served=cast.person(f"邻居{n}", f"1370000{n:04d}"))
    for n in range(20):
        cast.new_volunteer(f"志愿者{n}")
    assert asked() == one


def test_the_plan_goes_out_as_ordinary_offers_once(cast: Cast, desk: Client) -> None:
    orders = [cast.verified(), cast.verified(served=cast.neighbour)]
    page = desk.get(PAGE)
    sent = {**form_of(page), "do": "send", "hours": "2"}
    for _twice in range(2):
        answer = desk.post(PAGE, sent, follow=True)
    assert "2张单已发出邀请" in told(answer) or "都请过人了" in told(answer)
    offers = list(Offer.objects.order_by("order"))
    assert [offer.order_id for offer in offers] == [order.pk for order in orders]
    assert all(offer.expires_at == cast.now + timedelta(hours=2) for offer in offers)
    assert all(offer.asked_by == cast.keeper and offer.reasons for offer in offers)
    assert {cast.fresh(order).state for order in orders} == {State.OFFERED}
    assert "都请过人了" in told(desk.get(PAGE))


def test_only_what_is_ticked_is_sent(cast: Cast, desk: Client) -> None:
    first, second = cast.verified(), cast.verified(served=cast.neighbour)
    fields = form_of(desk.get(PAGE)) | {"do": "send", "order": [second.public_id]}
    desk.post(PAGE, fields)
    assert [offer.order_id for offer in Offer.objects.all()] == [second.pk]
    assert cast.fresh(first).state == State.VERIFIED


def test_nothing_ticked_is_said_and_nothing_sent(cast: Cast, desk: Client) -> None:
    cast.verified()
    fields = form_of(desk.get(PAGE)) | {"do": "send", "order": []}
    assert "请先勾上要邀请的单" in told(desk.post(PAGE, fields, follow=True))
    assert not Offer.objects.exists()


def test_another_choice_shows_its_consequence_before_anything_is_sent(cast: Cast, desk: Client) -> None:
    order = cast.verified()
    page = desk.get(PAGE)
    fields = form_of(page)
    was = fields[f"who-{order.public_id}"][0]
    other = next(one for one in choices(page, order) if one != was)
    answer = desk.post(PAGE, {**fields, f"who-{order.public_id}": other, "do": "send"}, follow=True)
    assert not Offer.objects.exists()
    assert "换人的后果" in told(answer)
    assert "您换了人。请先看看后果，再邀请。" in told(answer)
    assert form_of(answer)[f"was-{order.public_id}"] == [other]
    desk.post(PAGE, {**form_of(answer), "do": "send"})
    assert Offer.objects.get().volunteer.public_id == other


def test_whoever_is_moved_by_a_choice_is_named_with_the_order(cast: Cast, desk: Client) -> None:
    """One haircutter for one order: choosing her elsewhere moves somebody else in, or leaves the order unserved."""
    Volunteer.objects.exclude(pk=cast.volunteer.pk).update(skill_bits=bits_of(("company",)))
    hair, company = cast.verified(), cast.verified(cast.company, cast.neighbour)
    page = desk.get(PAGE)
    assert choices(page, hair) == [cast.volunteer.public_id]
    fields = form_of(page) | {f"who-{company.public_id}": cast.volunteer.public_id, "do": "try"}
    answer = told(desk.post(PAGE, fields, follow=True))
    assert "“爱心理发”没人去了" in answer
    assert "能去的人都排给了别的单" in answer


def test_two_people_stay_two_people(cast: Cast, desk: Client, make_item: Any) -> None:
    order = cast.verified(pair_item(make_item))
    assert cast.fresh(order).places == 2
    page = desk.get(PAGE)
    fields = form_of(page)
    both = fields[f"who-{order.public_id}"]
    assert len(set(both)) == 2
    assert both[1] not in choices(page, order, 0)
    answer = desk.post(PAGE, {**fields, f"who-{order.public_id}": [both[0], both[0]], "do": "try"}, follow=True)
    assert "请选两位不同的人" in told(answer)
    third = next(one for one in choices(page, order, 1) if one not in both)
    changed = desk.post(PAGE, {**fields, f"who-{order.public_id}": [both[0], third], "do": "try"}, follow=True)
    assert set(form_of(changed)[f"was-{order.public_id}"]) == {both[0], third}


def test_a_foreign_volunteer_in_the_form_is_not_asked(cast: Cast, desk: Client) -> None:
    lawyer = cast.new_volunteer("律师", skill_bits=bits_of(("law",)))
    order = cast.verified()
    fields = form_of(desk.get(PAGE))
    key = order.public_id
    forged = {**fields, f"who-{key}": lawyer.public_id, f"was-{key}": lawyer.public_id, "do": "send"}
    assert "没有发出" in told(desk.post(PAGE, forged, follow=True))
    assert not Offer.objects.exists()


def test_somebody_who_cannot_come_any_more_holds_up_no_other_order(cast: Cast, desk: Client) -> None:
    first, second = cast.verified(), cast.verified(served=cast.neighbour)
    fields = form_of(desk.get(PAGE)) | {"do": "send"}
    gone = fields[f"who-{first.public_id}"][0]
    Volunteer.objects.filter(public_id=gone).update(paused_at=cast.now)
    answer = told(desk.post(PAGE, fields, follow=True))
    assert f"{first.number}没有发出" in answer
    assert [offer.order_id for offer in Offer.objects.all()] == [second.pk]


def test_why_an_order_stays_unserved_and_what_would_help(cast: Cast, desk: Client, make_item: Any) -> None:
    cast.verified(make_item("plumber", "水电应急", "plumbing"))
    away = cast.new_volunteer("水电工", skill_bits=bits_of(("plumbing",)))
    Availability.objects.filter(volunteer=away).delete()
    Availability.objects.create(volunteer=away, weekday=0, from_minute=480, until_minute=1200)
    words = told(desk.get(PAGE))
    assert "还有1单没人去" in words
    assert "现在没有能请的人：只差一样的，1位这个时间没空" in words
    assert "再有一位会水电的人，后天11月27日周五就能多去1人次" in words


def test_an_order_whose_time_is_nearly_over_asks_for_another_time(cast: Cast, desk: Client) -> None:
    order = cast.verified(days=0)
    Order.objects.filter(pk=order.pk).update(
        wanted_from=cast.now - timedelta(hours=2), wanted_until=cast.now + timedelta(minutes=40)
    )
    assert "约的时间快过了，请先和居民改时间" in told(desk.get(PAGE))


def test_others_stations_stay_others(cast: Cast) -> None:
    cast.verified()
    other = cast.client(cast.second_keeper).get(PAGE, {"scope": cast.first.code})
    assert "这几天没有要请人的单" in told(other)
    street = cast.client(cast.street_worker).get(PAGE)
    assert "能请到1人次" in told(street)


def test_a_nonsense_address_is_the_usual_page(cast: Cast, desk: Client) -> None:
    order = cast.verified()
    asked = {"from": "yesterday", "days": "999", "day": "2020-01-01", "pin": f"{order.public_id}.nobody", "scope": "?"}
    assert "能请到1人次" in told(desk.get(PAGE, asked))


def test_beside_the_last_plan(cast: Cast, desk: Client) -> None:
    first, second = cast.verified(), cast.verified(served=cast.neighbour)
    desk.post(PAGE, form_of(desk.get(PAGE)) | {"do": "send", "order": [first.public_id]})
    assert "和上次排的比：1单照旧，0单换了人，0单是新的" in told(desk.get(PAGE))
    third = cast.verified(served=cast.outsider)
    actions.withdraw(second, cast.doing())
    assert third.station == cast.second
    saved = SavedPlan.objects.get()
    assert saved.pairs
    assert not any(name in json.dumps(saved.result) for name in ("周", "吴", "刘"))


def test_a_decline_moves_nobody_else(cast: Cast) -> None:
    """Offers that are out stay; the next person is asked for the declined order only."""
    one, two = cast.offered(cast.volunteer), cast.offered(cast.helper, served=cast.neighbour)
    actions.decline(cast.offer(one), cast.doing(cast.volunteer.person))
    asked = matching.next_asked(cast.fresh(one), now=cast.now)
    assert cast.volunteer not in [each.volunteer for each in asked]
    assert cast.offer(two, cast.helper).state == "asked"
    assert proposal(cast).answering == (two.pk,)


def test_on_paper(cast: Cast, desk: Client) -> None:
    order = cast.verified()
    page = desk.get("/desk/plan/sheet/")
    assert order.number in told(page)
    assert "派单表" in told(page)
    assert "王秀英" not in page.content.decode()


# A district ------------------------------------------------------------------------------------------------------


def test_a_large_plan_is_the_workers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from sidan.desk import planner
    from sidan.desk.views import plan, plan_large

    queued: list[tuple[str, int]] = []
    monkeypatch.setattr(plan, "LARGE", 1)
    monkeypatch.setattr(plan_large, "async_task", lambda name, pk: queued.append((name, pk)))
    first, second = cast.verified(), cast.verified(served=cast.neighbour)
    desk = cast.client(cast.street_worker)
    start = desk.get(PAGE, follow=True)
    assert "这几天有2张单要请人" in told(start)
    wait = desk.post("/desk/plan/large/", {"form_key": key_of(start), "scope": cast.street.code}, follow=True)
    assert "等着开始" in told(wait)
    assert queued == [("sidan.desk.planner.make_plan", SavedPlan.objects.get().pk)]
    planner.make_plan(queued[0][1])
    planner.make_plan(queued[0][1])
    made = SavedPlan.objects.get()
    assert made.state == PlanState.READY
    page = desk.get(f"/desk/plan/made/{made.public_id}/")
    assert "能去的单2" in told(page)
    desk.post(
        f"/desk/plan/made/{made.public_id}/", {"form_key": key_of(page), "order": [first.public_id, second.public_id]}
    )
    assert Offer.objects.count() == 2


def test_a_failed_plan_says_so(cast: Cast) -> None:
    plan = actions.order_plan(cast.first, cast.now.date(), 3, by=cast.keeper, now=cast.now)
    actions.finish_plan(plan, None, now=cast.now)
    assert "这次没有排成" in told(cast.client(cast.keeper).get(f"/desk/plan/made/{plan.public_id}/"))


def test_the_bridge_for_many_says_what_the_bridge_for_one_says(cast: Cast) -> None:
    order = cast.verified()
    ranked = [named.volunteer.pk for named in matching.match(order, now=cast.now).named]
    assert proposal(cast).options(order.pk) == ranked


def test_asking_for_nobody_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.dispatch(cast.verified(), [], cast.doing())


def test_the_map_of_a_station_holds_its_own_estates(cast: Cast, desk: Client) -> None:
    cast.verified()
    street = cast.client(cast.street_worker)
    assert len(desk.get(PAGE).context["picture"].dots) == 1
    assert len(street.get(f"{PAGE}?scope=street").context["picture"].dots) == 2
