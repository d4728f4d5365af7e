"""Django's PostgreSQL, telling with each statement on walled tables for whom it is made.

The setting travels in front of the statement, in the same message: in autocommit both are one implicit transaction,
otherwise it belongs to the transaction that is open. So it is always local to a transaction, costs no journey of its
own, and neither a rolled back savepoint nor a pooled connection can leave a former person behind. Named cursors are
switched off in the settings: they could not carry it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as Operations
from psycopg import sql as composed

from sidan.core.walls_gate import wall_of

TELL = "SELECT set_config('sidan.who', '{}', true);"  # a number and words of ours
START = TELL.partition("{}")[0]


class Cursor(base.Cursor):
    """Django's, which the stubs know by half."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        wall = wall_of(query)
        if wall is None:
            return super().execute(query, params, **more)  # type: ignore[misc]
        told = composed.SQL(TELL.format(wall.told()))
        whole = told + query if isinstance(query, composed.Composable) else told.as_string() + query
        super().execute(whole, params, **more)  # type: ignore[misc]
        self.nextset()  # type: ignore[attr-defined]
        return self

    def executemany(self, query: Any, params_seq: Iterable[Any], **more: Any) -> None:
        if wall_of(query) is None:
            super().executemany(query, params_seq, **more)  # type: ignore[misc]
            return
        for params in params_seq:
            self.execute(query, params)


class DatabaseOperations(Operations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """As asked for: the log of queries shows what a page did."""
        said: str | None = super().last_executed_query(cursor, sql, params)
        return said.partition(";")[2] if said and said.startswith(START) else said


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "cursor_factory": Cursor}
