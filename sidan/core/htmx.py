"""One view, two answers: the whole page, or for htmx only the part that changes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, partial: str = "main", status: int = 200
) -> HttpResponse:
    """Renders `template`, or its `{% partialdef <partial> %}` for an htmx request.

    Messages travel with the part (out of band), otherwise they would wait for the next whole page. A history
    restore wants the whole page. Vary keeps caches from handing a part to somebody who asked for the page.
    """
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.history_restore_request and not htmx.boosted:
        body = render_to_string(f"{template}#{partial}", context, request)
        response = HttpResponse(body + render_to_string("ui/messages_oob.html", None, request), status=status)
    else:
        response = render(request, template, context, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Boosted", "HX-History-Restore-Request"))
    return response
