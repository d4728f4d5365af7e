"""Attaches what the person's roles reach to the request; asked of the database only when a page wants it.

Everything the request asks of personal rows is asked for this person.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from sidan.core import walls
from sidan.people import kiosk
from sidan.people.access import Scope, scope_of
from sidan.people.models import Person


def standing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def layer(request: HttpRequest) -> HttpResponse:
        def find() -> Scope:
            # On a station's shared device nobody has a right of staff.
            if kiosk.of(request) is not None or not isinstance(request.user, Person):
                return Scope(0)
            return scope_of(request.user)

        def asker() -> int:
            return request.user.pk if isinstance(request.user, Person) else 0

        request.scope = SimpleLazyObject(find)  # type: ignore[attr-defined]
        with walls.for_asker(asker):
            return get_response(request)

    return layer
