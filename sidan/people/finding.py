"""Looking residents up at the desk, and noticing that somebody is written down already."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sidan.core.phone import clean_phone
from sidan.core.walls import everything, within
from sidan.people.access import DESK, Scope, stations_of
from sidan.people.models import ErasureRequest, FamilyLink, FamilyQuerySet, Person, PersonQuerySet
from sidan.places.models import Estate, Station

SHOWN = 5


@dataclass(frozen=True)
class Doubles:
    """People who may be the same: those one may look at, and how many others use the number elsewhere."""

    near: list[Person]
    elsewhere: int

    def __bool__(self) -> bool:
        return bool(self.near or self.elsewhere)


def people(who: Scope, text: str) -> PersonQuerySet:
    """Within one's stations; and by a full number somebody who has no address yet, and so no station."""
    stations = stations_of(who)
    nowhere = Q(station=None, phone_index=clean_phone(text) or "-")
    found = Person.objects.present().matching(text).filter(within(Q(station__in=stations) | nowhere))
    return found.select_related("address__estate", "station").order_by("pk")


def waiting_families(who: Scope) -> FamilyQuerySet:
    return FamilyLink.objects.waiting().filter(within(served__station__in=stations_of(who)))


def waiting_erasures(who: Scope) -> QuerySet[ErasureRequest]:
    """For the second worker of the stations one works the desk of."""
    here = Station.objects.under(who.reach(*DESK))
    return (
        ErasureRequest.objects.waiting().filter(within(person__station__in=here)).select_related("person", "asked_by")
    )


def begun(text: str) -> dict[str, str]:
    """What was searched for and not found is the beginning of the new form."""
    if phone := clean_phone(text):
        return {"phone": phone}
    return {} if any(sign.isdigit() for sign in text) else {"name": text}


def doubles(who: Scope, *, name: str, phone: str, estate: Estate | None, door: str) -> Doubles:
    same = Q(name_index=name, address__estate=estate, address__door_index="".join(door.split()))
    if phone:
        same |= Q(phone_index=phone)
    reached = Q(station__in=stations_of(who)) | Q(station=None)
    near = (
        Person.objects.present().filter(same, within(reached)).select_related("address__estate").order_by("pk")[:SHOWN]
    )
    with everything("how many others elsewhere have this number"):
        far = Person.objects.filter(phone_index=phone).exclude(reached).count() if phone else 0
    return Doubles(list(near), far)


def doubles_of(who: Scope, person: Person) -> list[Person]:
    """Same name at the same door or with the same number: written down twice, by family and by the desk."""
    near = Q(address=person.address_id) if person.address_id else Q(pk=None)
    if person.phone_index:
        near |= Q(phone_index=person.phone_index)
    same = Person.objects.present().filter(near, name_index=person.name, station__in=stations_of(who))
    return list(same.exclude(pk=person.pk).select_related("address__estate").order_by("pk")[:SHOWN])
