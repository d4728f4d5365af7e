"""Sends what is due once, by hand; --again first revives what was given up in the last days."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from sidan.core.clock import now
from sidan.notices.actions import try_again
from sidan.notices.tasks import send_waiting


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", type=int, default=0, metavar="DAYS", help="try again what these days gave up")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            at = now()
            revived = try_again(since=at - timedelta(days=options["again"]), now=at)
            self.stdout.write(f"waiting again: {revived}")
        self.stdout.write(str(send_waiting()))
