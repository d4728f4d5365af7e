"""One appended row for each thing that happens to a volunteer."""

from datetime import datetime

from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.people.models import Person
from sidan.volunteers.models import Volunteer, VolunteerEvent
from sidan.volunteers.states import VERBS


@action
def write_event(
    volunteer: Volunteer, verb: str, *, by: Person, now: datetime, was: str, channel: Channel, reason: str = ""
) -> None:
    VolunteerEvent.objects.create(
        volunteer=volunteer,
        verb=VERBS[verb].name,
        from_state=was,
        to_state=VERBS[verb].target or was,
        by=by,
        at=now,
        channel=channel,
        reason=reason[:400],
    )
