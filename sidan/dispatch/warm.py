"""Compile everything the dispatcher compiles: `python -m sidan.dispatch.warm`, in set-up.

Takes about a minute the first time and a second afterwards; `SIDAN_COMPILED` says where the result is kept.
"""

import sys
import time

from sidan.dispatch.assign import assign
from sidan.dispatch.compiled import HAS_NUMBA, cache_folder
from sidan.dispatch.graph import candidates
from sidan.dispatch.index import build_index
from sidan.dispatch.model import OrderNeed
from sidan.dispatch.policy import Policy
from sidan.dispatch.reroute import without
from sidan.dispatch.routing import Iterations, rounds
from sidan.dispatch.volunteers import Volunteers
from sidan.dispatch.why import why


def warm() -> float:
    """Run every compiled function once on a tiny town; returns the seconds it took."""
    started = time.perf_counter()
    index = build_index(Volunteers.of([1, 2], [0, 100], [0, 0]))
    order = OrderNeed(id=1, x=0, y=0, start=0, end=120, minutes=60, known=((1, 1),))
    plan = assign(candidates(index, [order], Policy()))
    why(plan, 1, 1)
    without(plan.flow, plan.flow.arcs)
    rounds(plan, Iterations(1))
    return time.perf_counter() - started


if __name__ == "__main__":
    took = warm()
    where = f"compiled into {cache_folder()}" if HAS_NUMBA else "numba is absent: nothing to compile"
    sys.stdout.write(f"{where} ({took:.1f} s)\n")
