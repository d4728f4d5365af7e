"""The weekly preview by the clock: drafted on its day, and sent out on its day whether or not anybody looked at it."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sidan.activities import actions, weeks
from sidan.activities.models import Activity, Preview, Session
from sidan.activities.rules import rules
from sidan.activities.states import PreviewState, State
from sidan.core.clock import local
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.people.doing import Doing
from sidan.places.models import Level, Station

log = logging.getLogger("sidan.clock")
TIME_TO_LOOK = timedelta(hours=4)  # however late the draft was


def draft_at(week: date) -> datetime:
    """In the week before."""
    return weeks.start_of(week - weeks.WEEK + timedelta(days=rules().draft_weekday)) + timedelta(
        hours=rules().draft_hour
    )


def publish_at(week: date) -> datetime:
    """Never before the draft, whatever the settings say."""
    told = weeks.start_of(week - weeks.WEEK + timedelta(days=rules().publish_weekday))
    return max(draft_at(week), told + timedelta(hours=rules().publish_hour))


def goes_out_at(preview: Preview) -> datetime:
    """On its day; for a late draft at the same hour, once there was time to look at it."""
    earliest = preview.drafted_at + TIME_TO_LOOK
    if earliest <= publish_at(preview.week):
        return publish_at(preview.week)
    same_day = weeks.start_of(local(earliest).date()) + timedelta(hours=rules().publish_hour)
    return same_day if same_day >= earliest else same_day + timedelta(days=1)


def tick(now: datetime) -> int:
    """Every step is conditional, so that two clocks at once do no harm. This week too: the worker may have been off."""
    this = weeks.this_monday(now)
    due = [week for week in (this, this + weeks.WEEK) if draft_at(week) <= now]
    doing = Doing(None, now, Channel.CLOCK)
    return sum(_draft(week, doing) for week in due) + _publish(due, doing)


def _draft(week: date, doing: Doing) -> int:
    known = Preview.objects.filter(week=week).values("station")
    streets = Station.objects.filter(level=Level.STREET).exclude(pk__in=known)
    active = [one for one in streets if _has_reason(one, week, doing.now)]
    return sum(actions.draft_preview(street, week, doing) is not None for street in active)


def _has_reason(street: Station, week: date, now: datetime) -> bool:
    """The coming week: a street that has ever planned anything. A week that has begun: only what it could announce."""
    if week > local(now).date():
        return Activity.objects.under((street.path,)).exists()
    left = Session.objects.under((street.path,)).between(now, weeks.bounds(week)[1])
    return left.filter(state=State.PLANNED).exists()


def _publish(due: Iterable[date], doing: Doing) -> int:
    waiting = Preview.objects.filter(week__in=list(due), state=PreviewState.DRAFT).select_related("station")
    return sum(_publish_one(preview, doing) for preview in waiting if goes_out_at(preview) <= doing.now)


def _publish_one(preview: Preview, doing: Doing) -> bool:
    try:
        announced = actions.publish_preview(preview, doing)
    except Refused:  # somebody at the desk was quicker
        return False
    log.info("preview %s of week %s went out by itself with %s sessions", preview.public_id, preview.week, announced)
    return True
