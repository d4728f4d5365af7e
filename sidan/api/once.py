"""The header `Idempotency-Key`: the same call under the same key is carried out once and answered alike."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from sidan.core.once import Sent, carry_out

P = ParamSpec("P")
HEADER = "Idempotency-Key"
OPENAPI = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "The same call under the same key gets the same answer; another body under it gets 422.",
}


def once(status: int = 200) -> Callable[[Callable[Concatenate[HttpRequest, P], Schema]], Callable[..., HttpResponse]]:
    """For operations that change something. Whoever is not let in, and a No, leave the key free."""

    def decorate(view: Callable[Concatenate[HttpRequest, P], Schema]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            def run() -> HttpResponse:
                told = view(request, *args, **kwargs).model_dump_json()
                return HttpResponse(told, status=status, content_type="application/json")

            key = request.headers.get(HEADER, "")
            if not key:
                return run()
            content = (request.method, request.get_full_path(), request.body)
            return carry_out(Sent.by(request, key, content), run)

        return wrapped

    return decorate
