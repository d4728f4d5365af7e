"""Who may act for whom."""

from datetime import datetime

from django.db.models import Q
from django.http import Http404

from sidan.core.clock import local
from sidan.core.walls import within
from sidan.people.access.rows import row_or_404
from sidan.people.models import FamilyLink, Person, Relation


def served_by(actor: Person) -> list[Person]:
    """The people this person may act for, themselves first."""
    links = FamilyLink.objects.standing().filter(actor=actor).select_related("served__address__estate")
    return [actor, *(link.served for link in links.order_by("pk"))]


def may_act_for(actor: Person, served: Person) -> bool:
    return actor.pk == served.pk or FamilyLink.objects.standing().filter(actor=actor, served=served).exists()


def family_link_of(person: Person, pk: str) -> FamilyLink:
    """One's own link, as the one who acts or the one who is served."""
    mine = FamilyLink.objects.filter(within(Q(actor=person) | Q(served=person)), ended_at=None)
    return row_or_404(mine.select_related("actor", "served"), pk)


def child_of(actor: Person, pk: str, now: datetime) -> Person:
    """A child under age whose parent this person is, by a family link that stands."""
    link = row_or_404(
        FamilyLink.objects.standing().filter(actor=actor, relation=Relation.CHILD).select_related("served"), pk
    )
    if not link.served.is_minor_on(local(now).date()):
        raise Http404
    return link.served


def family_asked_of(person: Person, pk: str) -> FamilyLink:
    """A request that waits for this person's own yes."""
    return row_or_404(FamilyLink.objects.waiting().filter(within(served=person)).select_related("served"), pk)


def family_link_at_desk(person: Person, pk: str) -> FamilyLink:
    return row_or_404(FamilyLink.objects.filter(served=person, ended_at=None).select_related("served"), pk)
