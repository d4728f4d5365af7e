"""The same doors as on the pages: 401 without a session, 403 without the role, 404 for what is not yours."""

import pytest
from django.conf import LazySettings

from sidan.core.models import Channel
from sidan.orders import actions
from sidan.orders.actions.asking import Asked
from sidan.orders.models import OrderEvent
from sidan.people.models import FamilyLink, Person
from sidan.volunteers.models import Volunteer
from tests.api.calling import Program
from tests.conftest import Cast

Told = dict[str, dict[str, object]]
ANEW = {"wanted_from": "2026-12-01T09:00:00+08:00", "wanted_until": "2026-12-01T12:00:00+08:00", "reason": "x"}
STATION: Told = {
    "verify": {}, "reject": {"reason": "x"}, "refer": {"referred_to": "12345"}, "merge": {"into": "1"},
    "gather": {"session": "1"},
    "dispatch": {}, "open_pool": {}, "rework": {**ANEW}, "mark_unmet": {"reason": "x"},
    "call_back": {"result": "settled"},
}  # fmt: skip
VOLUNTEERS: Told = {"accept": {}, "decline": {}, "claim": {}}
VISITS: Told = {"release": {}, "check_in": {"code": "1234"}, "check_out": {}}
SERVED: Told = {"withdraw": {}, "reschedule": {**ANEW}, "rate": {"stars": 5}}
EVERY: Told = STATION | VOLUNTEERS | VISITS | SERVED
READS = ("/api/orders/{}", "/api/desk/orders/{}", "/api/desk/orders/{}/candidates")
CANARIES = ("王秀英", "13800000001", "3号楼2单元501")


@pytest.mark.parametrize("verb", sorted(EVERY))
def test_who_is_not_let_in_changes_nothing(cast: Cast, verb: str) -> None:
    order = cast.accepted()
    path, told = f"/api/orders/{order.public_id}/{verb}", EVERY[verb]
    before = OrderEvent.objects.count()
    assert Program().no(path, told)[0] in (401, 403)  # no session, and so no token either
    for person, answer in expected(cast, verb).items():
        assert Program(person).no(path, told)[0] == answer, person.name
    assert OrderEvent.objects.count() == before


def expected(cast: Cast, verb: str) -> dict[Person, int]:
    outsider, other, auditor, second = cast.outsider, cast.helper.person, cast.auditor, cast.second_keeper
    if verb in STATION:
        return {outsider: 403, other: 403, auditor: 403, cast.grid_worker: 403, second: 404, cast.resident: 403}
    if verb in VOLUNTEERS:
        return {outsider: 403, other: 404, cast.keeper: 403}
    return {outsider: 404, other: 404, auditor: 404, second: 404}


def test_a_token_is_needed_for_what_changes_something(cast: Cast) -> None:
    order = cast.offered()
    path = f"/api/orders/{order.public_id}/decline"
    volunteer = Program(cast.volunteer.person)
    for token in ("", "wrong" * 8):
        response = volunteer.send(path, token=token)
        assert response.status_code == 403
        assert response["Content-Type"] == "application/problem+json"
    assert cast.offer(order).state == "asked"


@pytest.mark.parametrize("path", READS)
def test_reading_keeps_the_same_doors(cast: Cast, path: str) -> None:
    path = path.format(cast.accepted().public_id)
    assert Program().ask(path).status_code == 401
    at_desk = "/desk/" in path
    for person, status in {
        cast.outsider: 403 if at_desk else 404,
        cast.helper.person: 403 if at_desk else 404,
        cast.second_keeper: 404,
    }.items():
        response = Program(person).ask(path)
        assert response.status_code == status, person.name
        assert not [canary for canary in CANARIES if canary in response.content.decode()]


def test_the_desk_reads_masked_and_auditors_only_read(cast: Cast) -> None:
    order = cast.order()
    for person in (cast.keeper, cast.auditor, cast.grid_worker, cast.street_worker):
        told = Program(person).ask(f"/api/desk/orders/{order.public_id}").content.decode()
        assert "138****0001" in told
        assert not [canary for canary in CANARIES if canary in told]
    assert Program(cast.auditor).get(f"/api/desk/orders/{order.public_id}")["verbs"] == []


