"""What the worker does once a day, by hand and to the end; or only what it would do."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from sidan.core.clock import now
from sidan.desk import keeping
from sidan.desk.tasks import keep_no_longer

NOTHING = "orders=0 people=0"


class Command(BaseCommand):
    help = "Erases the words and photos of ended orders, and people without an order, after SIDAN_RETENTION_DAYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        self.stdout.write(f"kept for {settings.SIDAN_RETENTION_DAYS} days, since {keeping.limit(at):%Y-%m-%d}")
        if options["dry_run"]:
            orders, people = keeping.old_orders(at).count(), keeping.idle_people(at).count()
            self.stdout.write(f"would erase: orders={orders} people={people}")
            return
        while not (done := keep_no_longer(at)).startswith(NOTHING):
            self.stdout.write(done)
        self.stdout.write(done)
