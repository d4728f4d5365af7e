"""Pages for when something went wrong: each says what to do next and gives the station's telephone number."""

import sys
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from sidan.core.context import view_mode
from sidan.core.errors import Refused


def _plain(request: HttpRequest, template: str, status: int) -> HttpResponse:
    # Of the request only the choice of view: no session, no person, no context processor; the database may be gone.
    known = {"station_phone": settings.SIDAN_STATION_PHONE, "view_mode": view_mode(request)}
    return HttpResponse(render_to_string(template, known), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this inside the except block, so the cause is at hand: a database away is 503, a bug is 500."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _away() if request.path.startswith("/api/") else _plain(request, "503.html", 503)
        response["Retry-After"] = "30"
        return response
    return _plain(request, "500.html", 500)


def _away() -> HttpResponse:
    """For programs, which read no pages."""
    sentence = _("系统正在休整，请几分钟后再试；着急的事请拨打 %(phone)s。") % {"phone": settings.SIDAN_STATION_PHONE}
    problem = Refused("away", sentence, 503).as_problem()
    return JsonResponse(problem, status=503, content_type="application/problem+json")


def not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    return _plain(request, "404.html", 404)


def forbidden(request: HttpRequest, exception: Any) -> HttpResponse:
    return _plain(request, "403.html", 403)


def bad_request(request: HttpRequest, exception: Any) -> HttpResponse:
    return _plain(request, "400.html", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _plain(request, "403_csrf.html", 403)
