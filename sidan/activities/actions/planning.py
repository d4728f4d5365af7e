"""Planning activities and their sessions, publishing, changing, cancelling, finishing.

Entered once: a session takes its values from its activity, its room from the facility, its place in the year from the
goal and theme the activity points at.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as wording

from sidan.activities.actions.door import move, planned
from sidan.activities.actions.signing import refill
from sidan.activities.actions.slots import give_back, give_back_lecturer, held_for, take_facility, take_lecturer
from sidan.activities.actions.telling import tell_leader, tell_signed_up
from sidan.activities.models import Activity, Booking, Lecturer, Session, SignUp
from sidan.activities.recurrence import occurrences
from sidan.activities.rules import rules
from sidan.activities.states import BookingState, State
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.people.doing import Doing
from sidan.people.models import Person
from sidan.places.models import Facility


@dataclass(frozen=True)
class Times:
    """When a session is, and where."""

    starts_at: datetime
    minutes: int
    facility: Facility | None = None
    place: str = ""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@action
def plan(
    activity: Activity, first: datetime, doing: Doing, *, skipped: Collection[datetime] = frozenset()
) -> list[Session]:
    """A new activity with all its sessions, their rooms and their lecturer; all of them or, refused, none.

    `skipped` are times of the rule on which it is not held: public holidays, say.
    """
    _must_be_ahead(first, doing.now)
    _must_fit(activity.facility, activity.seats)
    starts = [at for at in occurrences(activity.rule, first) if at not in skipped]
    if not starts:
        raise Refused("no_session", _("这样一场也不剩了，请换个时间。"), 422)
    with transaction.atomic():
        activity.made_at = doing.now
        activity.save(force_insert=True)
        sessions = [_session(activity, at, doing) for at in starts]
        planned(sessions, doing)
        for session in sessions:
            _take(session, doing)
    return sessions


@action
def add_sessions(activity: Activity, starts: Sequence[datetime], doing: Doing) -> list[Session]:
    """More sessions of an activity that exists: a class that goes on, a lecture held once more."""
    known = set(activity.sessions.values_list("slot_at", flat=True))
    fresh = [at for at in starts if at not in known]
    for at in fresh:
        _must_be_ahead(at, doing.now)
    with transaction.atomic():
        sessions = [_session(activity, at, doing) for at in fresh]
        planned(sessions, doing)
        for session in sessions:
            _take(session, doing)
    return sessions


def _session(activity: Activity, at: datetime, doing: Doing) -> Session:
    return Session(
        activity=activity,
        station=activity.station,
        slot_at=at,
        starts_at=at,
        ends_at=at + timedelta(minutes=activity.minutes),
        facility=activity.facility,
        place=activity.place,
        title=activity.title,
        lecturer=activity.lecturer,
        lecture_format=activity.lecture_format,
        link=activity.link,
        film=activity.film,
        seats=activity.seats,
        state=State.PLANNED,
        state_at=doing.now,
        leader=doing.by,
    )


def _must_be_ahead(at: datetime, now: datetime) -> None:
    if at < now:
        raise Refused("past", _("开始时间已经过去了，请选一个将来的时间。"), 422)
    if at > now + timedelta(days=rules().ahead_days):
        raise Refused("too_far", _("最多排到一年以后，请选近一些的日子。"), 422)


def _must_fit(facility: Facility | None, seats: int | None) -> None:
    if facility is not None and facility.capacity and seats and seats > facility.capacity:
        told = {"facility": facility.name, "most": facility.capacity, "seats": seats}
        raise Refused("capacity", _("“%(facility)s”最多坐 %(most)s 人，放不下 %(seats)s 个名额。") % told, 422)


def _take(session: Session, doing: Doing) -> None:
    take_lecturer(session)
    if session.facility is None:
        return
    if not session.facility.is_open_for(session.starts_at, session.ends_at):
        told = {"facility": session.facility.name}
        raise Refused("shut", _("“%(facility)s”那个时间不开放，请换个时间，或先改它的开放时间。") % told, 422)
    booking = held_for(session, session.facility, session.title, by=doing.by, now=doing.now)
    booking.save(force_insert=True)
    take_facility(booking)


@action
def publish(session: Session, doing: Doing) -> None:
    if session.starts_at <= doing.now:
        raise Refused("past", _("这一场的时间已经过去了，请先改时间再发布。"))
    with transaction.atomic():
        move(session, "publish", doing, published_at=doing.now)


@action
def change(session: Session, times: Times, doing: Doing, *, seats: int | None, title: str = "") -> None:
    """Another time, place, title or number of seats of one session. Whoever signed up is told, with the reason."""
    if times.starts_at != session.starts_at:
        _must_be_ahead(times.starts_at, doing.now)
    _must_fit(times.facility, seats)
    was_public = session.state == State.PUBLISHED
    words = _what_changes(session, times, seats)
    changes: dict[str, Any] = {"title": title or session.title, "is_detached": True, "seats": seats}
    changes |= {"starts_at": times.starts_at, "ends_at": times.ends_at}
    changes |= {"facility": times.facility, "place": times.place, "reminded_at": None}
    if was_public and words:
        changes |= {"changed_at": doing.now, "change_words": words}
    with transaction.atomic():
        _must_seat(session, seats)
        move(session, "change", replace(doing, reason=doing.reason or words), **changes)
        _give_up_room(session, doing)
        give_back_lecturer([session])
        _take(session, doing)
        refill(session, now=doing.now)
        if was_public and _moves(words):
            _tell_changed(session, words, doing)


def _must_seat(session: Session, seats: int | None) -> None:
    taken = Session.objects.values_list("taken", flat=True).get(pk=session.pk)
    if seats is not None and seats < taken:
        told = {"taken": taken}
        raise Refused("seats", _("已经有 %(taken)s 人报上名，名额不能比这少。要减人，请先联系他们。") % told, 422)
    if seats is None and taken:
        raise Refused("seats", _("已经有人报名，不能改成不用报名。"), 422)


def _what_changes(session: Session, times: Times, seats: int | None) -> str:
    words = []
    if (times.starts_at, times.ends_at) != (session.starts_at, session.ends_at):
        words.append(_("时间改了"))
    if (times.facility, times.place) != (session.facility, session.place):
        words.append(_("地点改了"))
    if seats != session.seats:
        words.append(_("名额改了"))
    return "，".join(words)


def _moves(words: str) -> bool:
    """More seats are no reason to ring anybody."""
    return bool(words) and words != _("名额改了")


def _give_up_room(session: Session, doing: Doing) -> None:
    for booking in Booking.objects.filter(session=session):
        give_back(booking)
        booking.delete()


def _tell_changed(session: Session, words: str, doing: Doing) -> None:
    text = wording("活动有变动：%(title)s，现在是 %(when)s，%(where)s。原因：%(reason)s。不方便来请点“不去了”。")
    going = SignUp.objects.standing().filter(session=session).select_related("person")
    tell_signed_up(session, going, "session_changed", text, now=doing.now, reason=doing.reason or words)


@action
def cancel(session: Session, doing: Doing) -> None:
    """With a reason, to exactly those who signed up; the room and the lecturer are free again."""
    if not doing.reason.strip():
        raise Refused("reason", _("请写明取消的原因，会告诉已经报名的人。"), 422)
    with transaction.atomic():
        move(session, "cancel", doing, changed_at=doing.now, change_words=doing.reason[:200])
        Booking.objects.filter(session=session).update(
            state=BookingState.WITHDRAWN, state_at=doing.now, reason=doing.reason[:200]
        )
        for booking in Booking.objects.filter(session=session):
            give_back(booking)
        give_back_lecturer([session])
        text = wording("活动取消：%(title)s，%(when)s，%(where)s。原因：%(reason)s。给您添麻烦了。")
        going = SignUp.objects.standing().filter(session=session).select_related("person")
        tell_signed_up(session, going, "session_cancelled", text, now=doing.now, reason=doing.reason)


@action
def finish(session: Session, doing: Doing, *, head_count: int | None, report: str = "") -> None:
    """Closed with its numbers: who signed in stands in the records, who only stood by is counted by the leader."""
    if session.starts_at > doing.now:
        raise Refused("not_begun", _("活动还没开始，办完了再来记录。"))
    with transaction.atomic():
        move(session, "finish", doing, head_count=head_count, report=report[:1000], reported_at=doing.now)


@action
def name_leader(sessions: Sequence[Session], leader: Person, doing: Doing) -> None:
    """Who looks after these sessions, the next first: they are asked afterwards to close each with its numbers."""
    with transaction.atomic():
        for session in sessions:
            move(session, "change", doing, leader=leader)
        if leader != doing.by:
            tell_leader(sessions[0], leader, len(sessions), now=doing.now)


@action
def name_lecturer(session: Session, lecturer: Lecturer | None, doing: Doing) -> None:
    """Another lecturer for one session, whose time is taken; the former one is free again."""
    with transaction.atomic():
        move(session, "change", doing, lecturer=lecturer, is_detached=True)
        give_back_lecturer([session])
        take_lecturer(session)
