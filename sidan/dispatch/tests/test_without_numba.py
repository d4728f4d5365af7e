"""Platforms without numba: the same plans by OR-Tools and plain Python, from the first question to the last."""

import json
import subprocess
import sys
from typing import Any

from sidan.dispatch import Iterations, assign, explain, redispatch, rounds, what_if
from sidan.dispatch.compiled import HAS_NUMBA
from sidan.dispatch.flow_ortools import taken_by_ortools
from sidan.dispatch.tests.nets import town

BLOCKED = """
import json, sys, warnings
warnings.simplefilter("error")
sys.modules["numba"] = None
from sidan.dispatch.tests.test_without_numba import asked
print(json.dumps(asked()))
"""


def asked() -> dict[str, Any]:
    """Everything a plan can be asked, in numbers that do not depend on which of several optima was found."""
    graph = town(5, 20, 16)
    plan = assign(graph)
    order, volunteer = min(plan.pairs)
    again, diff = redispatch(plan, [(order, volunteer)])
    better = rounds(plan, Iterations(5))
    return {
        "compiled": HAS_NUMBA,
        "arcs": [graph.row.tolist(), graph.cost.tolist(), graph.starts.tolist()],
        "cost": plan.flow.cost,
        "bound": plan.stats.bound,
        "served": plan.stats.served,
        "regret": {w.volunteer_id: w.minutes for w in explain(plan, order)},
        "again": [again.stats.bound, (order, volunteer) in diff.kept],
        "gain": what_if(graph, graph.index.people).seats,
        "rounds": better.stats.served >= plan.stats.served,
    }


def test_without_numba_everything_works_and_costs_the_same() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    plain, compiled = json.loads(done.stdout), json.loads(json.dumps(asked()))
    assert (plain.pop("compiled"), compiled.pop("compiled")) == (False, HAS_NUMBA)
    assert plain == compiled
    assert compiled["rounds"]
    assert taken_by_ortools(assign(town(5, 20, 16)).flow.network).shape[0]
