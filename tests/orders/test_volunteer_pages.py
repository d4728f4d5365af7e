"""The volunteer's pages: being asked, saying yes or no, one visit to its end, and what is seen before and after."""

from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidan.notices.models import Notice
from sidan.orders import actions
from sidan.orders.actions.asking import Asked
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.states import OfferState, State
from sidan.volunteers.models import Block, QualificationKind, Volunteer, bits_of
from tests.conftest import Cast

DOOR, NAME, PHONE, WISH = "3号楼2单元501", "王秀英", "13800000001", "左耳听不清，请大声"
CANARIES = (DOOR, NAME, PHONE, "138 0000 0001", WISH)
OFFERS, POOL, DAY, HISTORY = "/volunteer/offers/", "/volunteer/pool/", "/day/", "/volunteer/history/"


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def seen(html: str) -> set[str]:
    return {canary for canary in CANARIES if canary in html}


def send(client: Client, path: str, **told: str) -> str:
    """Posts and gives the address it leads to."""
    response = client.post(path, told, headers={"referer": f"http://testserver{OFFERS}"})
    assert response.status_code == 302, (response.status_code, response.content.decode()[:2000])
    return str(response["Location"])


def said(client: Client, path: str) -> str:
    """What the page says on top."""
    found = BeautifulSoup(read(client, path), "html.parser").find(id="messages")
    return found.get_text(" ", strip=True) if found else ""


def work_of(order: Order) -> str:
    promised = Assignment.objects.standing().get(order=order)
    return f"/volunteer/work/{promised.public_id}/"


@pytest.fixture
def me(cast: Cast) -> Client:
    return cast.client(cast.volunteer.person)


def wished(cast: Cast, order: Order) -> Order:
    Order.objects.filter(pk=order.pk).update(details=WISH)
    return cast.fresh(order)


# Being asked ----------------------------------------------------------------------------------------------------------


def test_an_offer_waits_with_street_and_area_and_without_door_or_name(cast: Cast, me: Client) -> None:
    wished(cast, cast.offered())
    html = read(me, OFFERS)
    for shown in ("爱心理发", "济微路 梅兰小区", "王*", "还剩 4 小时", "您会理发"):
        assert shown in html
    assert seen(html) == set()


def test_why_is_said_in_words_and_nothing_is_held_against_anybody(cast: Cast, me: Client) -> None:
    order = cast.verified()
    reasons: list[dict[str, int | str]] = [
        {"term": "walk", "minutes": 6},
        {"term": "known_face", "minutes": -15},
        {"term": "load", "minutes": 10},
        {"term": "fatigue", "minutes": 10},
    ]
    actions.dispatch(order, [Asked(cast.volunteer, 6, reasons)], cast.doing())
    html = read(me, OFFERS)
    assert "步行 6 分钟" in html
    assert "您去过这位居民家，认识您" in html
    assert "最近邀请过" not in html
    assert "本月已有安排" not in html


def test_yes_is_one_tap_and_opens_the_door_and_the_telephone(cast: Cast, me: Client) -> None:
    order = wished(cast, cast.offered())
    offer = cast.offer(order)
    assert send(me, f"{OFFERS}{offer.public_id}/accept/") == work_of(order)
    html = read(me, work_of(order))
    assert seen(html) == {DOOR, NAME, WISH, "138 0000 0001", PHONE}
    assert "tel:13800000001" in html
    assert cast.fresh(order).counter_code in html
    assert cast.fresh(order).service_code not in BeautifulSoup(html, "html.parser").get_text()


def test_a_double_tap_on_yes_gives_the_same_answer(cast: Cast, me: Client) -> None:
    order = cast.offered()
    path = f"{OFFERS}{cast.offer(order).public_id}/accept/"
    first = send(me, path, form_key="tap")
    assert send(me, path, form_key="tap") == first
    assert send(me, path, form_key="another page of the same offer") == first
    assert Assignment.objects.filter(order=order).count() == 1
    assert order.events.filter(verb="accept").count() == 1


