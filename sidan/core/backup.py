"""A copy of everything a site holds, whole or not there, and the way back from it. ADR 7 tells what was tried.

A backup is a folder: the database as of one moment, the photos, and `manifest.json`, which says what must be in it.
The keys are not in it unless asked for: whoever finds the folder can read nobody's name.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from sidan import __version__
from sidan.core import backup_postgres, backup_sqlite, chain
from sidan.core.backup_keys import KEYS, must_be_readable_later, must_be_the_same, must_have_keys
from sidan.core.backup_parts import MANIFEST, BackupError, checksums, copy_private, differences, settle, sync, write

MEDIA: Final = "media"
DATABASES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@dataclass(frozen=True)
class Manifest:
    made_at: str
    version: str
    vendor: str
    rows: dict[str, int]
    head: str
    keys: dict[str, str]
    checksums: dict[str, str]
    mac: str = ""

    def text(self) -> str:
        return json.dumps(asdict(replace(self, mac="")), sort_keys=True)


# Making one


def make(folder: Path, *, now: datetime, with_keys: bool) -> Manifest:
    """Into a neighbouring folder first: a backup that was stopped half-way never has the name of a whole one."""
    if folder.exists():
        raise BackupError(f"{folder} is there already; name a folder that is not")
    keys = must_be_readable_later(with_keys)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    draft.mkdir(mode=0o700, parents=True)
    try:
        dump = backup_sqlite.dump if connection.vendor == "sqlite" else backup_postgres.dump
        snapshot = dump(draft / DATABASES[connection.vendor])
        # After the database: the photo of every row that is in the copy was written before the row.
        if settings.MEDIA_ROOT.is_dir():
            shutil.copytree(settings.MEDIA_ROOT, draft / MEDIA)
        if with_keys:
            copy_private(settings.SIDAN_KEYS, draft / KEYS)
        must_be_the_same(keys)
        manifest = Manifest(
            now.isoformat(), __version__, connection.vendor, snapshot.rows, snapshot.head, keys, dict(checksums(draft))
        )
        write(draft / MANIFEST, asdict(replace(manifest, mac=chain.sign(manifest.text()))))
        settle(draft)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    sync(folder.parent)
    return manifest


# Reading one


def read(folder: Path) -> Manifest:
    """The manifest, when every file is as it was written."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except FileNotFoundError as error:
        raise BackupError(f"{folder} is not a backup: it has no {MANIFEST}") from error
    except (ValueError, TypeError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read") from error
    found = dict(checksums(folder))
    for name in sorted(manifest.checksums.keys() | found.keys()):
        if name not in found:
            raise BackupError(f"{name} is missing from the backup")
        if name not in manifest.checksums:
            raise BackupError(f"{name} was not in the backup when it was made")
        if manifest.checksums[name] != found[name]:
            raise BackupError(f"{name} is not what the backup wrote: its checksum differs")
    if manifest.vendor != connection.vendor:
        raise BackupError(f"This is a backup of {manifest.vendor}; the database set here is {connection.vendor}")
    return manifest


def restore(folder: Path) -> Manifest:
    manifest = read(folder)
    media = settings.MEDIA_ROOT
    if media.is_dir() and any(media.iterdir()):
        raise BackupError(f"{media} is not empty; move it away, the photos of the backup go there")
    must_have_keys(folder, manifest.keys)
    if not chain.is_signed(manifest.mac, manifest.text()):
        raise BackupError(f"{folder / MANIFEST} was changed after the backup: its signature does not hold")
    load = backup_sqlite.load if connection.vendor == "sqlite" else backup_postgres.load
    found = load(folder / DATABASES[connection.vendor], manifest.rows)
    if (folder / MEDIA).is_dir():
        shutil.copytree(folder / MEDIA, media, dirs_exist_ok=True)
    if differing := differences(manifest.rows, found):
        raise BackupError(f"Not everything came back, do not use this database: {differing}")
    return manifest
