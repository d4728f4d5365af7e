"""Walks the history along its signatures and seals and names the first that does not hold."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from sidan.core.chain_walk import Walk, rows_in_histories


class Command(BaseCommand):
    help = "Checks that no row of the history was edited, deleted or inserted; exits 1 and names the first that was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fast", action="store_true", help="seals and counts only, not each row")
        parser.add_argument("--head", default="", help="a head of the chain written down before: it must be in it")
        parser.add_argument("--all", action="store_true", help="name everything that does not hold, not only the first")

    def handle(self, *args: Any, **options: Any) -> None:
        bar = tqdm(total=rows_in_histories(), unit=" rows", disable=not self.stderr.isatty())
        walk = Walk(options["fast"], bar.update)
        with bar:
            faults = walk.faults()
            found = [*faults] if options["all"] else [fault for fault in [next(faults, None)] if fault]
        if found:
            raise CommandError("The history does not hold.\n" + "\n".join(str(fault) for fault in found))
        if options["head"] and options["head"] not in walk.heads:
            raise CommandError("The history does not hold: the head written down is no longer in the chain.")
        self.stdout.write(
            f"the history holds: {walk.rows} rows, {walk.seals} seals, {walk.unsealed} rows not sealed yet, "
            f"{walk.erased} deletion records\nhead of the chain: {walk.head or 'no seal yet'}"
        )
