"""The second wall: row-level security of PostgreSQL, written from the registry.

Each key becomes two functions: the inner one asks for a given person, the outer one is what policies call. Outer ones,
questions and getters lower the wall while they look (a policy that asked through walled tables would ask itself in
circles) and put the former setting back. Whoever may run statements may call them: the wall guards against mistakes of
ours, not against somebody who writes SQL.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, transaction

from sidan.core import walls
from sidan.core.walls_registry import GETTERS, KEYS, QUESTIONS, TABLES, Key, policy

POLICY = "sidan_wall"

_ME = """
CREATE OR REPLACE FUNCTION sidan_me() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT NULLIF(NULLIF(split_part(current_setting('sidan.who', true), ' ', 1), ''), 'all')::bigint
$$"""

_PERSON = "split_part(told, ' ', 1)::bigint"

# A question is asked with the keys as they were found, so it needs no person of its own.
_BODY = """
CREATE OR REPLACE FUNCTION sidan_{name}({parameters}) RETURNS {returns} LANGUAGE plpgsql STABLE AS $$
DECLARE
  told text := coalesce(current_setting('sidan.who', true), '');
  found {returns};
BEGIN
  IF told IN ('', '0', 'all') OR strpos(told, '{only}') = 0 THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('sidan.who', 'all', true);
  found := ({sql});
  PERFORM set_config('sidan.who', told, true);
  RETURN found;
END $$"""

_INNER = """
CREATE OR REPLACE FUNCTION sidan_{name}({parameters}) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN ({sql});
END $$"""


def functions() -> Iterator[str]:
    yield _ME
    for key in KEYS.values():
        yield from _of_key(key)
    for question in QUESTIONS.values():
        parameters = ["this bigint", *(f"{name} bigint[]" for name, _call in question.uses)]
        told = {"name": question.name, "parameters": ", ".join(parameters), "returns": "boolean", "only": ""}
        yield _drop(question.name, *parameters)
        yield _BODY.format(**told, sql=question.sql)
    for table, column in sorted(GETTERS):
        told = {"name": f"get_{table}_{column}", "parameters": "this bigint", "returns": f'"{table}"."{column}"%TYPE'}
        yield _BODY.format(**told, only="", sql=f'SELECT t."{column}" FROM "{table}" t WHERE t.id = this')


def _of_key(key: Key) -> Iterator[str]:
    given, passed = ([key.parameter], [key.parameter.partition(" ")[0]]) if key.parameter else ([], [])
    inner = [*given, "me bigint"]
    yield _drop(key.name, *given)
    yield _drop(key.name, *inner)
    yield _INNER.format(name=key.name, parameters=", ".join(inner), sql=key.sql)
    asks = f"sidan_{key.name}({', '.join([*passed, _PERSON])})"
    yield _BODY.format(name=key.name, parameters=", ".join(given), returns="bigint[]", only=key.only, sql=asks)


def _drop(name: str, *parameters: str) -> str:
    """Parameters cannot be renamed in place. The policies that call it have gone by then."""
    kinds = ", ".join(parameter.partition(" ")[2] for parameter in parameters)
    return f"DROP FUNCTION IF EXISTS sidan_{name}({kinds})"


def statements() -> Iterator[str]:
    """Everything from an unwalled database to a walled one; harmless where it stands already."""
    policies = {table: policy(label) for table, label in walled_tables().items()}  # first: they collect the getters
    for table in walled_tables():
        yield f'DROP POLICY IF EXISTS {POLICY} ON "{table}"'
    yield from functions()
    for table, condition in policies.items():
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
        yield f'CREATE POLICY {POLICY} ON "{table}" USING ({condition})'


def walled_tables() -> dict[str, str]:
    return {apps.get_model(label)._meta.db_table: label for label in TABLES}


def put_up() -> int:
    """Builds the wall as the owner of the tables. Returns how many tables stand behind it."""
    with walls.everything("building the wall"), transaction.atomic(), connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)
    return len(TABLES)


def take_down() -> None:
    """Before a migration: policies hold the columns they name. Meanwhile only the owner sees rows, all others none."""
    with walls.everything("a migration"), transaction.atomic(), connection.cursor() as cursor:
        for table in _standing():
            cursor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"')
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')


def _standing() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE schemaname = current_schema() AND policyname = %s", [POLICY]
        )
        return [name for (name,) in cursor.fetchall()]


def let_in(role: str) -> None:
    """What the application's role needs, and no more: rows, never tables. It is made where it does not exist."""
    name = connection.ops.quote_name(role)
    with walls.everything("granting"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")


# What makes it void --------------------------------------------------------------------------------------------------


def faults() -> Iterator[str]:
    """Each thing that makes the wall void for the role that is connected, in a sentence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, is_super, bypasses = cursor.fetchone()
        cursor.execute(_LOOK, [POLICY, POLICY, list(walled_tables())])
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    if is_super:
        yield f"{role} is a superuser: no wall holds it."
    elif bypasses:
        yield f"{role} has BYPASSRLS: no wall holds it."
    if not is_super and any(owns for *_rest, owns in rows.values()):
        yield f"{role} owns the tables: it can take the wall down."
    for table in sorted(walled_tables()):
        yield from _faults_of(table, *rows.get(table, (False, False, 0, 0, False)))


_LOOK = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
  count(p.polname) FILTER (WHERE p.polname = %s), count(p.polname) FILTER (WHERE p.polname <> %s),
  pg_has_role(c.relowner, 'USAGE')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE n.nspname = current_schema() AND c.relname = ANY (%s) GROUP BY c.oid"""


def _faults_of(table: str, enabled: bool, forced: bool, ours: int, others: int, _owns: bool) -> Iterator[str]:
    if not enabled:
        yield f"{table}: row-level security is not enabled."
    if not forced:
        yield f"{table}: row-level security is not forced."
    if not ours:
        yield f"{table}: its policy is missing."
    if others:
        yield f"{table}: another policy lets more through."
