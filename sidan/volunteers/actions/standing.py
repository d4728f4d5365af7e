"""Joining, resting, coming back, leaving: each by the volunteer's own hand only (regulation art. 11, 41)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sidan.core.clock import local
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.notices.actions import Message, tell
from sidan.people.actions import give_consent, guardian_consent
from sidan.people.models import GUARDIAN_UNDER, Person, Purpose
from sidan.places.models import Estate
from sidan.volunteers.actions.history import write_event
from sidan.volunteers.actions.own import set_week, starting_point
from sidan.volunteers.models import Team, Volunteer, bits_of, volunteer_number
from sidan.volunteers.states import NOBODY, VERBS, Standing
from sidan.volunteers.week import Slot

YOUNGEST = 8  # below it a child cannot act for itself, even with consent (civil code art. 19, 20)


@dataclass(frozen=True)
class Choices:
    """What somebody said while joining."""

    skills: tuple[str, ...]
    reach_m: int
    weekly_load: int
    slots: tuple[Slot, ...] = ()
    start: Estate | None = None  # None: from home
    birth_date: date | None = None  # asked only of those whose birthday is not known


@action
def join(person: Person, choices: Choices, *, now: datetime) -> Volunteer:
    """A new volunteer, or one who left and comes back with the same number."""
    with transaction.atomic():
        _keep_birth_date(person, choices.birth_date, now)
        told = {
            "joined_at": now,
            "paused_at": None,
            "left_at": None,
            "skill_bits": bits_of(choices.skills),
            "reach_m": choices.reach_m,
            "weekly_load": choices.weekly_load,
            **starting_point(person, choices.start),
            **_guarded(person, now),
        }
        volunteer, was = _come_back(person, told) or (_enter(person, told), NOBODY)
        set_week(volunteer, choices.slots)
        give_consent(person, Purpose.SERVICE, by=person, channel=Channel.PAGE, now=now)
        write_event(volunteer, "join", by=person, now=now, was=was, channel=Channel.PAGE)
        tell([_welcome(volunteer)], now=now)
    return volunteer


def _guarded(person: Person, now: datetime) -> dict[str, Any]:
    """Under 14 a guardian says yes before anything about the child is kept; older ones may bring it later."""
    consent = guardian_consent(person)
    age = person.age_on(local(now).date()) or 0
    if age < GUARDIAN_UNDER and consent is None:
        sentence = _("未满 14 周岁要先有监护人同意：请爸爸妈妈在自己手机的“我的家人”里同意，或请他们告诉站点。")
        raise Refused("guardian_first", sentence, 422)
    return {"guardian_consent_at": consent.given_at, "guardian_note": consent.note[:60]} if consent else {}


def _keep_birth_date(person: Person, birth_date: date | None, now: datetime) -> None:
    born = person.birth_date or birth_date
    if born is None:
        raise Refused("birth_date_missing", _("请填写出生日期。"), 422)
    if person.birth_date is None:
        person.birth_date = born
        person.save(update_fields=["birth_date", "adult_year"])
    if (person.age_on(local(now).date()) or 0) < YOUNGEST:
        raise Refused("too_young", _("未满 8 周岁的小朋友请和家长一起参加站点的亲子活动，暂时不能登记为志愿者。"), 422)


def _come_back(person: Person, told: dict[str, Any]) -> tuple[Volunteer, str] | None:
    volunteer = Volunteer.objects.filter(person=person).first()
    if volunteer is None:
        return None
    if volunteer.standing not in VERBS["join"].sources:
        raise Refused("joined_already", _("您已经是志愿者了，编号 %(number)s。") % {"number": volunteer.number})
    _move(volunteer, "join", **told)
    return volunteer, Standing.LEFT


def _enter(person: Person, told: dict[str, Any]) -> Volunteer:
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return Volunteer.objects.create(person=person, number=volunteer_number(), **told)
        except IntegrityError as error:
            # Either the number is taken (draw another) or the same person tapped twice.
            if Volunteer.objects.filter(person=person).exists():
                raise Refused("joined_already", _("您已经是志愿者了。")) from error
    raise RuntimeError("no free volunteer number in five draws")


def _welcome(volunteer: Volunteer) -> Message:
    text = _("欢迎您成为志愿者，编号 %(number)s。邀请会发到这里，随时可以婉拒。") % {"number": volunteer.number}
    return Message(volunteer.person, "volunteer", text, reverse("volunteers:me"))


@action
def pause(volunteer: Volunteer, *, now: datetime) -> None:
    _change(volunteer, "pause", now, paused_at=now)


@action
def resume(volunteer: Volunteer, *, now: datetime) -> None:
    _change(volunteer, "resume", now, paused_at=None)


@action
def leave(volunteer: Volunteer, *, now: datetime) -> None:
    """Teams lose this member; number, hours and history stay, for the certificate and for coming back."""
    with transaction.atomic():
        _change(volunteer, "leave", now, left_at=now)
        Team.objects.filter(leader=volunteer).update(leader=None)
        volunteer.teams.clear()


def _change(volunteer: Volunteer, verb: str, now: datetime, **fields: Any) -> None:
    with transaction.atomic():
        was = volunteer.standing
        _move(volunteer, verb, **fields)
        write_event(volunteer, verb, by=volunteer.person, now=now, was=was, channel=Channel.PAGE)


_WHERE: dict[Standing, dict[str, Any]] = {
    Standing.ACTIVE: {"left_at": None, "paused_at": None},
    Standing.PAUSED: {"left_at": None, "paused_at__isnull": False},
    Standing.LEFT: {"left_at__isnull": False},
}


def _move(volunteer: Volunteer, verb: str, **fields: Any) -> None:
    """The one door: from a standing the table allows, or not at all, whoever else writes at the same moment."""
    if volunteer.standing in VERBS[verb].sources:
        here = Volunteer.objects.filter(pk=volunteer.pk, **_WHERE[volunteer.standing])
        if here.update(**fields) == 1:
            for name, value in fields.items():
                setattr(volunteer, name, value)
            return
    raise Refused("standing_changed", _("您的状态刚刚变了，请看看页面上现在的状态。"))
