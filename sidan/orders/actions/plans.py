"""Writing plans and policies down. Neither changes an order: offers go out through `dispatch` alone."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sidan.core.walls import action
from sidan.orders.models import PlanState, SavedPlan, StreetPolicy
from sidan.people.models import Person
from sidan.places.models import Station


@action
def save_plan(
    station: Station, first_day: date, days: int, result: Mapping[str, Any], *, by: Person, now: datetime
) -> SavedPlan:
    return SavedPlan.objects.create(
        station=station, first_day=first_day, days=days, result=dict(result), made_by=by, made_at=now
    )


@action
def order_plan(station: Station, first_day: date, days: int, *, by: Person, now: datetime) -> SavedPlan:
    """A plan too large for a request; the worker makes it."""
    return SavedPlan.objects.create(
        station=station, first_day=first_day, days=days, made_by=by, made_at=now, state=PlanState.QUEUED
    )


@action
def plan_goes_on(plan: SavedPlan, step: int) -> bool:
    """False when the plan is made already: a second worker stops."""
    open_ = SavedPlan.objects.filter(pk=plan.pk, state__in=(PlanState.QUEUED, PlanState.RUNNING))
    return open_.update(state=PlanState.RUNNING, step=step) == 1


@action
def finish_plan(plan: SavedPlan, result: Mapping[str, Any] | None, *, now: datetime) -> None:
    state = PlanState.FAILED if result is None else PlanState.READY
    open_ = SavedPlan.objects.filter(pk=plan.pk, state__in=(PlanState.QUEUED, PlanState.RUNNING))
    open_.update(state=state, result=dict(result or {}), made_at=now)


@action
def save_policy(station: Station, values: Mapping[str, int], *, by: Person, now: datetime) -> StreetPolicy:
    return StreetPolicy.objects.create(station=station, values=dict(values), by=by, at=now)
