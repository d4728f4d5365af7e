"""Rounds against other engines, part of `make bench NAME=dispatch_rounds`.

`trsp`: technicians with skills, windows and own homes (Pillac, Guéret & Medaglia 2013, tools and parts left out), ours
against VROOM, PyVRP and OR-Tools' routing at equal seconds of one core.
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import numpy as np
import vroom
from pyvrp import Model

from benchmarks._cases import SCALE, found, trsp
from benchmarks._harness import Figure
from benchmarks._ortools import able, by_ortools
from sidan.dispatch.routing import Iterations, Seconds
from sidan.dispatch.routing.problem import Problem
from sidan.dispatch.routing.search import improve

SHARE = float(os.environ.get("SIDAN_BENCH_SHARE", "1"))
BUDGET = 10 * SHARE
FAILED = 10**15


def technicians() -> list[Figure]:
    folder = found("trsp")
    return [] if folder is None else [against(path) for path in sorted(folder.glob("*.txt"))]


def against(path: Path) -> Figure:
    p = trsp(path)
    improve(p, Iterations(1))
    ours = improve(p, Seconds(BUDGET, time.process_time))
    served = int((ours.rounds.by >= 0).sum())
    peers = {"VROOM": by_vroom(p), "PyVRP": given(by_pyvrp, p), "OR-Tools": by_ortools(p, BUDGET) or FAILED}
    best = min(peers.values())
    words = ", ".join(f"{name} {cost / SCALE:.0f}" if cost < FAILED else f"{name} none" for name, cost in peers.items())
    note = f"{ours.cost / SCALE:.0f}, {served} of {len(p.place)} served; {words}; {BUDGET:g} s"
    print(path.stem, note, flush=True)
    return Figure(f"trsp_{path.stem.split('.')[0]}", ours.cost / best, "×", 1.03, "lower", note)


def by_vroom(p: Problem) -> int:
    """VROOM has no time limit that it uses up; it explores as deep as it can."""
    task = vroom.Input()
    task.set_durations_matrix("car", (p.time).astype(np.uint32))
    # A skill per (visit, worker) pattern: a worker has the skill of every visit they may serve.
    for w in range(len(p.home)):
        mine = {v for v in range(len(p.place)) if w in able(p, v)}
        window = vroom.TimeWindow(0, int(p.closes[w]))
        task.add_vehicle(vroom.Vehicle(w, start=int(p.home[w]), end=int(p.back[w]), skills=mine, time_window=window))
    for v in range(len(p.place)):
        window = vroom.TimeWindow(int(p.early[v]), int(p.late[v]))
        job = vroom.Job(v, int(p.place[v]), default_service=int(p.minutes[v]), skills={v}, time_windows=[window])
        task.add_job(job)
    found = task.solve(exploration_level=5, nb_threads=1)
    return FAILED if found.summary.unassigned else int(found.summary.cost)


def given(solve: Callable[[Problem], int], p: Problem) -> int:
    """In a process of its own, for ten times the seconds: PyVRP 0.14 looks at its limit between local searches, and on
    some of these one local search does not end."""
    with multiprocessing.Pool(1) as pool:  # which ends it on leaving
        try:
            return pool.apply_async(solve, (p,)).get(10 * BUDGET)
        except multiprocessing.TimeoutError:
            return FAILED


def by_pyvrp(p: Problem) -> int:
    """PyVRP knows skills as profiles: one per technician, in which visits they cannot serve are far away."""
    model, where = Model(), [*p.place.tolist(), *p.home.tolist()]
    doors = [model.add_location(0, 0) for _ in where]
    for v in range(len(p.place)):
        early, late, minutes = int(p.early[v]), int(p.late[v]), int(p.minutes[v])
        model.add_client(doors[v], service_duration=minutes, tw_early=early, tw_late=late)
    for w in range(len(p.home)):
        depot = model.add_depot(doors[len(p.place) + w])
        profile = model.add_profile()
        model.add_vehicle_type(1, start_depot=depot, end_depot=depot, profile=profile, tw_late=int(p.closes[w]))
        stops = [len(p.place) + w, *(v for v in range(len(p.place)) if w in able(p, v))]
        for one, other in permutations(stops, 2):
            way = int(p.time[where[one], where[other]])
            model.add_edge(doors[one], doors[other], distance=way, duration=way, profile=profile)
    ends = time.process_time() + BUDGET
    result = model.solve(lambda _best: time.process_time() > ends, seed=1, display=False)
    return int(result.cost()) if result.is_feasible() else FAILED
