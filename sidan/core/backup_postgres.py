"""PostgreSQL: its own `pg_dump` and `pg_restore`, and rows counted in the very snapshot that is dumped."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from sidan.core import walls_sql
from sidan.core.backup_parts import BackupError, Snapshot

HEAD = "SELECT mac FROM core_seal ORDER BY id DESC LIMIT 1"


def dump(to: Path) -> Snapshot:
    tool = _tool("pg_dump")
    connection.close()  # a transaction of its own, whatever the session did before
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run(
            [
                tool,
                "--format=custom",
                "--no-owner",
                "--no-acl",
                "--enable-row-security",
                f"--snapshot={snapshot}",
                f"--file={to}",
            ]
        )
        cursor.execute(HEAD)
        head = cursor.fetchone()
        return Snapshot(_counts(), head[0] if head else "")


def load(dump_file: Path, _wanted: Mapping[str, int]) -> dict[str, int]:
    tool = _tool("pg_restore")
    if connection.introspection.table_names():
        name = connection.settings_dict["NAME"]
        raise BackupError(f"The database {name} is not empty. A backup is restored into a new one: createdb NAME.")
    _run([tool, "--no-owner", "--exit-on-error", "--single-transaction", str(dump_file)])
    if settings.SIDAN_APP_ROLE:
        walls_sql.let_in(settings.SIDAN_APP_ROLE)  # the rights of roles belong to a server, not to a backup
    return _counts()


def _counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = int(cursor.fetchone()[0])
    return found


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise BackupError(f"{name} is not on this machine. It comes with PostgreSQL: apt-get install postgresql-client")
    return path


def _run(command: list[str]) -> None:
    """The password goes by the environment, which other people on the machine do not see."""
    settings = connection.settings_dict
    told = {"HOST": settings["HOST"], "PORT": settings["PORT"], "USER": settings["USER"]}
    told |= {"PASSWORD": settings["PASSWORD"], "DATABASE": settings["NAME"]}
    env = os.environ | {f"PG{name}": str(value) for name, value in told.items() if value}
    env["PGOPTIONS"] = "-c sidan.who=all"  # a backup is the product's own work: the second wall lets it read
    if Path(command[0]).name == "pg_restore":
        command = [*command[:-1], f"--dbname={settings['NAME']}", command[-1]]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise BackupError(f"{Path(command[0]).name} did not succeed:\n{done.stderr.strip()}")
