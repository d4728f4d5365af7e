"""Ceasing to volunteer: free at any time, but not while somebody waits at home."""

import pytest

from sidan.core.errors import Refused
from sidan.orders import actions
from sidan.orders.dayparts import Window
from sidan.volunteers.models import Volunteer
from tests.conftest import Cast
from tests.orders.reading import told

LEAVE = "/volunteer/leave/"


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: error.code == code)


def has_left(cast: Cast) -> bool:
    return Volunteer.objects.get(pk=cast.volunteer.pk).left_at is not None


def test_promised_visits_stand_in_the_way_and_are_named(cast: Cast) -> None:
    order, client = cast.accepted(), cast.client(cast.volunteer.person)
    work = cast.assignment(order)
    page = client.get(LEAVE)
    assert "您还答应了这些" in told(page)
    assert f"/volunteer/work/{work.public_id}/" in page.content.decode()
    assert "退出志愿者</span></button>" not in page.content.decode()
    assert "您还答应了 1 次服务" in client.post(LEAVE, follow=True).content.decode()
    assert not has_left(cast)
    actions.release(work, cast.doing(cast.volunteer.person))
    assert client.post(LEAVE)["Location"] == "/volunteer/join/"
    assert has_left(cast)


def test_work_done_and_rounds_that_are_over_keep_nobody(cast: Cast) -> None:
    order = cast.done()
    actions.rate(order, actions.Opinion(5, by=cast.resident), cast.doing(cast.resident))
    start = cast.now.replace(hour=9, day=30)
    actions.rework(cast.fresh(order), Window(start, start.replace(hour=12)), cast.doing(reason="没做完"))
    assert cast.client(cast.volunteer.person).post(LEAVE)["Location"] == "/volunteer/join/"


def test_a_yes_after_leaving_is_refused(cast: Cast) -> None:
    order = cast.offered()
    actions.leave(cast.volunteer, now=cast.now)
    with refused("left"):
        actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    assert cast.fresh(order).taken == 0
