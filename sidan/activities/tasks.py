"""What the clock does for activities, a minute at a time. Every step is a conditional update: two ticks do no harm."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TypeVar

from sidan.activities import actions, previewing
from sidan.activities.models import Session, SignUp
from sidan.activities.rules import rules
from sidan.activities.states import State
from sidan.core import clock
from sidan.core.walls import everything

T = TypeVar("T")

log = logging.getLogger("sidan.clock")
AT_ONCE = 500  # rows a step takes in one tick: a backlog is worked off, never one endless transaction


@dataclass
class Tick:
    """How much one tick did; a second tick at the same moment does nothing."""

    reminded: int = 0
    released: int = 0
    nudged: int = 0
    forgotten: int = 0
    previewed: int = 0

    def __str__(self) -> str:
        return " ".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self))


@everything("the product's own work")
def tick(now: datetime | None = None) -> str:
    """One round; what django-q2 calls every minute and `manage.py clock` by hand."""
    now = now or clock.now()
    done = Tick(
        reminded=_remind(now),
        released=_release(now),
        nudged=_nudge(now),
        forgotten=_forget(now),
        previewed=previewing.tick(now),
    )
    log.info("activities %s", done)
    return str(done)


def _each(rows: Iterable[T], act: Callable[[T], bool]) -> int:
    return sum(act(row) for row in rows)


def _remind(now: datetime) -> int:
    """Not for what has begun: whoever is there needs no reminder."""
    limit = now + timedelta(hours=rules().remind_hours)
    soon = Session.objects.filter(state=State.PUBLISHED, reminded_at=None, starts_at__gt=now, starts_at__lte=limit)
    rows = soon.for_list()[:AT_ONCE]
    return _each(rows, lambda session: actions.remind(session, now=now))


def _release(now: datetime) -> int:
    rows = actions.unused(now).select_related("facility__station", "asked_by").order_by("starts_at")[:AT_ONCE]
    return _each(rows, lambda booking: actions.release(booking, now=now))


def _nudge(now: datetime) -> int:
    """As soon as the door has shut."""
    limit = now - timedelta(minutes=rules().door_after_minutes)
    over = Session.objects.filter(state=State.PUBLISHED, nudged_at=None, ends_at__lte=limit)
    rows = over.for_list().select_related("leader")[:AT_ONCE]
    return _each(rows, lambda session: actions.nudge(session, now=now))


def _forget(now: datetime) -> int:
    limit = now - timedelta(days=rules().guest_days)
    kept = SignUp.objects.filter(person=None, session__ends_at__lte=limit).exclude(token_hash="")
    return _each(kept.order_by("pk")[:AT_ONCE], actions.forget_guest)
