"""Rounds for a plan of one day: several visits behind one another, leftovers put in, everybody's way shortened."""

from dataclasses import replace

import numpy as np

from sidan.dispatch.columns import Bits, Flags, Ints
from sidan.dispatch.days import step_minutes
from sidan.dispatch.flow import penalties
from sidan.dispatch.moments import DAY
from sidan.dispatch.plan import Plan, stats_of
from sidan.dispatch.routing.problem import FAR, NOBODY, Problem, Rounds, neighbours
from sidan.dispatch.routing.search import improve
from sidan.dispatch.routing.stop import Stop

MOST_PLACES = 6000
"""Doors and homes of one problem; ways between all of them are kept in a table."""


def rounds(plan: Plan, stop: Stop, *, seed: int = 1) -> Plan:
    """The plan as rounds: unserved orders are inserted, others ejected for them where that serves more, ways shortened.

    Unlike `assign`, one person may have several orders in one period, one after the other: a round costs the way from
    home and from door to door. Urgency comes before places and places before minutes; pairs come together and are two
    people; fixed pairs of `redispatch` keep their person and start. Orders for three or more stay as planned. Never
    worse than the plan. The same stop without seconds, and the same seed, give the same rounds.

    Raises ValueError for windows on more than one day, or for more than 6,000 doors and homes: plan a day, a station.
    """
    graph = plan.graph
    if len({o.start // DAY for o in graph.orders} | {(o.end - 1) // DAY for o in graph.orders}) > 1:
        raise ValueError("rounds are planned for one day; these orders lie on several")
    seats = Seats(plan)
    if len(seats.order) + len(graph.quota_row) > MOST_PLACES:
        raise ValueError(f"at most {MOST_PLACES} doors and homes can be planned at once; plan station by station")
    problem = seats.problem()
    found = improve(problem, stop, start=seats.start(problem), seed=seed).rounds
    served = np.flatnonzero(found.by >= 0)
    arcs = np.append(seats.arc[found.pair[served]], seats.rest)
    begins = np.append(found.start[served], seats.rest_begins)
    sort = np.argsort(arcs)
    stats = stats_of(graph, arcs[sort], plan.stats.bound, plan.stats.repairs)
    return replace(plan, arcs=arcs[sort], begins=begins[sort], stats=stats)


class Seats:
    """The places of a plan's orders as visits. One visit per place, one worker per quota (person and week)."""

    def __init__(self, plan: Plan) -> None:
        graph = self.graph = plan.graph
        self.plan = plan
        planned = np.isin(np.arange(len(graph)), plan.arcs)
        many = graph.places[graph.order_of] > 2
        self.rest = np.flatnonzero(planned & many)
        self.rest_begins = plan.begins[np.isin(plan.arcs, self.rest)]
        self.order = np.repeat(np.arange(len(graph.orders)), np.where(graph.places > 2, 0, graph.places))
        self.second = np.append(False, self.order[1:] == self.order[:-1]) if len(self.order) else np.empty(0, np.bool_)
        self.allowed: Flags = plan.given.keep
        self.lists = [self._arcs(visit) for visit in range(len(self.order))]
        self.arc: Ints = np.concatenate([*self.lists, np.empty(0, dtype=np.int64)])

    def _arcs(self, visit: int) -> Ints:
        """The arcs one visit may use: of an order with people fixed, each visit has its own."""
        first, last = self.graph.first[self.order[visit]], self.graph.first[self.order[visit] + 1]
        arcs: Ints = np.arange(first, last)
        fixed = arcs[self.plan.given.fixed[arcs]]
        place = int(self.second[visit])
        if place < len(fixed):
            return fixed[place : place + 1]
        return arcs[self.allowed[arcs] & ~self.plan.given.fixed[arcs]]

    def problem(self) -> Problem:
        graph, policy = self.graph, self.graph.policy
        orders = [graph.orders[o] for o in self.order.tolist()]
        n, workers = len(orders), len(graph.quota_row)
        place = np.arange(n, dtype=np.int64)
        cost = self._ways(np.array([o.x for o in orders]), np.array([o.y for o in orders]))
        time = np.maximum(cost, policy.gap_minutes)
        time[n:] = 0  # people give the hours at which they can start a service, not at which they leave home
        early, end, minutes = (
            np.array([(o.start, o.end, o.minutes) for o in orders], dtype=np.int64).reshape(-1, 3).T.copy()
        )
        late = end - minutes
        alone = graph.places[self.order] == 1 if n else np.empty(0, np.bool_)
        walk = -(-graph.metres * policy.detour_percent // (100 * policy.pace_m_per_min))
        return Problem(
            place=place,
            minutes=minutes,
            early=early,
            late=late,
            step=step_minutes(late - early, policy),
            mate=np.where(alone, NOBODY, place + np.where(self.second, -1, 1)),
            mate_low=np.zeros(n, dtype=np.int64),
            mate_high=np.zeros(n, dtype=np.int64),
            penalty=penalties(graph, graph.cost)[self.order],
            first=np.append(0, np.cumsum([len(arcs) for arcs in self.lists])).astype(np.int64),
            worker=graph.slot_quota[graph.slot[self.arc]],
            starts=self._starts()[self.arc],
            extra=(graph.cost - walk)[self.arc],
            home=n + np.arange(workers, dtype=np.int64),
            back=np.full(workers, NOBODY, dtype=np.int64),
            opens=np.zeros(workers, dtype=np.int64),
            closes=np.full(workers, FAR, dtype=np.int64),
            room=self._room(),
            growth=policy.fairness_minutes,
            time=time,
            cost=cost,
            weight_late=0,
            weight_worst=0,
            hard=True,
            near=neighbours(place, cost),
        )

    def _ways(self, x: Ints, y: Ints) -> Ints:
        """Minutes on foot between all doors, then homes."""
        people, policy = self.graph.index.people, self.graph.policy
        xs, ys = np.append(x, people.x[self.graph.quota_row]), np.append(y, people.y[self.graph.quota_row])
        metres = np.rint(np.hypot(xs[:, None] - xs, ys[:, None] - ys)).astype(np.int64)
        minutes: Ints = -(-metres * policy.detour_percent // (100 * policy.pace_m_per_min))
        return minutes

    def _starts(self) -> Bits:
        """Starts that may be used; of an order with people fixed only the promised one."""
        starts, fixed = self.plan.given.starts.copy(), self.plan.given.fixed
        for o in np.unique(self.graph.order_of[fixed]).tolist():
            arcs = np.arange(self.graph.first[o], self.graph.first[o + 1])
            starts[arcs] &= np.bitwise_and.reduce(starts[arcs[fixed[arcs]]])
        return starts

    def _room(self) -> Ints:
        """Orders each person takes, without those for three or more that stay as planned."""
        taken = np.bincount(self.graph.slot_quota[self.graph.slot[self.rest]], minlength=len(self.graph.quota_room))
        return self.graph.quota_room - taken

    def start(self, problem: Problem) -> Rounds:
        """The plan's rounds, by time."""
        state = Rounds.empty(problem)
        begin = dict(zip(self.plan.arcs.tolist(), self.plan.begins.tolist(), strict=True))
        left = set(begin) - set(self.rest.tolist())
        chosen: list[tuple[int, int, int]] = []
        for visit, arcs in enumerate(self.lists):
            pair = next((i for i, arc in enumerate(arcs.tolist()) if arc in left), None)
            if pair is not None:
                left.discard(int(arcs[pair]))
                chosen.append((begin[int(arcs[pair])], visit, int(problem.first[visit]) + pair))
        for _, visit, pair in sorted(chosen):
            w = int(problem.worker[pair])
            state.by[visit], state.pair[visit], state.before[visit] = w, pair, state.tail[w]
            if state.tail[w] >= 0:
                state.after[state.tail[w]] = visit
            else:
                state.head[w] = visit
            state.tail[w] = visit
            state.load[w] += 1
        return state
