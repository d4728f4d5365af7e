"""SQLite: `VACUUM INTO` copies as of one moment while others write; a copied file lost rows and looked whole."""

import os
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from sqlite3 import Connection  # the mended SQLite of settings.py
from sqlite3 import connect as open_file

from django.db import connection

from sidan.core.backup_parts import BackupError, Snapshot, differences

HEAD = "SELECT mac FROM core_seal ORDER BY id DESC LIMIT 1"


def dump(to: Path) -> Snapshot:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(to)])
    with closing(_read(to)) as copy:
        return Snapshot(_counts(copy), _whole(copy))


def load(dump_file: Path, wanted: Mapping[str, int]) -> dict[str, int]:
    """Beside the place first: the database appears with its name only when it was found whole."""
    target = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    if _tables_in(target):
        raise BackupError(f"{target} is not empty. A backup is restored into a new place; move the old file away.")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copyfile(dump_file, draft)
        with closing(_read(draft)) as copy:
            _whole(copy)
            found = _counts(copy)
        if differing := differences(wanted, found):
            raise BackupError(f"The backup does not hold what it says: {differing}")
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return found


def _tables_in(path: Path) -> bool:
    if not path.exists() or path.stat().st_size == 0:
        return False
    with closing(open_file(path)) as there:
        return bool(_tables(there))


def _read(path: Path) -> Connection:
    return open_file(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _whole(copy: Connection) -> str:
    (told,) = copy.execute("PRAGMA integrity_check").fetchone()
    if told != "ok":
        raise BackupError(f"The copy of the database is damaged: {told}")
    head = copy.execute(HEAD).fetchone()
    return head[0] if head else ""


def _tables(there: Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [name for (name,) in there.execute(query)]


def _counts(copy: Connection) -> dict[str, int]:
    return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in _tables(copy)}  # noqa: S608
