"""The guard of tests and development: a statement on a walled table must be held to somebody by its own words.

It is, when its WHERE or its joins tie each walled table to a station, to a person, or to a row that was reached before:
an integer key, never a public id that anybody may type. The statement is parsed; `everything` passes unread.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import ForeignKey, Model

from sidan.core import walls
from sidan.core.walls_registry import TABLES, tables

if TYPE_CHECKING:
    from sqlglot import exp

PLACES = ("places_station", "places_grid", "places_estate")


class Unheld(RuntimeError):
    """A statement on personal rows that nothing holds to a station or a person."""


class Switch:
    """Where pages are developed it is on; tests turn it on themselves. A site has no parser."""

    on = settings.DEBUG and find_spec("sqlglot") is not None


def is_on() -> bool:
    return Switch.on and walls.is_up()


def check(sql: str) -> None:
    loose = _loose(sql.replace("%s, ", "").replace("%s", "?"), connection.vendor)
    if loose:
        raise Unheld(f"{loose}: no station, person or key holds it. In {sql}")


@lru_cache(maxsize=4096)
def _loose(sql: str, vendor: str) -> str:
    """The first walled table that nothing holds, or nothing."""
    import sqlglot  # noqa: PLC0415  # not installed on a site
    from sqlglot import exp  # noqa: PLC0415

    tree = sqlglot.parse_one(sql, dialect="sqlite" if vendor == "sqlite" else "postgres")
    if not isinstance(tree, exp.Select | exp.Update | exp.Delete | exp.Insert | exp.Union):
        return f"{tree.key} is no statement of a page"
    for part in tree.find_all(exp.Select, exp.Update, exp.Delete):
        for table in _Part(part).loose():
            return table
    return ""


class _Part:
    """One SELECT, UPDATE or DELETE without those inside it."""

    def __init__(self, part: "exp.Expression") -> None:
        from sqlglot import exp  # noqa: PLC0415

        self.exp = exp
        joins = part.args.get("joins") or []
        start = part.this if isinstance(part, exp.Update | exp.Delete) else _from(part)
        named = [node for node in (start, *(join.this for join in joins)) if isinstance(node, exp.Table)]
        self.sources = {table.alias_or_name: table.name for table in named}
        where = part.args.get("where")
        self.conditions = [join.args["on"] for join in joins if join.args.get("on")] + ([where.this] if where else [])
        self.tied = [tie for condition in self.conditions for tie in self.ties(condition)]

    def loose(self) -> Iterator[str]:
        walled = {alias: name for alias, name in self.sources.items() if name in tables()}
        held = self._with_tied(set().union(*(self.holds(condition) for condition in self.conditions)))
        yield from (name for alias, name in walled.items() if alias not in held)

    def _with_tied(self, held: set[str]) -> set[str]:
        """What holds one table holds those that are joined to it by a key."""
        while more := {a for a, b in self.tied if b in held} - held:
            held |= more
        return held

    def holds(self, node: "exp.Expression") -> set[str]:
        """The tables that a condition holds by itself."""
        exp = self.exp
        if isinstance(node, exp.Paren):
            return self.holds(node.this)
        if isinstance(node, exp.And):
            return self.holds(node.left) | self.holds(node.right)
        if isinstance(node, exp.Or):
            return self._with_tied(self.holds(node.left)) & self._with_tied(self.holds(node.right))
        if isinstance(node, exp.EQ):
            return self._equal(node.left, node.right) | self._equal(node.right, node.left)
        if isinstance(node, exp.In):
            return self._reached(node.this)
        if isinstance(node, exp.Is):  # who belongs to no station yet: the desk's to find
            return self._reached(node.this) if node.this.name == "station_id" else set()
        if isinstance(node, exp.Escape | exp.Like):
            return {self._table(c) for c in node.find_all(exp.Column) if c.name == "path"}
        return set()

    def _equal(self, one: "exp.Expression", other: "exp.Expression") -> set[str]:
        is_local = isinstance(other, self.exp.Column) and self._table(other) in self.sources
        return set() if is_local else self._reached(one)

    def _reached(self, node: "exp.Expression") -> set[str]:
        is_key = isinstance(node, self.exp.Column) and node.name in _holders(self.sources.get(self._table(node), ""))
        return {self._table(node)} if is_key else set()

    def ties(self, node: "exp.Expression") -> Iterator[tuple[str, str]]:
        """A table, and one that holds it as soon as it is held itself, for a key joins them."""
        exp = self.exp
        if isinstance(node, exp.Paren):
            yield from self.ties(node.this)
        elif isinstance(node, exp.And):
            yield from self.ties(node.left)
            yield from self.ties(node.right)
        elif isinstance(node, exp.EQ) and isinstance(node.left, exp.Column) and isinstance(node.right, exp.Column):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if self._reached(one):
                    yield self._table(one), self._table(other)

    def _table(self, column: "exp.Expression") -> str:
        """Without a name in front it is the only table's."""
        return getattr(column, "table", "") or (next(iter(self.sources), "") if len(self.sources) == 1 else "")


def _from(part: "exp.Expression") -> "exp.Expression | None":
    start = part.args.get("from_") or part.args.get("from")
    return start.this if start else None


@cache
def _holders(table: str) -> frozenset[str]:
    """The columns of a table by which a value holds it."""
    model = _models().get(table)
    if model is None:
        return frozenset()
    told = set(_declared(model))
    # A row of a table that is not walled is anybody's to reach, by whatever key.
    links = (
        f
        for f in model._meta.concrete_fields
        if isinstance(f, ForeignKey) and (table not in tables() or _is_known(f.related_model))
    )
    more = {"path", "code"} if table == "places_station" else set()
    return frozenset(told | more | {"id"} | {link.column for link in links if link.column})


def _declared(model: type[Model]) -> Iterable[str]:
    walled = TABLES.get(model._meta.label)
    if walled is None:
        return []
    names = [*walled.secrets, *(name for clause in walled.clauses for name in clause.fields)]
    return [str(model._meta.get_field(name).column) for name in names]  # type: ignore[union-attr]


def _is_known(model: "type[Model] | str") -> bool:
    return not isinstance(model, str) and (model._meta.db_table in tables() or model._meta.db_table in PLACES)


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
