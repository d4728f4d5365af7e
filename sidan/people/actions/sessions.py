"""Ending sessions: one, all others, and those whose time has run out."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from sidan.core.walls import action
from sidan.people.models import Person, SessionNote

AT_ONCE = 500


@action
def end_session(note: SessionNote) -> None:
    end_noted([note])


@action
def end_sessions(person: Person, *, but: str | None = None) -> None:
    """All of them, also those nobody noted; `but` is the key of the one that goes on."""
    with transaction.atomic():
        person.session_epoch += 1
        person.save(update_fields=["session_epoch"])
        notes = SessionNote.objects.filter(person=person)
        end_noted(notes.exclude(key_index=but) if but else notes)


@action
def end_noted(notes: Iterable[SessionNote]) -> int:
    """The session's row goes, and with it whatever waits in it."""
    notes = list(notes)
    with transaction.atomic():
        Session.objects.filter(session_key__in=[note.key for note in notes]).delete()
        SessionNote.objects.filter(pk__in=[note.pk for note in notes]).delete()
    return len(notes)


@action
def sweep_sessions(*, now: datetime) -> int:
    """Rows of sessions that are over: nobody asks for them any more, and numbers and drafts wait in them."""
    old = Session.objects.filter(expire_date__lt=now).values_list("session_key", flat=True)[:AT_ONCE]
    swept, _rows = Session.objects.filter(session_key__in=list(old)).delete()
    return swept + end_noted(SessionNote.objects.filter(ends_at__lt=now)[:AT_ONCE])
