"""A backup without its keys is noise: the keys have to be known to be somewhere else, or to be in it."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

from sidan.core.backup_parts import BackupError, copy_private, write
from sidan.core.keys import Keyring, keyring

KEYS: Final = "keys.json"


def fingerprints(keys: Keyring) -> dict[str, str]:
    """Which keys a backup needs, without telling them."""
    named = {f"values {key_id}": key for key_id, key in keys.fields.items()}
    named |= {"index": keys.index, "audit": keys.audit}
    return {name: sha256(f"sidan {name}".encode() + key).hexdigest()[:16] for name, key in sorted(named.items())}


def must_be_readable_later(with_keys: bool) -> dict[str, str]:
    """The fingerprints of the keys of today."""
    keyring.cache_clear()
    if with_keys or known_copy() is not None:
        return fingerprints(keyring())
    raise BackupError(
        "No backup without its keys: names, numbers and doors in it could be read by nobody.\n"
        f"Copy the key file {settings.SIDAN_KEYS} to another place first, with: manage.py copy_keys FILE\n"
        "or take the keys into the backup with --with-keys, and keep it as you keep the keys themselves."
    )


def must_be_the_same(keys: Mapping[str, str]) -> None:
    keyring.cache_clear()
    if fingerprints(keyring()) != keys:
        raise BackupError("The keys were changed while the backup was made; copy the keys and begin again.")


def _note() -> Path:
    return settings.SIDAN_KEYS.with_name(settings.SIDAN_KEYS.name + ".copied")


def known_copy() -> str | None:
    """Where the keys of today were copied to; None after a rotation, until they are copied again."""
    try:
        told = json.loads(_note().read_text())
    except (OSError, ValueError):
        return None
    return str(told["to"]) if told.get("keys") == fingerprints(keyring()) else None


def copy_keys(to: Path, *, now: datetime) -> None:
    if to.exists():
        raise BackupError(f"{to} is there already; an older key file may still be needed, so it is not overwritten")
    keyring()  # made at first use
    to.parent.mkdir(parents=True, exist_ok=True)
    copy_private(settings.SIDAN_KEYS, to)
    write(_note(), {"to": str(to.resolve()), "at": now.isoformat(), "keys": fingerprints(keyring())})


def must_have_keys(folder: Path, wanted: Mapping[str, str]) -> None:
    own = settings.SIDAN_KEYS
    if not own.exists():
        if not (folder / KEYS).exists():
            raise BackupError(
                f"The keys of this backup are not here. Put the copy of the key file at {own} and try again."
            )
        own.parent.mkdir(parents=True, exist_ok=True)
        copy_private(folder / KEYS, own)
        keyring.cache_clear()
    have = fingerprints(keyring())
    missing = [name for name, mark in wanted.items() if have.get(name) != mark]
    if missing:
        raise BackupError(
            f"The key file {own} does not open this backup (it lacks: {', '.join(missing)}).\n"
            "Move it away and put the copy that belongs to this backup in its place"
            + (f", for instance {folder / KEYS}." if (folder / KEYS).exists() else ".")
        )
