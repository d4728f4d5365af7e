"""The second wall: built, and looked at."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from sidan.core import walls_sql


class Command(BaseCommand):
    help = "Puts up row-level security on PostgreSQL and lets the application's role in; run by the tables' owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", default=settings.SIDAN_APP_ROLE, help="the role of the running site")
        parser.add_argument("--look", action="store_true", help="only say what makes the wall void")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            self.stdout.write("SQLite has no row-level security: there the first wall stands alone.")
            return
        if options["look"]:
            self.look()
            return
        count = walls_sql.put_up()
        if options["role"]:
            walls_sql.let_in(options["role"])
        self.stdout.write(f"{count} tables are walled; role: {options['role'] or 'the one that is connected'}")

    def look(self) -> None:
        found = list(walls_sql.faults())
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError("The wall is void.")
        self.stdout.write("The wall stands.")
