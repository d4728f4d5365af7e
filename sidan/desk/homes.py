"""Where somebody's day begins: the street's board, a station's desk, a volunteer's day, a resident's home."""

from sidan.people.access import READS_DESK, STREET, Scope, first_page
from sidan.people.models import Person, RoleKind
from sidan.volunteers.models import Volunteer


def home_of(person: Person, who: Scope) -> str:
    if who.holds(*STREET) and not who.holds(RoleKind.STATION_WORKER, RoleKind.ADMINISTRATOR):
        return "/board/"
    if who.is_staff:
        return first_page(who)
    return "/day/" if is_volunteer(person) else "/home/"


def is_volunteer(person: Person) -> bool:
    return Volunteer.objects.filter(person=person, left_at=None).exists()


def desks_of(who: Scope) -> bool:
    return who.holds(*READS_DESK, RoleKind.GRID_WORKER, RoleKind.ADMINISTRATOR)
