"""How a street wants volunteers to be asked: a few numbers in words, tried on last week before they hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.desk.forms import PolicyForm
from sidan.desk.policywords import SAID, verdict
from sidan.dispatch import Policy
from sidan.orders import actions, policies
from sidan.orders.models import StreetPolicy
from sidan.orders.trials import Trial, try_out
from sidan.people.access import me, require, scope, staff
from sidan.people.models import RoleKind
from sidan.places.models import Level, Station

REMEMBERED = 10


@dataclass(frozen=True)
class Change:
    """One entry of the history."""

    at: datetime
    who: str
    what: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(RoleKind.STREET_WORKER)
@once
def policy(request: HttpRequest) -> HttpResponse:
    streets = _streets(request)
    asked = request.POST if request.method == "POST" else request.GET
    street = next((one for one in streets if one.code == asked.get("street")), streets[0])
    holds = policies.policy_of(street)
    if request.method != "POST":
        return _shown(request, streets, street, PolicyForm(policy=holds))
    form = PolicyForm(request.POST, policy=holds)
    if not form.is_valid():
        return _shown(request, streets, street, form)
    wanted = form.policy()
    if request.POST.get("do") != "save":
        trial = try_out(street, holds, wanted, now=now())
        return _shown(request, streets, street, form, trial=trial, is_tried=True)
    if wanted != holds:
        actions.save_policy(street, policies.values_of(wanted), by=me(request), now=now())
        messages.success(request, _("已经按新的规矩派单了。从下一次邀请起算，已经发出的邀请不变。"))
    return redirect(f"{reverse('desk:policy')}?{urlencode({'street': street.code})}")


def _streets(request: HttpRequest) -> list[Station]:
    """The streets within a street worker's reach; a policy is a street's, not a station's."""
    reach = Station.objects.under(scope(request).reach(RoleKind.STREET_WORKER))
    found = list(reach.filter(level=Level.STREET).order_by("path"))
    require(bool(found))
    return found


def _shown(
    request: HttpRequest,
    streets: list[Station],
    street: Station,
    form: PolicyForm,
    *,
    trial: Trial | None = None,
    is_tried: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "streets": streets,
        "street": street,
        "form": form,
        "trial": trial,
        "verdict": verdict(trial) if trial else "",
        "is_tried": is_tried,
        "history": _history(street),
        "now": now(),
        "place": "desk:plan",
    }
    return page(request, "desk/policy.html", context)


def _history(street: Station) -> list[Change]:
    """The last changes, each beside the one before it."""
    rows = list(StreetPolicy.objects.filter(station=street).select_related("by")[: REMEMBERED + 1])
    before = [*(policies.read(row.values) for row in rows[1:]), Policy()]
    steps = [(row, old, policies.read(row.values)) for row, old in zip(rows, before, strict=False)]
    return [Change(row.at, row.by.masked_name, _difference(old, new)) for row, old, new in steps[:REMEMBERED]]


def _difference(old: Policy, new: Policy) -> list[str]:
    return [
        f"{said.label} {getattr(old, name)} → {getattr(new, name)}"
        for name, said in SAID.items()
        if getattr(old, name) != getattr(new, name)
    ]
