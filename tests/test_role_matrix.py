"""Who gets in where: every route of the resolver × GET and POST × every identity × own, foreign and missing objects.

A route without a row in tests/role_matrix.py fails here, so nobody can add a page without saying who may see it. The
answer is judged by what it lets through, not by its words: "in" (the page or its action answered), "sign" (asked to
sign in), "join" (led to where one becomes a volunteer), 403, 404. Canaries in every sensitive field of the resident's
records must never appear in a foreign answer.
"""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sidan.people import kiosk
from tests.conftest import Cast
from tests.role_matrix import CANARIES, IDENTITIES, ROWS, build_scene


def routes(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    found = {name for name in routes(get_resolver()) if not name.startswith("api")}
    assert found == set(ROWS)


def outcome(response: HttpResponse) -> str:
    if response.status_code in (403, 404):
        return str(response.status_code)
    leads = response.get("Location", "")
    if leads == "/kiosk/":  # turned away there, or it did what was asked: began, or forgot
        asked = response.wsgi_request  # type: ignore[attr-defined]
        was_there = kiosk.COOKIE in asked.COOKIES
        return "begun" if asked.path == ("/kiosk/forget/" if was_there else "/desk/kiosk/") else "kiosk"
    if leads.startswith("/sign-in/?next="):
        return "sign"
    return "join" if leads.startswith("/volunteer/join/") else "in"


def shared_device(cast: Cast) -> SimpleCookie:
    answer = HttpResponse()
    kiosk.mark(answer, cast.first.name, cast.keeper)
    return SimpleCookie({kiosk.COOKIE: answer.cookies[kiosk.COOKIE].value})


def ask(client: Client, method: str, path: str) -> HttpResponse:
    """One request whose writes are undone, cookies too, so that every request meets the same street."""
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    point = transaction.savepoint()
    response: HttpResponse = getattr(client, method)(path)
    transaction.savepoint_rollback(point)
    client.cookies = SimpleCookie(kept)
    return response


# What each wall lets through, both let through: the first is asked on SQLite, the second there.
@pytest.mark.skipif(connection.vendor == "postgresql", reason="tests/walls/test_either_wall.py asks the same")
@pytest.mark.parametrize("identity", IDENTITIES)
def test_who_gets_in(cast: Cast, identity: str) -> None:
    scene = build_scene(cast)
    client = Client(raise_request_exception=False)
    person = IDENTITIES[identity](scene)
    if person is not None:
        client.force_login(person)
    if identity == "kiosk":
        client.cookies = shared_device(cast)
    wrong = []
    for name, row in ROWS.items():
        for which, path in row.paths(name, scene):
            for method in ("get", "post"):
                response = ask(client, method, path)
                if response.status_code != 405:
                    label = f"{name} {method} {which}: {response.status_code}"
                    expected = row.expected(name, identity, which, method)
                    wrong += [f"{label} {fault}" for fault in faults(response, expected, row.may_read(identity))]
    assert not wrong, "\n".join(wrong)


def faults(response: HttpResponse, expected: str, may_read: bool) -> list[str]:
    got = outcome(response)
    fits = got == expected or (got in ("join", "begun") and expected == "in")
    wrong = [f"{got}, expected {expected}"] if not fits or response.status_code >= 500 else []
    if response.streaming or may_read:
        return wrong
    text = response.content.decode(errors="replace")
    return wrong + [f"spills {canary}" for canary in CANARIES if canary in text]
