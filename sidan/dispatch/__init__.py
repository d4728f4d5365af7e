"""The dispatcher: whom to ask for an order, and why. Pure: numpy arrays in, plain data out.

No Django, no database, no clock: the caller gives every moment in minutes (`minute_number`) and every place in metres
(`project`). `orders/matching.py` is the only bridge to the records.
"""

from sidan.dispatch.assign import assign
from sidan.dispatch.causes import Cause
from sidan.dispatch.explain import Standing, explain, relief
from sidan.dispatch.fairness import Fairness, fairness
from sidan.dispatch.graph import Graph, candidates
from sidan.dispatch.index import Index, build_index
from sidan.dispatch.model import Candidate, OrderNeed, Terms, common_starts
from sidan.dispatch.moments import DAY, EPOCH, WHOLE_DAY, day_number, half_hours, minute_number
from sidan.dispatch.plan import Assigned, Plan, Reason, Stats, Unserved
from sidan.dispatch.plane import project
from sidan.dispatch.policy import Policy, PolicyError, Setting, settings
from sidan.dispatch.rank import Ranking, rank
from sidan.dispatch.redispatch import Diff, redispatch
from sidan.dispatch.routing import First, Idle, Iterations, Seconds, Stop, rounds
from sidan.dispatch.tables import Busy, Exceptions, Expiries
from sidan.dispatch.volunteers import NEVER, Volunteers
from sidan.dispatch.waves import TARGETS, chance, likelihood, next_wave
from sidan.dispatch.way import on_foot
from sidan.dispatch.weeks import half_hour_bits, week_bits
from sidan.dispatch.whatif import Gain, what_if
from sidan.dispatch.why import Move, Why, why

__all__ = [
    "DAY",
    "EPOCH",
    "NEVER",
    "TARGETS",
    "WHOLE_DAY",
    "Assigned",
    "Busy",
    "Candidate",
    "Cause",
    "Diff",
    "Exceptions",
    "Expiries",
    "Fairness",
    "First",
    "Gain",
    "Graph",
    "Idle",
    "Index",
    "Iterations",
    "Move",
    "OrderNeed",
    "Plan",
    "Policy",
    "PolicyError",
    "Ranking",
    "Reason",
    "Seconds",
    "Setting",
    "Standing",
    "Stats",
    "Stop",
    "Terms",
    "Unserved",
    "Volunteers",
    "Why",
    "assign",
    "build_index",
    "candidates",
    "chance",
    "common_starts",
    "day_number",
    "explain",
    "fairness",
    "half_hour_bits",
    "half_hours",
    "likelihood",
    "minute_number",
    "next_wave",
    "on_foot",
    "project",
    "rank",
    "redispatch",
    "relief",
    "rounds",
    "settings",
    "week_bits",
    "what_if",
    "why",
]
