"""What is known of somebody as a volunteer, erased. The number and what was done under it stay and are counted."""

from datetime import datetime

from sidan.core.actions import reduce_facts
from sidan.core.walls import action
from sidan.people.models import Person
from sidan.volunteers.actions.standing import leave
from sidan.volunteers.models import Availability, AvailabilityException, Block, Qualification, Volunteer, VolunteerEvent


@action
def erase_volunteer(person: Person, *, now: datetime) -> dict[str, int]:
    Block.objects.filter(person=person).delete()
    volunteer = Volunteer.objects.select_related("person", "station").filter(person=person).first()
    if volunteer is None:
        return {}
    if volunteer.left_at is None:
        leave(volunteer, now=now)
    for model in (Availability, AvailabilityException, Qualification, Block):
        model._default_manager.filter(volunteer=volunteer).delete()
    for event in VolunteerEvent.objects.filter(volunteer=volunteer):
        if event.reason:
            reduce_facts(event, reason="")
    # Where they set out from was their own door.
    station = volunteer.station
    nowhere = {"start": None, "lat": station.lat or 0.0, "lng": station.lng or 0.0}
    own = {"skill_bits": 0, "guardian_note": "", "guardian_consent_at": None, "insured_until": None}
    Volunteer.objects.filter(pk=volunteer.pk).update(**nowhere, **own)
    return {"volunteer": 1}