def test_no_is_one_tap_needs_no_reason_and_says_that_it_costs_nothing(cast: Cast, me: Client) -> None:
    path = f"{OFFERS}{cast.offer(cast.offered()).public_id}/decline/"
    for _tap in range(2):
        assert send(me, path) == OFFERS
    assert "对您没有任何影响" in said(me, OFFERS)
    assert Offer.objects.get().state == OfferState.DECLINED
    assert "您婉拒了" in read(me, OFFERS)


def test_an_offer_that_others_took_says_so_kindly(cast: Cast, me: Client) -> None:
    order = cast.offered(cast.volunteer, cast.helper)
    actions.accept(cast.offer(order, cast.helper), cast.doing(cast.helper.person))
    html = read(me, OFFERS)
    assert "名额已满" in html
    assert "别的志愿者先接了，不用答复。谢谢您。" in html
    assert send(me, f"{OFFERS}{cast.offer(order).public_id}/accept/").endswith(OFFERS)
    assert "已有志愿者接单" in said(me, OFFERS)


def test_an_offer_past_its_time_is_over_before_the_clock_comes_by(cast: Cast, me: Client) -> None:
    offer = cast.offer(cast.offered())
    cast.clock.move(hours=5)
    html = read(me, OFFERS)
    assert "过了答复时间" in html
    assert f"{offer.public_id}/accept/" not in html
    send(me, f"{OFFERS}{offer.public_id}/accept/")
    assert "已经过了答复时间" in said(me, OFFERS)


def test_answers_need_a_post(cast: Cast, me: Client) -> None:
    offer = cast.offer(cast.offered())
    for verb in ("accept", "decline"):
        assert me.get(f"{OFFERS}{offer.public_id}/{verb}/").status_code == 405


# Teams ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def team_offer(cast: Cast) -> Offer:
    order = cast.verified()
    return actions.dispatch(order, [Asked(cast.leader, 0, [], cast.team)], cast.doing())[0]


def test_a_leader_names_the_member_who_comes_and_the_member_is_told(cast: Cast, team_offer: Offer) -> None:
    leader = cast.client(cast.leader.person)
    assert "小蜜蜂" in read(leader, OFFERS)
    choose = f"{OFFERS}{team_offer.public_id}/"
    assert "周*" in read(leader, choose)
    assert send(leader, f"{choose}accept/", member=cast.volunteer.public_id) == OFFERS
    assert Assignment.objects.get().volunteer == cast.volunteer
    assert Notice.objects.filter(person=cast.volunteer.person, kind="named").count() == 1
    assert leader.get(work_of(team_offer.order)).status_code == 404
    assert NAME in read(cast.client(cast.volunteer.person), work_of(team_offer.order))


def test_only_members_who_fit_can_be_named(cast: Cast, team_offer: Offer) -> None:
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(paused_at=cast.now)
    leader, choose = cast.client(cast.leader.person), f"{OFFERS}{team_offer.public_id}/"
    html = read(leader, choose)
    assert cast.volunteer.public_id not in html
    assert cast.leader.public_id in html
    for told, sentence in ((cast.volunteer.public_id, "去不了，请另选一位"), ("", "请选一位队员")):
        response = leader.post(f"{choose}accept/", {"member": told})
        assert sentence in response.content.decode()
    assert not Assignment.objects.exists()


def test_a_team_with_nobody_free_may_decline(cast: Cast, team_offer: Offer) -> None:
    cast.team.members.update(paused_at=cast.now)
    html = read(cast.client(cast.leader.person), f"{OFFERS}{team_offer.public_id}/")
    assert "这个时间没有队员能去" in html
    assert send(cast.client(cast.leader.person), f"{OFFERS}{team_offer.public_id}/decline/") == OFFERS


# The pool -------------------------------------------------------------------------------------------------------------


def pooled(cast: Cast, **fields: object) -> Order:
    order = cast.verified(**fields)  # type: ignore[arg-type]
    actions.open_pool(order, cast.doing())
    return cast.fresh(order)


def test_the_pool_shows_what_i_can_do_and_all_on_request(cast: Cast, me: Client) -> None:
    pooled(cast)
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(skill_bits=bits_of(("law",)))
    assert "爱心理发" not in read(me, POOL)
    html = read(me, f"{POOL}?show=all")
    assert "爱心理发" in html
    assert "步行 0 分钟" in html
    assert seen(html) == set()


