"""The table of verbs, read as the requirement and then walked: what it allows happens, everything else is refused."""

from collections.abc import Callable

import pytest

from sidan.core.errors import Refused
from sidan.orders import actions
from sidan.orders.actions.door import move, must_allow
from sidan.orders.models import Order, OrderEvent, ReferredTo
from sidan.orders.states import ENDED, OPEN, VERBS, Actor, State
from tests.conftest import Cast

DOMAIN = """
place        → submitted
record       → served
verify       submitted → verified
reject       submitted verified → rejected
refer        submitted verified offered rework → referred
merge        submitted verified → merged
gather       submitted verified offered rework → merged
part         merged → verified
staff        → verified
withdraw     submitted verified offered accepted rework → withdrawn
dispatch     verified offered rework → offered
open_pool    verified offered rework → offered
accept       offered → offered accepted
decline      offered → offered
expire       offered → offered
claim        offered → offered accepted
release      offered accepted → offered
reschedule   submitted verified offered accepted rework → submitted verified rework
check_in     accepted in_service → in_service
check_out    in_service → in_service served
rate         served → closed callback
close_unrated served → closed
call_back    callback closed → closed
rework       callback closed → rework
mark_unmet   verified offered rework → unmet
widen        offered → offered
"""


def test_the_table_is_the_loop_of_the_domain() -> None:
    told = {}
    for line in DOMAIN.strip().splitlines():
        before, after = line.split("→")
        verb, *sources = before.split()
        told[verb] = (set(sources), set(after.split()))
    table = {name: (set(verb.sources), set(verb.targets)) for name, verb in VERBS.items() if name != "climb"}
    assert table == told
    assert set(VERBS["climb"].sources) == set(OPEN)


def test_every_state_can_be_reached_and_only_the_ended_ones_are_left_by_nothing() -> None:
    reached = {state for verb in VERBS.values() for state in verb.targets}
    left = {state for name, verb in VERBS.items() if name != "climb" for state in verb.sources}
    assert reached == set(State)
    assert set(State) - left == set(ENDED) - {State.CLOSED, State.MERGED}  # reworked; parted from a cancelled session


def test_every_verb_is_complete() -> None:
    """Each has an action, words for the button and for the timeline, an icon, and somebody who may."""
    for name, verb in VERBS.items():
        assert callable(getattr(actions, name)), name
        assert str(verb.label), name
        assert str(verb.done), name
        assert verb.icon != "circle", name
        assert verb.actors, name
    assert not [name for name, verb in VERBS.items() if Actor.STATION in verb.actors and name in ("accept", "decline")]


WALKS: list[tuple[str, Callable[[Cast], Order]]] = [
    (State.SUBMITTED, lambda c: c.order()),
    (State.VERIFIED, lambda c: c.verified()),
    (State.OFFERED, lambda c: c.offered()),
    (State.ACCEPTED, lambda c: c.accepted()),
    (State.IN_SERVICE, lambda c: c.in_service()),
    (State.SERVED, lambda c: c.done()),
]


@pytest.mark.parametrize(("state", "walk"), WALKS, ids=[state for state, _walk in WALKS])
def test_a_verb_from_a_wrong_state_is_refused_and_writes_nothing(
    cast: Cast, state: str, walk: Callable[[Cast], Order]
) -> None:
    order = walk(cast)
    assert order.state == state
    before = OrderEvent.objects.filter(order=order).count()
    for name, verb in VERBS.items():
        if state in verb.sources:
            must_allow(order, name)
            continue
        with pytest.raises(Refused) as caught:
            move(order, name, verb.targets[0], cast.doing())
        assert caught.value.code == "wrong_state"
    assert cast.fresh(order).state == state
    assert OrderEvent.objects.filter(order=order).count() == before


def test_a_stale_page_loses_to_whoever_was_quicker(cast: Cast) -> None:
    order = cast.order()
    stale = cast.fresh(order)
    actions.verify(order, cast.doing())
    with pytest.raises(Refused) as caught:
        actions.reject(stale, cast.doing(reason="重复"))
    assert caught.value.code == "changed"
    assert cast.fresh(order).state == State.VERIFIED


def test_events_tell_the_whole_way_of_an_order(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, actions.Opinion(5, by=cast.resident), cast.doing(cast.resident))
    told = list(OrderEvent.objects.filter(order=order).values_list("verb", "from_state", "to_state", "by__name"))
    assert told == [
        ("place", "", "submitted", "王秀英"),
        ("verify", "submitted", "verified", "陈静"),
        ("dispatch", "verified", "offered", "陈静"),
        ("accept", "offered", "accepted", "周建国"),
        ("check_in", "accepted", "in_service", "周建国"),
        ("check_out", "in_service", "served", "周建国"),
        ("rate", "served", "closed", "王秀英"),
    ]


def test_an_order_leaves_by_every_side_door(cast: Cast) -> None:
    leave: list[tuple[str, Callable[[Order, Order], None]]] = [
        (State.REJECTED, lambda order, _other: actions.reject(order, cast.doing(reason="不在服务范围"))),
        (State.REFERRED, lambda order, _other: actions.refer(order, ReferredTo.HOTLINE, cast.doing())),
        (State.MERGED, lambda order, other: actions.merge(order, other, cast.doing())),
        (State.WITHDRAWN, lambda order, _other: actions.withdraw(order, cast.doing(cast.resident))),
    ]
    kept = cast.order(cast.company, days=20)
    for place, (state, act) in enumerate(leave):
        order = cast.order(days=place * 2 + 1)
        act(order, kept)
        assert (cast.fresh(order).state, cast.fresh(order).is_late(cast.clock.move(days=9))) == (state, False)
        cast.clock.move(days=-9)


def test_unmet_is_said_openly(cast: Cast) -> None:
    order = cast.offered()
    with pytest.raises(Refused, match="请写明原因"):
        actions.mark_unmet(order, cast.doing())
    actions.mark_unmet(order, cast.doing(reason="本街道暂无木工"))
    assert cast.fresh(order).state == State.UNMET
    assert cast.offer(order).state == "cancelled"
