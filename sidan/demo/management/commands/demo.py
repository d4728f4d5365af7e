"""The demo street, drawn from a seed: the same seed on the same day gives the same street."""

from argparse import ArgumentParser
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sidan.core.clock import LOCAL, local, now
from sidan.demo.bar import Bar
from sidan.demo.load import Loader, rows_to_come
from sidan.demo.office import at
from sidan.demo.size import SIZES, Size
from sidan.places.models import Station

HALF_PAST_TEN = 10 * 60 + 30


class Command(BaseCommand):
    requires_system_checks = ()  # each start of the street asks whether it is there: quickly
    help = "Fills an empty database with 南辛庄街道: places, invented people, volunteers and two months of orders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--size", choices=SIZES, default="street")
        parser.add_argument("--residents", type=int, help="instead of the size's")
        parser.add_argument("--volunteers", type=int, help="instead of the size's; more than 4,500 make more streets")
        parser.add_argument("--orders", type=int, help="instead of the size's")
        parser.add_argument("--streets", type=int, help="at least so many; default: as many as the people need")
        parser.add_argument("--days", type=int, default=60, help="how far back the history reaches")
        parser.add_argument(
            "--today", help="as if it were half past ten of this day; default: now, to the quarter hour"
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are stations already")

    def handle(self, *args: Any, **options: Any) -> None:
        if Station.objects.exists():
            if options["if_empty"]:
                self.stdout.write("demo: the street is there")
                return
            raise CommandError("The demo needs an empty database: there are stations in this one.")
        size = self.size(options)
        bar = Bar(rows_to_come(size))
        try:
            Loader(size, options["seed"], self.moment(options["today"]), options["days"], bar).load()
        finally:
            bar.close()
        self.stdout.write(f"demo: {size.residents:,} residents, {size.volunteers:,} volunteers, {size.streets} streets")

    def size(self, options: dict[str, Any]) -> Size:
        named = {key: options[key] for key in ("residents", "volunteers", "orders") if options[key] is not None}
        if any(value < 0 for value in named.values()) or not 1 <= options["days"] <= 365:
            raise CommandError("Numbers must not be negative, and --days lies between 1 and 365.")
        return replace(SIZES[options["size"]], **named, at_least=max(1, options["streets"] or 1))

    def moment(self, day: str | None) -> datetime:
        if day is None:
            here = local(now())
            return here.replace(minute=here.minute // 15 * 15, second=0, microsecond=0)
        try:
            return at(datetime.fromisoformat(day).replace(tzinfo=LOCAL).date(), HALF_PAST_TEN)
        except ValueError as error:
            raise CommandError(f"--today: {error}") from error
