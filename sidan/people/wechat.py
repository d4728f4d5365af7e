"""Signing in with WeChat: OAuth 2 in WeChat's own spelling, with an app of its own inside WeChat and one beside it.

Off until SIDAN_WECHAT_APP (an official account, for WeChat's own browser) or SIDAN_WECHAT_SITE_APP (a website app,
whose page shows a picture to scan) is set. WeChat tells no number: people prove theirs here once.
"""

import secrets
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sidan.core.errors import Refused

KEY = "wechat"
PATIENCE = 5  # seconds WeChat has for each answer
INSIDE = "MicroMessenger"


@dataclass(frozen=True)
class App:
    app: str
    secret: str
    path: str
    scope: str


@dataclass(frozen=True)
class Journey:
    """What must come back unchanged, kept in the session. The code is worth something to the app that began only."""

    state: str
    app: str
    next: str = ""


def is_on() -> bool:
    return bool(_inside() or _beside())


def app_for(request: HttpRequest) -> App | None:
    """Inside WeChat one tap; elsewhere a picture to scan. Which of the two are there, the site's settings say."""
    if INSIDE in request.headers.get("User-Agent", ""):
        return _inside()
    return _beside()


def begin(request: HttpRequest, app: App, wanted: str) -> str:
    """The address at WeChat to go to. The order of the parameters and the end are WeChat's wish."""
    journey = Journey(secrets.token_urlsafe(24), app.app, wanted)
    request.session[KEY] = asdict(journey)
    asked = {
        "appid": app.app,
        "redirect_uri": settings.SIDAN_ORIGIN + reverse("people:wechat_back"),
        "response_type": "code",
        "scope": app.scope,
        "state": journey.state,
    }
    return f"{settings.SIDAN_WECHAT_PAGES.rstrip('/')}{app.path}?{urlencode(asked)}#wechat_redirect"


def journey_of(request: HttpRequest) -> Journey:
    """Once: an answer that comes a second time finds nothing to fit."""
    kept = request.session.pop(KEY, None)
    if not kept or not secrets.compare_digest(kept["state"], request.GET.get("state", "")):
        raise _failed("wechat_state")
    return Journey(**kept)


def subject_of(request: HttpRequest, journey: Journey) -> str:
    """Who at WeChat: the same in both apps where the site has joined them (unionid), otherwise of this app."""
    code = request.GET.get("code", "")
    app = next((app for app in (_inside(), _beside()) if app and app.app == journey.app), None)
    if not code or app is None:
        raise _failed("wechat_denied")
    asked = {"appid": app.app, "secret": app.secret, "code": code, "grant_type": "authorization_code"}
    told = _asked("/sns/oauth2/access_token", asked)
    openid = _text(told, "openid")
    if not told.get("unionid"):
        more = _asked("/sns/userinfo", {"access_token": _text(told, "access_token"), "openid": openid})
        if _text(more, "openid") != openid:
            raise _failed("wechat_failed")
        told |= {"unionid": more.get("unionid")}
    if unionid := told.get("unionid"):
        return f"wechat union {unionid}"
    return f"wechat {app.app} {openid}"


def _inside() -> App | None:
    app, secret = settings.SIDAN_WECHAT_APP, settings.SIDAN_WECHAT_SECRET
    return App(app, secret, "/connect/oauth2/authorize", "snsapi_userinfo") if app else None


def _beside() -> App | None:
    app, secret = settings.SIDAN_WECHAT_SITE_APP, settings.SIDAN_WECHAT_SITE_SECRET
    return App(app, secret, "/connect/qrconnect", "snsapi_login") if app else None


def _asked(path: str, told: dict[str, str]) -> dict[str, Any]:
    """WeChat says 200 also when it says no. Its answers are not logged, nor is the address: the secret is in it."""
    try:
        answer = requests.get(settings.SIDAN_WECHAT_API.rstrip("/") + path, params=told, timeout=PATIENCE)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError):
        raise _failed("wechat_away") from None
    if not isinstance(found, dict) or found.get("errcode"):
        raise _failed("wechat_failed")
    return found


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise _failed("wechat_failed")
    return value


def _failed(code: str) -> Refused:
    return Refused(code, _("这次没有用微信登录成功。请再试一次，或用手机号和验证码登录。"), status=400)
