"""OR-Tools' routing on the same arrays as our rounds, for so many seconds of processor time."""

import time
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from sidan.dispatch.routing.problem import FAR, Problem

HOUR = 3600
FIRST = routing_enums_pb2.FirstSolutionStrategy
STRATEGIES = (FIRST.PARALLEL_CHEAPEST_INSERTION, FIRST.AUTOMATIC, FIRST.PATH_CHEAPEST_ARC)


def able(p: Problem, v: int) -> set[int]:
    return set(p.worker[p.first[v] : p.first[v + 1]].tolist())


def by_ortools(p: Problem, budget: float) -> int | None:
    """The objective of the best rounds found; None where the budget ends before any are.

    The worst tardiness cannot be told to the search (only the sum is); it is counted in the result. Strategies for
    the first rounds are tried one after the other, and guided local search takes what is left of the time.
    """
    ends = time.process_time() + budget
    for strategy in STRATEGIES:
        cost = _solved(p, ends, strategy)
        if cost is not None or time.process_time() > ends:
            return cost
    return None


def _solved(p: Problem, ends: float, strategy: int) -> int | None:
    workers, visits = len(p.home), len(p.place)
    where, depots = [*p.place.tolist(), *p.home.tolist()], list(range(visits, visits + workers))
    manager = pywrapcp.RoutingIndexManager(visits + workers, workers, depots, depots)
    routing = pywrapcp.RoutingModel(manager)
    ways = p.time[np.ix_(where, where)]
    spent = ways + np.append(p.minutes, np.zeros(workers, dtype=np.int64))[:, None]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(ways.tolist()))
    horizon = int(p.closes.max()) if p.closes.max() < FAR else int(p.late.max() + p.minutes.sum() + p.time.max())
    routing.AddDimension(routing.RegisterTransitMatrix(spent.tolist()), horizon, horizon, False, "time")
    clock = routing.GetDimensionOrDie("time")
    for v in range(visits):
        _rules(p, v, (manager, routing, clock, horizon))
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = strategy
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromSeconds(HOUR)  # a clock on the wall would count what other jobs take
    solver = routing.solver()
    routing.AddSearchMonitor(solver.CustomLimit(lambda: time.process_time() > ends))
    found = routing.SolveWithParameters(search)
    return _objective(p, (manager, routing, clock), found) if found else None


def _rules(p: Problem, v: int, model: tuple[Any, Any, Any, int]) -> None:
    manager, routing, clock, horizon = model
    i = manager.NodeToIndex(v)
    start = clock.CumulVar(i)
    start.SetRange(int(p.early[v]), int(p.late[v]) if p.hard else horizon)
    if p.weight_late:
        clock.SetCumulVarSoftUpperBound(i, int(p.late[v]), p.weight_late)
    routing.VehicleVar(i).SetValues([-1, *sorted(able(p, v))])
    if p.mate[v] > v:
        j, solver = manager.NodeToIndex(int(p.mate[v])), routing.solver()
        gap = clock.CumulVar(j) - start
        solver.Add(gap >= int(p.mate_low[v]))
        solver.Add(gap <= int(p.mate_high[v]))
        solver.Add(routing.VehicleVar(i) != routing.VehicleVar(j))


def _objective(p: Problem, model: tuple[Any, Any, Any], found: Any) -> int:
    """Ways, tardiness and worst tardiness as the problem weighs them, with each start as early as allowed."""
    manager, routing, clock = model
    ways, late = 0, [0]
    for w in range(len(p.home)):
        stops, i = [int(p.home[w])], routing.Start(w)
        while not routing.IsEnd(i := found.Value(routing.NextVar(i))):
            v = manager.IndexToNode(i)
            stops.append(int(p.place[v]))
            late.append(max(found.Min(clock.CumulVar(i)) - int(p.late[v]), 0))
        stops.append(int(p.back[w]))
        ways += sum(int(p.cost[a, b]) for a, b in pairwise(stops))
    return ways + p.weight_late * sum(late) + p.weight_worst * max(late)
