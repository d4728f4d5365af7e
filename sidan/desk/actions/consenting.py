"""A guardian's yes in all rooms it opens, and what goes when a yes is taken back."""

from datetime import datetime

from django.db import transaction

from sidan.core.clock import local
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.orders.actions import forget_photos_of
from sidan.people import actions as people
from sidan.people.models import Person, Purpose
from sidan.volunteers import actions as volunteering
from sidan.volunteers.models import Volunteer


@action
def take_back(person: Person, purpose: Purpose, *, now: datetime) -> int:
    """Photos go with the yes to them; the signed record of the withdrawal says how many."""
    with transaction.atomic():
        if purpose != Purpose.PHOTO:
            people.withdraw_consent(person, purpose, now=now)
            return 0
        removed = forget_photos_of(person)
        people.withdraw_consent(person, purpose, now=now, removed=removed)
        return removed


@action
def guardian_says_yes(child: Person, words: str, *, by: Person, channel: Channel, now: datetime) -> None:
    """Before joining it opens the way in; for a young volunteer it opens the way to be asked."""
    with transaction.atomic():
        volunteer = Volunteer.objects.joined().select_related("person").filter(person=child).first()
        if volunteer is not None and volunteer.guardian_consent_at is None:
            today = local(now).date()
            volunteering.record_guardian_consent(volunteer, words, channel=channel, by=by, now=now, today=today)
        else:
            people.record_guardian(child, words, by=by, channel=channel, now=now)


@action
def guardian_takes_back(child: Person, *, by: Person, now: datetime, channel: Channel = Channel.DESK) -> None:
    with transaction.atomic():
        volunteer = Volunteer.objects.joined().select_related("person").filter(person=child).first()
        if volunteer is not None and volunteer.guardian_consent_at is not None:
            volunteering.revoke_guardian_consent(volunteer, by=by, channel=channel, now=now)
        people.withdraw_consent(child, Purpose.GUARDIAN, by=by, channel=channel, now=now)
