"""The paper day sheet: typed by one, confirmed by another, each line with its own sentence."""

from typing import Any

import pytest

from sidan.orders.forms.desk.sheets import split_tail
from sidan.orders.models import DaySheet, Order, Proof
from sidan.orders.states import State
from sidan.people.models import Person
from sidan.places.models import Address
from tests.conftest import Cast

NEW = "/desk/sheets/new/"
LINE = {"served": "王秀英", "item": "haircut", "volunteer": "周建国", "at": "9:30", "minutes": "40"}


def text(response: Any) -> str:
    return str(response.content.decode())


def sheet(*lines: dict[str, str], day: str = "2026-11-24", **more: str) -> dict[str, str]:
    rows = {f"lines-{n}-{name}": value for n, line in enumerate(lines) for name, value in line.items()}
    head = {"station": "first", "day": day, "do": "save", "lines-TOTAL_FORMS": "10", "lines-INITIAL_FORMS": "0"}
    return head | rows | more


def typed(cast: Cast, *lines: dict[str, str]) -> DaySheet:
    answer = cast.client(cast.keeper).post(NEW, sheet(*(lines or (LINE,))))
    assert answer.status_code == 302, text(answer)
    return DaySheet.objects.get()


def colleague(cast: Cast) -> Person:
    from sidan.people.models import Role, RoleKind

    person = cast.person("吕宁", "13800000031")
    Role.objects.create(person=person, station=cast.first, kind=RoleKind.STATION_WORKER, given_at=cast.now)
    return person


def test_a_sheet_has_ten_lines_and_five_more_without_losing_any(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    assert len(client.get(NEW).context["lines"].forms) == 10
    more = client.post(NEW, sheet(LINE, do="more"))
    assert len(more.context["lines"].forms) == 15
    assert 'value="王秀英"' in text(more)
    assert "没有填" not in text(more)
    assert not DaySheet.objects.exists()


def test_a_sheet_is_typed_by_one_and_confirmed_by_another(cast: Cast) -> None:
    made = typed(cast)
    mine, other = cast.client(cast.keeper), cast.client(colleague(cast))
    one = f"/desk/sheets/{made.public_id}/"
    assert "是您录的，要请另一位同事" in text(mine.get(one))
    refused = mine.post(f"{one}confirm/", headers={"referer": f"http://testserver{one}"}, follow=True)
    assert "录入的人不能自己确认" in text(refused)
    assert not Order.objects.exists()
    other.post(f"{one}confirm/")
    order = Order.objects.get()
    assert (order.state, order.served, order.station) == (State.SERVED, cast.resident, cast.first)
    assert order.assignments.get().proof == Proof.PAPER
    assert order.number in text(other.get(one))


def test_a_sheet_typed_wrong_is_withdrawn_and_nothing_counts(cast: Cast) -> None:
    made = typed(cast)
    one, client = f"/desk/sheets/{made.public_id}/", cast.client(cast.keeper)
    client.post(f"{one}withdraw/")
    assert "已撤回" in text(client.get(one))
    late = cast.client(colleague(cast)).post(f"{one}confirm/")
    assert late.status_code == 409
    assert not Order.objects.exists()


WRONG = {
    "served": ("赵四海", "没有找到“赵四海”"),
    "volunteer": ("V000-000-000", "没有找到“V000-000-000”"),
    "item": ("", "做了什么没有填。"),
    "at": ("上午", "钟点请写成 9:30 这样。"),
    "minutes": ("2", "最少 5 分钟。"),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_line_has_its_own_sentence_and_the_rest_stays(cast: Cast, name: str) -> None:
    value, sentence = WRONG[name]
    good = LINE | {"served": "张玉兰", "at": "14:00"}
    page = cast.client(cast.keeper).post(NEW, sheet(good, LINE | {name: value}))
    lines = page.context["lines"].forms
    assert (lines[0].errors, bool(lines[1].errors)) == ({}, True)
    assert sentence in text(page)
    assert 'value="张玉兰"' in text(page)
    assert not DaySheet.objects.exists()


def test_two_of_one_name_are_told_apart_by_their_last_digits(cast: Cast) -> None:
    cast.person("王秀英", "13900000777")
    page = cast.client(cast.keeper).post(NEW, sheet(LINE))
    assert "“王秀英”不止一位" in text(page)
    assert "138****0001" in text(page)
    made = typed(cast, LINE | {"served": "王秀英 0001"})
    assert made.lines.get().served == cast.resident


@pytest.mark.parametrize("who", ["周建国", "周建国 0011", "13800000011"])
def test_a_volunteer_is_found_by_name_number_or_phone(cast: Cast, who: str) -> None:
    assert typed(cast, LINE | {"volunteer": who}).lines.get().volunteer == cast.volunteer


def test_a_volunteer_number_is_enough(cast: Cast) -> None:
    assert typed(cast, LINE | {"volunteer": cast.volunteer.number}).lines.get().volunteer == cast.volunteer


def test_one_volunteer_is_not_in_two_places_at_once(cast: Cast) -> None:
    page = cast.client(cast.keeper).post(NEW, sheet(LINE, LINE | {"served": "张玉兰", "at": "10:00"}))
    assert "和第 1 行是同一位志愿者，时间重叠了。" in text(page)


def test_nobody_serves_herself(cast: Cast) -> None:
    page = cast.client(cast.keeper).post(NEW, sheet(LINE | {"served": "周建国"}))
    assert "志愿者和居民是同一个人。" in text(page)


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        ("2026-11-26", "9:30", "日报单只能补录今天和以前的服务。"),
        ("2026-11-25", "9:30", "这个时间还没有过完。"),
        ("2026-11-24", "23:40", "超过了半夜十二点"),
    ],
)
def test_a_sheet_tells_what_was_done(cast: Cast, day: str, at: str, sentence: str) -> None:
    page = cast.client(cast.keeper).post(NEW, sheet(LINE | {"at": at}, day=day))
    assert sentence in text(page)


