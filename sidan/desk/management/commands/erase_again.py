"""After a restore: whoever was erased since the backup was made is erased again, from the list outside the database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from sidan.core import erasures
from sidan.core.clock import now
from sidan.desk.actions import erase_again
from sidan.people.actions import list_erasures
from sidan.people.models import AskedBy, Person


class Command(BaseCommand):
    help = "Erases again whoever a restored backup brought back; `restore` calls it by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        lines, again, strange = erasures.read(), 0, 0
        for line in lines:
            person = Person.objects.filter(pk=line.person).first()
            if person is None or erasures.mark(person.public_id) != line.mark:
                strange += 1  # registered after the backup, or a list of another site
            elif person.erased_at is None:
                erase_again(person, asked_by=AskedBy(line.asked_by), now=now())
                again += 1
        list_erasures()
        where = settings.SIDAN_ERASURES
        if not lines:
            self.stdout.write(f"no list of erasures at {where}: whoever was erased after the backup is back")
            return
        self.stdout.write(f"{again} people erased again of {len(lines)} in {where}; {strange} are not in this database")
