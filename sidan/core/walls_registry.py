"""Which tables are walled and whose rows are whose: declared in each app's `walls.py`, a line a model.

A table's clauses are alternatives: a row is within somebody's wall when any of them says so. They are written for
PostgreSQL's policies; the guard takes from them which columns anchor a statement. `core` knows no app: it finds the
declarations when all apps are there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from django.apps import apps
from django.db.models import Model

Column = Callable[[str], str]  # the name of a field → how SQL reads it
Render = Callable[[Column], str]


@dataclass(frozen=True)
class Clause:
    """One way in which a row belongs to somebody. `fields` are those that hold a statement to it."""

    render: Render
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """What somebody reaches by one kind of link: an array of ids, asked once a statement. Its SQL says `me`."""

    name: str
    sql: str
    parameter: str = ""
    only: str = ""  # the capacity in which it is reached (walls.WORK, walls.SERVING); empty: in any


@dataclass(frozen=True)
class Question:
    """About one row: its SQL says `this` for the row's id and names the keys it uses, which are handed to it."""

    name: str
    sql: str
    uses: tuple[tuple[str, str], ...]


@dataclass
class Walled:
    clauses: list[Clause] = field(default_factory=list)
    secrets: tuple[str, ...] = ()  # columns of which a value is itself the right: the hash of a token


TABLES: dict[str, Walled] = {}
KEYS: dict[str, Key] = {}
QUESTIONS: dict[str, Question] = {}
GETTERS: set[tuple[str, str]] = set()  # (table, column) that rows hanging on a table ask about it
OPEN: dict[str, str] = {}  # models that name a person or a station and are not walled, and why


def wall(label: str, *clauses: Clause, secrets: tuple[str, ...] = ()) -> None:
    """This table is walled. A higher app may add clauses to a table of a lower one with `also`."""
    TABLES[label] = Walled([*TABLES.get(label, Walled()).clauses, *clauses], secrets)


def also(label: str, *clauses: Clause) -> None:
    TABLES[label].clauses.extend(clauses)


def not_walled(why: str, *labels: str) -> None:
    OPEN.update(dict.fromkeys(labels, why))


def key(name: str, sql: str, parameter: str = "", *, only: str = "") -> None:
    KEYS[name] = Key(name, sql, parameter, only)


def question(name: str, sql: str, **uses: str) -> None:
    """`uses` gives each key that the SQL names and how it is called: stations="stations('{auditor}')"."""
    QUESTIONS[name] = Question(name, sql, tuple(uses.items()))


# The ways. All are flat on purpose: a policy that looked into another walled table would bring that table's policy
# along, and the planner would spend a hundred milliseconds on what takes one to run. -------------------------------


def _array(call: str) -> str:
    """The inner SELECT has a key asked once a statement, not once a row."""
    return f"(SELECT sidan_{call})::bigint[]"


def me(name: str) -> Clause:
    return Clause(lambda column: f"{column(name)} = (SELECT sidan_me())", (name,))


def keyed(name: str, by: str) -> Clause:
    """`name` is one of the ids that a key gives."""
    return Clause(lambda column: f"{column(name)} = ANY ({_array(f'{by}()')})", (name,))


def at_stations(*kinds: str) -> str:
    return f"stations('{{{','.join(kinds)}}}')"


def station(name: str, *kinds: str) -> Clause:
    """At a station where the person holds one of these roles, or below it."""
    return Clause(lambda column: f"{column(name)} = ANY ({_array(at_stations(*kinds))})", (name,))


def asked(name: str, of: str = "id") -> Clause:
    """A question answers yes. It is asked a row, so it stands after the keys."""

    def render(column: Column) -> str:
        handed = [column(of), *(_array(call) for _key, call in QUESTIONS[name].uses)]
        return f"sidan_{name}({', '.join(handed)})"

    return Clause(render, (of,))


def both(*clauses: Clause) -> Clause:
    names = tuple(name for clause in clauses for name in clause.fields)
    return Clause(lambda column: f"({' AND '.join(clause.render(column) for clause in clauses)})", names)


def told(sql: str) -> Clause:
    """A condition in words of SQL, with fields in braces."""
    names = re.findall(r"{(\w+)}", sql)
    return Clause(lambda column: sql.format(**{name: column(name) for name in names}))


def through(name: str, label: str, *clauses: Clause) -> Clause:
    """By the links of the row it hangs on, of which it asks no more than these columns."""

    def render(column: Column) -> str:
        parent = apps.get_model(label)

        def of_parent(wanted: str) -> str:
            if wanted == "id":
                return column(name)
            GETTERS.add((parent._meta.db_table, _column(parent, wanted)))
            return f"sidan_get_{parent._meta.db_table}_{_column(parent, wanted)}({column(name)})"

        return f"({' OR '.join(clause.render(of_parent) for clause in clauses)})"

    return Clause(render, (name,))


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


# What is declared ----------------------------------------------------------------------------------------------------


def policy(label: str) -> str:
    """Who may read and write a row: the product itself, or whoever one of the clauses names."""
    model = apps.get_model(label)

    def column(name: str) -> str:
        return f'"{model._meta.db_table}"."{_column(model, name)}"'

    ways = [clause.render(column) for clause in TABLES[label].clauses]
    return " OR ".join(["(SELECT current_setting('sidan.who', true)) = 'all'", *(f"({way})" for way in ways)])


@cache
def tables() -> dict[str, str]:
    """Name of the table → label of the model."""
    return {apps.get_model(label)._meta.db_table: label for label in TABLES}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(tables())})\b")


@lru_cache(maxsize=4096)
def _anything(sql: str) -> bool:
    return _pattern().search(sql) is not None


def touches(sql: object) -> bool:
    """Does a statement name a walled table? Statements repeat, so the answer is kept; a very long one is not."""
    text = sql if isinstance(sql, str) else str(sql)
    return _anything(text) if len(text) < 20_000 else _pattern().search(text) is not None
