"""One resident at the desk, with what they asked for lately."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.orders import words
from sidan.orders.access import READERS
from sidan.orders.models import Order
from sidan.people import access as people_access
from sidan.people import actions
from sidan.people.access import LOOKS_UP, REGISTERS, me, require, scope, staff
from sidan.people.card import about
from sidan.people.forms.desk import RevealForm
from sidan.people.models import Person

LAST = 6


@require_safe
@staff(*LOOKS_UP)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    return _shown(request, people_access.person_for(scope(request), public_id))


@require_POST
@staff(*REGISTERS)
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """The full data is in this answer only: opening the page again shows it masked."""
    person = people_access.person_for(scope(request), public_id)
    require(people_access.may_reveal(scope(request), person))
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _shown(request, person, reveal_form=form)
    actions.reveal(person, by=me(request), why=form.cleaned_data["why"], now=now())
    return _shown(request, person, shown=True)


def _shown(request: HttpRequest, person: Person, **more: Any) -> HttpResponse:
    who, at = scope(request), now()
    last = Order.objects.under(who.reach(*READERS)).filter(served=person).for_list().order_by("-placed_at", "-pk")
    rows = [(order, words.state_tag(order), words.window(order, at)) for order in last[:LAST]]
    # The part that htmx asks for stands in the page of people; the whole page is this one.
    template = "people/desk_person.html" if getattr(request, "htmx", False) else "orders/desk/person.html"
    return page(request, template, about(person, who, at, orders=rows, **more), partial="card")
