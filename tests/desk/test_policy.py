"""The street's policy: words, ranges, a trial on last week's orders, and everything planned by it from then on."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sidan.dispatch import Policy
from sidan.dispatch import settings as policy_settings
from sidan.orders import matching, policies
from sidan.orders.models import Offer, Order, StreetPolicy
from sidan.orders.states import OfferState
from sidan.orders.trials import try_out
from sidan.people.models import Role, RoleKind
from tests.conftest import Cast
from tests.orders.reading import key_of, soup, told

PAGE = "/desk/policy/"


@pytest.fixture
def desk(cast: Cast) -> Client:
    return cast.client(cast.street_worker)


def form(desk: Client, **other: Any) -> dict[str, Any]:
    page = desk.get(PAGE)
    fields = {str(f["name"]): f["value"] for f in soup(page).select("form.policy-split input") if f.get("value")}
    return fields | {"form_key": key_of(page)} | other


def test_every_setting_stands_on_the_page_in_words(desk: Client) -> None:
    page = desk.get(PAGE)
    for setting in policy_settings():
        assert soup(page).find("input", {"name": setting.name, "value": str(setting.default)}) is not None
        assert setting.meaning not in page.content.decode()


def test_what_is_out_of_range_is_said_and_stays_typed(desk: Client) -> None:
    for wrong in ("-1", "241", "five", "", "2.5"):
        page = desk.post(PAGE, form(desk, fairness_minutes=wrong, known_face_minutes="20", do="save"))
        assert "请填0到240的整数。" in told(page)
        assert soup(page).find("input", {"name": "known_face_minutes", "value": "20"}) is not None
    assert not StreetPolicy.objects.exists()


def test_the_trial_changes_nothing_and_says_what_would_change(cast: Cast, desk: Client) -> None:
    """Four orders of one week; the nearest person gets them all unless fairness counts."""
    for n in range(4):
        order = cast.verified(served=cast.person(f"邻居{n}", f"1370000{n:04d}"))
        start = cast.now - timedelta(days=n + 1)
        Order.objects.filter(pk=order.pk).update(wanted_from=start, wanted_until=start + timedelta(hours=3))
    for one in (cast.helper, cast.leader):
        type(one).objects.filter(pk=one.pk).update(lat=one.lat + 0.004)
    page = desk.post(PAGE, form(desk, fairness_minutes="60", do="try"))
    words = told(page)
    assert "用上周的4张单和今天的志愿者重排一遍" in words
    assert "更公平" in words
    assert "就按这样派单" in words
    assert not StreetPolicy.objects.exists()


def test_the_trial_in_figures(cast: Cast) -> None:
    for n in range(4):
        order = cast.verified(served=cast.person(f"邻居{n}", f"1370000{n:04d}"))
        start = cast.now - timedelta(days=n + 1)
        Order.objects.filter(pk=order.pk).update(wanted_from=start, wanted_until=start + timedelta(hours=3))
    for one in (cast.helper, cast.leader):
        type(one).objects.filter(pk=one.pk).update(lat=one.lat + 0.004)
    trial = try_out(cast.street, Policy(fairness_minutes=0), Policy(fairness_minutes=60), now=cast.now)
    assert trial is not None
    assert (trial.old.served, trial.new.served) == (4, 4)
    assert (trial.old.most_asked, trial.new.most_asked) == (4, 2)
    assert trial.old.gini > trial.new.gini
    assert trial.old.walk < trial.new.walk or trial.old.people < trial.new.people


def test_without_last_week_there_is_nothing_to_try(cast: Cast, desk: Client) -> None:
    assert try_out(cast.street, Policy(), Policy(), now=cast.now) is None
    assert "上周没有单可以试" in told(desk.post(PAGE, form(desk, do="try")))


def test_saved_with_its_history_and_used_everywhere_below(cast: Cast, desk: Client) -> None:
    answer = desk.post(PAGE, form(desk, fairness_minutes="8", do="save"), follow=True)
    assert "已经按新的规矩派单了" in told(answer)
    assert "公平：本月每做过一单，算多走5→8" in told(answer)
    assert "孙*" in told(answer)
    row = StreetPolicy.objects.get()
    assert (row.station, row.by, row.values) == (cast.street, cast.street_worker, {"fairness_minutes": 8})
    assert policies.policy_of(cast.first) == policies.policy_of(cast.second) == Policy(fairness_minutes=8)
    assert policies.policy_of(cast.centre) == Policy()
    match = matching.match(cast.verified(), now=cast.now)
    assert match.ranking.policy == Policy(fairness_minutes=8)
    cast.clock.move(minutes=1)
    desk.post(PAGE, form(desk, fairness_minutes="5", do="save"))
    assert policies.policy_of(cast.first) == Policy()
    assert StreetPolicy.objects.count() == 2


def test_saving_what_holds_already_writes_no_history(cast: Cast, desk: Client) -> None:
    desk.post(PAGE, form(desk, do="save"))
    assert not StreetPolicy.objects.exists()


def test_what_another_version_stored_falls_back_to_the_default(cast: Cast) -> None:
    stored = {"fairness_minutes": 9999, "known_face_minutes": 20, "gone": 3, "gap_minutes": "x"}
    assert policies.read(stored) == Policy(known_face_minutes=20)


# Waves ------------------------------------------------------------------------------------------------------------


def answered(cast: Cast, state: OfferState, times: int, volunteer: Any) -> None:
    for n in range(times):
        order = cast.verified(served=cast.person("老邻居", f"1360{volunteer.pk:03d}{n:04d}"), days=9)
        Offer.objects.create(
            order=order, volunteer=volunteer, state=state, expires_at=cast.now, asked_at=cast.now - timedelta(days=20)
        )


def test_whoever_says_yes_more_often_is_asked_first_and_alone(cast: Cast) -> None:
    answered(cast, OfferState.ACCEPTED, 6, cast.helper)
    answered(cast, OfferState.DECLINED, 6, cast.leader)
    asked = matching.next_asked(cast.verified(), now=cast.now)
    assert [one.volunteer for one in asked] == [cast.helper]
    assert asked[0].reasons


def test_an_urgent_order_asks_more_people(cast: Cast) -> None:
    calm, urgent = cast.verified(), cast.verified(served=cast.neighbour)
    Order.objects.filter(pk=urgent.pk).update(is_urgent=True)
    assert len(matching.next_asked(calm, now=cast.now)) == 2
    assert len(matching.next_asked(cast.fresh(urgent), now=cast.now)) == 3


def test_silence_is_no_answer_and_a_decline_of_another_kind_says_nothing(cast: Cast, make_item: Any) -> None:
    first = cast.verified()
    before = [one.volunteer for one in matching.next_asked(first, now=cast.now)]
    law = make_item("law", "法律咨询", "company", category="law")
    order = cast.verified(law, cast.neighbour, days=9)
    asked_at = cast.now - timedelta(days=40)
    for state in (OfferState.EXPIRED, OfferState.DECLINED):
        Offer.objects.create(
            order=order, volunteer=before[0], state=state, expires_at=cast.now, asked_at=asked_at, round=2
        )
    assert [one.volunteer for one in matching.next_asked(first, now=cast.now)] == before


def test_nobody_is_asked_beyond_the_rule(cast: Cast) -> None:
    order = cast.offered(cast.volunteer, cast.helper, cast.leader)
    cast.new_volunteer("新人")
    assert matching.next_asked(order, now=cast.now) == []


def test_a_street_worker_of_a_community_alone_has_no_policy_to_set(cast: Cast) -> None:
    worker = cast.person("方正")
    Role.objects.create(person=worker, station=cast.first, kind=RoleKind.STREET_WORKER, given_at=cast.now)
    assert cast.client(worker).get(PAGE).status_code == 403
