"""`manage.py check --deploy`: settings that make a promise void, each named with the way out.

What cannot be meant on a real site is an error, what can is a warning. docs/guide/deployment.md explains them.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.http.request import validate_host

HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def _error(number: int, says: str, do: str) -> CheckMessage:
    return Error(says, hint=do, id=f"sidan.E{number:03}")


def _warning(number: int, says: str, do: str) -> CheckMessage:
    return checks.Warning(says, hint=do, id=f"sidan.W{number:03}")


@register("sidan", deploy=True)
def promises(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_demo(), *_transport(), *_ways_in(), *_ways_out(), *_secrets()]


def _demo() -> Iterator[CheckMessage]:
    if settings.SIDAN_DEMO:
        yield _error(1, "The demo is on: anybody signs in as anybody, codes are on the screen.", "Unset SIDAN_DEMO.")
    if settings.DEBUG:
        yield _error(2, "Debug pages are on: they show settings and personal data.", "Unset SIDAN_DEBUG.")


def _transport() -> Iterator[CheckMessage]:
    if not settings.SIDAN_TLS:
        yield _error(3, "Cookies travel without TLS.", "Put a proxy with a certificate in front and set SIDAN_TLS=1.")
    elif settings.SIDAN_PROXIES == 0:
        yield _warning(
            1, "All visitors seem to come from the proxy, and share its limit of codes.", "Set SIDAN_PROXIES=1."
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield _error(4, "The site answers to any host name.", "Name yours in SIDAN_HOSTS.")
    elif set(settings.ALLOWED_HOSTS) <= HERE:
        yield _error(4, "The site answers on this machine only.", "Name its host in SIDAN_HOSTS.")
    yield from _host(urlsplit(settings.SIDAN_ORIGIN))


def _host(origin: SplitResult) -> Iterator[CheckMessage]:
    if origin.scheme != "https" or origin.hostname in HERE:
        yield _error(5, "Links in messages and invitations lead nowhere.", "Set SIDAN_ORIGIN=https://<your host>.")
    elif set(settings.ALLOWED_HOSTS) - {"*"} <= HERE:
        return
    elif not validate_host(str(origin.hostname), settings.ALLOWED_HOSTS):
        yield _error(22, "The site refuses its own address, SIDAN_ORIGIN.", "Name its host in SIDAN_HOSTS.")
    elif len(settings.ALLOWED_HOSTS) > 1:
        yield _warning(
            20, "A passkey made on one host does not open another.", "Let staff use the host of SIDAN_ORIGIN only."
        )


def _ways_in() -> Iterator[CheckMessage]:
    if not settings.SIDAN_SECOND_FACTOR:
        yield _error(6, "Whoever holds a worker's telephone reads all residents.", "Unset SIDAN_SECOND_FACTOR.")
    yield from _wechat()
    issuer = settings.SIDAN_OIDC_ISSUER
    if issuer and not settings.SIDAN_OIDC_CLIENT:
        yield _error(7, "The sign-in provider does not know this site.", "Set SIDAN_OIDC_CLIENT.")
    if issuer and urlsplit(issuer).scheme != "https":
        yield _error(8, "The sign-in provider is asked without TLS: anybody between could be anybody.", "Use https.")


def _wechat() -> Iterator[CheckMessage]:
    apps = {settings.SIDAN_WECHAT_APP: settings.SIDAN_WECHAT_SECRET}
    apps |= {settings.SIDAN_WECHAT_SITE_APP: settings.SIDAN_WECHAT_SITE_SECRET}
    if any(app and not secret for app, secret in apps.items()):
        yield _error(20, "WeChat will refuse this site: an app has no secret.", "Set the SECRET beside each APP.")
    places = (settings.SIDAN_WECHAT_PAGES, settings.SIDAN_WECHAT_API)
    if any(apps) and any(urlsplit(place).scheme != "https" for place in places):
        yield _error(21, "WeChat is asked without TLS: anybody between could be anybody.", "Unset SIDAN_WECHAT_API.")


def _ways_out() -> Iterator[CheckMessage]:
    if not settings.SIDAN_SMS_URL or settings.SIDAN_SMS_URL == "log":
        yield _error(9, "Codes reach no telephone, or stand in the log.", "Set SIDAN_SMS_URL to your gateway.")


def _secrets() -> Iterator[CheckMessage]:
    for number, path in ((10, settings.SIDAN_KEYS), (11, settings.DATA / "secret-key")):
        if _is_open(Path(path)):
            yield _error(number, f"{path} can be read by others on this machine.", f"chmod 600 {path}")
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and media.stat().st_mode & stat.S_IROTH and _is_entered_by_all(media.parent):
        yield _warning(2, f"Photos in {media} can be read by others on this machine.", f"chmod 700 {media.parent}")


def _is_open(path: Path) -> bool:
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & 0o077)


def _is_entered_by_all(folder: Path) -> bool:
    return os.name == "posix" and bool(folder.stat().st_mode & stat.S_IXOTH)
