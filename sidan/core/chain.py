"""Signed history: each row carries a signature of its facts, and seals over stretches of rows form one chain.

A signature finds an edited or forged row, a seal finds one that is gone. ADR 6 tells why these are two steps.
"""

import hmac
import json
import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from django.db import models

from sidan.core.keys import keyring

if TYPE_CHECKING:
    Text = models.CharField[Any, str]
else:  # the stubs' generic classes take no parameters at run time
    Text = models.CharField

NONCE: Final = 16
LENGTH: Final = NONCE + 64
UNSIGNED: Final = frozenset({"mac"})
Line = tuple[int, int, str]  # of a stretch: pk, whom the row is about, the mac it was written with


class MacField(Text):
    """The row's signature, made when the row is appended, by whatever way it is: none can be forgotten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"max_length": LENGTH, "editable": False, "blank": True} | kwargs))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if add and not getattr(model_instance, self.attname):
            setattr(model_instance, self.attname, sign(seal_text(model_instance)))
        return getattr(model_instance, self.attname)


def seal_text(row: models.Model) -> str:
    """All facts of a row in one spelling that both databases give back, personal values as people read them.

    Empty facts are left out, so that a column added later changes no signature of older rows.
    """
    facts = {name: spelled(getattr(row, name)) for name in _signed_names(type(row))}
    told = {name: value for name, value in facts.items() if value is not None and value != ""}
    return json.dumps([row._meta.db_table, told], ensure_ascii=False, separators=(",", ":"))


@cache
def _signed_names(model: type[models.Model]) -> list[str]:
    # Without the pk, which is known only after the row is in: its place in the order is the seal's business.
    fields = (field for field in model._meta.concrete_fields if not field.primary_key)
    return sorted(field.attname for field in fields if field.attname not in UNSIGNED)


def spelled(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int) else str(value)


def sign(text: str) -> str:
    """A nonce makes two rows that say the same differ: a row copied with its signature shows as a copy."""
    nonce = secrets.token_hex(NONCE // 2)
    return nonce + keyring().sign(nonce + text)


def is_signed(mac: str, text: str) -> bool:
    return hmac.compare_digest(mac[NONCE:], keyring().sign(mac[:NONCE] + text))


def digest(lines: Iterable[Line]) -> str:
    return sha256("\n".join(mac for _pk, _about, mac in lines).encode()).hexdigest()


def tally(lines: Iterable[Line]) -> str:
    """How many rows are about whom: it names the order of a row that is gone."""
    counts = Counter(about for _pk, about, _mac in lines)
    return json.dumps({str(about): count for about, count in sorted(counts.items())}, separators=(",", ":"))
