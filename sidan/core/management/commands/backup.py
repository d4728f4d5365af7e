"""A backup of the database and the photos, while the street goes on working."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sidan.core import backup
from sidan.core.backup_keys import known_copy
from sidan.core.backup_parts import BackupError
from sidan.core.clock import local, now


class Command(BaseCommand):
    help = "Copies the database as of this moment and the photos into a new folder, with a manifest to check it by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", help="the new folder; without it one named by the time in the data folder")
        parser.add_argument("--with-keys", action="store_true", help="take the key file in: keep such a backup locked")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = now()
        folder = Path(options["to"] or settings.DATA / "backups" / f"{local(moment):%Y-%m-%d-%H%M%S}")
        try:
            made = backup.make(folder, now=moment, with_keys=options["with_keys"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        keys = "its keys are in it" if options["with_keys"] else f"its keys are in {known_copy()}"
        self.stdout.write(
            f"{folder}: {sum(made.rows.values())} rows in {len(made.rows)} tables, "
            f"{len(made.checksums)} files; {keys}\n"
            f"head of the chain: {made.head or 'no seal yet'}"
        )
