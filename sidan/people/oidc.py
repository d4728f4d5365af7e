"""Signing in with the site's OpenID Connect provider: authorization code with PKCE, the id token checked by its keys.

Off until SIDAN_OIDC_ISSUER names a provider. The library does the protocol; here is what we ask and believe.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sidan.core.errors import Refused
from sidan.core.phone import clean_phone, is_mobile

KEY = "oidc"
PATIENCE = 5  # seconds a provider has for each answer
LEEWAY = 60  # seconds its clock may be off
ASYMMETRIC = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


@dataclass(frozen=True)
class Journey:
    """What must come back unchanged from the provider, kept in the session."""

    state: str
    nonce: str
    verifier: str
    next: str = ""


@dataclass(frozen=True)
class Claims:
    """What the provider says: who at its side, and the number it has verified."""

    subject: str
    phone: str


def is_on() -> bool:
    return bool(settings.SIDAN_OIDC_ISSUER)


def name() -> str:
    """On the button; empty where there is no provider."""
    return str(settings.SIDAN_OIDC_NAME) if is_on() else ""


def begin(request: HttpRequest, wanted: str) -> str:
    """The address at the provider to go to."""
    journey = Journey(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), wanted)
    request.session[KEY] = asdict(journey)
    with _client() as client:
        address, _state = client.create_authorization_url(
            _provider()["authorization_endpoint"],
            state=journey.state,
            nonce=journey.nonce,
            code_challenge=create_s256_code_challenge(journey.verifier),
            code_challenge_method="S256",
        )
    return str(address)


def journey_of(request: HttpRequest) -> Journey:
    """Once: an answer that comes a second time finds nothing to fit."""
    kept = request.session.pop(KEY, None)
    if not kept or not secrets.compare_digest(kept["state"], request.GET.get("state", "")):
        raise _failed("oidc_state")
    return Journey(**kept)


def claims_of(request: HttpRequest, journey: Journey, now: datetime) -> Claims:
    code = request.GET.get("code", "")
    if not code:
        raise _failed("oidc_denied")
    try:
        with _client() as client:
            tokens = client.fetch_token(
                _provider()["token_endpoint"], code=code, code_verifier=journey.verifier, timeout=PATIENCE
            )
            told = _id_claims(str(tokens["id_token"]), journey, now)
            if "phone_number" not in told and "userinfo_endpoint" in _provider():
                told |= _user_info(client, told["sub"])
    except (requests.RequestException, JoseError, KeyError, ValueError) as error:
        raise _failed("oidc_failed") from error
    return Claims(f"{told['iss']} {told['sub']}", _verified_phone(told))


def _id_claims(token: str, journey: Journey, now: datetime) -> dict[str, Any]:
    decoded = jwt.decode(token, KeySet.import_key_set(_keys()), algorithms=ASYMMETRIC)
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": settings.SIDAN_OIDC_ISSUER},
        aud={"essential": True, "value": settings.SIDAN_OIDC_CLIENT},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": journey.nonce},
    )
    registry.validate(decoded.claims)
    return dict(decoded.claims)


def _user_info(client: OAuth2Session, subject: str) -> dict[str, Any]:
    answer = client.get(_provider()["userinfo_endpoint"], timeout=PATIENCE)
    answer.raise_for_status()
    told = answer.json()
    # Another subject than the signed one is somebody else's answer.
    return {name: told[name] for name in told if name.startswith("phone_")} if told.get("sub") == subject else {}


def _verified_phone(told: dict[str, Any]) -> str:
    if told.get("phone_number_verified") is not True:
        return ""
    phone = clean_phone(str(told.get("phone_number", ""))) or ""
    return phone if is_mobile(phone) else ""


def _client() -> OAuth2Session:
    return OAuth2Session(
        settings.SIDAN_OIDC_CLIENT,
        settings.SIDAN_OIDC_SECRET or None,
        scope=settings.SIDAN_OIDC_SCOPE,
        redirect_uri=settings.SIDAN_ORIGIN + reverse("people:oidc_back"),
        token_endpoint_auth_method="client_secret_basic" if settings.SIDAN_OIDC_SECRET else "none",
    )


@lru_cache(maxsize=4)
def _discovered(issuer: str) -> dict[str, Any]:
    told: dict[str, Any] = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != issuer:
        raise ValueError("the provider calls itself otherwise")
    return told


def _provider() -> dict[str, Any]:
    try:
        return _discovered(settings.SIDAN_OIDC_ISSUER)
    except (requests.RequestException, ValueError) as error:
        raise _failed("oidc_away") from error


def _keys() -> Any:
    """Asked each time: providers change their keys, and a sign-in is rare enough."""
    return _fetched(_provider()["jwks_uri"])


def _fetched(address: str) -> Any:
    answer = requests.get(address, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()


def _failed(code: str) -> Refused:
    return Refused(code, _("这次没有登录成功。请再试一次，或用手机号和验证码登录。"), status=400)
