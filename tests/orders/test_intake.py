"""Taking a need down while somebody talks: nothing asked twice, nothing lost, all in one go."""

from typing import Any

import pytest

from sidan.core.models import Channel
from sidan.orders.models import Item, ItemOff, Order
from sidan.orders.states import State
from sidan.people.models import Consent, Person, Purpose, Reveal
from tests.conftest import Cast

PAGE = "/desk/intake/"


def text(response: Any) -> str:
    return str(response.content.decode())


def told(cast: Cast, **more: str) -> dict[str, str]:
    """What is said in a usual call: somebody we know, a haircut on the next working morning."""
    usual = {
        "person": cast.resident.public_id,
        "item": "haircut",
        "day": "2026-11-26",
        "part": "morning",
        "channel": "phone",
        "consent": "on",
        "do": "verified",
    }
    return usual | more


def new(cast: Cast, **more: str) -> dict[str, str]:
    somebody = {"name": "马桂兰", "phone": "0531-5550188", "estate": str(cast.estate.pk), "door": "7号楼101"}
    return told(cast, person="", **somebody) | more


def test_the_next_working_morning_is_offered_first(cast: Cast) -> None:
    form = cast.client(cast.keeper).get(PAGE).context["form"]
    assert (form["day"].value(), form["part"].value(), form["channel"].value()) == ("2026-11-26", "morning", "phone")


