"""Choices of display, and the living style page that shows every piece for the eye, for axe and for screenshots."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from sidan.core.context import ELDER_COOKIE
from sidan.core.htmx import page
from sidan.core.samples import samples

_YEAR = 365 * 24 * 3600
_STYLE_PAGES = {"desk": "ui/sample_desk.html", "phone": "ui/sample_phone.html", "step": "ui/sample_step.html"}

# No token: it changes nothing but how pages look here, and without one public pages stay free of cookies and cacheable.
set_language = csrf_exempt(django_set_language)


@csrf_exempt
@require_POST
def set_view(request: HttpRequest) -> HttpResponse:
    """Normal or elder view, kept in a cookie for a year; back to the page where it was chosen."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    view = "elder" if request.POST.get("view") == "elder" else "normal"
    response.set_cookie(ELDER_COOKIE, view, max_age=_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def style_page(request: HttpRequest) -> HttpResponse:
    context = samples()
    if "view" in request.GET:
        context["view_mode"] = "elder" if request.GET["view"] == "elder" else "normal"
    return page(request, _STYLE_PAGES.get(request.GET.get("layout", ""), "ui.html"), context)
