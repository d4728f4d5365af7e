"""What the parts of backup and restore share: files written whole, checksums, counted rows."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = "manifest.json"


class BackupError(Exception):
    """A sentence for whoever typed the command."""


@dataclass(frozen=True)
class Snapshot:
    """What stood in the database at the moment of the copy."""

    rows: dict[str, int]
    head: str  # of the chain of seals


def differences(wanted: Mapping[str, int], found: Mapping[str, int]) -> str:
    names = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    return ", ".join(f"{name} {wanted.get(name, 'no')} rows then, {found.get(name, 'none')} now" for name in names)


def checksums(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                yield path.relative_to(folder).as_posix(), file_digest(file, "sha256").hexdigest()


def copy_private(source: Path, to: Path) -> None:
    handle = os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(source.read_bytes())
        file.flush()
        os.fsync(file.fileno())


def write(path: Path, told: dict[str, Any]) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def settle(folder: Path) -> None:
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
