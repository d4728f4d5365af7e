"""The demo street's activities: the article's totals, computed from records, and nothing that could not have been."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Sum

from sidan.activities.models import Booking, Session, SignUp, Slot
from sidan.activities.states import BookingState, LectureFormat, SignUpState, State
from sidan.places.models import Facility, FacilityKind
from sidan.programmes.kinds import CULTURAL, ActivityKind
from sidan.programmes.models import Brand, MonthTheme, YearPlan
from tests.demo.small import NOW, load

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _street(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load(seed=1, orders=10)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


def test_the_totals_of_the_article_are_counted() -> None:
    talks = Session.objects.held().filter(activity__kind=ActivityKind.LECTURE)
    assert talks.count() == 85
    assert set(talks.values_list("lecture_format", flat=True)) == set(LectureFormat.values)
    assert Session.objects.held().filter(activity__kind__in=CULTURAL).count() >= 20
    assert Brand.objects.count() >= 10
    assert YearPlan.objects.count() == 7
    assert MonthTheme.objects.values("month").distinct().count() == 12
    assert Facility.objects.filter(kind=FacilityKind.IDLE).exclude(proposed_use="").exists()


def test_no_seat_was_given_twice_and_every_count_is_the_list() -> None:
    assert not Session.objects.filter(seats__lt=F("taken")).exists()
    for session in Session.objects.filter(seats__isnull=False):
        going = session.sign_ups.filter(state=SignUpState.GOING).aggregate(n=Sum("seats", default=0))["n"]
        assert session.taken == going, session


def test_somebody_waits_and_something_comes_this_week() -> None:
    assert SignUp.objects.waiting().exists()
    assert Session.objects.filter(state=State.PUBLISHED, starts_at__gt=NOW).exists()
    assert Session.objects.filter(state=State.PLANNED, starts_at__gt=NOW).exists()
    assert not Session.objects.filter(state=State.DONE, starts_at__gt=NOW).exists()


def test_rooms_ahead_are_held_for_their_sessions() -> None:
    ahead = Booking.objects.filter(state=BookingState.APPROVED, starts_at__gt=NOW)
    assert ahead.exists()
    assert not ahead.exclude(pk__in=Slot.objects.values("booking")).exists()
