"""What the desk's page of one resident says about them; the page itself stands with their orders."""

from datetime import datetime
from typing import Any

from sidan.core.clock import local
from sidan.core.walls import everything
from sidan.people import access, finding
from sidan.people.access import Scope
from sidan.people.forms.desk import RevealForm
from sidan.people.models import FamilyLink, Person, Role


def about(person: Person, who: Scope, now: datetime, **more: Any) -> dict[str, Any]:
    context = {
        "person": person,
        "age": person.age_on(local(now).date()),
        "is_minor": person.is_minor_on(local(now).date()),
        "may_edit": access.may_edit(who, person),
        "may_reveal": access.may_reveal(who, person),
        "may_administer": access.may_administer(who, person),
        "reveal_form": RevealForm(),
        "family": FamilyLink.objects.filter(served=person, ended_at=None).select_related("actor").order_by("asked_at"),
        "is_staff": _works_somewhere(person),
        "doubles": finding.doubles_of(who, person),
        "now": now,
    }
    return context | more


@everything("whether somebody has a task, wherever it is")
def _works_somewhere(person: Person) -> bool:
    return Role.objects.held().filter(person=person).exists()
