"""What every page knows without asking the database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from sidan.core.once import new_key

ELDER_COOKIE = "view"


def view_mode(request: HttpRequest) -> str:
    return "elder" if request.COOKIES.get(ELDER_COOKIE) == "elder" else "normal"


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "view_mode": view_mode(request),
        "language": request.LANGUAGE_CODE,
        "street_name": gettext(settings.SIDAN_STREET_NAME) if settings.SIDAN_STREET_NAME else "",
        "station_phone": settings.SIDAN_STATION_PHONE,
        "demo": settings.SIDAN_DEMO,
        "form_key": new_key,
    }
