"""Writing every encrypted value anew with the newest key; it can be stopped at any moment and begun again."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

from sidan.core.fields import encrypted_fields
from sidan.core.keys import MARK, keyring
from sidan.core.sessions import PLACE

AT_ONCE = 500


@dataclass(frozen=True)
class Column:
    """Where encrypted values stand. The names come from the models, never from outside."""

    table: str
    key: str
    name: str
    place: str

    def older(self) -> list[tuple[int | str, str]]:
        """The next values that another key than the newest has written."""
        newest = f"{MARK}{keyring().newest}{MARK}%"
        table, key, name = self._quoted()
        query = f"SELECT {key}, {name} FROM {table} WHERE {name} LIKE %s AND {name} NOT LIKE %s LIMIT {AT_ONCE}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query, [f"{MARK}%", newest])
            return list(cursor.fetchall())

    def swap(self, pk: int | str, old: str, new: str) -> None:
        table, key, name = self._quoted()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s", [new, pk, old])  # noqa: S608

    def _quoted(self) -> tuple[str, str, str]:
        quote = connection.ops.quote_name
        return quote(self.table), quote(self.key), quote(self.name)


def columns() -> Iterator[Column]:
    for model in apps.get_models():
        for field in encrypted_fields(model):
            assert model._meta.pk is not None
            yield Column(model._meta.db_table, str(model._meta.pk.column), str(field.column), field.place())
    yield Column(Session._meta.db_table, "session_key", "session_data", PLACE)


def rotate(column: Column) -> int:
    """One batch; 0 when nothing is left. A value changes only if it is still what was read: a row that somebody edits
    meanwhile keeps the edit, which the newest key has written anyway."""
    rows = column.older()
    for pk, stored in rows:
        opened = keyring().decrypt(stored, column.place)
        column.swap(pk, stored, keyring().encrypt(opened, column.place))
    return len(rows)
