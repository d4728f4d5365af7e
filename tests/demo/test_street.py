"""A small demo street, loaded once: whole in its rows, true to the tables, with something to do for everybody."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, F, Q

from sidan.core.clock import local
from sidan.core.phone import clean_phone
from sidan.demo.cast import CAST, demo_person
from sidan.demo.load import rows_to_come
from sidan.demo.size import Size
from sidan.notices.models import Delivery, DeliveryState
from sidan.orders import matching, tasks
from sidan.orders.models import Assignment, Callback, DaySheet, Offer, Order, OrderEvent, Rating
from sidan.orders.states import VERBS, OfferState, State
from sidan.people.models import Person, Role, RoleKind
from sidan.places.models import Address, Level, Station
from sidan.volunteers.models import Team, Volunteer
from tests.demo.small import NOW, load

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _street(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for all tests here, and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(seed=1)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


# Places and people.


def test_the_tree_of_stations() -> None:
    assert Counter(Station.objects.values_list("level", flat=True)) == {
        Level.CENTRE: 1,
        Level.STREET: 1,
        Level.COMMUNITY: 6,
    }
    names = set(Station.objects.values_list("name", flat=True))
    assert {"济微路社区新时代文明实践站", "南辛北街社区新时代文明实践站"} <= names
    assert Station.objects.get(level=Level.STREET).code == "370104008"


def test_residents_live_behind_doors_of_their_station() -> None:
    residents = Person.objects.exclude(address=None)
    assert residents.count() == 300
    assert Address.objects.count() == 90
    assert not residents.exclude(station=F("address__estate__grid__station")).exists()


def test_telephones_are_well_formed_and_belong_to_nobody() -> None:
    phones = list(Person.objects.exclude(phone_index="").values_list("phone", flat=True))
    assert all(clean_phone(phone) == phone for phone in phones)
    assert {phone[:3] for phone in phones} <= {"169", "053"}
    assert {phone[:8] for phone in phones if phone[0] == "0"} <= {"05315550"}


def test_volunteers_of_all_kinds() -> None:
    assert Volunteer.objects.count() == 60
    assert Volunteer.objects.active().count() < 60 or Volunteer.objects.exclude(availability=None).exists()
    assert not Volunteer.objects.filter(events=None).exists()
    assert Team.objects.count() == 40
    assert not Team.objects.exclude(leader=None).exclude(members=F("leader")).exists()


def test_every_role_is_held_at_the_right_station() -> None:
    held = Counter(Role.objects.held().values_list("kind", "station__level"))
    assert held == {
        (RoleKind.STATION_WORKER, Level.COMMUNITY): 12,
        (RoleKind.GRID_WORKER, Level.COMMUNITY): 18,
        (RoleKind.STREET_WORKER, Level.STREET): 1,
        (RoleKind.AUDITOR, Level.STREET): 1,
        (RoleKind.ADMINISTRATOR, Level.STREET): 1,
    }


# Orders: what their rows say agrees with the table of verbs and with one another.


def test_every_state_is_there() -> None:
    assert set(Order.objects.values_list("state", flat=True)) == set(State)
    assert set(Offer.objects.values_list("state", flat=True)) == set(OfferState)
    assert 55 <= Order.objects.count() <= 62


def test_events_are_chains_that_the_table_allows() -> None:
    for order in Order.objects.prefetch_related("events"):
        events = sorted(order.events.all(), key=lambda event: event.pk)
        assert events[0].from_state == ""
        assert events[-1].to_state == order.state
        for before, after in pairwise(events):
            assert before.to_state == after.from_state
            assert before.at <= after.at
        for event in events:
            verb = VERBS[event.verb]
            assert event.to_state in verb.targets
            assert event.from_state in (*verb.sources, "")


def test_nothing_happens_in_the_future_or_before_its_order() -> None:
    assert not OrderEvent.objects.filter(at__gt=NOW).exists()
    assert not OrderEvent.objects.filter(at__lt=F("order__placed_at")).exists()
    assert not Offer.objects.filter(Q(asked_at__gt=NOW) | Q(answered_at__gt=NOW)).exists()
    assert not Rating.objects.filter(at__gt=NOW).exists()


def test_staff_act_in_working_hours() -> None:
    desk = OrderEvent.objects.filter(channel="desk", verb__in=("verify", "reject", "dispatch", "mark_unmet"))
    hours = {local(event.at).hour for event in desk}
    assert hours <= set(range(8, 18))
    assert len(hours) > 4


def test_taken_places_are_standing_promises() -> None:
    standing = Count("assignments", filter=Q(assignments__released_at=None, assignments__round=F("round")))
    wrong = Order.objects.annotate(standing=standing).exclude(
        state__in=(State.WITHDRAWN, State.REFERRED, State.UNMET)
    ).exclude(taken=F("standing"))  # fmt: skip
    assert not list(wrong.values_list("number", "state", "taken", "standing"))
    done = Order.objects.filter(state__in=(State.SERVED, State.CLOSED, State.CALLBACK))
    assert not done.exclude(taken=F("places")).exists()
    assert not Assignment.objects.filter(order__state=State.CLOSED, released_at=None, checked_out_at=None).exists()


def test_figures_derive_from_the_rows() -> None:
    verbs = Counter(OrderEvent.objects.values_list("verb", flat=True))
    assert verbs["place"] + verbs["record"] == Order.objects.count()
    assert verbs["rate"] == Rating.objects.count()
    assert verbs["accept"] == Offer.objects.filter(state=OfferState.ACCEPTED).count()
    arrived = Assignment.objects.exclude(checked_in_at=None)
    assert verbs["check_in"] == arrived.filter(order__sheet_line=None).count()
    assert verbs["record"] == arrived.exclude(order__sheet_line=None).count()
    assert DaySheet.objects.filter(confirmed_at=None).count() == 1


def test_the_clock_has_nothing_left_to_do() -> None:
    assert tasks.tick(NOW) == "expired=0 asked_again=0 widened=0 climbed=0 closed=0 followed=0"


def test_old_messages_are_not_sent_again() -> None:
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    assert waiting.count() < 10 < Delivery.objects.count()


# The cast: something to do for each of them.


def test_each_part_is_played() -> None:
    assert [part.key for part in CAST] == [
        "resident", "family", "volunteer", "leader", "grid_worker", "station_worker", "second_worker",
        "street_worker", "auditor", "administrator",
    ]  # fmt: skip
    for part in CAST:
        assert demo_person(part.key).name == part.name
    with pytest.raises(Person.DoesNotExist):
        demo_person("nobody")


def test_the_resident_has_one_to_come_with_its_code_and_one_to_rate() -> None:
    orders = Order.objects.of(demo_person("resident"))
    assert Counter(orders.values_list("state", flat=True)) == {"verified": 1, "accepted": 1, "served": 1, "closed": 1}
    assert set(orders) == set(Order.objects.of(demo_person("family")))
    coming = orders.get(state=State.ACCEPTED)
    assert coming.wanted_from > NOW
    assert len(coming.service_code) == 4


def test_the_volunteer_has_three_offers_a_pool_and_a_day() -> None:
    volunteer = demo_person("volunteer").volunteer
    offers = Offer.objects.waiting().filter(volunteer=volunteer, expires_at__gt=NOW)
    assert offers.count() == 3
    pool = Order.objects.filter(pool_opened_at__isnull=False, state=State.OFFERED, station=volunteer.station)
    assert pool.count() == 2
    for order in [*pool.for_list(), *(offer.order for offer in offers.for_list())]:
        matching.must_fit(order, volunteer, now=NOW)
    assert Assignment.objects.to_come().filter(volunteer=volunteer).count() == 2
    assert Assignment.objects.filter(volunteer=volunteer).exclude(checked_out_at=None).count() >= 3


def test_the_leader_is_asked_for_the_team() -> None:
    offer = Offer.objects.waiting().get(team__isnull=False)
    assert offer.team is not None
    assert offer.team.leader == offer.volunteer == demo_person("leader").volunteer


def test_the_station_has_work_of_every_kind() -> None:
    station = demo_person("volunteer").station
    assert station is not None
    todo = Order.objects.filter(station=station, state=State.SUBMITTED)
    assert todo.filter(is_urgent=True).exists()
    assert [order for order in todo if order.is_late(NOW)]
    assert Order.objects.filter(station=station, state=State.VERIFIED).count() >= 4
    callback = Callback.objects.waiting().filter(station=station, kind="bad_rating").get()
    assert not callback.is_late(NOW)
    sheet = DaySheet.objects.get(confirmed_at=None)
    assert sheet.typed_by == demo_person("station_worker") != demo_person("second_worker")


def test_the_bar_counts_to_its_end() -> None:
    assert rows_to_come(Size(300, 60, 60)) > 300 + 60