def test_the_pool_is_next_day_first_and_nearest_first_within_a_day(cast: Cast, me: Client) -> None:
    far = cast.person("远", estate=cast.other_estate)
    pooled(cast, served=far)
    pooled(cast)
    pooled(cast, item=cast.company, days=1)
    page = BeautifulSoup(read(me, POOL), "html.parser")
    titles = [node.get_text(strip=True) for node in page.select("main h2, main h3")]
    assert titles == ["明天 11月26日 周四", "陪聊读报", "后天 11月27日 周五", "爱心理发", "爱心理发"]
    walks = [node.get_text(strip=True) for node in page.select("main article .tag")]
    assert walks == ["步行 0 分钟", "步行 0 分钟", "步行 12 分钟"]


def test_claiming_takes_the_place_once(cast: Cast, me: Client) -> None:
    order = pooled(cast)
    path = f"{POOL}{order.public_id}/claim/"
    assert send(me, path, form_key="a") == send(me, path, form_key="a") == send(me, path) == work_of(order)
    assert order.public_id not in read(me, POOL)
    other = cast.client(cast.helper.person)
    send(other, path)
    assert "已有志愿者接单" in said(other, POOL)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"skill_bits": 0}, "要会这项服务"),
        ({"weekly_load": 0}, "到上限了"),
        ({"reach_m": 1, "lat": 36.66}, "超出了您选的步行范围"),
        ({"paused_at": timedelta(0)}, "恢复接单"),
    ],
)
def test_what_does_not_fit_is_said_with_what_to_do(
    cast: Cast, me: Client, change: dict[str, object], sentence: str
) -> None:
    order = pooled(cast)
    change = {name: cast.now if name == "paused_at" else value for name, value in change.items()}
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(**change)
    send(me, f"{POOL}{order.public_id}/claim/")
    assert sentence in said(me, POOL)
    assert not Assignment.objects.exists()


def test_a_skill_that_is_not_ticked_is_said_instead_of_a_button_that_refuses(cast: Cast, me: Client) -> None:
    order = pooled(cast)
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(skill_bits=bits_of(("law",)))
    html = read(me, f"{POOL}?show=all")
    assert "要会理发" in html
    assert f"{order.public_id}/claim/" not in html


def test_a_paper_that_is_needed_stands_on_the_card(cast: Cast, me: Client) -> None:
    cast.haircut.qualification = QualificationKind.ELECTRICIAN
    cast.haircut.save()
    pooled(cast)
    assert "要有电工证" in read(me, POOL)


def test_another_street_has_a_pool_of_its_own(cast: Cast) -> None:
    order = pooled(cast)
    stranger = cast.new_volunteer("远方")
    station = cast.first
    station.pk, station.code, station.path = None, "far", "/centre/elsewhere/far/"
    station.save()
    Volunteer.objects.filter(pk=stranger.pk).update(station=station)
    client = cast.client(stranger.person)
    assert "爱心理发" not in read(client, POOL)
    assert client.post(f"{POOL}{order.public_id}/claim/").status_code == 404


# One visit ------------------------------------------------------------------------------------------------------------


def test_the_four_digits_prove_the_arrival(cast: Cast, me: Client) -> None:
    order = cast.accepted()
    arrive = f"{work_of(order)}check-in/"
    assert 'inputmode="numeric"' in read(me, arrive)
    wrong = "0000" if order.service_code != "0000" else "1111"
    html = me.post(arrive, {"code": wrong}).content.decode()
    assert "服务码不对" in html
    assert f'value="{wrong}"' in html
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in order.service_code)
    assert send(me, arrive, code=wide) == send(me, arrive, code=wide) == work_of(order)
    assert cast.fresh(order).state == State.IN_SERVICE
    assert f"{work_of(order)}check-out/" in read(me, work_of(order))


@pytest.mark.parametrize("code", ["", "12", "12345", "abcd", "😀😀😀😀"])
def test_what_is_no_code_is_not_counted_as_a_try(cast: Cast, me: Client, code: str) -> None:
    order = cast.accepted()
    html = me.post(f"{work_of(order)}check-in/", {"code": code}).content.decode()
    assert "四位数字" in html
    assert "试错太多次" not in html


