"""What the worker does for the desk: a plan too large for a request."""

import logging

from sidan.core import clock
from sidan.core.walls import everything
from sidan.orders import actions, planning
from sidan.orders.models import SavedPlan

log = logging.getLogger("sidan.plan")


@everything("a plan is made by the worker")
def make_plan(pk: int) -> None:
    """Idempotent: a plan that is made already is left alone, one that a killed worker began is begun anew."""
    plan = SavedPlan.objects.select_related("station").get(pk=pk)
    if not actions.plan_goes_on(plan, 0):
        return
    now = clock.now()
    try:
        orders = planning.open_orders(plan.station, planning.Period(plan.first_day, plan.days), now)
        proposal = planning.propose(orders, plan.station, now=now, told=lambda step: actions.plan_goes_on(plan, step))
        actions.plan_goes_on(plan, 4)
        result = planning.as_saved(proposal) | {"help": planning.help_as_saved(proposal)}
    except Exception:
        # Whoever waits before the page has to be told; the worker keeps the trace.
        actions.finish_plan(plan, None, now=clock.now())
        raise
    actions.finish_plan(plan, result, now=clock.now())
    log.info("plan %s: %d asked", plan.public_id, len(result["asked"]))
