"""Somebody is erased from all rooms or from none: by themselves, by two workers, by age, or again after a restore."""

from datetime import datetime

from django.db import transaction

from sidan.activities.actions import erase_activities_of
from sidan.core.walls import action
from sidan.notices.actions import forget
from sidan.orders.actions import erase_orders_of, let_go, must_be_free
from sidan.people import actions as people
from sidan.people.models import AskedBy, Erasure, ErasureRequest, Person
from sidan.volunteers import actions as volunteering


@action
def must_be_erasable(person: Person) -> None:
    people.must_be_erasable(person)
    must_be_free(person)


@action
def erase(person: Person, *, asked_by: AskedBy, now: datetime) -> Erasure:
    with transaction.atomic():
        held = people.hold(person)
        must_be_free(held)
        return _erase(held, asked_by, now)


def _erase(held: Person, asked_by: AskedBy, now: datetime) -> Erasure:
    with transaction.atomic():
        counts = erase_orders_of(held, now=now) | volunteering.erase_volunteer(held, now=now)
        counts |= erase_activities_of(held, now=now)
        # Last: leaving as a volunteer may have told them something.
        counts["notices"] = forget(held)
        return people.erase(held, asked_by=asked_by, counts=counts, now=now)


@action
def erase_as_asked(asked: ErasureRequest, *, by: Person, now: datetime) -> Erasure:
    """The second worker made sure that it is the person's own wish."""
    with transaction.atomic():
        people.confirm_erasure(asked, by=by, now=now)
        return erase(asked.person, asked_by=AskedBy.STATION, now=now)


@action
def erase_again(person: Person, *, asked_by: AskedBy, now: datetime) -> Erasure:
    """After a restore: they were erased before, which the backup did not know. Nothing it shows them in holds it up."""
    with transaction.atomic():
        people.lay_down_roles(person, now=now)
        let_go(person, now=now)
        held = people.hold(person)
        return _erase(held, asked_by, now)
