"""A backup back into an empty database, checked before it is called good."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sidan.core import backup
from sidan.core.backup_parts import BackupError


class Command(BaseCommand):
    help = "Restores a backup into an empty database and folder of photos; checks files, rows and history."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backup.restore(options["folder"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{sum(manifest.rows.values())} rows in {len(manifest.rows)} tables are back, as counted then"
        )
        if _is_older():
            self.stdout.write(f"made with version {manifest.version}: now manage.py migrate, verify and erase_again")
            return
        call_command("verify", head=manifest.head, stdout=self.stdout, stderr=self.stderr)
        # By its name: whoever was erased after the backup was made is known to the rooms above.
        call_command("erase_again", stdout=self.stdout, stderr=self.stderr)


def _is_older() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
