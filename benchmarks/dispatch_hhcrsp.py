"""Home health care rounds that others wrote: `make bench NAME=dispatch_hhcrsp`.

17 instances of Mankowska, Meisel & Bierwirth (2014) against the published mean of BRKGA-MP-IPR (Kummer et al. 2021, 94
to 1,184 s on four cores). Ours have 10 s of one core up to 75 patients and 30 s beyond; `SIDAN_BENCH_SHARE=0.2`
shortens all. Every result is checked by a second, plain reading of the rules. OR-Tools' routing has the same seconds.
"""

import os
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks._cases import SCALE, found, hhcrsp, published
from benchmarks._harness import Figure, report
from benchmarks._ortools import by_ortools
from sidan.dispatch.routing import Iterations, Seconds
from sidan.dispatch.routing.problem import Problem, Rounds
from sidan.dispatch.routing.search import improve

SHARE = float(os.environ.get("SIDAN_BENCH_SHARE", "1"))
BARS = {10: 1, 25: 1, 50: 1, 75: 1, 100: 5, 200: 10, 300: 10}


def main() -> None:
    folder = found("hhcrsp")
    if folder is None:
        return
    means = {name: values["mean_cost"] for name, values in published(folder).items()}
    improve(hhcrsp(folder / f"{next(iter(means))}.json"), Iterations(1))  # compiles
    figures, better, theirs = [], 0, []
    for name, mean in means.items():
        figure, ours = one(folder, name, mean)
        other = by_ortools(hhcrsp(folder / f"{name}.json"), budget(name))
        figures.append(figure)
        better += other is None or ours <= other
        theirs.append(
            f"{figure.name} " + ("none" if other is None else f"{100 * (other / 3 / SCALE / mean - 1):+.1f} %")
        )
        print(theirs[-1], flush=True)
    feasible = sum("feasible" in figure.note for figure in figures)
    figures.append(Figure("feasible", feasible, f"of {len(figures)}", len(figures), "higher"))
    note = "OR-Tools v the published mean: " + ", ".join(theirs)
    figures.append(Figure("no_worse_than_or_tools", better, f"of {len(means)}", len(means), "higher", note))
    report("dispatch_hhcrsp", figures)


def patients(name: str) -> int:
    return int(name.split("_")[2])


def budget(name: str) -> float:
    return SHARE * (10 if patients(name) <= 75 else 30)


def one(folder: Path, name: str, mean: float) -> tuple[Figure, int]:
    problem = hhcrsp(folder / f"{name}.json")
    result = improve(problem, Seconds(budget(name), time.process_time))
    cost = checked(problem, result.rounds)
    word = "feasible" if cost is not None and cost == result.cost else "INFEASIBLE"
    ours = result.cost / 3 / SCALE
    note = f"{ours:.1f} v {mean:.1f}, {word}, {budget(name):g} s, {result.iterations:,} iterations"
    print(name, note, flush=True)
    bar = BARS[patients(name)]
    return Figure(name.removeprefix("Instanz"), 100 * (ours / mean - 1), "%", bar, "lower", note), result.cost


def checked(p: Problem, r: Rounds) -> int | None:
    """The objective of rounds, read anew from their definition; None if a rule is broken."""
    ways, worst, late, served = 0, 0, 0, []
    for w, head in enumerate(r.head.tolist()):
        tour, v = [], head
        while v >= 0:
            tour.append(v)
            v = int(r.after[v])
        served += tour
        able = [w in p.worker[p.first[u] : p.first[u + 1]] for u in tour]
        leaves = [(p.place[a], r.start[a] + p.minutes[a], p.place[b], r.start[b]) for a, b in pairwise(tour)]
        on_time = all(free + p.time[here, there] <= start for here, free, there, start in leaves)
        first = not tour or r.start[head] >= p.time[p.home[w], p.place[head]]
        if not (all(able) and on_time and first):
            return None
        stops = [p.home[w], *p.place[tour], p.back[w]] if tour else []
        ways += sum(int(p.cost[a, b]) for a, b in pairwise(stops))
        tardy = [max(int(r.start[u] - p.late[u]), 0) for u in tour]
        late, worst = late + sum(tardy), max(worst, *tardy, 0)
    mates = [v for v in range(len(p.mate)) if p.mate[v] >= 0]
    apart = all(p.mate_low[v] <= r.start[p.mate[v]] - r.start[v] <= p.mate_high[v] for v in mates)
    two = all(r.by[v] != r.by[p.mate[v]] for v in mates)
    whole = sorted(served) == list(range(len(p.place))) and bool(np.all(r.start >= p.early))
    return ways + late + worst if apart and two and whole else None


if __name__ == "__main__":
    main()