def test_a_call_becomes_a_verified_order_with_a_number_to_read_out(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    answer = client.post(PAGE, told(cast, details="耳朵背", is_urgent="on"))
    order = Order.objects.get()
    assert answer["Location"] == f"{PAGE}{order.public_id}/done/"
    assert (order.state, order.channel, order.placed_by, order.served) == (
        State.VERIFIED, Channel.PHONE, cast.keeper, cast.resident,
    )  # fmt: skip
    assert (order.details, order.is_urgent, order.address) == ("耳朵背", True, cast.resident.address)
    done = text(client.get(answer["Location"]))
    assert order.number in done
    assert "现在就派单" in done


def test_only_registered_waits_to_be_verified(cast: Cast) -> None:
    cast.client(cast.keeper).post(PAGE, told(cast, do="place"))
    assert Order.objects.get().state == State.SUBMITTED


def test_somebody_new_is_registered_with_door_and_consent_in_the_same_tap(cast: Cast) -> None:
    cast.client(cast.keeper).post(PAGE, new(cast, channel="walk_in"))
    order = Order.objects.get()
    person = order.served
    assert (person.name, person.phone, str(person.address), person.registered_by) == (
        "马桂兰", "05315550188", "梅兰小区7号楼101", cast.keeper,
    )  # fmt: skip
    consent = Consent.objects.get(person=person, purpose=Purpose.SERVICE)
    assert (consent.channel, consent.recorded_by) == (Channel.WALK_IN, cast.keeper)


def test_when_the_order_is_refused_nobody_was_registered(cast: Cast) -> None:
    ItemOff.objects.create(item=cast.haircut, station=cast.first)
    people = Person.objects.count()
    page = cast.client(cast.street_worker).post(PAGE, new(cast))
    assert page.status_code == 200
    assert Person.objects.count() == people
    assert not Order.objects.exists()


WRONG = {
    "item": ("", "请选要办的事。"),
    "name": ("马桂兰😀", "姓名里只能有文字"),
    "phone": ("12", "这个号码不像电话号码"),
    "estate": ("outside", "不在南辛庄街道的服务范围内"),
    "door": ("", "请写明楼号和门牌"),
    "consent": ("", "请先念给居民听，得到同意再登记。"),
    "other_day": ("明天", "日期请写成"),
    "part": ("exact", "请写上几点。"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_gets_a_sentence_and_everything_typed_stays(cast: Cast, name: str) -> None:
    typed, sentence = WRONG[name]
    page = cast.client(cast.keeper).post(PAGE, new(cast, details="三楼，没有电梯", **{name: typed}))
    shown = text(page)
    assert sentence in shown
    assert "三楼，没有电梯" in shown
    assert name == "name" or 'value="马桂兰"' in shown
    assert not Order.objects.exists()


def test_a_time_that_has_passed_gets_a_sentence(cast: Cast) -> None:
    page = cast.client(cast.keeper).post(PAGE, told(cast, day="2026-11-25", part="exact", at="08:00"))
    assert "这个时间已经过去了" in text(page)


def test_the_same_order_twice_is_noticed_with_its_number(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    client.post(PAGE, told(cast))
    page = client.post(PAGE, told(cast, form_key="other"))
    assert Order.objects.get().number in text(page)


def test_a_double_tap_makes_one_order(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    answers = [client.post(PAGE, told(cast, form_key="once"))["Location"] for _tap in (1, 2)]
    assert answers[0] == answers[1]
    assert Order.objects.count() == 1


# Who is calling ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["王秀英", "13800000001", "0001"])
def test_a_caller_is_found_while_typing_and_shown_masked(cast: Cast, typed: str) -> None:
    part = cast.client(cast.keeper).post(f"{PAGE}found/", {"q": typed}, headers={"HX-Request": "true"})
    assert [person.pk for person in part.context["people"]] == [cast.resident.pk]
    assert "138****0001" in text(part)
    assert "王秀英</strong>" not in text(part)


def test_without_javascript_the_button_finds_and_keeps_what_was_typed(cast: Cast) -> None:
    page = cast.client(cast.keeper).post(PAGE, {"q": "王", "do": "search", "item": "company", "details": "听得清"})
    assert [person.pk for person in page.context["people"]] == [cast.resident.pk]
    assert page.context["form"]["item"].value() == "company"
    assert "听得清" in text(page)


def test_a_number_nobody_has_begins_the_new_resident(cast: Cast) -> None:
    part = cast.client(cast.keeper).post(f"{PAGE}found/", {"q": "13912345678"})
    assert 'value="13912345678"' in text(part)


def test_picking_shows_door_and_phone_and_is_written_down(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    page = client.post(f"{PAGE}pick/", {"pick": cast.resident.public_id, "details": "下周"})
    assert "梅兰小区3号楼2单元501" in text(page)
    assert "下周" in text(page)
    look = Reveal.objects.get()
    assert (look.person, look.by, look.why) == (cast.resident, cast.keeper, "代为登记点单")
    # A slip later in the same call does not hide them again, and is no second look.
    again = client.post(PAGE, told(cast, item=""))
    assert "梅兰小区3号楼2单元501" in text(again)
    assert Reveal.objects.count() == 1
    cast.clock.move(hours=1)
    assert "梅兰小区3号楼2单元501" not in text(client.post(PAGE, told(cast, item="")))


def test_a_link_with_a_person_shows_them_masked(cast: Cast) -> None:
    page = text(cast.client(cast.keeper).get(f"{PAGE}?person={cast.resident.public_id}"))
    assert "王*" in page
    assert "梅兰小区3号楼2单元501" not in page
    assert not Reveal.objects.exists()


def test_a_former_order_is_repeated_in_one_tap(cast: Cast) -> None:
    former, client = cast.done(cast.company), cast.client(cast.keeper)
    page = client.post(f"{PAGE}repeat/", {"person": cast.resident.public_id, "repeat": former.public_id})
    assert page.context["form"]["item"].value() == "company"
    linked = client.get(f"{PAGE}?repeat={former.public_id}")
    assert linked.context["person"] == cast.resident
    assert linked.context["form"]["item"].value() == "company"
    assert linked.context["form"]["day"].value() == "2026-11-26"


def test_consent_given_before_is_not_asked_again(cast: Cast) -> None:
    cast.done(cast.company)
    cast.client(cast.keeper).post(PAGE, told(cast, consent=""))
    assert Order.objects.filter(item=cast.haircut).exists()


def test_somebody_who_may_be_known_is_shown_before_they_are_written_down_twice(cast: Cast) -> None:
    client, same = cast.client(cast.keeper), new(cast, phone="13800000001")
    page = client.post(PAGE, same)
    assert "可能已经登记过" in text(page)
    assert cast.resident.public_id in text(page)
    client.post(PAGE, same | {"anyway": "1"})
    assert Order.objects.get().served.name == "马桂兰"


def test_another_door_for_this_once_leaves_the_home_as_it_is(cast: Cast) -> None:
    home = cast.resident.address
    cast.client(cast.keeper).post(PAGE, told(cast, estate=str(cast.estate.pk), door="9号楼901"))
    assert str(Order.objects.get().address) == "梅兰小区9号楼901"
    cast.resident.refresh_from_db()
    assert cast.resident.address == home


def test_whoever_had_no_address_has_one_afterwards(cast: Cast) -> None:
    Person.objects.filter(pk=cast.resident.pk).update(address=None, station=None)
    cast.client(cast.keeper).post(PAGE, told(cast, estate=str(cast.estate.pk), door="9号楼901"))
    cast.resident.refresh_from_db()
    assert (str(cast.resident.address), cast.resident.station) == ("梅兰小区9号楼901", cast.first)


# Who types --------------------------------------------------------------------------------------------------------


def test_a_grid_worker_registers_and_does_not_verify(cast: Cast) -> None:
    client = cast.client(cast.grid_worker)
    assert "登记并核实" not in text(client.get(PAGE))
    client.post(PAGE, told(cast, do="verified", channel="phone"))
    order = Order.objects.get()
    assert (order.state, order.channel, order.placed_by) == (State.SUBMITTED, Channel.GRID, cast.grid_worker)


def test_a_resident_of_another_station_does_not_exist(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    theirs = {"pick": cast.outsider.public_id, "person": cast.outsider.public_id, "do": "verified"}
    assert client.post(f"{PAGE}pick/", theirs).status_code == 404
    assert client.post(PAGE, told(cast, person=cast.outsider.public_id)).status_code == 404
    assert client.get(f"{PAGE}?person={cast.outsider.public_id}").status_code == 404
    assert not Reveal.objects.exists()


def test_an_estate_of_another_station_is_outside(cast: Cast) -> None:
    page = cast.client(cast.keeper).post(PAGE, new(cast, estate=str(cast.other_estate.pk)))
    assert "不在南辛庄街道的服务范围内" in text(page)


def test_auditors_type_nothing(cast: Cast) -> None:
    client = cast.client(cast.auditor)
    assert [client.get(PAGE).status_code, client.post(PAGE, told(cast)).status_code] == [403, 403]


def test_what_is_asked_for_most_stands_first_with_its_warning(cast: Cast) -> None:
    Item.objects.filter(pk=cast.company.pk).update(warning="不要给志愿者钱")
    cast.order(cast.company)
    page = cast.client(cast.keeper).get(PAGE)
    assert [item.code for item in page.context["items"]] == ["company", "haircut"]
    assert "不要给志愿者钱" in text(page)
