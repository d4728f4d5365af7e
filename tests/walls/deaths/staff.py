"""Staff: roles, invitations, suspension, the second factor."""

from django_otp.oath import TOTP

from sidan.people import actions
from sidan.people.models import Authenticator, Invitation, Person, Role, RoleKind
from tests.conftest import Cast
from tests.walls.deaths.dying import Act, dies


def _role(cast: Cast) -> Role:
    person = cast.person("新同事")
    return actions.give_role(person, RoleKind.STATION_WORKER, cast.first, by=cast.administrator, now=cast.now)


def _invitation(cast: Cast) -> Invitation:
    secret = actions.invite(RoleKind.GRID_WORKER, cast.first, note="新人", by=cast.administrator, now=cast.now)
    return Invitation.objects.get(token_hash=actions.token_hash(secret))


@dies("people.give_role")
def give_role(cast: Cast) -> Act:
    person, kind = cast.person("新同事"), RoleKind.STATION_WORKER
    return lambda: actions.give_role(person, kind, cast.first, by=cast.administrator, now=cast.now)


@dies("people.end_role")
def end_role(cast: Cast) -> Act:
    role = _role(cast)
    return lambda: actions.end_role(role, by=cast.administrator, now=cast.now)


@dies("people.suspend")
def suspend(cast: Cast) -> Act:
    person = _role(cast).person
    return lambda: actions.suspend(person, by=cast.administrator, now=cast.now)


@dies("people.restore")
def restore(cast: Cast) -> Act:
    person = _role(cast).person
    actions.suspend(person, by=cast.administrator, now=cast.now)
    return lambda: actions.restore(person)


@dies("people.invite")
def invite(cast: Cast) -> Act:
    kind = RoleKind.GRID_WORKER
    return lambda: actions.invite(kind, cast.first, note="新人", by=cast.administrator, now=cast.now)


@dies("people.withdraw_invitation")
def withdraw_invitation(cast: Cast) -> Act:
    invitation = _invitation(cast)
    return lambda: actions.withdraw_invitation(invitation, now=cast.now)


@dies("people.accept_invitation")
def accept_invitation(cast: Cast) -> Act:
    invitation, person = _invitation(cast), cast.person("新同事")
    return lambda: actions.accept_invitation(invitation, by=person, now=cast.now)


def _shown(device: Authenticator, cast: Cast) -> str:
    totp = TOTP(device.key)
    totp.time = cast.now.timestamp()
    return f"{totp.token():06d}"


@dies("people.begin_device")
def begin_device(cast: Cast) -> Act:
    person = cast.person("新同事")
    return lambda: actions.begin_device(person)


@dies("people.confirm_device")
def confirm_device(cast: Cast) -> Act:
    person = cast.person("新同事")
    device = actions.begin_device(person)
    return lambda: actions.confirm_device(person, _shown(device, cast), now=cast.now)


def _with_factor(cast: Cast) -> tuple[Person, list[str]]:
    person = cast.person("新同事")
    _device, codes = actions.confirm_device(person, _shown(actions.begin_device(person), cast), now=cast.now)
    return person, codes


@dies("people.prove")
def prove(cast: Cast) -> Act:
    person, codes = _with_factor(cast)
    return lambda: actions.prove(person, codes[0], now=cast.now)


@dies("people.reset_factor")
def reset_factor(cast: Cast) -> Act:
    person, _codes = _with_factor(cast)
    return lambda: actions.reset_factor(person)
