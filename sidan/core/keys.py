"""The keys of a site: one file beside the database, never in it, readable by its owner only.

`fields` encrypt personal values (the newest writes, all of them read), `index` finds a value without reading it,
`audit` signs the history. Losing the file means losing the values; `manage.py backup` refuses to forget it.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MARK: Final = "§"  # begins every encrypted value: §key id§base64(nonce + ciphertext + tag)
NONCE = 12


class Unreadable(Exception):
    """A value written with a key that is not in the key file, or changed behind our back."""


@dataclass(frozen=True)
class Keyring:
    fields: dict[str, bytes]
    newest: str
    index: bytes
    audit: bytes

    def encrypt(self, value: str, place: str) -> str:
        """`place` (table.column) is bound in: a value moved to another column does not decrypt."""
        nonce = secrets.token_bytes(NONCE)
        sealed = _cipher(self.fields[self.newest]).encrypt(nonce, value.encode(), place.encode())
        return f"{MARK}{self.newest}{MARK}{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str, place: str) -> str:
        try:
            _empty, key_id, body = stored.split(MARK)
            raw = base64.b64decode(body, validate=True)
            opened = _cipher(self.fields[key_id]).decrypt(raw[:NONCE], raw[NONCE:], place.encode())
        except (ValueError, KeyError, InvalidTag) as error:
            raise Unreadable(f"{place}: no key reads this value") from error
        return opened.decode()

    def blind(self, value: str, place: str) -> str:
        """The same value always gives the same index, and no index gives a value away without the key."""
        return hmac.new(self.index, f"{place}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]

    def sign(self, text: str) -> str:
        return hmac.new(self.audit, text.encode(), hashlib.sha256).hexdigest()


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


@cache
def keyring() -> Keyring:
    return load(settings.SIDAN_KEYS)


def load(path: Path) -> Keyring:
    try:
        told = json.loads(path.read_text())
    except FileNotFoundError:
        told = _make(path)
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"SIDAN_KEYS: {path} cannot be read as a key file") from error
    fields = {key_id: base64.b64decode(key) for key_id, key in told["fields"].items()}
    return Keyring(fields, told["newest"], base64.b64decode(told["index"]), base64.b64decode(told["audit"]))


def _make(path: Path) -> dict[str, Any]:
    told = {"fields": {"1": _new()}, "newest": "1", "index": _new(), "audit": _new()}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, told)
    try:
        # Two processes may start at once: a link is made by exactly one of them, the other reads what that one made.
        os.link(draft, path)
    except FileExistsError:
        told = json.loads(path.read_text())
    finally:
        draft.unlink()
    return told


def add_field_key(path: Path) -> str:
    """A new key becomes the one that writes; the older ones go on reading. Written whole or not at all."""
    told = json.loads(path.read_text())
    told["newest"] = str(max(int(key_id) for key_id in told["fields"]) + 1)
    told["fields"][told["newest"]] = _new()
    _replace(path, told)
    return str(told["newest"])


def retire_field_keys(path: Path) -> list[str]:
    """Forgets every key but the newest; call it when no value is written with them any more."""
    told = json.loads(path.read_text())
    gone = sorted(set(told["fields"]) - {told["newest"]})
    told["fields"] = {told["newest"]: told["fields"][told["newest"]]}
    _replace(path, told)
    return gone


def _replace(path: Path, told: dict[str, Any]) -> None:
    _draft(path, told).replace(path)
    keyring.cache_clear()


def _draft(path: Path, told: dict[str, Any]) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _new() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
