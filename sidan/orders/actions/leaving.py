"""Ceasing to volunteer: not while somebody is waiting at home for this volunteer."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.orders.models import Assignment
from sidan.volunteers import actions as volunteering
from sidan.volunteers.models import Volunteer


@action
def leave(volunteer: Volunteer, *, now: datetime) -> None:
    """The volunteer's row first, as in saying yes: a yes at the same moment is either seen here or refused there."""
    with transaction.atomic():
        Volunteer.objects.filter(pk=volunteer.pk).update(weekly_load=F("weekly_load"))
        standing = Assignment.objects.to_come().filter(volunteer=volunteer).count()
        if standing:
            raise Refused(
                "promised",
                _("您还答应了 %(n)d 次服务。请先在“今天”里做完，或者点“来不了了”，好让站点另找人，再退出。")
                % {"n": standing},
            )
        volunteering.leave(volunteer, now=now)
