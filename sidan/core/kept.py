"""Whole answers kept for a minute in front of Django: the public page is asked for often and is the same for all.

Kept is only what says of itself that it is public (Cache-Control), for requests that carry nothing personal: no query,
no cookie but language and size of letters. Everything else passes through untouched.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

HARMLESS = {"language", "view"}
FRESH = re.compile(r"\bpublic\b.*\bmax-age=(\d+)")
MOST = 64  # hosts × languages × sizes: a request can invent hosts, so the shelf has an end


@dataclass(frozen=True, slots=True)
class Kept:
    until: float
    status: str
    headers: Headers
    body: bytes


class KeptPages:
    def __init__(self, application: Application, clock: Callable[[], float] = time.monotonic) -> None:
        self.application, self.clock = application, clock
        self.shelf: dict[tuple[str, str, str], Kept] = {}

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        key = _key(environ)
        if key is None:
            return self.application(environ, start_response)
        kept = self.shelf.get(key)
        if kept is None or kept.until <= self.clock():
            return self._ask(key, environ, start_response)
        start_response(kept.status, list(kept.headers))
        return [kept.body]

    def _ask(self, key: tuple[str, str, str], environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        told: list[tuple[str, Headers]] = []

        def listen(status: str, headers: Headers, *more: Any) -> Any:
            told.append((status, headers))
            return start_response(status, headers, *more)

        answer = self.application(environ, listen)
        seconds = _seconds(*told[0]) if told else 0
        if not seconds:
            return answer
        body = b"".join(answer)
        if len(self.shelf) >= MOST:
            self.shelf.clear()
        self.shelf[key] = Kept(self.clock() + seconds, told[0][0], told[0][1], body)
        return [body]


def _key(environ: dict[str, Any]) -> tuple[str, str, str] | None:
    """What the answer may depend on; None for a request that is somebody's own, or asks for less than the whole."""
    if environ.get("REQUEST_METHOD") != "GET" or environ.get("QUERY_STRING"):
        return None
    if any(name in environ for name in ("HTTP_IF_NONE_MATCH", "HTTP_RANGE", "HTTP_HX_REQUEST", "HTTP_AUTHORIZATION")):
        return None
    cookies = environ.get("HTTP_COOKIE", "")
    if {part.split("=")[0].strip() for part in cookies.split(";") if part.strip()} - HARMLESS:
        return None
    return environ.get("PATH_INFO", ""), environ.get("HTTP_HOST", ""), cookies


def _seconds(status: str, headers: Headers) -> int:
    named = {name.lower(): value for name, value in headers}
    fresh = FRESH.search(named.get("cache-control", ""))
    if not status.startswith("200") or "set-cookie" in named or fresh is None:
        return 0
    return int(fresh.group(1))
