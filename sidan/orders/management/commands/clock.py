"""One tick of the clock by hand, or the schedule by which the worker ticks every minute."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_q.models import Schedule

from sidan.activities import tasks as activities
from sidan.core.clock import LOCAL, now
from sidan.orders.tasks import tick

EVERY_MINUTE = {
    "orders": "sidan.orders.tasks.tick",
    "activities": "sidan.activities.tasks.tick",
    "notices": "sidan.notices.tasks.send_waiting",
}
EVERY_DAY = {"retention": "sidan.desk.tasks.keep_no_longer"}


class Command(BaseCommand):
    help = "Runs the time limits once, as of now or of --at; with --install, has the worker do so every minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="as if it were this moment, e.g. 2026-03-05T09:00")
        parser.add_argument("--install", action="store_true", help="write the schedule and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["install"]:
            self.install()
            return
        moment = self.moment(options["at"])
        self.stdout.write(tick(moment))
        self.stdout.write(activities.tick(moment))

    def moment(self, given: str | None) -> datetime:
        if not given:
            return now()
        try:
            moment = datetime.fromisoformat(given)
        except ValueError as error:
            raise CommandError(f"--at: {error}") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)

    def install(self) -> None:
        for name, func in EVERY_MINUTE.items():
            Schedule.objects.update_or_create(
                name=name, defaults={"func": func, "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1}
            )
        for name, func in EVERY_DAY.items():
            Schedule.objects.update_or_create(
                name=name, defaults={"func": func, "schedule_type": Schedule.DAILY, "repeats": -1}
            )
        self.stdout.write(f"every minute: {', '.join(EVERY_MINUTE)}; every day: {', '.join(EVERY_DAY)}")
