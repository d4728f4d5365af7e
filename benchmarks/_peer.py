"""The same yardstick inside every peer's own interpreter: a request through its WSGI application, CPU by process_time.

Imports nothing but the standard library and Django, because it runs in the environments of others.
"""

import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils.timezone import now

EVENTS, COMING, TAKEN, PLACES = 200, 60, 5, 20  # of each peer: coming within a week, the rest is past
BETWEEN, LONG_AGO = timedelta(minutes=150), timedelta(days=60)
HOST, PORT = "127.0.0.1", "8000"
WORDS = "Community service activity, please come along. " * 8
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


@dataclass(frozen=True)
class Page:
    application: Application
    path: str
    cookie: str = ""

    def ask(self) -> tuple[str, bytes]:
        told: list[str] = []
        answer = self.application(self.environ(), lambda status, _headers, *_more: told.append(status))
        try:
            return told[0], b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()

    def environ(self) -> dict[str, Any]:
        wsgi = {
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        server = {
            "SERVER_NAME": HOST,
            "SERVER_PORT": PORT,
            "HTTP_HOST": f"{HOST}:{PORT}",
            "REMOTE_ADDR": HOST,
            "SERVER_PROTOCOL": "HTTP/1.1",
        }
        more = {"wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False}
        path, _mark, query = self.path.partition("?")
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": ""}
        return wsgi | server | more | asked | ({"HTTP_COOKIE": self.cookie} if self.cookie else {})


def session_of(user: Any) -> str:
    """The cookie of somebody signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def begin() -> datetime:
    """The instant from which events are counted."""
    return now().replace(second=0, microsecond=0) + timedelta(hours=1)


def when(number: int) -> datetime:
    """The first ones come, the others were."""
    return begin() + number * BETWEEN if number < COMING else begin() - LONG_AGO - number * BETWEEN


def answer(pages: dict[str, Page], version: str, titles: str) -> None:
    """Says what it serves, then for each "page n" on standard input the CPU milliseconds of one of n requests."""
    told = {name: _look(page, titles) for name, page in pages.items()}
    print(json.dumps({"version": version, "pages": told}), flush=True)
    for line in sys.stdin:
        name, times = line.rsplit(maxsplit=1)
        started = time.process_time()
        for _time in range(int(times)):
            pages[name].ask()
        print(json.dumps(1000 * (time.process_time() - started) / int(times)), flush=True)


def _look(page: Page, titles: str) -> dict[str, int]:
    statements: list[str] = []

    def listen(execute: Callable[..., Any], sql: str, *told: Any) -> Any:
        statements.append(sql)
        return execute(sql, *told)

    status, body = "", b""
    for _warm in range(3):
        status, body = page.ask()
        if not status.startswith("200"):
            raise SystemExit(f"{page.path}: {status} {body[:2000].decode(errors='replace')}")
    with connection.execute_wrapper(listen):
        page.ask()
    text = body.decode()
    shown = sum(f"{titles}{number:03d}" in text for number in range(EVENTS))
    return {"bytes": len(body), "sql": len(statements), "events": shown}
