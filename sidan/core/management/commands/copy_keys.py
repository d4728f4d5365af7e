"""A copy of the key file at another place, remembered so that backups may leave the keys out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sidan.core.backup_keys import copy_keys
from sidan.core.backup_parts import BackupError
from sidan.core.clock import now


class Command(BaseCommand):
    help = "Copies the key file to a place apart from the backups; after each rotation it is due again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", type=Path, help="the new file, on another medium than the backups")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            copy_keys(options["to"], now=now())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"the keys of today are in {options['to']}; whoever has it and a backup reads everything")
