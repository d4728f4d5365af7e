"""One of several processes that sign people up: told on standard input whom and how, answers with milliseconds and CPU.

"action" is the product's own; "raw" says the same SQL, written by hand, on the bare driver.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
import pysqlite3
from django.conf import settings
from django.db import connection

from sidan.activities import actions
from sidan.activities.actions import Guest
from sidan.activities.models import Session
from sidan.core.clock import now
from sidan.core.ids import public_id
from sidan.core.models import Channel
from sidan.people.doing import Doing
from sidan.people.models import Person

SEAT = "UPDATE activities_session SET taken = taken + 1 WHERE id = %s AND state = 'published' AND taken <= (seats - 1)"
HOLD = "UPDATE activities_session SET taken = taken WHERE id = %s AND state = 'published'"
QUEUE = "SELECT 1 FROM activities_signup WHERE session_id = %s AND state = 'waiting' LIMIT 1"
BACK = "UPDATE activities_session SET taken = taken - 1 WHERE id = %s AND state = 'published'"
COLUMNS = (
    *("public_id", "session_id", "person_id", "name", "phone", "phone_index", "token_hash", "seats", "state"),
    *("state_at", "made_at", "waits_since", "made_by_id", "channel", "proof"),
)
INSERT = (
    f"INSERT INTO activities_signup ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) RETURNING id"
)
Execute = Callable[[str, tuple[Any, ...]], Any]


def claim(execute: Execute, session: int, person: int, at: datetime | str) -> None:
    """What the action says in its transaction, and nothing else."""
    going = _seated(execute, session)
    state, since = ("going", None) if going else ("waiting", at)
    empty = ("", "", "", "")
    execute(INSERT, (public_id(), session, person, *empty, 1, state, at, at, since, person, "page", "")).fetchall()


def _seated(execute: Execute, session: int) -> bool:
    if execute(SEAT, (session,)).rowcount != 1:
        execute(HOLD, (session,))
        if execute(SEAT, (session,)).rowcount != 1:
            return False
    if not execute(QUEUE, (session,)).fetchall():
        return True
    execute(BACK, (session,))
    return False


class Sqlite:
    def __init__(self) -> None:
        self.line = pysqlite3.connect(str(settings.DATABASES["default"]["NAME"]), isolation_level=None, timeout=60)
        self.line.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
        self.said = {sql: sql.replace("%s", "?") for sql in (SEAT, HOLD, QUEUE, BACK, INSERT)}

    def __call__(self, session: int, person: int) -> None:
        self.line.execute("BEGIN IMMEDIATE")
        claim(lambda sql, told: self.line.execute(self.said[sql], told), session, person, str(now())[:26])
        self.line.execute("COMMIT")


class Postgresql:
    def __init__(self) -> None:
        self.line = psycopg.connect(_address(), options="-c sidan.who=all", autocommit=True)

    def __call__(self, session: int, person: int) -> None:
        with self.line.transaction():
            claim(lambda sql, told: self.line.execute(sql, told, prepare=True), session, person, now())


def _address() -> str:
    told = settings.DATABASES["default"]
    return f"host={told['HOST']} dbname={told['NAME']}" + (f" user={told['USER']}" if told["USER"] else "")


def timed(session: int, people: list[int], how: str, raw: Callable[[int, int], None]) -> dict[str, Any]:
    held = Session.objects.select_related("activity").get(pk=session)  # everybody has the page open
    known = Person.objects.in_bulk(people)
    taken = []
    began, spent = time.time(), time.process_time()
    for person in people:
        started = time.perf_counter()
        if how == "raw":
            raw(session, person)
        else:
            who = known[person]
            actions.sign_up(held, Guest(who), Doing(who, now(), Channel.PAGE))
        taken.append(1000 * (time.perf_counter() - started))
    return {"cpu": time.process_time() - spent, "began": began, "ended": time.time(), "ms": taken}


def main() -> None:
    raw = Sqlite() if connection.vendor == "sqlite" else Postgresql()
    print("ready", flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(timed(told["session"], told["people"], told["how"], raw)), flush=True)
