"""Columns for personal values: encrypted at rest, and findable without being readable."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, In, IsNull, Lookup

from sidan.core.keys import keyring

if TYPE_CHECKING:
    Text = models.TextField[str, str]
    Index = models.CharField[Any, Any]
    Year = models.PositiveSmallIntegerField[Any, int | None]
else:  # the stubs' generic classes take no parameters at run time
    Text, Index, Year = models.TextField, models.CharField, models.PositiveSmallIntegerField


class EncryptedField(Text):
    """Text that the database cannot read. It can be neither searched nor sorted by; a BlindIndex finds it."""

    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        # Empty stays empty, so that "nothing was said" needs no key and shows as such.
        return value if value is None or value == "" else keyring().encrypt(str(value), self.place())

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return keyring().decrypt(value, self.place()) if value else value

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]] | None":
        if lookup_name == "isnull":
            return IsNull
        raise FieldError(f"{self.name} is encrypted: filter by its blind index")


class EncryptedJSONField(EncryptedField):
    """A JSON value that the database cannot read."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(json.dumps(value, ensure_ascii=False) if value else "")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        opened = super().from_db_value(value, expression, connection)
        return json.loads(opened) if opened else {}


if TYPE_CHECKING:

    class EncryptedDateField(models.DateField[date | None, date | None]):
        """Seen as the day it gives."""

else:

    class EncryptedDateField(EncryptedField):
        """A day that the database cannot read."""

        def get_prep_value(self, value: Any) -> Any:
            return super().get_prep_value(None if value is None else value.isoformat())

        def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
            opened = super().from_db_value(value, expression, connection)
            return date.fromisoformat(opened) if opened else None

        def to_python(self, value: Any) -> Any:
            return date.fromisoformat(value) if isinstance(value, str) else value


class YearFrom(Year):
    """The year of a day kept encrypted beside it, so many years on; it follows that field whenever a row is saved."""

    def __init__(self, *args: Any, source: str = "", plus: int = 0, **kwargs: Any) -> None:
        self.source, self.plus = source, plus
        super().__init__(*args, **({"null": True, "blank": True, "editable": False, "db_index": True} | kwargs))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source, "plus": self.plus}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        day = getattr(model_instance, self.source)
        setattr(model_instance, self.attname, None if day is None else day.year + self.plus)
        return getattr(model_instance, self.attname)


class Blinded(str):
    """An index as it stands in the database: it is not blinded once more."""

    __slots__ = ()


class BlindIndex(Index):
    """A keyed hash of a value. Filters take the plain value: `filter(phone_index="138…")`.

    With `source` the hash follows that field (its first `first` or last `last` characters) whenever a row is saved.
    """

    def __init__(self, *args: Any, source: str = "", first: int = 0, last: int = 0, **kwargs: Any) -> None:
        self.source, self.first, self.last = source, first, last
        super().__init__(*args, **({"max_length": 32, "blank": True} | kwargs))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        told = {"source": self.source, "first": self.first, "last": self.last}
        return name, path, args, kwargs | {key: value for key, value in told.items() if value}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if not self.source:
            return super().pre_save(model_instance, add)
        value = getattr(model_instance, self.source) or ""
        value = value[: self.first] if self.first else value[-self.last :] if self.last else value
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        if value is None or value == "" or isinstance(value, Blinded):
            return value
        return keyring().blind(str(value), f"{self.model._meta.db_table}.{self.column}")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Blinded | None:
        return None if value is None else Blinded(value)

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]] | None":
        allowed: dict[str, type[Lookup[Any]]] = {"exact": Exact, "in": In, "isnull": IsNull}
        if lookup_name not in allowed:
            raise FieldError(f"{self.name} is a blind index: it knows equal values only")
        return allowed[lookup_name]


def encrypted_fields(model: type[models.Model]) -> list[EncryptedField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedField)]
