"""Telephone, walk-in, visit: one page on which a worker types while somebody talks.

Every button posts the whole form, so nothing typed is ever lost; only the two at the end carry it out.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.orders import access, actions, words
from sidan.orders.actions import Caller
from sidan.orders.actions.door import Doing
from sidan.orders.forms.desk import IntakeForm, defaults
from sidan.orders.models import Item, Order
from sidan.orders.states import State
from sidan.people import access as people_access
from sidan.people import actions as people_actions
from sidan.people import finding
from sidan.people.access import DESK, REGISTERS, me, scope, staff
from sidan.people.models import Consent, Person, Purpose, Reveal
from sidan.places.models import Station

PLACE = "orders:intake"
# The parts of the page answer at their own addresses; asked for again they lead back to it.
GET_OR_POST = ["GET", "HEAD", "POST"]
FOUND, FORMER, RECENT = 6, 4, timedelta(days=30)
LOOKS = timedelta(minutes=30)  # one call: looked up once, shown until it is over


@dataclass(frozen=True)
class Asked:
    """One request for the page: who it is about, when, and what was typed so far."""

    request: HttpRequest
    at: datetime
    person: Person | None = None
    q: str = ""

    @property
    def by_grid(self) -> bool:
        return not scope(self.request).holds(*DESK)


@require_http_methods(GET_OR_POST)
@staff(*REGISTERS)
@once
def intake(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _opened(request)
    asked = _asked(request)
    if request.POST.get("do") not in {"place", "verified"}:
        return _shown(asked, _form(asked, initial=request.POST.dict()))
    form = _form(asked, request.POST)
    if form.is_valid() and not _may_be_known(asked, form):
        try:
            order = _take_down(asked, form)
            return redirect("orders:intake_done", order.public_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _shown(asked, form)


def _opened(request: HttpRequest) -> HttpResponse:
    """Empty, with a resident already picked, or with one of their former orders to repeat."""
    asked, initial = Asked(request, now()), defaults(now())
    if repeat := request.GET.get("repeat"):
        former = access.desk_order_for(scope(request), repeat)
        asked = replace(asked, person=_resident(request, former.served.public_id))
        initial |= {"item": former.item.code, "details": former.details}
    elif picked := request.GET.get("person"):
        asked = replace(asked, person=_resident(request, picked))
    return _shown(asked, _form(asked, initial=initial))


def _asked(request: HttpRequest) -> Asked:
    key = "" if "change" in request.POST else request.POST.get("person", "")
    person = _resident(request, key) if key else None
    return Asked(request, now(), person, request.POST.get("q", "").strip()[:40])


def _resident(request: HttpRequest, public_id: str) -> Person:
    person = people_access.person_for(scope(request), public_id)
    if not people_access.may_reveal(scope(request), person):
        raise PermissionDenied
    return person


@require_http_methods(GET_OR_POST)
@staff(*REGISTERS)
def pick(request: HttpRequest) -> HttpResponse:
    """Somebody from the list found: their door and phone are shown while the call lasts, and that is written down."""
    if "pick" not in request.POST:
        return redirect(PLACE)
    asked = _asked(request)
    asked = replace(asked, person=_resident(request, request.POST.get("pick", "")))
    assert asked.person is not None
    people_actions.reveal(asked.person, by=me(request), why=_("代为登记点单"), now=asked.at)
    return _shown(asked, _form(asked, initial=request.POST.dict()))


@require_http_methods(GET_OR_POST)
@staff(*REGISTERS)
def repeat(request: HttpRequest) -> HttpResponse:
    """A former order of the person picked, once more."""
    if "repeat" not in request.POST:
        return redirect(PLACE)
    asked = _asked(request)
    former = access.desk_order_for(scope(request), request.POST.get("repeat", ""))
    typed = request.POST.dict() | {"item": former.item.code, "details": former.details}
    return _shown(asked, _form(asked, initial=typed))


@require_http_methods(GET_OR_POST)
@staff(*REGISTERS)
def found(request: HttpRequest) -> HttpResponse:
    """The list under the search box, while a name or number is typed."""
    if request.method != "POST":
        return redirect(PLACE)
    asked = _asked(request)
    typed = request.POST.dict()
    begun = {name: text for name, text in finding.begun(asked.q).items() if not typed.get(name)} if asked.q else {}
    return _shown(asked, _form(asked, initial=typed | begun), part="found")


@require_safe
@staff(*REGISTERS)
def done(request: HttpRequest, public_id: str) -> HttpResponse:
    order, at = access.desk_order_for(scope(request), public_id), now()
    context = {
        "order": order,
        "when": words.window(order, at),
        "is_verified": order.state != State.SUBMITTED,
        "may_dispatch": scope(request).has_at(order.station, *DESK),
    }
    return page(request, "orders/desk/intake_done.html", context | {"place": PLACE})


def _form(asked: Asked, data: Any = None, initial: dict[str, Any] | None = None) -> IntakeForm:
    return IntakeForm(
        data,
        initial=initial,
        estates=people_access.estates_of(scope(asked.request)),
        now=asked.at,
        items=_items(asked),
        person=asked.person,
        has_consent=_has_consent(asked.person),
        by_grid=asked.by_grid,
    )


def _items(asked: Asked) -> list[Item]:
    """What the station offers, what is asked for most often first."""
    paths = scope(asked.request).reach(*REGISTERS)
    station = asked.person.station if asked.person and asked.person.station else None
    first = station or Station.objects.under(paths).order_by("-level", "path").first()
    offered = Item.objects.offered_at(first) if first else Item.objects.none()
    latest = Order.objects.under(paths).filter(placed_at__gte=asked.at - RECENT)
    counts = Counter(latest.values_list("item_id", flat=True))
    return sorted(offered, key=lambda item: (-counts[item.pk], item.position, item.pk))


def _has_consent(person: Person | None) -> bool:
    return person is not None and Consent.objects.filter(
        person=person, purpose=Purpose.SERVICE, withdrawn_at=None
    ).exists()  # fmt: skip


def _may_be_known(asked: Asked, form: IntakeForm) -> bool:
    """Somebody new who looks like somebody we know is shown first; a second tap registers them all the same."""
    if asked.person is not None or asked.request.POST.get("anyway"):
        return False
    told = form.cleaned_data
    who = scope(asked.request)
    doubles = finding.doubles(who, name=told["name"], phone=told["phone"], estate=told["estate"], door=told["door"])
    if not doubles:
        return False
    form.doubles = doubles.near
    form.add_error(None, _("可能已经登记过，请看看是不是下面这位；不是的话选“确实是新的人”。"))
    return True


def _take_down(asked: Asked, form: IntakeForm) -> Order:
    told = form.cleaned_data
    caller = Caller(asked.person, told["name"], told["phone"], told["estate"], told["door"])
    is_verified = asked.request.POST["do"] == "verified" and not asked.by_grid
    return actions.take_down(
        caller,
        form.chosen,
        told["window"],
        Doing(me(asked.request), asked.at, form.spoken_by),
        details=told["details"],
        is_urgent=told["is_urgent"],
        is_verified=is_verified,
    )


def _search(asked: Asked) -> dict[str, Any]:
    if not asked.q or asked.person is not None:
        return {"people": []}
    return {"people": list(finding.people(scope(asked.request), asked.q)[:FOUND])}


def _shown(asked: Asked, form: IntakeForm, part: str = "intake") -> HttpResponse:
    context = (
        _search(asked)
        | {
            "asked": asked,
            "form": form,
            "now": asked.at,
            "items": form.items.values(),
            "has_consent": not form.fields["consent"].required,
        }
        | {"place": PLACE}
    )
    if asked.person is not None:
        context |= _about(asked, asked.person)
    return page(asked.request, "orders/desk/intake.html", context, partial=part)


def _about(asked: Asked, person: Person) -> dict[str, Any]:
    looked = Reveal.objects.filter(person=person, by=me(asked.request), at__gte=asked.at - LOOKS)
    former = Order.objects.filter(served=person).for_list().order_by("-placed_at")[:FORMER]
    rows = [(order, words.state_tag(order), words.window(order, asked.at)) for order in former]
    return {"person": person, "revealed": looked.exists(), "former": rows}
