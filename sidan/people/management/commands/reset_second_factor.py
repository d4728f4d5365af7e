"""For an administrator whose telephone and recovery codes are lost, and whom no other administrator can help."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sidan.core.phone import clean_phone
from sidan.people import actions
from sidan.people.models import Person


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--phone", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(account_phone=clean_phone(options["phone"]) or "-").first()
        if person is None:
            raise CommandError("nobody signs in with this number")
        actions.reset_factor(person)
        self.stdout.write(
            f"{person.name}: sessions ended; the next visit of a staff page sets the second factor up anew."
        )
