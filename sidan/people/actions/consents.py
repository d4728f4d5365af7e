"""A yes and its end: what holds today, and the signed history of how it came to hold."""

from datetime import datetime

from django.db import IntegrityError, transaction

from sidan.core.actions import reduce_facts
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.people.models import Consent, ConsentEvent, Person, Purpose


@action
def give_consent(
    person: Person, purpose: Purpose, *, by: Person | None, channel: Channel, now: datetime, note: str = ""
) -> None:
    """Recorded once; asking again while it stands changes nothing."""
    standing = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)
    if standing.exists():
        return
    given = Consent(person=person, purpose=purpose, given_at=now, channel=channel, recorded_by=by, note=note[:80])
    try:
        with transaction.atomic():
            given.save(force_insert=True)
            _append(given, given=True, by=by, channel=channel, now=now, note=given.note)
    except IntegrityError:
        # Said twice at once: the other one is recorded.
        if not standing.exists():
            raise


@action
def withdraw_consent(
    person: Person,
    purpose: Purpose,
    *,
    now: datetime,
    by: Person | None = None,
    channel: Channel = Channel.PAGE,
    removed: int | None = None,
) -> bool:
    """By the person themselves unless `by` says who. `removed` is how many photos went with the yes.

    False where nothing stood.
    """
    with transaction.atomic():
        standing = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)
        if standing.update(withdrawn_at=now) != 1:
            return False
        last = Consent(person=person, purpose=purpose)
        _append(last, given=False, by=by or person, channel=channel, now=now, removed=removed)
    return True


def _append(
    consent: Consent,
    *,
    given: bool,
    by: Person | None,
    channel: Channel,
    now: datetime,
    note: str = "",
    removed: int | None = None,
) -> None:
    ConsentEvent.objects.create(
        person=consent.person,
        purpose=consent.purpose,
        given=given,
        at=now,
        channel=channel,
        by=by,
        note=note,
        removed=removed,
    )


@action
def forget_consents(person: Person) -> int:
    """That something was agreed to, and when, stays signed; in whose words does not."""
    for event in ConsentEvent.objects.filter(person=person):
        if event.note:
            reduce_facts(event, note="")
    count, _rows = Consent.objects.filter(person=person).delete()
    return count
