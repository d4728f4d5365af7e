"""Whom the desk looks up, writes down and corrects."""

from django.db.models import Q, QuerySet
from django.http import Http404

from sidan.core.walls import within
from sidan.people.access.standing import DESK, LOOKS_UP, REGISTERS, Scope
from sidan.people.models import Person
from sidan.places.models import Estate, Station, StationQuerySet


def stations_of(who: Scope) -> StationQuerySet:
    """The stations whose residents this person looks up."""
    return Station.objects.under(who.reach(*LOOKS_UP))


def first_station(who: Scope) -> str:
    """The name of the highest station somebody works at the desk of."""
    names = Station.objects.under(who.reach(*DESK)).order_by("path").values_list("name", flat=True)
    return names.first() or ""


def estates_of(who: Scope) -> QuerySet[Estate]:
    return Estate.objects.filter(grid__station__under=who.reach(*REGISTERS))


def person_for(who: Scope, public_id: str) -> Person:
    """A resident within the desk's reach, or one without an address, who belongs to no station yet.

    Anybody else does not exist for it.
    """
    reached = within(Q(station__in=stations_of(who)) | Q(station=None))
    found = Person.objects.present().select_related("address__estate", "station").filter(reached, public_id=public_id)
    person = found.first() if who.holds(*LOOKS_UP) else None
    if person is None:
        raise Http404
    return person


def may_edit(who: Scope, person: Person) -> bool:
    return who.holds(*DESK) if person.station is None else who.has_at(person.station, *DESK)


def may_reveal(who: Scope, person: Person) -> bool:
    return who.holds(*REGISTERS) if person.station is None else who.has_at(person.station, *REGISTERS)
