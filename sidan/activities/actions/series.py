"""Changing a series: every session that was not edited by itself follows, and nobody who signed up is lost."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sidan.activities.actions.planning import Times, add_sessions, cancel, change, publish
from sidan.activities.actions.telling import SESSION
from sidan.activities.models import Activity, Session, SignUp
from sidan.activities.recurrence import occurrences
from sidan.activities.states import State
from sidan.core.clock import local
from sidan.core.walls import action
from sidan.notices.models import Notice
from sidan.people.doing import Doing

TELLS = ("session_changed", "session_cancelled")


@dataclass(frozen=True)
class Followed:
    """What a change of a series did, for the page that says so."""

    changed: int = 0
    added: int = 0
    cancelled: int = 0
    kept: int = 0  # edited by themselves, or with people in them that the new rule has no day for


@dataclass(frozen=True)
class Foreseen:
    """What a change would do, and to how many: those told by message, and guests who would have to be called."""

    followed: Followed
    told: int
    to_call: int


@action
def rehearse(activity: Activity, change: Callable[[], Followed], doing: Doing) -> Foreseen:
    """Carries the change out and takes it back: what is announced is what will happen, by the same code."""
    links = [SESSION.format(key) for key in activity.sessions.values_list("public_id", flat=True)]
    people = SignUp.objects.standing().filter(session__activity=activity)
    with transaction.atomic():
        followed = change()
        told = Notice.objects.filter(person__in=people.values("person"), link__in=links, made_at=doing.now)
        reached = told.filter(kind__in=TELLS).values("person").distinct().count()
        guests = people.filter(person=None, session__changed_at=doing.now).count()
        transaction.set_rollback(True)
    return Foreseen(followed, reached, guests)


@action
def publish_ahead(activity: Activity, doing: Doing) -> int:
    """All sessions of a series that are still only planned."""
    rows = Session.objects.filter(activity=activity, state=State.PLANNED, starts_at__gt=doing.now)
    with transaction.atomic():
        sessions = list(rows.select_related("station").order_by("starts_at"))
        for session in sessions:
            publish(session, doing)
    return len(sessions)


@action
def change_series(activity: Activity, values: dict[str, Any], doing: Doing) -> Followed:
    """New values for the activity and its sessions ahead (title, words, place, length, seats, lecturer …)."""
    with transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**values)
        for name, value in values.items():
            setattr(activity, name, value)
        return _follow(activity, _ahead(activity, doing.now), doing)


@action
def change_rule(activity: Activity, rule: str, first: datetime, doing: Doing) -> Followed:
    """Another rhythm from now on. Sessions are paired with the new days in order; what has people in it is moved with
    them and they are told; what is left over is cancelled if empty and kept if not."""
    with transaction.atomic():
        sessions = list(_ahead(activity, doing.now))
        wanted = _wanted(activity, occurrences(rule, first), sessions, doing.now)
        Activity.objects.filter(pk=activity.pk).update(rule=rule)
        activity.rule = rule
        pairs, days_left, sessions_left = _paired(sessions, wanted)
        for session, at in pairs:
            _move_to(activity, session, at, doing)
        kept = [one for one in sessions_left if _has_people(one)]
        for session in sessions_left:
            if session not in kept:
                cancel(session, doing)
        Session.objects.filter(pk__in=[one.pk for one in kept]).update(is_detached=True)
        added = add_sessions(activity, days_left, doing)
    return Followed(len(pairs), len(added), len(sessions_left) - len(kept), len(kept))


def _wanted(activity: Activity, times: Iterable[datetime], sessions: list[Session], now: datetime) -> list[datetime]:
    """Days on which a session was cancelled, held, or moved by itself are not filled a second time."""
    others = activity.sessions.exclude(pk__in=[one.pk for one in sessions])
    settled = set(others.values_list("slot_at", flat=True))
    return [at for at in times if at >= now and at not in settled]


def _ahead(activity: Activity, now: datetime) -> Iterable[Session]:
    rows = Session.objects.ahead().filter(activity=activity, starts_at__gte=now, is_detached=False)
    return rows.select_related("activity", "facility", "lecturer", "station").order_by("slot_at")


def _follow(activity: Activity, sessions: Iterable[Session], doing: Doing) -> Followed:
    changed = 0
    for session in sessions:
        Session.objects.filter(pk=session.pk).update(**_copied(activity))
        for name, value in _copied(activity).items():
            setattr(session, name, value)
        times = Times(session.starts_at, activity.minutes, activity.facility, activity.place)
        change(session, times, doing, seats=activity.seats, title=activity.title)
        Session.objects.filter(pk=session.pk).update(is_detached=False)
        changed += 1
    kept = Session.objects.ahead().filter(activity=activity, starts_at__gte=doing.now, is_detached=True)
    return Followed(changed=changed, kept=kept.count())


def _copied(activity: Activity) -> dict[str, Any]:
    """What a session has of its activity beside time, place and seats."""
    names = ("lecturer", "lecture_format", "link", "film")
    return {name: getattr(activity, name) for name in names}


def _paired(
    sessions: list[Session], wanted: list[datetime]
) -> tuple[list[tuple[Session, datetime]], list[datetime], list[Session]]:
    """Same day first, then in order: a session keeps its week where the new rhythm has one."""
    days = {local(at).date(): at for at in wanted}
    pairs = [(one, days.pop(one.day)) for one in sessions if one.day in days]
    held = {one.pk for one, _at in pairs}
    rest = [one for one in sessions if one.pk not in held]
    left = sorted(days.values())
    for one in list(rest):
        near = [at for at in left if abs(at - one.starts_at) < timedelta(days=7)]
        if near:
            best = min(near, key=lambda at: abs(at - one.starts_at))
            left.remove(best)
            rest.remove(one)
            pairs.append((one, best))
    return pairs, left, rest


def _move_to(activity: Activity, session: Session, at: datetime, doing: Doing) -> None:
    if session.starts_at != at:
        change(session, Times(at, session.minutes, session.facility, session.place), doing, seats=session.seats)
    Session.objects.filter(pk=session.pk).update(is_detached=False, slot_at=at)


def _has_people(session: Session) -> bool:
    return SignUp.objects.standing().filter(session=session).exists()
