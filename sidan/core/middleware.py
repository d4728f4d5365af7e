"""What every answer passes through: headers, language, and a No that becomes a sentence."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from sidan.core.errors import Refused

Handler = Callable[[HttpRequest], HttpResponse]

FIXED = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self), payment=()",
}
if settings.SIDAN_TLS:
    FIXED["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


def headers(get_response: Handler) -> Handler:
    def layer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in FIXED.items():
            response.setdefault(name, value)
        # Asking the session would query it on pages that need none; the cookie alone tells that somebody is known.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store, private")
        return response

    return layer


def language(get_response: Handler) -> Handler:
    """Chinese unless somebody chose otherwise: phones set to English by accident are common, choices are not."""
    known = dict(settings.LANGUAGES)

    def layer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.setdefault("Content-Language", request.LANGUAGE_CODE or settings.LANGUAGE_CODE)
            return response

    return layer


class Refusals:
    """`Refused` reaches the person as a sentence on the page they came from, or as problem JSON."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.path.startswith("/api/"):
            problem = exception.as_problem()
            return JsonResponse(problem, status=exception.status, content_type="application/problem+json")
        back = request.META.get("HTTP_REFERER", "")
        came_from_here = url_has_allowed_host_and_scheme(back, {request.get_host()})
        if exception.status == 409 and came_from_here and not getattr(request, "htmx", False):
            messages.error(request, str(exception))
            return HttpResponseRedirect(back)
        return render(request, "refused.html", {"refused": exception}, status=exception.status)
