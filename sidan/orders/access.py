"""Who may: in what capacity a person stands to an order, and which verbs that opens."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from sidan.core.walls import within
from sidan.orders.models import Assignment, Callback, DaySheet, Offer, Order
from sidan.orders.models.order import OrderQuerySet
from sidan.orders.states import VERBS, Actor, OfferState, State, Verb
from sidan.people.access import DESK, READS_DESK, Scope, may_act_for
from sidan.people.models import Person, RoleKind
from sidan.places.models import Level, Station
from sidan.volunteers.models import Volunteer

READERS = (*READS_DESK, RoleKind.GRID_WORKER)


def order_for(person: Person, public_id: str) -> Order:
    """An order served to this person or to family they act for; anything else does not exist."""
    return _one(Order.objects.of(person).distinct().for_list(), public_id)


def own_order_for(person: Person, public_id: str) -> Order:
    """One to act on: withdraw, rate, keep a volunteer away. Whose family link has ended may only read on."""
    order = order_for(person, public_id)
    if not may_act_for(person, order.served):
        raise PermissionDenied
    return order


def desk_order_for(who: Scope, public_id: str, *, to_write: bool = False) -> Order:
    """An order within a worker's stations. Writing needs a desk role there: auditors and grid workers read."""
    order = _one(Order.objects.under(who.reach(*READERS)).for_list().select_related("placed_by"), public_id)
    if to_write and not who.has_at(order.station, *DESK):
        raise PermissionDenied
    return order


def _one(orders: OrderQuerySet, public_id: str) -> Order:
    found = orders.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def offer_for(person: Person, public_id: str) -> Offer:
    """An offer to this volunteer, or to a team they lead."""
    mine = within(Q(volunteer__person=person) | Q(team__leader__person=person))
    found = Offer.objects.for_list().select_related("volunteer__person").filter(mine, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def assignment_for(person: Person, public_id: str) -> Assignment:
    found = Assignment.objects.for_list().select_related("volunteer__person").filter(
        within(volunteer__person=person), public_id=public_id, released_at=None
    )  # fmt: skip
    assignment = found.first()
    if assignment is None:
        raise Http404
    return assignment


def desk_assignment_for(who: Scope, public_id: str) -> Assignment:
    ours = Assignment.objects.filter(within(order__station__under=who.reach(*READERS)))
    found = ours.for_list().select_related("volunteer__person").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    if not who.has_at(found.order.station, *DESK):
        raise PermissionDenied
    return found


def pool_order_for(volunteer: Volunteer, public_id: str) -> Order:
    """An order that is or was in the open pool of the volunteer's street: who comes too late is told so, kindly."""
    once = Q(pool_opened_at__isnull=False) | Q(events__verb__in=("open_pool", "widen"))
    return _one(_of_street(volunteer).filter(once), public_id)


def pool_of(volunteer: Volunteer) -> OrderQuerySet:
    return _of_street(volunteer).filter(state=State.OFFERED, pool_opened_at__isnull=False)


def _of_street(volunteer: Volunteer) -> OrderQuerySet:
    street = volunteer.station.path.rsplit("/", 2)[0] + "/"
    return Order.objects.for_list().filter(within(station__path__startswith=street))


def callback_for(who: Scope, public_id: str) -> Callback:
    """A call this worker's station owes; the order itself may belong to another station."""
    waiting = Callback.objects.under(who.reach(*READS_DESK)).select_related(
        "order__item", "order__served", "order__station", "order__address__estate", "station"
    )
    found = waiting.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def sheet_for(who: Scope, public_id: str) -> DaySheet:
    ours = DaySheet.objects.filter(within(station__under=who.reach(*READS_DESK)))
    found = ours.select_related("station", "typed_by", "confirmed_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def may_edit_for_all(who: Scope) -> bool:
    """Items without a station are every station's: they belong to whoever works for all streets there are."""
    paths = who.reach(RoleKind.STREET_WORKER)
    streets = Station.objects.filter(level=Level.STREET).values_list("path", flat=True) if paths else []
    return bool(paths) and all(street.startswith(paths) for street in streets)


def verbs_for(order: Order, *actors: Actor) -> list[Verb]:
    """The buttons: what these capacities may do with the order in its present state, in the table's order."""
    return [verb for verb in VERBS.values() if order.state in verb.sources and set(actors) & set(verb.actors)]


def served_verbs(order: Order) -> list[Verb]:
    return [verb for verb in verbs_for(order, Actor.SERVED) if verb.name != "reschedule" or may_move(order)]


def may_move(order: Order) -> bool:
    """The resident changes the time alone until somebody said yes; then others have planned their day by it."""
    return order.state in VERBS["reschedule"].sources and order.taken == 0


def shows_service_code(order: Order) -> bool:
    """To those who may act for the served person: from the first yes until the volunteer is at the door."""
    return order.state in (State.OFFERED, State.ACCEPTED) and order.taken > 0


def sees_address(assignment: Assignment) -> bool:
    """The full address and phone are the volunteer's only from saying yes until the work is done."""
    return (
        assignment.released_at is None
        and assignment.checked_out_at is None
        and assignment.order.state
        in (
            State.OFFERED,
            State.ACCEPTED,
            State.IN_SERVICE,
        )
    )


def may_answer(offer: Offer, now: datetime) -> bool:
    return offer.state == OfferState.ASKED and now < offer.expires_at
