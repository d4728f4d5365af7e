"""Nobody waits for a database that does not answer: after six seconds of it they read the station's telephone number.

Counted is only the time spent in the database, so that a slow machine is not taken for a broken one. Requests queue
behind the one that waits; so for a while after somebody has given up, the next wait a second each.

A statement that takes too long is cancelled by another thread. A server that has gone without a word (a pulled cable,
a proxy that swallows everything) hears no cancelling: then the line is cut, and the statement fails like any other.
All of it, and one more try to connect (connect_timeout), stays within ten seconds.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

from sidan.core.kept import Application, Start

PATIENT, SHORT = 6.0, 1.0  # seconds of the database in one request
SHORT_FOR = 10.0  # after somebody has given up
TOTAL = 7.5  # seconds after which the line is cut, whatever the request is at: a commit is no statement
LOOK = 0.25
CANCELLING = 0.5
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


@dataclass
class Wait:
    """One request's waiting for the database, in the thread that carries it out."""

    limit: float
    database: Any = None  # before the first statement Django may ask its line whether it still stands
    begun: float = field(default_factory=time.monotonic)
    spent: float = 0.0
    since: float | None = None  # when the statement in hand began
    cancelled: bool = False
    # Held while somebody else cancels: a cancelling that comes late must not hit the next statement.
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if self.spent >= self.limit:
            raise OperationalError(f"the database took {self.spent:.1f} s of one request")
        self.database = context["connection"]
        if self.database.vendor == "sqlite":
            self._wait_for_the_lock(self.database.connection)
        begun = self.since = time.monotonic()
        try:
            return execute(sql, params, many, context)
        finally:
            with self.lock:
                self.since = None
            self.spent += time.monotonic() - begun

    def _wait_for_the_lock(self, line: Any) -> None:
        """SQLite's waiting for a writer cannot be interrupted, so it is told how long it may last."""
        left = int((self.limit - self.spent) * 10) * 100  # in steps, or each statement would have to be preceded
        if _told.__dict__.get("left") != (line, left):
            with closing(line.cursor()) as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {max(left, 100)}")
            _told.left = (line, left)

    def is_over(self, now: float) -> bool:
        return self.since is not None and self.spent + now - self.since > self.limit

    def is_lost(self, now: float) -> bool:
        return (self.cancelled and self.is_over(now - CANCELLING)) or now - self.begun > TOTAL


_told = threading.local()


class Watch(threading.Thread):
    """Looks a few times a second whether somebody waits too long."""

    def __init__(self) -> None:
        super().__init__(name="patience", daemon=True)
        self.waits: dict[int, Wait] = {}

    def run(self) -> None:
        while True:
            time.sleep(LOOK)
            for wait in list(self.waits.values()):
                with suppress(Exception):  # the line may be gone this very moment, which is what is wanted
                    look_at(wait, time.monotonic())


def look_at(wait: Wait, now: float) -> None:
    line = getattr(wait.database, "connection", None)
    if line is None:
        return
    if wait.is_lost(now) and wait.database.vendor == "postgresql":
        with closing(socket.socket(fileno=os.dup(line.pgconn.socket))) as cut:
            cut.shutdown(socket.SHUT_RDWR)
        return
    with wait.lock:
        if wait.is_over(now) and not wait.cancelled:
            wait.cancelled = True
            if wait.database.vendor == "postgresql":
                line.cancel_safe(timeout=CANCELLING)
            else:
                line.interrupt()


class Patience:
    """In front of Django, around everything that a request asks of the database."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.watch: Watch | None = None
        self.short_until = 0.0

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if self.watch is None:  # not before: a thread does not outlive the fork of a worker
            self.watch = Watch()
            self.watch.start()
        me = threading.get_ident()
        limit = SHORT if time.monotonic() < self.short_until else PATIENT
        wait = self.watch.waits[me] = Wait(limit, connections[DEFAULT_DB_ALIAS])
        try:
            with connection.execute_wrapper(wait):
                return self.application(environ, start_response)
        finally:
            del self.watch.waits[me]
            if wait.spent >= wait.limit:
                self.short_until = time.monotonic() + SHORT_FOR
