"""What a policy would have done: last week's orders planned again with today's volunteers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sidan import dispatch
from sidan.core.walls import everything
from sidan.dispatch import Plan, Policy
from sidan.orders.columns import Wanted
from sidan.orders.models import Order
from sidan.orders.planning import CANDIDATES, arrays
from sidan.orders.states import State
from sidan.places.models import Station

Ints = NDArray[np.int64]
WEEK = timedelta(days=7)
MOST = 400  # orders; enough to judge by
NOT_SERVED = (State.SUBMITTED, State.REJECTED, State.REFERRED, State.MERGED, State.WITHDRAWN)


@dataclass(frozen=True)
class Outcome:
    """How a policy treats people and orders, in figures a manager can say aloud."""

    seats: int  # places wanted
    served: int
    walk: int  # median minutes
    most_asked: int  # of one person
    often: int  # people asked three times and more
    people: int  # different people asked
    gini: float  # over everybody who might have been asked


@dataclass(frozen=True)
class Trial:
    orders: int
    old: Outcome
    new: Outcome


OFTEN = 3


@everything("the ranking looks beyond one station")
def try_out(station: Station, old: Policy, new: Policy, *, now: datetime) -> Trial | None:
    """None when last week had no orders to learn from. Reads once, plans twice."""
    past = Order.objects.under((station.path,)).exclude(state__in=NOT_SERVED)
    recent = past.filter(wanted_from__gte=now - WEEK, wanted_from__lt=now).order_by("-wanted_from", "-pk")
    keys = list(recent.values_list("pk", flat=True)[:MOST])
    rows = [Wanted(*row) for row in Order.objects.filter(pk__in=keys).order_by("pk").values_list(*Wanted._fields)]
    rows = [row for row in rows if row.wanted_until - row.wanted_from >= timedelta(minutes=row.minutes)]
    if not rows:
        return None
    wider = max(old, new, key=lambda policy: policy.max_distance_m)
    index, needs = arrays(rows, keys, wider, now=now, asked={}, without=keys, held=False)
    graphs = [dispatch.candidates(index, needs, policy, CANDIDATES) for policy in (old, new)]
    able = np.union1d(graphs[0].row, graphs[1].row)  # one population, or their evenness could not be compared
    outcomes = [_figures(dispatch.assign(graph), able) for graph in graphs]
    return Trial(len(rows), *outcomes)


def _figures(plan: Plan, able: Ints) -> Outcome:
    loads = np.bincount(np.searchsorted(able, plan.graph.row[plan.arcs]), minlength=len(able))
    walks = sorted(one.terms.walk for one in plan.assigned)
    return Outcome(
        seats=plan.stats.seats,
        served=plan.stats.served,
        walk=walks[len(walks) // 2] if walks else 0,
        most_asked=int(loads.max(initial=0)),
        often=int((loads >= OFTEN).sum()),
        people=int((loads > 0).sum()),
        gini=dispatch.fairness(loads).gini,
    )