def test_wrong_codes_are_counted(cast: Cast, me: Client) -> None:
    order = cast.accepted()
    arrive = f"{work_of(order)}check-in/"
    wrong = "0000" if order.service_code != "0000" else "1111"
    for _try in range(10):
        me.post(arrive, {"code": wrong, "form_key": "k"})
    assert "试错太多次" in me.post(arrive, {"code": order.service_code}).content.decode()


def test_leaving_ends_the_sight_of_door_and_telephone(cast: Cast, me: Client) -> None:
    order = wished(cast, cast.in_service())
    assert seen(read(me, work_of(order))) == set(CANARIES)
    assert "都做完了吗" in read(me, f"{work_of(order)}check-out/")
    for _tap in range(2):
        assert send(me, f"{work_of(order)}check-out/", form_key="out") == work_of(order)
    assert cast.fresh(order).state == State.SERVED
    for path in (work_of(order), DAY, HISTORY, OFFERS):
        assert seen(read(me, path)) == set(), path
    assert "辛苦了" in read(me, work_of(order))


def test_who_cannot_come_says_so_and_the_place_is_free_again(cast: Cast, me: Client) -> None:
    order = cast.accepted()
    work = work_of(order)
    html = read(me, f"{work}release/")
    assert "不用您去解释" in html
    assert "时间比较紧" not in html
    cast.clock.move(hours=30)
    assert "时间比较紧" in read(me, f"{work}release/")
    for _tap in range(2):
        assert send(me, f"{work}release/", reason="孩子病了", form_key="no") == DAY
    assert "对您没有任何影响" in said(me, DAY)
    assert (cast.fresh(order).state, cast.fresh(order).taken) == (State.OFFERED, 0)
    assert [event.reason for event in order.events.filter(verb="release")] == ["孩子病了"]
    assert me.get(work).status_code == 404


def test_a_visit_of_two_waits_until_both_have_promised(cast: Cast, me: Client) -> None:
    Order.objects.filter(pk=cast.verified().pk).update(places=2)
    order = cast.fresh(Order.objects.get())
    actions.dispatch(order, [Asked(cast.volunteer), Asked(cast.helper)], cast.doing())
    actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    work = f"/volunteer/work/{Assignment.objects.get().public_id}/"
    html = read(me, work)
    assert "还差 1 个人" in html
    assert "check-in" not in html
    actions.accept(cast.offer(order, cast.helper), cast.doing(cast.helper.person))
    assert "和您一起去：吴*" in read(me, work)