def test_door_and_telephone_are_told_from_the_yes_until_the_work_is_done(cast: Cast) -> None:
    order = cast.offered()
    volunteer = Program(cast.volunteer.person)

    def spilled(*paths: str) -> set[str]:
        told = "".join(volunteer.ask(path).content.decode() for path in paths)
        return {canary for canary in CANARIES if canary in told}

    assert spilled("/api/offers", "/api/pool", "/api/work") == set()
    actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    assert spilled("/api/work") == set(CANARIES)
    visit = cast.assignment(order)
    volunteer.post(f"/api/orders/{order.public_id}/check_in", {"code": order.service_code})
    volunteer.post(f"/api/orders/{order.public_id}/check_out")
    assert spilled("/api/offers", "/api/work", "/api/work/done", f"/api/work/{visit.public_id}") == set()


def test_nobody_but_the_family_reads_the_service_code(cast: Cast) -> None:
    order = cast.accepted()
    for person in (cast.volunteer.person, cast.keeper):
        for path in ("/api/work", "/api/desk/orders?tab=going"):
            assert f'"{order.service_code}"' not in Program(person).ask(path).content.decode()
    assert Program(cast.daughter).get(f"/api/orders/{order.public_id}")["service_code"] == order.service_code


def test_work_needs_the_second_factor_where_the_site_asks_for_it(cast: Cast, settings: LazySettings) -> None:
    order = cast.order()
    keeper = Program(cast.keeper)
    settings.SIDAN_SECOND_FACTOR = True
    assert keeper.no(f"/api/orders/{order.public_id}/verify") == (403, "second_factor")
    assert keeper.ask("/api/desk/orders").status_code == 403
    need = {"item": "haircut", "served": cast.neighbour.public_id, "consent": True, **ANEW}
    assert keeper.no("/api/orders", {k: need[k] for k in need if k != "reason"}) == (403, "second_factor")
    assert keeper.no(f"/api/orders/{order.public_id}/check_in", {"proof": "leader"}) == (403, "second_factor")


def test_whose_family_link_has_ended_reads_on_without_the_code(cast: Cast) -> None:
    order = actions.place(cast.need(), cast.doing(cast.daughter, Channel.FAMILY))
    actions.verify(order, cast.doing())
    actions.dispatch(order, [Asked(cast.volunteer)], cast.doing())
    actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    path = f"/api/orders/{order.public_id}"
    assert Program(cast.daughter).get(path)["service_code"] == cast.fresh(order).service_code
    FamilyLink.objects.update(ended_at=cast.now)
    told = Program(cast.daughter).get(path)
    assert (told["service_code"], told["verbs"]) == (None, [])
    assert [one["verbs"] for one in Program(cast.daughter).get("/api/orders")["orders"]] == [[]]


def test_the_visit_named_is_one_of_this_order(cast: Cast) -> None:
    order, other = cast.accepted(), cast.accepted(served=cast.neighbour)
    told = {"proof": "leader", "work": cast.assignment(other).public_id}
    assert Program(cast.keeper).no(f"/api/orders/{order.public_id}/check_in", told)[0] == 404


def test_a_sheet_names_no_volunteer_of_another_street(cast: Cast) -> None:
    Volunteer.objects.filter(pk=cast.helper.pk).update(station=cast.next_street())
    line = {"served": cast.resident.public_id, "item": "haircut", "volunteer": cast.helper.number, "at": "09:00"}
    told = {"station": "first", "day": "2026-11-24", "lines": [{**line, "minutes": 40}]}
    assert Program(cast.keeper).no("/api/sheets", told) == (422, "sheet_line")


def test_a_suspended_person_is_out_at_once(cast: Cast) -> None:
    program = Program(cast.resident)
    type(cast.resident).objects.filter(pk=cast.resident.pk).update(suspended_at=cast.now)
    assert program.ask("/api/orders").status_code == 401


def test_the_menu_is_for_everybody(cast: Cast) -> None:
    assert [item["code"] for item in Program().get("/api/menu")["items"]] == ["haircut", "company"]
    assert [item["code"] for item in Program().get("/api/menu?q=理发")["items"]] == ["haircut"]
