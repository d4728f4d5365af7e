"""A database that does not answer is given up, its statement ended; whoever comes next waits less."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pysqlite3
import pytest
from django.db import OperationalError, connection, transaction

from sidan.core import patience
from sidan.core.patience import Patience, Wait

pytestmark = pytest.mark.django_db(transaction=True)


def asks(work: Callable[[], Any]) -> Patience:
    """An application that does this and nothing else."""

    def application(_environ: dict[str, Any], _start: Any) -> list[bytes]:
        work()
        return [b"done"]

    return Patience(application)


def query(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(patience, "PATIENT", 0.5)
    yield
    connection.close()  # with the patience it was told


def test_what_the_database_has_taken_is_counted_over_statements() -> None:
    wait = Wait(limit=1.0)
    with connection.execute_wrapper(wait):
        assert query("SELECT 1") == [(1,)]
        wait.spent = 1.0
        with pytest.raises(OperationalError, match="of one request"):
            query("SELECT 1")


ENDLESS = {
    "postgresql": "SELECT pg_sleep(600)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
}


def test_an_endless_statement_is_ended_and_the_line_still_serves(little: None) -> None:
    with pytest.raises(OperationalError):
        asks(lambda: query(ENDLESS[connection.vendor]))({}, print)
    assert query("SELECT 1") == [(1,)]


def test_whoever_queues_behind_waits_less(little: None) -> None:
    limits = []
    site = asks(lambda: limits.append(next(iter(site.watch.waits.values())).limit))  # type: ignore[union-attr]
    site({}, print)
    site.application = asks(lambda: query(ENDLESS[connection.vendor])).application
    with pytest.raises(OperationalError):
        site({}, print)
    site.application = asks(lambda: limits.append(next(iter(site.watch.waits.values())).limit)).application  # type: ignore[union-attr]
    site({}, print)
    assert limits == [0.5, patience.SHORT]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="one writer at a time is SQLite's way")
def test_a_writer_that_stays_is_not_waited_for(little: None) -> None:
    def write() -> None:
        with transaction.atomic():
            query("SELECT 1")

    name = str(connection.settings_dict["NAME"])
    with closing(pysqlite3.connect(name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            asks(write)({}, print)
        other.execute("ROLLBACK")
    connection.close()
    asks(write)({}, print)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a line to a server")
def test_the_line_is_cut_also_where_no_statement_of_ours_waits(little: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when Django asks, before the first statement, whether the line still stands."""
    monkeypatch.setattr(patience, "TOTAL", 0.5)
    connection.ensure_connection()
    with pytest.raises(psycopg.OperationalError):
        asks(lambda: connection.connection.execute("SELECT pg_sleep(3)"))({}, print)
    assert not connection.is_usable()
