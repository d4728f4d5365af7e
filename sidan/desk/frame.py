"""What every page of the desk carries around its content: whose desk it is, and what waits there."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from sidan.core.clock import now
from sidan.orders import duty, worklist
from sidan.people.access import Scope
from sidan.places.models import Station
from sidan.volunteers.access import visible_volunteers

VOLUNTEER_PAGES = {"volunteers:desk_one", "volunteers:contact"}


@dataclass
class Desk:
    """Asked by the rail alone, so pages without one ask nothing."""

    scope: Scope | None
    volunteer_id: str = ""  # whose page this is, where it is a volunteer's

    @cached_property
    def station_name(self) -> str:
        if self.scope is None or not self.scope.is_staff:
            return ""
        stations = Station.objects.under(self.scope.all_paths).order_by("path")
        first = stations.first()
        return first.title if first else ""

    @cached_property
    def counts(self) -> dict[str, int]:
        return worklist.waiting(self.scope) if self.scope is not None else {}

    @cached_property
    def promised(self) -> int | None:
        """By the volunteer of this page for this week. Their own room knows no orders; here both are known."""
        if self.scope is None or not self.volunteer_id:
            return None
        volunteer = visible_volunteers(self.scope).filter(public_id=self.volunteer_id).first()
        return duty.promised_this_week(volunteer, now()) if volunteer else None


def desk(request: HttpRequest) -> dict[str, Any]:
    match = request.resolver_match
    of_volunteer = match is not None and match.view_name in VOLUNTEER_PAGES
    volunteer_id = str(match.kwargs["public_id"]) if match is not None and of_volunteer else ""
    return {"desk": Desk(getattr(request, "scope", None), volunteer_id)}
