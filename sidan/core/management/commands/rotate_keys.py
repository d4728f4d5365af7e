"""A new key for personal values, and every value written anew with it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from tqdm import tqdm

from sidan.core import rotation
from sidan.core.keys import add_field_key, keyring, retire_field_keys


class Command(BaseCommand):
    help = "Makes a new key and rewrites all encrypted values; stopped half-way, run it again with --continue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--continue", action="store_true", dest="go_on", help="no new key, only finish rewriting")
        parser.add_argument("--retire", action="store_true", help="then forget the older keys (backups need them!)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["go_on"]:
            add_field_key(settings.SIDAN_KEYS)
        for column in tqdm(list(rotation.columns()), desc="columns", disable=not self.stderr.isatty()):
            while rotation.rotate(column):
                pass
        self.stdout.write(f"every value is written with key {keyring().newest}")
        if options["retire"]:
            gone = retire_field_keys(settings.SIDAN_KEYS)
            self.stdout.write(f"forgotten: {', '.join(gone) or 'none'}")
