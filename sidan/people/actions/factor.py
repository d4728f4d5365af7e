"""The second factor of staff: an authenticator app, passkeys, and eight recovery codes, of which hashes are kept."""

import secrets
import unicodedata
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django_otp.models import Device
from django_otp.oath import TOTP

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.people.models import Authenticator, Passkey, Person, RecoveryCode, RecoverySheet

RECOVERY_CODES = 8
KINDS = (Authenticator, Passkey, RecoverySheet)
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@action
def begin_device(person: Person) -> Authenticator:
    """The app being set up; opening the page again shows the same key until it is confirmed."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two tabs must not make two keys
        waiting = Authenticator.objects.filter(user=person, confirmed=False).order_by("pk").first()
        return waiting or Authenticator.objects.create(user=person, confirmed=False)


@action
def confirm_device(person: Person, typed: str, *, now: datetime) -> tuple[Authenticator, list[str]]:
    """Replaces the app there was. The recovery codes are returned to be shown once."""
    refusal = None
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().filter(user=person, confirmed=False).order_by("pk").first()
        refusal = _refusal(device, typed.strip(), now)
        if refusal is None:
            assert device is not None
            Authenticator.objects.filter(user=person).exclude(pk=device.pk).delete()
            Authenticator.objects.filter(pk=device.pk).update(confirmed=True)
            return device, new_recovery_codes(person)
    raise refusal


@action
def new_recovery_codes(person: Person) -> list[str]:
    RecoverySheet.objects.filter(user=person).delete()
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    sheet = RecoverySheet.objects.create(user=person, confirmed=True)
    RecoveryCode.objects.bulk_create(RecoveryCode(sheet=sheet, code=code) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@action
def has_app(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person, confirmed=True).exists())


@action
def has_factor(person: Person) -> bool:
    ready = {"user": OuterRef("pk"), "confirmed": True}
    either = Exists(Authenticator.objects.filter(**ready)) | Exists(Passkey.objects.filter(**ready))
    return Person.objects.filter(either, pk=person.pk).exists()


@action
def prove(person: Person, typed: str, *, now: datetime) -> Device:
    """Six digits belong to the app, anything else is a recovery code; wrong ones slow down the next try."""
    text = "".join(unicodedata.normalize("NFKC", typed).lower().split()).replace("-", "")
    is_app = len(text) == 6 and text.isdecimal()
    model: type[Any] = Authenticator if is_app else RecoverySheet
    # The lock is django-otp's own way against parallel guesses; the failed try must be kept, so nothing is
    # raised inside the transaction.
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=person, confirmed=True).order_by("pk").first()
        refusal = _refusal(device, text, now)
    if refusal is not None:
        raise refusal
    return device


def _refusal(device: Any, token: str, now: datetime) -> Refused | None:
    if device is None:
        return Refused("factor_missing", _("您还没有设置二次验证。"))
    allowed, details = device.verify_is_allowed()
    if not allowed:
        until = details and details.get("locked_until")
        seconds = max(1, round((until - now).total_seconds())) if until else 60
        return Refused("factor_wait", _("试得太快了。请等 %(n)d 秒再试。") % {"n": seconds}, status=429)
    if not (_shows(device, token, now) if isinstance(device, Authenticator) else _is_on(device, token)):
        device.throttle_increment()
        return Refused("factor_wrong", _("验证码不对。请看验证器里最新的 6 位数字，并确认手机时间准确。"))
    device.throttle_reset(commit=False)
    device.last_used_at = now
    device.save()
    return None


def _shows(app: Authenticator, token: str, now: datetime) -> bool:
    """One step of thirty seconds early or late is allowed for; how far off the telephone is, is learnt."""
    totp = TOTP(app.key, drift=app.drift)
    totp.time = now.timestamp()
    if not token.isdecimal() or not totp.verify(int(token), tolerance=1, min_t=app.last_step + 1):
        return False
    app.last_step, app.drift = totp.t(), totp.drift
    return True


def _is_on(sheet: RecoverySheet, token: str) -> bool:
    used, _rows = RecoveryCode.objects.filter(sheet=sheet, code=token or "-").delete()
    return used == 1


@action
def remove_app(person: Person) -> None:
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # of two removals at once one would be the last
        must_keep_one(Passkey.objects.filter(user=person, confirmed=True).exists())
        Authenticator.objects.filter(user=person).delete()


@action
def must_keep_one(another: bool) -> None:
    if not another:
        raise Refused("last_factor", _("这是您唯一的验证方式，不能删。请先加上另一种，再删这一种。"))


@action
def reset_factor(person: Person) -> None:
    """For a lost telephone: the next visit of a staff page asks to set it up anew. Ends all sessions."""
    with transaction.atomic():
        forget_factors(person)
        Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)


@action
def forget_factors(person: Person) -> None:
    for model in KINDS:
        model.objects.filter(user=person).delete()
