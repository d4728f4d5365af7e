"""One's own sessions and keys."""

from sidan.core.walls import within
from sidan.people.access.rows import row_or_404
from sidan.people.models import Passkey, Person, SessionNote


def session_note_of(person: Person, pk: str) -> SessionNote:
    return row_or_404(SessionNote.objects.filter(within(person=person)), pk)


def passkey_of(person: Person, pk: str) -> Passkey:
    return row_or_404(Passkey.objects.filter(within(user=person)), pk)
