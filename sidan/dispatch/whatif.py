"""What would help: the same orders with people added who are not there yet."""

from dataclasses import dataclass

import numpy as np

from sidan.dispatch.columns import Ints
from sidan.dispatch.flow import network, solve
from sidan.dispatch.graph import FEWEST, Graph, candidates
from sidan.dispatch.index import build_index
from sidan.dispatch.paths import Network
from sidan.dispatch.volunteers import Volunteers


@dataclass(frozen=True, slots=True)
class Gain:
    """What the added people bring, before pairs and days are repaired."""

    seats: int
    """Places filled more."""
    by_urgency: dict[int, int]
    """Urgency → places filled more; negative where a more urgent one took over. No zeros."""


def what_if(graph: Graph, extra: Volunteers, k: int = FEWEST) -> Gain:
    """How many more places could be filled with these people too: "one more electrician on Saturday".

    Only the newcomers' candidates are searched for; the flow is solved with and without them. Their ids may be any.
    """
    more = candidates(build_index(extra), graph.orders, graph.policy, k)
    before = solve(network(graph)).state.served
    gained = solve(_joined(network(graph), network(more))).state.served - before
    by_urgency = {int(u): int(gained[graph.urgency == u].sum()) for u in np.unique(graph.urgency)[::-1]}
    return Gain(int(gained.sum()), {u: n for u, n in by_urgency.items() if n})


def _joined(one: Network, other: Network) -> Network:
    """Two networks of the same orders side by side."""
    slots, quotas = len(one.slot_quota), len(one.room)
    owner: Ints = np.concatenate((one.owner, other.owner))
    by_order = np.argsort(owner, kind="stable")
    return one._replace(
        first=one.first + other.first,
        slot=np.concatenate((one.slot, other.slot + slots))[by_order],
        cost=np.concatenate((one.cost, other.cost))[by_order],
        owner=owner[by_order],
        penalty=np.maximum(one.penalty, other.penalty),
        slot_quota=np.concatenate((one.slot_quota, other.slot_quota + quotas)),
        quota_from=np.concatenate((one.quota_from, one.quota_from[-1] + other.quota_from[1:])),
        room=np.concatenate((one.room, other.room)),
    )
