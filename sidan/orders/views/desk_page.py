"""What the order page of the desk shows: the facts on the left, what to do now on the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from sidan import dispatch
from sidan.core.clock import LOCAL
from sidan.core.masking import mask_text
from sidan.orders import access, matching, words
from sidan.orders.forms.desk import AskForm
from sidan.orders.models import Assignment, Callback, Offer, Order, Rating
from sidan.orders.rules import rules
from sidan.orders.states import Actor, OfferState, State
from sidan.people.access import DESK, REGISTERS, Scope
from sidan.people.models import FamilyLink

SHOWN = 8  # candidates on the page without scrolling far
EPOCH = datetime(dispatch.EPOCH.year, dispatch.EPOCH.month, dispatch.EPOCH.day, tzinfo=LOCAL)

# The verbs of the right side that say something first; the others are one button or stand beside a volunteer.
FORMS = {
    "reschedule": "orders:desk_reschedule",
    "reject": "orders:desk_reject",
    "refer": "orders:desk_refer",
    "merge": "orders:desk_merge",
    "gather": "orders:desk_gather",
    "withdraw": "orders:desk_withdraw",
    "rework": "orders:desk_rework",
    "mark_unmet": "orders:desk_unmet",
    "rate": "orders:desk_rate",
}


@dataclass(frozen=True)
class Button:
    name: str
    label: str | Promise
    icon: str
    href: str


@dataclass(frozen=True)
class Choice:
    """One candidate of the dispatch panel."""

    key: str
    name: str
    tail: str
    reasons: list[str]
    times: str
    is_ticked: bool


def page_of(order: Order, who: Scope, now: datetime, **more: Any) -> dict[str, Any]:
    may_write = who.has_at(order.station, *DESK)
    verbs = {verb.name: verb for verb in access.verbs_for(order, Actor.STATION)} if may_write else {}
    offers = _offers(order)
    return {
        "order": order,
        "now": now,
        "place": "desk:work",
        "state": words.state_tag(order),
        "due": order.due_at(),
        "when": words.window(order, now),
        "details": mask_text(order.details),
        "events": words.timeline(order, order.events.select_related("by")),
        "offers": offers,
        "waiting": any(row["is_waiting"] for row in offers),
        "assignments": _assignments(order),
        "rating": _rating(order),
        "photos": list(order.photos.order_by("pk")),
        "callback": _callback(order) if may_write else None,
        "may_write": may_write,
        "may_reveal": who.has_at(order.station, *REGISTERS),
        "verbs": verbs,
        "buttons": _buttons(order, list(verbs)),
        "panel": _panel(order, now, more.pop("ticked", ())) if "dispatch" in verbs else None,
        **more,
    }


def _buttons(order: Order, verbs: Sequence[str]) -> list[Button]:
    table = {verb.name: verb for verb in access.verbs_for(order, Actor.STATION)}
    rework_first = order.state == State.CALLBACK
    return [
        Button(name, table[name].label, table[name].icon, reverse(FORMS[name], args=[order.public_id]))
        for name in verbs
        if name in FORMS and not (name == "rework" and rework_first)
    ]


def _offers(order: Order) -> list[dict[str, Any]]:
    rows = Offer.objects.filter(order=order, round=order.round).select_related("volunteer__person", "team")
    return [
        {
            "offer": offer,
            "name": offer.volunteer.person.masked_name,
            "tail": offer.volunteer.person.tail,
            "is_waiting": offer.state == OfferState.ASKED,
            "tone": words.OFFER_TONES.get(offer.state, ""),
            "reasons": words.offer_reasons(offer),
        }
        for offer in rows.order_by("-asked_at", "pk")
    ]


def _assignments(order: Order) -> list[Assignment]:
    standing = Assignment.objects.standing().filter(order=order, round=order.round)
    return list(standing.select_related("volunteer__person"))


def _rating(order: Order) -> Rating | None:
    """Nobody at the desk reads a rating before the order is closed, and never who gave it."""
    if order.state != State.CLOSED:
        return None
    return Rating.objects.filter(order=order, round=order.round).first()


def _callback(order: Order) -> Callback | None:
    return Callback.objects.waiting().filter(order=order, station=order.station).first()


def _panel(order: Order, now: datetime, ticked: Sequence[str]) -> dict[str, Any]:
    match = matching.match(order, now=now, n=SHOWN)
    named = match.named
    several = order.free_places > 1
    return {
        "choices": [_choice(one, several=several, ticked=ticked) for one in named],
        "eligible": match.ranking.eligible,
        "needed": order.free_places,
        "is_past": order.wanted_until <= now,
        "common": _common(named, order) if several else None,
        "rejects": match.reject_counts,
        "blocked": [(one.volunteer.person, [str(cause) for cause in one.causes]) for one in match.blocked(6)],
        "hours": hours_of(order),
        "hour_choices": AskForm.base_fields["hours"].choices,  # type: ignore[attr-defined]
        "teams": matching.teams_for(order),
    }


def hours_of(order: Order) -> int:
    """The deadline the page proposes: the street's rule, a shorter one when it is urgent."""
    return rules().urgent_hours if order.is_urgent else rules().offer_hours


def _choice(one: matching.Named, *, several: bool, ticked: Sequence[str]) -> Choice:
    person, candidate = one.volunteer.person, one.candidate
    return Choice(
        key=one.volunteer.public_id,
        name=person.masked_name,
        tail=person.tail,
        reasons=words.reasons(candidate),
        times=_span(candidate.starts) if several else "",
        is_ticked=one.volunteer.public_id in ticked,
    )


def _clock(minute: int) -> str:
    return f"{EPOCH + timedelta(minutes=minute):%H:%M}"


def _span(starts: Sequence[int]) -> str:
    return _clock(starts[0]) if starts[0] == starts[-1] else f"{_clock(starts[0])}–{_clock(starts[-1])}"


def _common(named: Sequence[matching.Named], order: Order) -> str:
    """When the first so many could all begin; empty when they never could together."""
    starts = dispatch.common_starts([one.candidate for one in named[: order.free_places]])
    return _span(starts) if starts else ""


def similar(order: Order) -> list[Order]:
    """Open orders of the station this one may double: the same person's or the same door's first."""
    rows = Order.objects.open().for_list().filter(station=order.station).exclude(pk=order.pk)
    close = rows.filter(served=order.served) | rows.filter(address=order.address)
    day: date = order.day
    like = rows.filter(item=order.item, wanted_from__date=day)
    found = {one.pk: one for one in [*close.order_by("-placed_at")[:6], *like.order_by("-placed_at")[:6]]}
    return list(found.values())[:8]


def speakers(order: Order) -> list[Any]:
    """Who may rate on the telephone: the served person and the family they named."""
    links = FamilyLink.objects.standing().filter(served=order.served).select_related("actor")
    return [order.served, *(link.actor for link in links.order_by("pk"))]
