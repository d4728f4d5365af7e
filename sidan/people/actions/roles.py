"""Who works for a station: invited by a link, given a role, ended or suspended; a street is never left without one."""

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.ids import token
from sidan.core.walls import action
from sidan.people.models import Invitation, Person, Role, RoleKind
from sidan.places.models import Station

INVITATION_LASTS = timedelta(days=7)


@action
def give_role(person: Person, kind: str, station: Station, *, by: Person | None, now: datetime) -> Role:
    """Giving it again changes nothing."""
    try:
        with transaction.atomic():
            return Role.objects.create(person=person, kind=kind, station=station, given_by=by, given_at=now)
    except IntegrityError:
        return Role.objects.held().get(person=person, kind=kind, station=station)


@action
def end_role(role: Role, *, by: Person, now: datetime) -> None:
    with transaction.atomic():
        _leave_an_administrator([role])
        if Role.objects.filter(pk=role.pk, ended_at=None).update(ended_at=now, ended_by=by) != 1:
            raise Refused("role_ended", _("这个角色已经结束了。"))


@action
def suspend(person: Person, *, by: Person, now: datetime) -> None:
    """Nobody from their next request on; their roles stay as they are for the day they are restored."""
    if person.pk == by.pk:
        raise Refused("suspend_self", _("不能停用自己的账号，请让另一位管理员操作。"))
    with transaction.atomic():
        _leave_an_administrator(list(Role.objects.held().filter(person=person).select_related("station")))
        if Person.objects.filter(pk=person.pk, suspended_at=None).update(suspended_at=now, suspended_by=by) != 1:
            raise Refused("suspended_already", _("这个账号已经停用了。"))


@action
def restore(person: Person) -> None:
    if Person.objects.suspended().filter(pk=person.pk).update(suspended_at=None, suspended_by=None) != 1:
        raise Refused("not_suspended", _("这个账号没有停用。"))


def _leave_an_administrator(ending: list[Role]) -> None:
    """Every station that is administered stays so, by somebody at it or above it who is not suspended.

    All rows are locked, people included, so that two administrators who end each other cannot both succeed.
    """
    ending = [role for role in ending if role.kind == RoleKind.ADMINISTRATOR]
    if not ending:
        return
    held = Role.objects.select_for_update().held().filter(kind=RoleKind.ADMINISTRATOR)
    leaving = {role.pk for role in ending}
    kept = tuple(
        role.station.path
        for role in held.select_related("person", "station").order_by("pk")
        if role.pk not in leaving and role.person.suspended_at is None
    )
    if not all(role.station.is_under(kept) for role in ending):
        raise Refused("last_administrator", _("这是最后一位管理员。请先邀请另一位管理员，再这样做。"))


@action
def invite(kind: str, station: Station, *, note: str, by: Person | None, now: datetime) -> str:
    """Returns the token of the link; it is shown once, only its hash is kept."""
    secret = token()
    Invitation.objects.create(
        token_hash=token_hash(secret),
        kind=kind,
        station=station,
        note=note,
        made_by=by,
        made_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    return secret


@action
def token_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@action
def withdraw_invitation(invitation: Invitation, *, now: datetime) -> None:
    if Invitation.objects.standing(now).filter(pk=invitation.pk).update(withdrawn_at=now) != 1:
        raise Refused("invitation_over", _("这份邀请已经用过、过期或撤回了。"))


@action
def accept_invitation(invitation: Invitation, *, by: Person, now: datetime) -> Role:
    with transaction.atomic():
        if Invitation.objects.standing(now).filter(pk=invitation.pk).update(accepted_at=now, accepted_by=by) != 1:
            raise Refused("invitation_over", _("这份邀请已经用过、过期或撤回了。请让邀请您的人再发一份。"))
        return give_role(by, invitation.kind, invitation.station, by=invitation.made_by, now=now)
