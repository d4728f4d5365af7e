"""`station__under=paths`: rows of the stations in these subtrees.

The same as `station__in=` with the QuerySet of these stations, but written, not compiled: every list and every page of
the desk asks it several times, and a nested QuerySet costs half a millisecond each time.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler

_STATIONS = 'SELECT "places_station"."id" FROM "places_station" WHERE'


@ForeignKey.register_lookup
class Under(Lookup):
    lookup_name = "under"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any, form: str = "IN ({})") -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet  # as for an empty list: there is nothing, and nothing is asked
        station, known = self.process_lhs(compiler, connection)
        begins = f'"places_station"."path" {connection.operators["startswith"]}'
        ways = " OR ".join([begins] * len(self.rhs))
        paths = [f"{connection.ops.prep_for_like_query(path)}%" for path in self.rhs]
        return f"{station} {form.format(f'{_STATIONS} {ways}')}", (*known, *paths)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Found once and compared: after IN the stations are one more table whose joins the planner would weigh."""
        return self.as_sql(compiler, connection, "= ANY (ARRAY({}))")
