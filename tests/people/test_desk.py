"""Residents at the desk: found within one's stations, written down once, masked until there is a reason."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sidan.people import actions
from sidan.people.models import Consent, Person, Reveal, RoleKind
from tests.conftest import Cast

SECRETS = ["王秀英", "13800000001", "138 0000 0001", "2单元501"]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def found(client: Client, q: str) -> list[str]:
    client.post("/desk/people/", {"q": q})
    return [person.name for person in client.get("/desk/people/").context["people"]]


# Finding


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("王", ["王秀英"]),
        ("  王秀英 ", ["王秀英"]),
        ("秀英", []),
        ("138", []),
        ("138 0000 0001", ["王秀英"]),
        ("１３８００００0001", ["王秀英"]),
        ("+86 138-0000-0001", ["王秀英"]),
        ("0001", ["王秀英"]),
        ("13", []),
        ("", []),
        ("%", []),
        ("😀", []),
        ("王\0", ["王秀英"]),
        ("\0", []),
        ("李晓梅", []),
        ("13800000002", []),
    ],
)
def test_search_within_ones_stations(cast: Cast, q: str, names: list[str]) -> None:
    assert found(cast.client(cast.keeper), q) == names


def test_the_street_finds_in_all_its_stations(cast: Cast) -> None:
    assert [found(cast.client(cast.street_worker), q) for q in ("李晓梅", "王秀英")] == [["李晓梅"], ["王秀英"]]


def test_somebody_without_an_address_is_found_by_the_full_number_only(cast: Cast) -> None:
    cast.person("无地址", "13911110000")
    Person.objects.filter(name_index="无地址").update(address=None, station=None)
    client = cast.client(cast.keeper)
    assert [found(client, q) for q in ("13911110000", "0000", "无")] == [["无地址"], [], []]


def test_what_was_searched_for_is_in_no_address(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    answer = client.post("/desk/people/", {"q": "13800000001"})
    assert answer["Location"] == "/desk/people/"
    page = text(client.get("/desk/people/"))
    assert [secret for secret in SECRETS if f"={secret}" in page or f"/{secret}" in page] == []


def test_as_they_type_only_the_results_travel(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    part = text(client.post("/desk/people/", {"q": "王"}, headers={"HX-Request": "true"}))
    assert ("<html" in part, "王*" in part, "138****0001" in part) == (False, True, True)


def test_lists_are_masked(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    client.post("/desk/people/", {"q": "138"})
    page = text(client.get("/desk/people/"))
    assert [secret for secret in SECRETS if secret in page] == []


def test_nobody_found_leads_to_the_form_with_what_was_typed(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    assert found(client, "欧阳") == []
    assert "登记新居民" in text(client.get("/desk/people/"))
    assert client.get("/desk/people/new/").context["form"].initial == {"name": "欧阳"}
    found(client, "139 1111 0000")
    assert client.get("/desk/people/new/").context["form"].initial == {"phone": "13911110000"}


def test_twenty_on_a_page_and_a_constant_number_of_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(cast.keeper)
    found(client, "孔")
    cast.person("孔一", "13922220099")
    with django_assert_num_queries(10):
        client.get("/desk/people/")
    for number in range(29):
        cast.person("孔一", f"139222200{number:02}")
    with django_assert_num_queries(10):
        answer = client.get("/desk/people/")
    assert len(answer.context["people"]) == 20
    assert len(client.get("/desk/people/?page=2").context["people"]) == 10


def test_waiting_families_take_a_constant_number_of_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(cast.keeper)
    for more in (1, 29):
        for _ in range(more):
            actions.ask_family(cast.person("子"), cast.person("母"), "mother", now=cast.now)
        with django_assert_num_queries(9):
            client.get("/desk/people/waiting/")


# Who may


def test_roles(cast: Cast) -> None:
    people = [
        cast.resident,
        cast.daughter,
        cast.volunteer.person,
        cast.leader.person,
        cast.administrator,
        cast.grid_worker,
        cast.keeper,
        cast.street_worker,
        cast.auditor,
        cast.second_keeper,
    ]
    where = f"/desk/people/{cast.resident.public_id}/"
    matrix = {
        "/desk/people/": [403] * 5 + [200] * 5,
        "/desk/people/waiting/": [403] * 5 + [200] * 5,
        "/desk/people/new/": [403] * 5 + [200, 200, 200, 403, 200],
        where: [403] * 5 + [200, 200, 200, 200, 404],
        f"{where}edit/": [403] * 5 + [403, 200, 200, 403, 404],
    }
    assert {path: [cast.client(person).get(path).status_code for person in people] for path in matrix} == matrix
    reveals = [cast.client(person).post(f"{where}reveal/", {"why": "核实"}).status_code for person in people]
    assert reveals == [403] * 5 + [200, 200, 200, 403, 404]
    assert {Client().get(path)["Location"] for path in matrix} == {f"/sign-in/?next={path}" for path in matrix}


def test_unknown_people_are_as_unknown_as_foreign_ones(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    answers = [
        client.get(f"/desk/people/{pid}/").content for pid in (cast.daughter.public_id, "nobody", "%00", "9" * 300)
    ]
    assert len(set(answers)) == 1


# One person


def test_masked_until_there_is_a_reason(cast: Cast) -> None:
    client, where = cast.client(cast.keeper), f"/desk/people/{cast.resident.public_id}/"
    page = text(client.get(where))
    assert [secret for secret in SECRETS if secret in page] == []
    refused = client.post(f"{where}reveal/", {"why": ""})
    assert ("请写明原因，居民本人看得到。" in text(refused), Reveal.objects.count()) == (True, 0)
    shown = text(client.post(f"{where}reveal/", {"why": "联系上门服务"}))
    assert "最近的单" in shown  # the whole page, as without a script
    assert [secret in shown for secret in ("王秀英", "138 0000 0001", "2单元501")] == [True] * 3
    look = Reveal.objects.get()
    assert (look.person, look.by, look.why, look.at) == (cast.resident, cast.keeper, "联系上门服务", cast.now)
    part = text(client.post(f"{where}reveal/", {"why": "联系上门服务"}, headers={"HX-Request": "true"}))
    assert ("最近的单" in part, "王秀英" in part, Reveal.objects.count()) == (False, True, 2)
    again = text(client.get(where))
    assert [secret for secret in SECRETS if secret in again] == []


def test_the_page_leads_to_an_order(cast: Cast) -> None:
    page = text(cast.client(cast.keeper).get(f"/desk/people/{cast.resident.public_id}/"))
    assert f'href="/desk/intake/?person={cast.resident.public_id}"' in page


def test_correcting_says_so_to_the_resident(cast: Cast) -> None:
    client, where = cast.client(cast.keeper), f"/desk/people/{cast.resident.public_id}/"
    told = {"phone": "0531-87654321", "estate": str(cast.estate.pk), "door": "7号楼701", "need_note": "请多敲几下门"}
    assert client.post(f"{where}edit/", told)["Location"] == where
    person = Person.objects.get(pk=cast.resident.pk)
    assert (person.phone, person.account_phone, str(person.address), person.need_note) == (
        "053187654321",
        None,
        "梅兰小区7号楼701",
        "请多敲几下门",
    )
    assert [look.why for look in Reveal.objects.filter(person=person)] == ["更正了电话、地址、上门须知"]


def test_empty_means_as_it_was(cast: Cast) -> None:
    where = f"/desk/people/{cast.resident.public_id}/"
    before = Person.objects.filter(pk=cast.resident.pk).values().get()
    cast.client(cast.keeper).post(f"{where}edit/", {"phone": "", "estate": "", "door": "", "need_note": ""})
    assert Person.objects.filter(pk=cast.resident.pk).values().get() == before
    assert Reveal.objects.count() == 0


def test_nobody_takes_over_a_staff_account(cast: Cast) -> None:
    actions.move(cast.street_worker, cast.resident.address)  # type: ignore[arg-type]
    where = f"/desk/people/{cast.street_worker.public_id}/edit/"
    answer = cast.client(cast.keeper).post(where, {"phone": "13911110000"})
    assert list(answer.context["form"].errors["phone"]) == ["工作人员的手机号只能由本人登录后修改。"]
    assert Person.objects.get(pk=cast.street_worker.pk).phone == "13800000024"


# Registering


def told(cast: Cast, **other: str) -> dict[str, str]:
    good = {
        "name": "欧阳兰",
        "phone": "139 1111 0000",
        "birth_date": "1948-02-03",
        "estate": str(cast.estate.pk),
        "door": "8号楼801",
        "channel": "phone",
        "consent": "on",
    }
    return good | other


@pytest.mark.parametrize("worker", ["keeper", "grid_worker", "street_worker"])
def test_written_down_while_talking(cast: Cast, worker: str) -> None:
    by = getattr(cast, worker)
    answer = cast.client(by).post("/desk/people/new/", told(cast))
    made = Person.objects.get(name_index="欧阳兰")
    assert answer["Location"] == f"/desk/people/{made.public_id}/"
    assert Person.objects.get(account_phone="13911110000") == made
    assert (made.phone, made.station, made.registered_by) == (
        "13911110000",
        cast.first,
        by,
    )
    consent = Consent.objects.get(person=made)
    assert (consent.purpose, consent.channel, consent.recorded_by) == ("service", "phone", by)


@pytest.mark.parametrize(
    ("other", "field", "sentence"),
    [
        ({"phone": "12345"}, "phone", "这个号码不像电话号码。手机是 11 位数字；座机请带区号，例如 0531-5550100。"),
        ({"name": "老王👴"}, "name", "姓名里只能有文字，请去掉表情、数字和符号。"),
        ({"consent": ""}, "consent", "请先向居民说明并得到同意，再登记。"),
        ({"door": "很" * 41}, "door", "楼号和门牌最多 40 个字。"),
        ({"estate": ""}, "estate", "请选择小区。"),
        (
            {"estate": "OTHER"},
            "estate",
            "这个地址不在南辛庄街道的服务范围内。请拨打 0531-5550100，我们告诉您该找哪个站点。",
        ),
    ],
)
def test_bad_input_keeps_what_was_typed(cast: Cast, other: dict[str, str], field: str, sentence: str) -> None:
    typed = told(cast, **other)
    if typed["estate"] == "OTHER":
        typed["estate"] = str(cast.other_estate.pk)
    answer = cast.client(cast.keeper).post("/desk/people/new/", typed)
    assert {name: list(said) for name, said in answer.context["form"].errors.items()} == {field: [sentence]}
    assert [typed[name] in text(answer) for name in ("name", "phone", "door")] == [True] * 3


@pytest.mark.parametrize("other", [{"phone": "13800000001"}, {"name": "王秀英", "door": "3号楼2单元501", "phone": ""}])
def test_doubles_are_shown_before_saving(cast: Cast, other: dict[str, str]) -> None:
    client, before = cast.client(cast.keeper), Person.objects.count()
    answer = client.post("/desk/people/new/", told(cast, **other))
    assert ([person.pk for person in answer.context["doubles"].near], Person.objects.count()) == (
        [cast.resident.pk],
        before,
    )
    assert "可能已经登记过，请核对" in text(answer)
    assert client.post("/desk/people/new/", told(cast, anyway="1", **other)).status_code == 302
    made = Person.objects.latest("pk")
    assert (Person.objects.count(), made.account_phone) == (before + 1, None)


def test_a_number_known_elsewhere_is_only_counted(cast: Cast) -> None:
    client, typed = cast.client(cast.keeper), told(cast, phone=cast.daughter.phone)
    page = text(client.post("/desk/people/new/", typed))
    assert ["其他站点也有居民登记了这个号码" in page, "李*" in page, "李晓梅" in page] == [True, False, False]
    assert client.post("/desk/people/new/", typed | {"anyway": "1"}).status_code == 302


def test_a_second_tap_writes_nobody_twice(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    answers = [client.post("/desk/people/new/", told(cast, form_key="k" * 22))["Location"] for _ in range(2)]
    assert (answers[0] == answers[1], Person.objects.filter(name_index="欧阳兰").count()) == (True, 1)


def test_two_roles_reach_both(cast: Cast) -> None:
    actions.give_role(cast.keeper, RoleKind.GRID_WORKER, cast.second, by=None, now=cast.now)
    client = cast.client(cast.keeper)
    assert found(client, "李晓梅") == ["李晓梅"]
    where = f"/desk/people/{cast.daughter.public_id}/"
    assert [client.get(path).status_code for path in (where, f"{where}edit/")] == [200, 403]
