"""What the station vouches for: papers seen, insurance, a guardian's consent. Each is written with who and when."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.notices.actions import Message, tell
from sidan.people.actions import give_consent, withdraw_consent
from sidan.people.models import Person, Purpose
from sidan.volunteers.actions.history import write_event
from sidan.volunteers.models import Qualification, Volunteer


@action
def check_qualification(paper: Qualification, valid_until: date, *, by: Person, now: datetime, today: date) -> None:
    volunteer = paper.volunteer
    _not_oneself(volunteer, by)
    if valid_until < today:
        raise Refused("paper_expired", _("这个日期已经过去了，过期的证件不能查验通过。"), 422)
    with transaction.atomic():
        seen = Qualification.objects.filter(pk=paper.pk)
        if seen.update(valid_until=valid_until, checked_by=by, checked_at=now) != 1:
            raise Refused("paper_gone", _("志愿者刚刚删除了这项资格。"))
        name = str(paper.get_kind_display())
        _record(volunteer, "check", by, now, f"{name} {valid_until}")
        _tell(volunteer, _("您的%(paper)s已查验，有效期到 %(day)s。") % {"paper": name, "day": valid_until}, now)


@action
def withdraw_qualification(paper: Qualification, reason: str, *, by: Person, now: datetime) -> None:
    """The paper counts no longer; the volunteer learns why and may declare it anew."""
    with transaction.atomic():
        valid = Qualification.objects.filter(pk=paper.pk, checked_at__isnull=False)
        if valid.update(checked_by=None, checked_at=None) != 1:
            raise Refused("paper_unchecked", _("这项资格现在没有查验记录。"))
        name = str(paper.get_kind_display())
        _record(paper.volunteer, "withdraw", by, now, f"{name} {reason}")
        text = _("您的%(paper)s的查验已撤销：%(reason)s") % {"paper": name, "reason": reason}
        _tell(paper.volunteer, text, now)


@action
def insure(volunteer: Volunteer, until: date | None, *, by: Person, now: datetime, today: date) -> None:
    """Until which day the volunteer is insured; None when the insurance ended."""
    if until is not None and until < today:
        raise Refused("insurance_past", _("保险日期已经过去了。要取消保险，请把日期留空。"), 422)
    with transaction.atomic():
        Volunteer.objects.filter(pk=volunteer.pk).update(insured_until=until)
        _record(volunteer, "insure", by, now, str(until or ""))


@action
def record_guardian_consent(
    volunteer: Volunteer, note: str, *, channel: Channel, by: Person, now: datetime, today: date
) -> None:
    """Heard by the station from the guardian, at the counter, on paper or by telephone."""
    _not_oneself(volunteer, by)
    if not volunteer.person.is_minor_on(today):
        raise Refused("guardian_needless", _("这位志愿者已经成年，不需要监护人同意。"))
    with transaction.atomic():
        waiting = Volunteer.objects.filter(pk=volunteer.pk, guardian_consent_at=None)
        if waiting.update(guardian_consent_at=now, guardian_note=note[:60]) != 1:
            raise Refused("guardian_twice", _("监护人同意已经登记过了。"))
        give_consent(volunteer.person, Purpose.GUARDIAN, by=by, channel=channel, now=now, note=note)
        _record(volunteer, "consent", by, now, note, channel=channel)
        _tell(volunteer, _("监护人同意已登记，从现在起会收到适合您的邀请。"), now)


@action
def revoke_guardian_consent(
    volunteer: Volunteer, *, by: Person, now: datetime, channel: Channel = Channel.DESK
) -> None:
    with transaction.atomic():
        given = Volunteer.objects.filter(pk=volunteer.pk, guardian_consent_at__isnull=False)
        if given.update(guardian_consent_at=None, guardian_note="") != 1:
            raise Refused("guardian_none", _("现在没有监护人同意的登记。"))
        withdraw_consent(volunteer.person, Purpose.GUARDIAN, by=by, channel=channel, now=now)
        _record(volunteer, "revoke", by, now, "", channel=channel)
        _tell(volunteer, _("监护人收回了同意，暂时不会再收到邀请。"), now)


def _not_oneself(volunteer: Volunteer, by: Person) -> None:
    if volunteer.person_id == by.pk:
        raise Refused("own_paper", _("自己的资料请另一位工作人员查验。"))


def _record(
    volunteer: Volunteer, verb: str, by: Person, now: datetime, words: str, *, channel: Channel = Channel.DESK
) -> None:
    write_event(volunteer, verb, by=by, now=now, was=volunteer.standing, channel=channel, reason=words)


def _tell(volunteer: Volunteer, text: str, now: datetime) -> None:
    tell([Message(volunteer.person, "volunteer", text, reverse("volunteers:profile"))], now=now)