def test_an_empty_sheet_is_none(cast: Cast) -> None:
    assert "还没有一行内容" in text(cast.client(cast.keeper).post(NEW, sheet()))


def test_a_resident_without_an_address_is_named_when_confirming(cast: Cast) -> None:
    made = typed(cast)
    Person.objects.filter(pk=cast.resident.pk).update(address=None)
    answer = cast.client(colleague(cast)).post(f"/desk/sheets/{made.public_id}/confirm/")
    assert "还没有登记地址" in text(answer)
    assert not Order.objects.exists()
    assert Address.objects.exists()


def test_sheets_belong_to_their_station(cast: Cast) -> None:
    made = typed(cast)
    one, other = f"/desk/sheets/{made.public_id}/", cast.client(cast.second_keeper)
    assert [other.get(one).status_code, other.post(f"{one}confirm/").status_code] == [404, 404]
    assert other.get("/desk/sheets/").context["shown"].object_list.count() == 0
    auditor = cast.client(cast.auditor)
    assert [auditor.get(one).status_code, auditor.post(f"{one}confirm/").status_code] == [200, 403]
    # A resident of another station is not found by name.
    page = other.post(NEW, sheet(LINE, station="second"))
    assert "没有找到“王秀英”" in text(page)


def test_an_empty_sheet_is_printed_for_the_clipboard(cast: Cast) -> None:
    page = text(cast.client(cast.keeper).get("/desk/sheets/blank/"))
    assert "first站" in page
    assert page.count("<tr>") == 13


def test_the_list_asks_as_much_for_thirty_sheets_as_for_one(cast: Cast, django_assert_num_queries: Any) -> None:
    typed(cast)
    client = cast.client(cast.keeper)
    client.get("/desk/sheets/")
    for rows in (1, 30):
        while DaySheet.objects.count() < rows:
            DaySheet.objects.create(station=cast.first, day=cast.now.date(), typed_by=cast.keeper, typed_at=cast.now)
        with django_assert_num_queries(8):
            client.get("/desk/sheets/")


def test_the_tail_tells_people_apart() -> None:
    assert split_tail("王秀英  0001") == ("王秀英", "0001")
    assert split_tail("13800000001") == ("13800000001", "")
    assert split_tail("V123 456 789") == ("V123 456 789", "")
