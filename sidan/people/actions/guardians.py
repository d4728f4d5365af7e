"""The yes of a guardian for somebody under age: who said it, what they are to the child, and by which way."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sidan.core.clock import local
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.people.actions.consents import give_consent
from sidan.people.models import Consent, Person, Purpose


@action
def record_guardian(child: Person, words: str, *, by: Person, channel: Channel, now: datetime) -> None:
    if by.pk == child.pk:
        raise Refused("own_guardian", _("监护人同意要由监护人来说，不能自己登记。"))
    if not child.is_minor_on(local(now).date()):
        raise Refused("guardian_needless", _("已经成年，或没有填写出生日期，不需要监护人同意。"))
    with transaction.atomic():
        give_consent(child, Purpose.GUARDIAN, by=by, channel=channel, now=now, note=words)


@action
def guardian_consent(child: Person) -> Consent | None:
    standing = Consent.objects.filter(person=child, purpose=Purpose.GUARDIAN, withdrawn_at=None)
    return standing.select_related("recorded_by").first()
