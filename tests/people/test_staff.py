"""Who works where: invitations, roles, suspension, and the street that is never left without an administrator."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from sidan.core.errors import Refused
from sidan.people import actions
from sidan.people.models import Invitation, Person, Role, RoleKind
from tests.conftest import Cast, Clock, build_cast


def roles(person: Person) -> list[str]:
    return sorted(Role.objects.held().filter(person=person).values_list("kind", flat=True))


def link_in(answer: Any) -> str:
    found = re.search(r"/invite/[\w-]+/", answer.content.decode())
    assert found
    return found.group()


def invite(cast: Cast, kind: str = RoleKind.GRID_WORKER, by: Person | None = None) -> str:
    told = {"kind": kind, "station": str(cast.first.pk), "note": "三网格的小刘"}
    return link_in(cast.client(by or cast.administrator).post("/staff/invite/", told))


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as found:
        act(*args, **kwargs)
    return found.value.code


# Invitations


def test_an_invitation_gives_its_role_once(cast: Cast) -> None:
    link = invite(cast)
    anonymous = Client()
    page = anonymous.get(link).content.decode()
    assert [word in page for word in ("冯涛", "first站", "网格员", f"/sign-in/?next={link.replace('/', '%2F')}")] == [
        True
    ] * 4
    assert anonymous.post(link)["Location"] == f"/sign-in/?next={link}"
    newcomer = cast.client(cast.neighbour)
    assert newcomer.post(link)["Location"] == "/desk/people/"
    assert roles(cast.neighbour) == ["grid_worker"]
    assert Role.objects.get(person=cast.neighbour).given_by == cast.administrator
    over = cast.client(cast.outsider).post(link)
    assert (over.status_code, roles(cast.outsider)) == (410, [])
    assert "这份邀请已经失效" in over.content.decode()


def test_the_link_is_shown_once_and_only_its_hash_is_kept(cast: Cast) -> None:
    token = invite(cast).split("/")[2]
    kept = repr(list(Invitation.objects.values()))
    assert (token in kept, actions.token_hash(token) in kept) == (False, True)
    assert token not in cast.client(cast.administrator).get("/staff/invitations/").content.decode()


def test_an_invitation_ends(cast: Cast) -> None:
    links = [invite(cast) for _ in range(3)]
    withdrawn = Invitation.objects.order_by("pk").first()
    assert withdrawn
    client = cast.client(cast.administrator)
    assert (
        client.post("/staff/invitations/withdraw/", {"invitation": withdrawn.pk})["Location"] == "/staff/invitations/"
    )
    accept = [cast.client(cast.neighbour).post(links[0]).status_code]
    cast.clock.move(days=7, minutes=-1)
    accept.append(cast.client(cast.neighbour).post(links[1]).status_code)
    cast.clock.move(minutes=1)
    accept.append(cast.client(cast.outsider).post(links[2]).status_code)
    assert accept == [410, 302, 410]


def test_an_invitation_is_worth_what_its_maker_is(cast: Cast) -> None:
    other = cast.person("马主任", "13800000031")
    actions.give_role(other, RoleKind.ADMINISTRATOR, cast.street, by=cast.administrator, now=cast.now)
    link = invite(cast, by=other)
    actions.end_role(Role.objects.get(person=other), by=cast.administrator, now=cast.now)
    assert cast.client(cast.neighbour).get(link).status_code == 410


def test_nobody_invites_beyond_their_subtree(cast: Cast) -> None:
    small = cast.person("马站长", "13800000031")
    actions.give_role(small, RoleKind.ADMINISTRATOR, cast.first, by=cast.administrator, now=cast.now)
    told = {"kind": RoleKind.ADMINISTRATOR, "station": str(cast.street.pk), "note": "试试"}
    answer = cast.client(small).post("/staff/invite/", told)
    assert dict(answer.context["form"].errors) == {"station": ["这个站点不在您的管理范围内，请重新选择。"]}
    assert "试试" in answer.content.decode()
    assert Invitation.objects.count() == 0


def test_a_foreign_invitation_cannot_be_withdrawn(cast: Cast) -> None:
    small = cast.person("马站长", "13800000031")
    actions.give_role(small, RoleKind.ADMINISTRATOR, cast.second, by=cast.administrator, now=cast.now)
    invite(cast)
    found = Invitation.objects.get()
    answers = [
        cast.client(small).post("/staff/invitations/withdraw/", {"invitation": pk}).status_code
        for pk in (found.pk, 999_999, "x", "9" * 40)
    ]
    assert answers == [404] * 4


# Roles


def test_an_ended_role_acts_at_the_next_request(cast: Cast) -> None:
    worker = cast.client(cast.keeper)
    before = worker.get("/desk/people/").status_code
    role = Role.objects.get(person=cast.keeper)
    boss = cast.client(cast.administrator)
    where = f"/staff/{cast.keeper.public_id}/roles/{role.pk}/end/"
    assert "结束 陈静 在first站的“站点工作人员”角色？" in boss.get(where).content.decode()
    assert boss.post(where)["Location"] == "/staff/"
    assert (before, worker.get("/desk/people/").status_code) == (200, 403)
    role.refresh_from_db()
    assert (role.ended_by, role.ended_at) == (cast.administrator, cast.now)


def test_the_last_administrator_stays(cast: Cast) -> None:
    role = Role.objects.get(person=cast.administrator)
    assert refused(actions.end_role, role, by=cast.administrator, now=cast.now) == "last_administrator"
    small = cast.person("马站长", "13800000031")
    part = actions.give_role(small, RoleKind.ADMINISTRATOR, cast.first, by=cast.administrator, now=cast.now)
    # Somebody further down does not administer the street.
    assert refused(actions.end_role, role, by=small, now=cast.now) == "last_administrator"
    assert refused(actions.suspend, cast.administrator, by=small, now=cast.now) == "last_administrator"
    actions.end_role(part, by=cast.administrator, now=cast.now)
    other = cast.person("马主任", "13800000032")
    actions.give_role(other, RoleKind.ADMINISTRATOR, cast.street, by=cast.administrator, now=cast.now)
    actions.suspend(other, by=cast.administrator, now=cast.now)
    assert refused(actions.end_role, role, by=cast.administrator, now=cast.now) == "last_administrator"
    actions.restore(other)
    actions.end_role(role, by=other, now=cast.now)
    assert roles(cast.administrator) == []


def test_suspended_is_nobody_until_restored(cast: Cast) -> None:
    worker, boss = cast.client(cast.keeper), cast.client(cast.administrator)
    where = f"/staff/{cast.keeper.public_id}"
    assert boss.get(f"{where}/suspend/").status_code == 200
    assert boss.post(f"{where}/suspend/")["Location"] == f"{where}/"
    assert worker.get("/desk/people/")["Location"] == "/sign-in/?next=/desk/people/"
    assert "已停用" in boss.get(f"{where}/").content.decode()
    boss.post(f"{where}/restore/")
    assert cast.client(cast.keeper).get("/desk/people/").status_code == 200
    assert refused(actions.suspend, cast.administrator, by=cast.administrator, now=cast.now) == "suspend_self"


def test_a_resident_is_suspended_without_being_named(cast: Cast) -> None:
    boss, where = cast.client(cast.administrator), f"/staff/{cast.resident.public_id}/"
    pages = [boss.get(path).content.decode() for path in (where, f"{where}suspend/")]
    assert [("王*" in page, "王秀英" in page) for page in pages] == [(True, False)] * 2
    assert boss.post(f"{where}suspend/")["Location"] == where
    assert cast.client(cast.resident).get("/me/").status_code == 302
    actions.give_role(cast.keeper, RoleKind.ADMINISTRATOR, cast.first, by=None, now=cast.now)
    desk = cast.client(cast.keeper).get(f"/desk/people/{cast.resident.public_id}/").content.decode()
    assert [word in desk for word in ("已停用", f'href="{where}"')] == [True, True]


def test_a_part_does_not_suspend_the_whole(cast: Cast) -> None:
    """Somebody with a role above one's own subtree is out of one's hands, wherever else they work."""
    small = cast.person("马站长", "13800000031")
    actions.give_role(small, RoleKind.ADMINISTRATOR, cast.first, by=cast.administrator, now=cast.now)
    actions.give_role(cast.street_worker, RoleKind.GRID_WORKER, cast.first, by=small, now=cast.now)
    client, where = cast.client(small), f"/staff/{cast.street_worker.public_id}"
    answers = [client.post(f"{where}/{act}/").status_code for act in ("suspend", "restore", "second-factor/reset")]
    assert (client.get(f"{where}/").status_code, answers) == (200, [403] * 3)


@pytest.mark.parametrize("path", ["/staff/", "/staff/invite/", "/staff/invitations/"])
def test_only_administrators(cast: Cast, path: str) -> None:
    people = [cast.resident, cast.volunteer.person, cast.keeper, cast.street_worker, cast.grid_worker, cast.auditor]
    assert [cast.client(person).get(path).status_code for person in people] == [403] * 6
    assert Client().get(path)["Location"] == f"/sign-in/?next={path}"
    assert cast.client(cast.administrator).get(path).status_code == 200


def test_people_of_another_subtree_do_not_exist(cast: Cast) -> None:
    small = cast.person("马站长", "13800000031")
    actions.give_role(small, RoleKind.ADMINISTRATOR, cast.second, by=cast.administrator, now=cast.now)
    role = Role.objects.get(person=cast.keeper)
    client, where = cast.client(small), f"/staff/{cast.keeper.public_id}"
    paths = [f"{where}/", f"{where}/suspend/", f"{where}/roles/{role.pk}/end/", "/staff/nobody/"]
    assert [client.get(path).status_code for path in paths] == [404] * 4
    listed = [person.name for person in client.get("/staff/").context["people"]]
    assert sorted(listed) == ["何平", "马站长"]


def test_search(cast: Cast) -> None:
    client = cast.client(cast.administrator)
    found = {
        q: sorted(person.name for person in client.get("/staff/", {"q": q}).context["people"])
        for q in ("陈", "0022", "138 0000 0024", "王秀英")
    }
    assert found == {"陈": ["陈静"], "0022": ["何平"], "138 0000 0024": ["孙岚"], "王秀英": []}


def test_queries_do_not_grow(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = cast.client(cast.administrator)
    invite(cast)
    counts = {"/staff/": 8, "/staff/invitations/": 6}
    for path, count in counts.items():
        with django_assert_num_queries(count):
            client.get(path)
    for number in range(29):
        person = cast.person("工作员", f"139111100{number:02}")
        actions.give_role(person, RoleKind.GRID_WORKER, cast.first, by=None, now=cast.now)
        actions.invite(RoleKind.AUDITOR, cast.first, note="", by=cast.administrator, now=cast.now)
    for path, count in counts.items():
        with django_assert_num_queries(count):
            client.get(path)


def test_a_right_needs_the_second_factor_where_the_site_asks_for_it(cast: Cast, settings: Settings) -> None:
    settings.SIDAN_SECOND_FACTOR = True
    link = f"/invite/{actions.invite(RoleKind.GRID_WORKER, cast.first, note='', by=cast.administrator, now=cast.now)}/"
    client = cast.client(cast.neighbour)
    assert client.post(link)["Location"] == "/second-factor/"
    assert client.get("/desk/people/")["Location"] == "/second-factor/?next=%2Fdesk%2Fpeople%2F"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_end_each_other(the_clock: Clock) -> None:
    cast = build_cast(the_clock)
    other = cast.person("马主任", "13800000032")
    people = [cast.administrator, other]
    for _round in range(10):
        held = [actions.give_role(p, RoleKind.ADMINISTRATOR, cast.street, by=None, now=cast.now) for p in people]
        barrier = Barrier(2)

        def end(number: int, held: list[Role] = held, barrier: Barrier = barrier) -> str:
            try:
                connection.ensure_connection()
                barrier.wait(timeout=20)
                actions.end_role(held[1 - number], by=people[number], now=cast.now)
            except Refused as refused:
                return refused.code
            finally:
                connection.close()
            return "ended"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(end, range(2))) == ["ended", "last_administrator"]
