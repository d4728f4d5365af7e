"""Rounds of a street: `make bench NAME=dispatch_rounds`.

Places filled by the flow, by flow and rounds, and by VROOM, which does not know that a visit for two needs two
different people. Fifty orders of one day, ten streets of each size. Then technicians' rounds (`trsp`) against VROOM,
PyVRP and OR-Tools at equal seconds of one core.
"""

import numpy as np
import vroom

from benchmarks._harness import Figure, report
from benchmarks._ortools import able
from benchmarks._town import town
from benchmarks._trsp import technicians
from sidan.dispatch import Plan, Policy, assign, candidates
from sidan.dispatch.routing import Iterations, rounds
from sidan.dispatch.routing.street import Seats


def main() -> None:
    report("dispatch_rounds", [*streets(), *technicians()])


def streets() -> list[Figure]:
    """Fifty orders of one day in pools of three sizes, ten streets each."""
    figures = []
    for people in (150, 300, 1000):
        flow = better = other = 0
        for seed in range(10):
            index, needs = town(50, people, seed=seed, pairs=0.2, days=1)
            plan = assign(candidates(index, needs, Policy(), 60))
            flow += plan.stats.served
            better += rounds(plan, Iterations(3000)).stats.served
            other += street_by_vroom(plan)
        note = f"flow {flow / 10:.1f}, rounds {better / 10:.1f}, VROOM {other / 10:.1f} places a street"
        figures.append(Figure(f"street_of_{people}", better / other, "×", 0.97, "higher", note))
    return figures


def street_by_vroom(plan: Plan) -> int:
    """Places VROOM fills: each place a job, each person a vehicle, half-hours as windows of both."""
    p, (task, day) = Seats(plan).problem(), (vroom.Input(), int(min(o.start for o in plan.graph.orders)) // 1440 * 1440)
    task.set_durations_matrix("car", p.time.astype(np.uint32))
    for w in range(len(p.home)):
        mine = {v for v in range(len(p.place)) if w in able(p, v)}
        bits = int(plan.graph.index.people.week[plan.graph.quota_row[w], day // 1440 % 7])
        if mine and bits:
            first, last = (bits & -bits).bit_length() - 1, bits.bit_length()
            task.add_vehicle(
                vroom.Vehicle(
                    w, start=int(p.home[w]), skills=mine, max_tasks=int(p.room[w]),
                    time_window=vroom.TimeWindow(30 * first, 30 * last),
                )
            )  # fmt: skip
    for v in range(len(p.place)):
        window = vroom.TimeWindow(int(p.early[v]) - day, int(p.late[v]) - day)
        task.add_job(
            vroom.Job(v, int(p.place[v]), default_service=int(p.minutes[v]), skills={v}, time_windows=[window])
        )
    return len(p.place) - int(task.solve(exploration_level=1, nb_threads=1).summary.unassigned)


if __name__ == "__main__":
    main()
