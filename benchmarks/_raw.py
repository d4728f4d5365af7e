"""The same SQL twice: once through an action, once replayed on the bare driver from the same starting rows."""

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pysqlite3
from django.db import connection

Statement = tuple[str, Any]


def record(calls: Sequence[Callable[[], object]]) -> list[list[Statement]]:
    """What each call says to the database."""
    said: list[list[Statement]] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        said[-1].append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        for call in calls:
            said.append([])
            call()
    return said


def cpu(calls: Sequence[Callable[[], object]]) -> float:
    """CPU seconds a call."""
    started = time.process_time()
    for call in calls:
        call()
    return (time.process_time() - started) / len(calls)


def replay_sqlite(path: Path, said: Sequence[Sequence[Statement]]) -> float:
    """CPU seconds a call for the same statements on a bare sqlite3 connection with the street's settings."""
    bare = pysqlite3.connect(str(path), isolation_level=None)
    bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
    started = time.process_time()
    for statements in said:
        bare.execute("BEGIN IMMEDIATE")
        for sql, params in statements:
            if sql.startswith(("BEGIN", "COMMIT")):
                continue
            cursor = bare.execute(sql.replace("%s", "?"), tuple(params or ()))
            cursor.fetchall()
        bare.execute("COMMIT")
    spent = time.process_time() - started
    bare.close()
    return spent / len(said)


def copy_sqlite(path: Path, to: Path) -> None:
    connection.close()
    shutil.copyfile(path, to)
