"""What is asked of a browser about passkeys, and what is believed of its answer. The library does the cryptography."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from webauthn.helpers import bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from sidan.core.errors import Refused
from sidan.people.models import Passkey, Person

KEY = "passkey"
LASTS = 10 * 60
LONGEST = 20_000  # characters of an answer


@dataclass(frozen=True)
class Made:
    """A key as the browser made it."""

    credential: str
    public_key: str
    sign_count: int


def to_make(request: HttpRequest, person: Person, now: datetime) -> str:
    """What the browser needs for making a key; devices that have one already say so themselves."""
    options = webauthn.generate_registration_options(
        rp_id=_host(request),
        rp_name=f"四单 {settings.SIDAN_STREET_NAME}",
        user_id=person.public_id.encode(),
        user_name=person.masked_phone or person.masked_name,
        user_display_name=person.masked_name,
        challenge=_challenge(request, now),
        timeout=LASTS * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_known(person),
    )
    return options_to_json(options)


def to_prove(request: HttpRequest, person: Person, now: datetime) -> str:
    options = webauthn.generate_authentication_options(
        rp_id=_host(request),
        challenge=_challenge(request, now),
        timeout=LASTS * 1000,
        allow_credentials=_known(person),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


def made(request: HttpRequest, answer: str, now: datetime) -> Made:
    expected = asked(request, now)
    try:
        found = webauthn.verify_registration_response(
            credential=_read(answer), expected_challenge=expected, expected_rp_id=_host(request),
            expected_origin=_origin(request),
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise failed() from error
    return Made(
        bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key), found.sign_count
    )


def proven(request: HttpRequest, passkey: Passkey, answer: str, expected: bytes) -> int:
    """The count of uses that the key tells, when its signature holds."""
    try:
        found = webauthn.verify_authentication_response(
            credential=_read(answer), expected_challenge=expected, expected_rp_id=_host(request),
            expected_origin=_origin(request), credential_current_sign_count=passkey.sign_count,
            credential_public_key=webauthn.base64url_to_bytes(passkey.public_key),
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise failed() from error
    return int(found.new_sign_count)


def credential_in(answer: str) -> str:
    told = _read(answer)
    return str(told.get("id", ""))


def failed() -> Refused:
    return Refused("passkey_failed", _("通行密钥没有验证成功。请再试一次，或者填验证码。"))


def _known(person: Person) -> list[PublicKeyCredentialDescriptor]:
    keys = Passkey.objects.filter(user=person, confirmed=True).order_by("pk")
    return [PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(key.credential)) for key in keys]


def _challenge(request: HttpRequest, now: datetime) -> bytes:
    challenge = secrets.token_bytes(32)
    request.session[KEY] = {"challenge": challenge.hex(), "at": now.timestamp()}
    return challenge


def asked(request: HttpRequest, now: datetime) -> bytes:
    """The challenge that was sent out, once: an answer that is sent again finds nothing to fit."""
    kept = request.session.pop(KEY, None)
    if not kept or not 0 <= now.timestamp() - kept["at"] < LASTS:
        raise Refused("passkey_old", _("这一页开得太久了。请再点一次。"))
    return bytes.fromhex(kept["challenge"])


def _read(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer) if len(answer) <= LONGEST else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise failed()
    return told


def _host(request: HttpRequest) -> str:
    """A key belongs to the host it was made on; which hosts are ours stands in SIDAN_HOSTS."""
    return str(urlsplit(_origin(request)).hostname)


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