def test_photos_of_the_need_are_seen_as_long_as_the_door_is(
    cast: Cast, me: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    order = cast.in_service()
    photo = actions.add_photo(order, ContentFile(b"\xff\xd8\xff", "tap.jpg"), by=cast.resident, now=cast.now)
    path = f"{work_of(order)}photos/{photo.public_id}/"
    assert path in read(me, work_of(order))
    assert me.get(path)["Content-Type"] == "image/jpeg"
    assert cast.client(cast.helper.person).get(path).status_code == 404
    send(me, f"{work_of(order)}check-out/")
    assert me.get(path).status_code == 404


def test_after_a_visit_a_volunteer_may_keep_away_from_a_home(cast: Cast, me: Client) -> None:
    order = cast.done()
    assert NAME not in read(me, f"{work_of(order)}not-again/")
    assert send(me, f"{work_of(order)}not-again/") == HISTORY
    assert Block.objects.get().by_volunteer is True


def test_keeping_away_is_asked_after_the_visit_only(cast: Cast, me: Client) -> None:
    assert me.get(f"{work_of(cast.accepted())}not-again/").status_code == 404


# The day --------------------------------------------------------------------------------------------------------------


def test_the_day_shows_what_comes_and_the_door_only_while_it_is_needed(cast: Cast, me: Client) -> None:
    empty = read(me, DAY)
    assert "今天没有安排，好好歇歇" in empty
    order = wished(cast, cast.accepted())
    assert "接下来" in read(me, DAY)
    assert seen(read(me, DAY)) == set()  # a list of other days needs no door
    cast.clock.move(days=2)
    html = read(me, DAY)
    assert seen(html) == set(CANARIES)
    assert f"{work_of(order)}check-in/" in html


def test_the_day_counts_offers_pool_and_the_chosen_load(cast: Cast, me: Client) -> None:
    cast.offered()
    pooled(cast, item=cast.company)
    cast.accepted(item=cast.company, served=cast.neighbour)
    figures = BeautifulSoup(read(me, DAY), "html.parser").select(".figure__value")
    assert [figure.get_text(strip=True) for figure in figures] == ["1个", "1张单"]
    assert "答应了 1 次。您选的是一周最多 5 次" in read(me, DAY)
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(weekly_load=1)
    assert "到您选的一周 1 次了" in read(me, DAY)


def test_who_forgot_to_leave_yesterday_is_reminded_today(cast: Cast, me: Client) -> None:
    order = cast.in_service()
    cast.clock.move(days=4)
    assert f"{work_of(order)}check-out/" in read(me, DAY)


def test_a_paused_volunteer_sees_that_they_are_paused(cast: Cast, me: Client) -> None:
    order = pooled(cast)
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(paused_at=cast.now)
    for path in (DAY, OFFERS, POOL):
        assert "您现在暂停接单" in read(me, path)
    assert f"{order.public_id}/claim/" not in read(me, POOL)


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [DAY, OFFERS, POOL, HISTORY])
def test_who_has_not_joined_is_led_to_joining_with_a_sentence(cast: Cast, path: str) -> None:
    client = cast.client(cast.outsider)
    assert send_get(client, path) == "/volunteer/join/"
    assert "这一页是志愿者用的" in said(client, "/volunteer/join/")
    assert send_get(Client(), path).startswith("/sign-in/")


def send_get(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 302
    return str(response["Location"])


def test_another_volunteer_finds_nothing(cast: Cast) -> None:
    offer = cast.offer(cast.offered(item=cast.company))
    work = work_of(cast.accepted())
    other = cast.client(cast.helper.person)
    assert other.get(f"{OFFERS}{offer.public_id}/").status_code == 404
    for verb in ("accept", "decline"):
        assert other.post(f"{OFFERS}{offer.public_id}/{verb}/").status_code == 404
    for page in ("", "check-in/", "check-out/", "release/", "not-again/"):
        assert other.get(f"{work}{page}").status_code == 404
    for page in ("check-in/", "check-out/", "release/", "not-again/"):
        assert other.post(f"{work}{page}", {"code": "1234"}).status_code == 404


# Speed ----------------------------------------------------------------------------------------------------------------


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        read(client, path)
    return len(caught)


@pytest.mark.parametrize(("path", "count"), [(OFFERS, 6), (POOL, 5), (DAY, 7), (HISTORY, 5)])
def test_one_row_or_thirty_cost_the_same(cast: Cast, me: Client, path: str, count: int) -> None:
    _one_of_each(cast, 0)
    assert queries(me, path) == count
    for number in range(1, 30):
        _one_of_each(cast, number)
    assert queries(me, path) == count


def _one_of_each(cast: Cast, number: int) -> None:
    """An offer that waits, one answered, an order in the pool, a promise for later and a visit done."""
    neighbour = cast.person("邻居", f"135000{number:05d}")
    cast.offered(served=neighbour)
    pooled(cast, item=cast.company, served=neighbour)
    for state in ("promised", "done"):
        order = cast.order(served=cast.person("邻居", f"136{state == 'done':d}000{number:04d}"))
        start = cast.now + timedelta(days=2 + number)
        Order.objects.filter(pk=order.pk).update(
            state=State.ACCEPTED if state == "promised" else State.SERVED,
            taken=1, wanted_from=start, wanted_until=start + timedelta(hours=3),
        )  # fmt: skip
        times = {"checked_in_at": cast.now, "checked_out_at": cast.now} if state == "done" else {}
        offer = Offer.objects.create(
            order=order, volunteer=cast.volunteer, state=OfferState.ACCEPTED, asked_at=cast.now, expires_at=cast.now
        )
        Assignment.objects.create(
            order=order, volunteer=cast.volunteer, offer=offer, place=1, taken_at=cast.now, **times
        )
