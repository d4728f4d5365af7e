"""The first administrator of a real site, and the two stations the tree begins with."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sidan.core.clock import now
from sidan.core.phone import clean_phone, is_mobile
from sidan.people import actions
from sidan.people.models import Person, Role, RoleKind
from sidan.places.actions import open_station
from sidan.places.models import Level, Station

NEXT = """{name} ({phone}) is administrator of {station} and everything below it.
Next:
  1. Set SIDAN_SMS_URL, so that codes reach telephones (docs/guide/admin.md); SIDAN_SMS_URL=log writes them to the log.
  2. Open {origin}/sign-in/ and sign in with {phone}.
  3. {factor}
  4. Invite the staff at {origin}/staff/invite/: nobody sets a password for anybody."""
FACTOR = "Set up the second factor when the page asks for it, and write down the eight recovery codes."
NO_FACTOR = "SIDAN_SECOND_FACTOR is off: turn it on before residents' data is entered."


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--phone", required=True, help="mobile number that will sign in")
        parser.add_argument("--name", required=True)
        parser.add_argument("--another", action="store_true", help="although there is an administrator already")
        parser.add_argument("--centre", default="新时代文明实践中心", help="name of the centre, if none exists")
        parser.add_argument("--street", default="", help="name of the street station, if none exists")

    def handle(self, *args: Any, **options: Any) -> None:
        phone = clean_phone(options["phone"])
        if phone is None or not is_mobile(phone):
            raise CommandError(f"--phone: {options['phone']} is not a mobile number")
        name = " ".join(options["name"].split())[:40]
        if not name:
            raise CommandError("--name: is empty")
        with transaction.atomic():
            self.refuse_a_second(options["another"])
            street = self.street(
                options["centre"], options["street"] or f"{settings.SIDAN_STREET_NAME}新时代文明实践所"
            )
            moment = now()
            person = Person.objects.filter(account_phone=phone).first()
            person = person or actions.register(name=name, phone=phone, now=moment)
            actions.give_role(person, RoleKind.ADMINISTRATOR, street, by=None, now=moment)
        told = {
            "name": person.name,
            "phone": phone,
            "station": street.name,
            "origin": settings.SIDAN_ORIGIN.rstrip("/"),
            "factor": FACTOR if settings.SIDAN_SECOND_FACTOR else NO_FACTOR,
        }
        self.stdout.write(NEXT.format(**told))

    def refuse_a_second(self, another: bool) -> None:
        held = Role.objects.held().filter(kind=RoleKind.ADMINISTRATOR, person__suspended_at=None)
        if held.exists() and not another:
            raise CommandError(
                "there is an administrator already; they invite others at /staff/invite/. "
                "If none of them can sign in any more, say --another."
            )

    def street(self, centre_name: str, street_name: str) -> Station:
        found = Station.objects.filter(level=Level.STREET).order_by("path").first()
        if found is not None:
            return found
        phone = settings.SIDAN_STATION_PHONE
        centre = Station.objects.filter(level=Level.CENTRE).order_by("path").first()
        centre = centre or open_station(code="centre", name=centre_name, level=Level.CENTRE, parent=None, phone=phone)
        return open_station(code="street", name=street_name, level=Level.STREET, parent=centre, phone=phone)
