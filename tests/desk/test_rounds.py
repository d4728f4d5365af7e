"""A haircut day: few who know how, many short visits; asked at once, and a sheet for each to take along."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidan.orders import actions, rounds
from sidan.orders.actions.asking import Asked
from sidan.orders.models import Item, Offer, Order, TwoPeople
from sidan.people.models import Reveal
from sidan.volunteers.models import Volunteer, bits_of
from tests.conftest import Cast
from tests.orders.reading import key_of, soup, told

PAGE, PAPER = "/desk/plan/rounds/", "/desk/plan/rounds/paper/"
SECRETS = ("王秀英", "3号楼2单元501", "13800000001", "138 0000 0001")


@pytest.fixture
def desk(cast: Cast) -> Client:
    return cast.client(cast.keeper)


@pytest.fixture
def haircuts(cast: Cast) -> list[Order]:
    """Four in one morning, and one who cuts hair."""
    Volunteer.objects.exclude(pk=cast.volunteer.pk).update(skill_bits=bits_of(("company",)))
    people = [cast.resident, cast.neighbour, *(cast.person(f"邻居{n}", f"1370000000{n}") for n in range(2))]
    cast.haircut.minutes = 25
    cast.haircut.save()
    return [cast.verified(served=person) for person in people]


def on(cast: Cast, page: str = PAGE, **more: str) -> str:
    day = (cast.now + timedelta(days=2)).date()
    return f"{page}?from={day}" + "".join(f"&{key}={value}" for key, value in more.items())


def day_of(cast: Cast) -> rounds.Day:
    return rounds.propose(cast.first, (cast.now + timedelta(days=2)).date(), now=cast.now)


def form_of(response: Any) -> dict[str, Any]:
    form = soup(response).find("form", {"id": "plan"})
    assert form is not None
    fields: dict[str, Any] = {}
    for field in form.find_all("input"):
        fields.setdefault(str(field["name"]), []).append(field["value"])
    return fields


def test_one_person_goes_from_door_to_door_where_a_plan_would_ask_once(cast: Cast, haircuts: list[Order]) -> None:
    day = day_of(cast)
    assert (day.one_door, day.proposal.plan.stats.served) == (1, 4)
    (one,) = day.rounds
    assert one.volunteer_id == cast.volunteer.pk
    assert {stop.order_id for stop in one.stops} == {order.pk for order in haircuts}
    starts = [stop.start for stop in one.stops]
    assert all(later - earlier >= 25 + 20 for earlier, later in pairwise(starts))


def test_the_page_says_what_is_gained_and_where_each_goes_first(
    cast: Cast, desk: Client, haircuts: list[Order]
) -> None:
    page = desk.get(on(cast))
    words = told(page)
    assert "这一天还缺4人次，能请到4人次；一人多走几家，比一人一家多去3人次。" in words
    assert "4家，一共步行" in words
    hours = [at.get_text() for at in soup(page).select("li.round__stop .round__at")]
    assert hours == sorted(hours)
    assert hours[0] == "09:00"
    assert not any(secret in page.content.decode() for secret in SECRETS)


def test_the_whole_round_goes_out_once_as_ordinary_offers(cast: Cast, desk: Client, haircuts: list[Order]) -> None:
    fields = form_of(desk.get(on(cast))) | {"hours": "2"}
    for _twice in range(2):
        desk.post(PAGE, fields)
    offers = Offer.objects.filter(volunteer=cast.volunteer)
    assert sorted(offers.values_list("order", flat=True)) == sorted(order.pk for order in haircuts)
    assert set(offers.values_list("expires_at", flat=True)) == {cast.now + timedelta(hours=2)}
    for offer in offers.order_by("order__pk"):
        actions.accept(offer, cast.doing(cast.volunteer.person))
    (one,) = day_of(cast).rounds
    assert [stop.is_promised for stop in one.stops] == [True] * 4
    assert all(stop.is_certain for stop in one.stops)


def test_who_is_not_ticked_is_not_asked(cast: Cast, desk: Client, haircuts: list[Order]) -> None:
    fields = form_of(desk.get(on(cast)))
    fields.pop("volunteer")
    assert "请先勾上要邀请的人" in told(desk.post(PAGE, fields, follow=True))
    assert not Offer.objects.exists()


def test_two_people_come_together_or_not_at_all(cast: Cast, desk: Client, make_item: Any) -> None:
    item: Item = make_item("visit", "两人探访", "company", two_people=TwoPeople.ALWAYS, places=2)
    order = cast.verified(item)
    first, second = day_of(cast).rounds
    assert first.stops[0].start == second.stops[0].start
    assert first.stops[0].others == (second.volunteer_id,)
    fields = form_of(desk.get(on(cast)))
    assert len(fields["volunteer"]) == 2
    alone = told(desk.post(PAGE, fields | {"volunteer": fields["volunteer"][:1]}, follow=True))
    assert "两人探访要两个人一起去，只选了一个人，没有发出。" in alone
    assert not Offer.objects.exists()
    desk.post(PAGE, form_of(desk.get(on(cast))))
    assert Offer.objects.filter(order=order).count() == 2


def test_the_second_of_two_joins_whoever_has_promised(cast: Cast, make_item: Any) -> None:
    item: Item = make_item("visit", "两人探访", "company", two_people=TwoPeople.ALWAYS, places=2)
    order = cast.verified(item)
    actions.dispatch(order, [Asked(cast.volunteer)], cast.doing())
    actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    first, second = day_of(cast).rounds
    stops = {one.volunteer_id: one.stops[0] for one in (first, second)}
    assert stops.pop(cast.volunteer.pk).is_promised
    (other,) = stops.values()
    assert (other.is_promised, other.others, other.start) == (False, (cast.volunteer.pk,), first.stops[0].start)


def test_a_forged_stop_asks_nobody(cast: Cast, desk: Client, haircuts: list[Order]) -> None:
    lawyer = cast.new_volunteer("律师", skill_bits=bits_of(("law",)))
    far = cast.verified(served=cast.outsider)
    stops = [f"{lawyer.public_id}.{haircuts[0].public_id}", f"{cast.volunteer.public_id}.{far.public_id}", "nonsense"]
    who = [lawyer.public_id, cast.volunteer.public_id]
    day = str((cast.now + timedelta(days=2)).date())
    sent = {"form_key": key_of(desk.get(on(cast))), "from": day, "stop": stops, "volunteer": who}
    assert "没有发出" in told(desk.post(PAGE, sent, follow=True))
    assert not Offer.objects.exists()


def test_what_was_promised_stays_and_the_rest_goes_around_it(cast: Cast, haircuts: list[Order]) -> None:
    actions.dispatch(haircuts[3], [Asked(cast.volunteer)], cast.doing())
    actions.accept(cast.offer(haircuts[3]), cast.doing(cast.volunteer.person))
    (one,) = day_of(cast).rounds
    assert len(one.stops) == 4
    assert [stop.order_id for stop in one.stops if stop.is_promised] == [haircuts[3].pk]


def test_visits_that_cannot_all_be_kept_are_said(cast: Cast) -> None:
    """Two promises for the same hour: nobody is dropped from the sheet, the second is marked."""
    order, other = cast.accepted(), cast.verified(cast.company, cast.neighbour)
    actions.dispatch(other, [Asked(cast.volunteer)], cast.doing())
    actions.accept(cast.offer(other), cast.doing(cast.volunteer.person))
    until = order.wanted_from + timedelta(minutes=order.minutes)
    Order.objects.filter(pk__in=(order.pk, other.pk)).update(wanted_until=until)
    (one,) = day_of(cast).rounds
    assert sorted(stop.is_certain for stop in one.stops) == [False, True]


# On paper ---------------------------------------------------------------------------------------------------------


def test_the_sheet_hides_the_door_until_it_is_asked_for_and_somebody_said_yes(cast: Cast, desk: Client) -> None:
    promised = cast.accepted()
    open_ = cast.verified(cast.company, cast.neighbour)
    sheet = desk.get(on(cast, PAPER))
    assert promised.number in told(sheet)
    assert open_.number in told(sheet)
    assert not any(secret in sheet.content.decode() for secret in SECRETS)
    assert not Reveal.objects.exists()
    day = str((cast.now + timedelta(days=2)).date())
    full = desk.post(PAPER, {"from": day}).content.decode()
    assert [secret in full for secret in ("王秀英", "3号楼2单元501", "138 0000 0001")] == [True] * 3
    assert "张玉兰" not in full  # nobody said yes to her yet
    assert "3号楼2单元502" not in full
    look = Reveal.objects.get()
    assert (look.person, look.by, look.why) == (cast.resident, cast.keeper, f"打印 {promised.number} 的单")


def test_a_promise_taken_back_has_no_door(cast: Cast, desk: Client) -> None:
    order = cast.accepted()
    actions.release(cast.assignment(order), cast.doing(cast.volunteer.person))
    full = desk.post(PAPER, {"from": str(order.day)}).content.decode()
    assert not any(secret in full for secret in SECRETS)
    assert not Reveal.objects.exists()


def test_of_another_station_the_sheet_says_only_where_and_when(cast: Cast) -> None:
    """The volunteer's day is whole, the other station's order stays theirs."""
    ours = cast.accepted()
    theirs = cast.verified(cast.company, cast.outsider)
    actions.dispatch(theirs, [Asked(cast.volunteer)], cast.doing())
    actions.accept(cast.offer(theirs), cast.doing(cast.volunteer.person))
    full = cast.client(cast.keeper).post(PAPER, {"from": str(ours.day)})
    words = told(full)
    assert "别的站点的单" in words
    assert "南辛小区" in words
    for secret in ("钱伟", "9号楼901", "13800000009", theirs.number, "陪聊读报"):
        assert secret not in words
    assert [look.person for look in Reveal.objects.all()] == [cast.resident]


def test_each_volunteer_has_a_page(cast: Cast, desk: Client) -> None:
    cast.accepted()
    other = cast.verified(cast.company, cast.neighbour)
    actions.dispatch(other, [Asked(cast.helper)], cast.doing())
    actions.accept(cast.offer(other, cast.helper), cast.doing(cast.helper.person))
    names = soup(desk.get(on(cast, PAPER))).select("section.paper-page > .paper__line strong")
    assert [name.get_text() for name in names] == ["周* 0011", "吴* 0013"]


def test_an_empty_day_says_so(cast: Cast, desk: Client) -> None:
    assert "这一天没有要跑的路线" in told(desk.get(on(cast)))
    assert "这一天没有要跑的路线" in told(desk.get(on(cast, PAPER)))


def test_a_day_with_too_many_orders_is_planned_station_by_station(
    cast: Cast, desk: Client, haircuts: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "MOST", 3)
    assert "请按街道或站点来排" in told(desk.get(on(cast), follow=True))


def test_as_many_queries_for_many_doors_as_for_one(cast: Cast, desk: Client) -> None:
    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get(on(cast, page))
        return len(seen)

    cast.accepted()
    cast.verified(cast.company, cast.neighbour)
    asked(PAGE)  # the first look also warms the session
    few = [asked(PAGE), asked(PAPER)]
    for n in range(6):
        cast.verified(served=cast.person(f"邻居{n}", f"1370000000{n}"))
        cast.new_volunteer(f"志愿者{n}")
    assert [asked(PAGE), asked(PAPER)] == few
