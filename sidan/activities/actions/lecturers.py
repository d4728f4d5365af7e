"""The pool of lecturers: who speaks about what. Somebody who has talks ahead is replaced before they leave it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sidan.activities.models import Lecturer, LecturerLook, Session
from sidan.activities.weeks import span
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.people.actions import reveal
from sidan.people.doing import Doing
from sidan.people.models import Person
from sidan.places.models import Station


@action
def add_lecturer(station: Station, values: dict[str, Any], doing: Doing) -> Lecturer:
    return Lecturer.objects.create(station=station, added_at=doing.now, **values)


@action
def change_lecturer(lecturer: Lecturer, values: dict[str, Any]) -> None:
    """A phone left empty stays as it is: the form does not show it."""
    told = {name: value for name, value in values.items() if name != "phone" or value}
    for name, value in told.items():
        setattr(lecturer, name, value)
    lecturer.save(update_fields=list(told))


@action
def look_at_lecturer(lecturer: Lecturer, *, by: Person, now: datetime) -> None:
    """Written before the number is shown; whoever has an account finds it among the looks at their data too."""
    with transaction.atomic():
        LecturerLook.objects.create(lecturer=lecturer, by=by, at=now)
        if lecturer.person is not None:
            reveal(lecturer.person, by=by, why=_("联系宣讲员"), now=now)


@action
def end_lecturer(lecturer: Lecturer, *, now: datetime) -> None:
    ahead = Session.objects.ahead().filter(lecturer=lecturer, ends_at__gt=now).order_by("starts_at").first()
    if ahead is not None:
        told = {"name": lecturer.name, "title": ahead.title, "when": span(ahead.starts_at, ahead.ends_at)}
        sentence = _("%(name)s在 %(when)s 还要讲“%(title)s”。请先给这一场换人，再请这位退出。")
        raise Refused("lecturer_booked", sentence % told)
    Lecturer.objects.filter(pk=lecturer.pk, ended_at=None).update(ended_at=now)
