"""One-time codes: six digits, only an HMAC kept, ten minutes, five tries however many guess at once, used once."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidan.core import senders
from sidan.core.actions import take_limit
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.people.models import SignInCode

LIFE = timedelta(minutes=10)
TRIES = 5
HOUR, DAY = 3600, 24 * 3600


@action
def send_code(phone: str, *, visitor: str, now: datetime) -> str:
    """Sends a new code, which voids the older one; the same for numbers we know and numbers we do not.

    Returns the code for the demo, which shows it on the screen. Not inside a transaction: a slow text message
    must not hold the database.
    """
    _take_limits(phone, visitor, now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = SignInCode(phone=phone, code_hash=_digest(phone, code), made_at=now, expires_at=now + LIFE, tries_left=TRIES)
    fresh = ["code_hash", "made_at", "expires_at", "tries_left", "used_at"]
    SignInCode.objects.bulk_create([row], update_conflicts=True, unique_fields=["phone"], update_fields=fresh)
    words = _("【四单】验证码 %(code)s，10 分钟内有效。工作人员不会向您索要验证码。")
    try:
        senders.send_sms(phone, words % {"code": code})
    except senders.NotSent as error:
        SignInCode.objects.filter(phone=phone, code_hash=row.code_hash).delete()
        sentence = _("短信现在发不出去。请过几分钟再试；着急的话请拨打 %(phone)s，工作人员会帮您办理。")
        raise Refused("sms_down", sentence % {"phone": settings.SIDAN_STATION_PHONE}, status=503) from error
    return code


@action
def proves(phone: str, typed: str, *, now: datetime) -> None:
    """Returns when the code is right; `Refused` says how many tries are left.

    Never inside a transaction that may be rolled back: a try that was taken stays taken.
    """
    code = SignInCode.objects.filter(phone=phone).first()
    if code is None or not _take_try(code, now):
        raise Refused("code_over", _("这个验证码已经失效。请重新获取一个。"))
    if not constant_time_compare(code.code_hash, _digest(phone, typed)):
        raise Refused("code_wrong", _tries_left(code.tries_left - 1))
    if SignInCode.objects.filter(pk=code.pk, code_hash=code.code_hash, used_at=None).update(used_at=now) != 1:
        raise Refused("code_over", _("这个验证码已经用过了。请重新获取一个。"))


def _take_try(code: SignInCode, now: datetime) -> bool:
    """The hash in the condition: a guess at the older code must not count down the newer."""
    open_code = SignInCode.objects.filter(
        pk=code.pk, code_hash=code.code_hash, used_at=None, tries_left__gt=0, expires_at__gt=now
    )
    return open_code.update(tries_left=F("tries_left") - 1) == 1


def _tries_left(left: int) -> str:
    if left < 1:
        return _("验证码不对，次数也用完了。请重新获取一个。")
    words = ngettext("验证码不对，还可以再试 %(n)d 次。", "验证码不对，还可以再试 %(n)d 次。", left)
    return words % {"n": left}


def _take_limits(phone: str, visitor: str, now: datetime) -> None:
    """The address first, so that somebody who tries many numbers cannot use up the limit of each."""
    limits = [
        (f"code a {_digest('address', visitor)}", settings.SIDAN_CODES_PER_ADDRESS_HOUR, HOUR),
        (f"code p {_digest('phone', phone)}", settings.SIDAN_CODES_PER_PHONE_HOUR, HOUR),
        ("code day", settings.SIDAN_CODES_PER_DAY, DAY),
    ]
    for bucket, most, window in limits:
        if not take_limit(bucket, most, window=window, now=now):
            sentence = _("验证码发得太频繁了。请一小时后再试，或拨打 %(phone)s，由工作人员帮您办理。")
            raise Refused("code_limit", sentence % {"phone": settings.SIDAN_STATION_PHONE}, status=429)


@action
def sweep_codes(*, now: datetime) -> int:
    """Numbers that once asked for a code are not kept for ever."""
    swept, _rows = SignInCode.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    return swept


def _digest(*parts: str) -> str:
    return salted_hmac("sidan.people.codes", ":".join(parts), algorithm="sha256").hexdigest()
