"""Who is told what when an order changes; the words name no address and no phone number.

Texts are handed on untranslated with what fills them: each reader gets them in their own language.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_noop as wording

from sidan.core.clock import local
from sidan.core.walls import action
from sidan.notices.actions import Message, tell
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.states import OfferState
from sidan.people.access import DESK
from sidan.people.models import FamilyLink, Person, Role, RoleKind
from sidan.volunteers.models import Volunteer

# Where a notice leads. Plain paths: actions know no pages; a test resolves every one of them.
OFFERS = "/volunteer/offers/"
DAY = "/day/"
ORDER = "/orders/{}/"
DESK_ORDER = "/desk/orders/{}/"
RATE = "/rate/{}/"


@action
def facts(order: Order, **more: str) -> dict[str, str]:
    """What every text may name."""
    when = local(order.wanted_from).isoformat(timespec="minutes")
    return {"item": order.item.name, "number": order.number, "when": when, **more}


@action
def tell_resident(order: Order, kind: str, text: str, *, now: datetime, link: str = "", **more: str) -> None:
    """The served person, and the family member who placed the order for them."""
    people = [order.served]
    if order.placed_by_id != order.served_id and _acts_for(order):
        people.append(order.placed_by)
    target = link or ORDER.format(order.public_id)
    tell([Message(person, kind, text, target, facts(order, **more)) for person in people], now=now)


def _acts_for(order: Order) -> bool:
    links = FamilyLink.objects.standing()
    return links.filter(actor_id=order.placed_by_id, served_id=order.served_id).exists()


@action
def tell_volunteers(
    order: Order, volunteers: Iterable[Volunteer], kind: str, text: str, link: str, *, now: datetime, **more: str
) -> None:
    known = facts(order, **more)
    tell([Message(volunteer.person, kind, text, link, known) for volunteer in volunteers], now=now)


@action
def tell_parent_station(order: Order, kind: str, text: str, *, now: datetime, **more: str) -> None:
    """The street workers above an order: those whose station's subtree holds it."""
    roles = Role.objects.held().filter(kind=RoleKind.STREET_WORKER, station__path__in=order.station.line)
    people = Person.objects.filter(roles__in=roles, suspended_at=None).distinct()
    link = DESK_ORDER.format(order.public_id)
    known = facts(order, station=order.station.name, **more)
    tell([Message(person, kind, text, link, known) for person in people], now=now)


@action
def tell_station(order: Order, kind: str, text: str, *, now: datetime, by: Person | None, **more: str) -> None:
    """The workers of the order's own station, but not the one who did it."""
    roles = Role.objects.held().filter(kind__in=DESK, station=order.station_id)
    people = Person.objects.filter(roles__in=roles, suspended_at=None).distinct()
    link, known = DESK_ORDER.format(order.public_id), facts(order, **more)
    tell([Message(person, kind, text, link, known) for person in people if person != by], now=now)


CANCELLED = wording("%(item)s（单号 %(number)s）已取消，不用前往。谢谢您。")


@action
def free_everybody(order: Order, *, now: datetime, kind: str = "cancelled", text: str = CANCELLED) -> None:
    """Open offers and promised places end; each volunteer concerned is told in these words, nobody else."""
    offers = Offer.objects.waiting().filter(order=order)
    promised = Assignment.objects.standing().filter(order=order, checked_in_at=None)
    rows = [*offers.select_related("volunteer__person"), *promised.select_related("volunteer__person")]
    offers.update(state=OfferState.CANCELLED, answered_at=now)
    promised.update(released_at=now)
    volunteers = {row.volunteer_id: row.volunteer for row in rows}
    tell_volunteers(order, volunteers.values(), kind, text, DAY, now=now)
