"""The same seed on the same day is the same street, to the last public id."""

from random import Random
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import transaction

from sidan.core import ids
from sidan.demo.size import SIZES, Size
from sidan.orders.models import Assignment, Callback, Offer, Order, OrderEvent, Rating
from sidan.people.models import Person
from sidan.places.models import Station
from sidan.volunteers.models import Volunteer
from tests.demo.small import load

pytestmark = pytest.mark.django_db


def picture() -> dict[str, list[tuple[Any, ...]]]:
    """All that a reader could tell apart, without the database's own numbers."""
    return {
        "people": sorted(Person.objects.values_list("public_id", "name", "phone", "birth_date", "created_at")),
        "volunteers": sorted(Volunteer.objects.values_list("public_id", "number", "skill_bits", "reach_m")),
        "orders": sorted(Order.objects.values_list("public_id", "number", "service_code", "state", "state_at")),
        "events": sorted(OrderEvent.objects.values_list("order__number", "at", "verb", "to_state", "channel")),
        "offers": sorted(Offer.objects.values_list("public_id", "volunteer__number", "state", "asked_at")),
        "assignments": sorted(Assignment.objects.values_list("public_id", "volunteer__number", "place")),
        "ratings": sorted(Rating.objects.values_list("order__number", "stars", "words", "at")),
        "callbacks": sorted(Callback.objects.values_list("public_id", "kind", "result", "opened_at")),
    }


def drawn(**options: Any) -> dict[str, list[tuple[Any, ...]]]:
    with transaction.atomic():
        load(**options)
        seen = picture()
        transaction.set_rollback(True)
    return seen


def test_the_same_seed_on_the_same_day_is_the_same_street() -> None:
    first = drawn(seed=1)
    assert drawn(seed=1) == first
    other = drawn(seed=2)
    assert other["orders"] != first["orders"]
    assert other["people"] != first["people"]


def test_ids_are_left_to_chance_outside_the_demo() -> None:
    with ids.drawn_from(Random(1)):
        drawn_once = ids.public_id(), ids.order_number(), ids.four_digits(), ids.token()
    with ids.drawn_from(Random(1)):
        assert (ids.public_id(), ids.order_number(), ids.four_digits(), ids.token()) == drawn_once
    assert len({ids.public_id() for _n in range(1000)}) == 1000
    assert len(ids.token()) == len(drawn_once[3]) == 32


def test_a_street_that_is_there_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    load(orders=0)
    before = Person.objects.count()
    load(if_empty=True)
    assert "is there" in capsys.readouterr().out
    with pytest.raises(CommandError, match="empty database"):
        load()
    assert Person.objects.count() == before


@pytest.mark.parametrize("wrong", [{"orders": -1}, {"days": 0}, {"today": "yesterday"}])
def test_wrong_numbers_are_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        load(**wrong)


def test_more_volunteers_make_more_streets() -> None:
    assert Size(residents=100, volunteers=60).streets == 1
    assert SIZES["street"].streets == 1
    assert SIZES["district"].streets == 20
    assert SIZES["city"].volunteers == 1_000_000
    assert SIZES["city"].streets == 223
    assert Size(volunteers=200_000).streets == 45


def test_a_second_street_has_stations_and_people_but_no_orders() -> None:
    load(streets=2, residents=121, volunteers=24, orders=0)
    assert Station.objects.filter(level="street").count() == 2
    assert Person.objects.exclude(station=None).count() == 121
    assert Volunteer.objects.count() == 24
    assert not Order.objects.exists()
