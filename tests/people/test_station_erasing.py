"""A station erases for somebody without a telephone: two workers, a reason, a record; and no order slips in."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.desk import actions as desk
from sidan.orders import actions
from sidan.orders.models import Order
from sidan.people import actions as people
from sidan.people.models import AskedBy, Erasure, ErasureRequest, Person, Role, RoleKind
from tests.conftest import Cast, Clock, build_cast

WHY = "本人到站口头提出，看过证件"
ROUNDS = 20


def elder(cast: Cast) -> Person:
    return cast.person("赵老太", "")


def colleague(cast: Cast) -> Person:
    person = cast.person("同事", "13800000061")
    Role.objects.create(person=person, station=cast.first, kind=RoleKind.STATION_WORKER, given_at=cast.now)
    return person


def page_of(person: Person) -> str:
    return f"/desk/people/{person.public_id}/erase/"


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_two_workers_a_reason_and_a_record(cast: Cast) -> None:
    person, other = elder(cast), colleague(cast)
    client = cast.client(cast.keeper)
    assert "请写明怎么提出" in said(client.post(page_of(person), {"why": ""}))
    assert client.post(page_of(person), {"why": WHY})["Location"] == page_of(person)
    shown = said(client.get(page_of(person)))
    assert [WHY in shown, "请另一位同事来这一页确认" in shown, "已向本人核实，注销" in shown] == [True, True, False]
    assert client.post(page_of(person), {"answer": "confirm"}).status_code == 409
    assert Person.objects.get(pk=person.pk).erased_at is None
    second = cast.client(other)
    assert "待确认的注销（1）" in said(second.get("/desk/people/"))
    assert page_of(person) in said(second.get("/desk/people/waiting/"))
    assert page_of(person) not in said(cast.client(cast.second_keeper).get("/desk/people/waiting/"))
    assert second.post(page_of(person), {"answer": "confirm"})["Location"] == "/desk/people/"
    record, asked = Erasure.objects.get(), ErasureRequest.objects.get()
    assert (record.person, record.asked_by) == (person, AskedBy.STATION)
    assert (asked.asked_by, asked.confirmed_by, asked.confirmed_at, asked.why) == (cast.keeper, other, cast.now, "")
    assert Person.objects.get(pk=person.pk).name == "已注销"


def test_taken_back_by_either(cast: Cast) -> None:
    person, other = elder(cast), colleague(cast)
    for who in (cast.keeper, other):
        cast.client(cast.keeper).post(page_of(person), {"why": WHY})
        cast.client(who).post(page_of(person), {"answer": "cancel"})
    assert (Erasure.objects.count(), ErasureRequest.objects.waiting().count(), ErasureRequest.objects.count()) == (
        0,
        0,
        2,
    )


def test_whoever_can_sign_in_does_it_alone(cast: Cast) -> None:
    answer = cast.client(cast.keeper).post(page_of(cast.resident), {"why": WHY})
    assert ("可以用手机登录" in said(answer), ErasureRequest.objects.count()) == (True, 0)


def test_not_while_an_order_goes_on(cast: Cast) -> None:
    person, other = elder(cast), colleague(cast)
    asked = people.ask_erasure(person, WHY, by=cast.keeper, now=cast.now)
    actions.place(cast.need(served=person), cast.doing())
    with pytest.raises(Refused, match="还有一张单没有结束"):
        desk.erase_as_asked(asked, by=other, now=cast.now)
    asked.refresh_from_db()
    assert (asked.confirmed_at, Erasure.objects.count()) == (None, 0)


def test_the_database_itself_wants_two(cast: Cast) -> None:
    asked = people.ask_erasure(elder(cast), WHY, by=cast.keeper, now=cast.now)
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        ErasureRequest.objects.filter(pk=asked.pk).update(confirmed_by=cast.keeper)
    with pytest.raises(Refused, match="已经有同事提出过"):
        people.ask_erasure(asked.person, WHY, by=cast.keeper, now=cast.now)


def test_nobody_orders_for_somebody_who_has_gone(cast: Cast) -> None:
    person = elder(cast)
    need = cast.need(served=person)
    desk.erase(person, asked_by=AskedBy.SELF, now=cast.now)
    for place in (actions.place, actions.record):
        with pytest.raises(Refused, match="刚刚注销了"):
            place(need, cast.doing())
    assert not Order.objects.filter(served=person).exists()


# At the same moment


def together(*acts: Callable[[], object]) -> list[str]:
    """What each came to: done, or why not."""
    barrier, came_to = Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
            came_to[place] = "done"
        except Refused as refused:
            came_to[place] = refused.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came_to


@pytest.mark.django_db(transaction=True)
def test_of_an_order_and_an_erasure_at_once_one_wins(the_clock: Clock) -> None:
    cast = build_cast(the_clock)
    outcomes = set()
    for _round in range(ROUNDS):
        person = elder(cast)
        need, doing = cast.need(served=person), cast.doing(channel=Channel.PHONE)
        came_to = together(
            lambda need=need, doing=doing: actions.place(need, doing),  # type: ignore[misc]
            lambda person=person: desk.erase(person, asked_by=AskedBy.SELF, now=cast.now),  # type: ignore[misc]
        )
        outcomes.add(tuple(came_to))
        gone = Person.objects.get(pk=person.pk).erased_at is not None
        assert (gone, Order.objects.filter(served=person).exists()) in {(True, False), (False, True)}
    assert outcomes <= {("done", "order_open"), ("person_gone", "done")}
