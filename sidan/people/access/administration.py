"""What an administrator reaches: colleagues, roles and invitations of their subtree."""

from django.db.models import Q
from django.http import Http404

from sidan.core.walls import everything, within
from sidan.people.access.rows import row_or_404
from sidan.people.access.standing import Scope, scope_of
from sidan.people.models import Invitation, Person, PersonQuerySet, Role, RoleKind
from sidan.places.models import Station, StationQuerySet


def may_administer(who: Scope, person: Person) -> bool:
    return person.station is not None and who.has_at(person.station, RoleKind.ADMINISTRATOR)


def administered(who: Scope) -> StationQuerySet:
    return Station.objects.under(who.reach(RoleKind.ADMINISTRATOR))


def staff_within(who: Scope) -> PersonQuerySet:
    """Holders of a role at a station this person administers."""
    held = Role.objects.held().under(who.reach(RoleKind.ADMINISTRATOR))
    return Person.objects.filter(pk__in=held.values("person"))


def administered_person(who: Scope, public_id: str) -> Person:
    """Somebody who works or lives where this person administers."""
    reach = who.reach(RoleKind.ADMINISTRATOR)
    works = Q(pk__in=Role.objects.held().under(reach).values("person"))
    person = Person.objects.filter(within(works | Q(station__under=reach)), public_id=public_id).first()
    if person is None:
        raise Http404
    return person


@everything("tasks elsewhere count too")
def may_suspend(who: Scope, person: Person) -> bool:
    """Not by the administrator of a part: every role of theirs must lie within one's own subtree."""
    reach = who.reach(RoleKind.ADMINISTRATOR)
    held = Role.objects.held().filter(person=person).select_related("station")
    return bool(reach) and all(role.station.is_under(reach) for role in held)


def administered_role(who: Scope, person: Person, pk: str) -> Role:
    held = Role.objects.held().filter(person=person).under(who.reach(RoleKind.ADMINISTRATOR))
    return row_or_404(held.select_related("person", "station"), pk)


def administered_invitation(who: Scope, pk: str) -> Invitation:
    return row_or_404(Invitation.objects.filter(within(station__in=administered(who))), pk)


def inviter_stands(invitation: Invitation) -> bool:
    """An invitation is worth what its maker is today."""
    maker = invitation.made_by
    return maker is None or (maker.is_active and scope_of(maker).has_at(invitation.station, RoleKind.ADMINISTRATOR))
