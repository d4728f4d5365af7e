"""Random networks and small towns for the tests of plans."""

import numpy as np
from hypothesis import strategies as st

from sidan.dispatch import Graph, OrderNeed, Policy, Volunteers, build_index, candidates
from sidan.dispatch.paths import Network

MONDAY = 2000 * 7 * 1440


def random_network(seed: int) -> Network:
    """Up to 30 orders over up to 40 slots; scarce, with ties, negative costs and orders for several people."""
    rng = np.random.default_rng(seed)
    orders, quotas = int(rng.integers(0, 31)), int(rng.integers(1, 16))
    slot_quota = np.sort(rng.integers(0, quotas, int(rng.integers(1, 41))))
    lists = [np.sort(rng.permutation(len(slot_quota))[: rng.integers(0, 7)]) for _ in range(orders)]
    slot = np.concatenate([*lists, np.empty(0, int)]).astype(np.int64)
    counts = [len(arcs) for arcs in lists]
    return Network(
        first=np.append(0, np.cumsum(counts)).astype(np.int64),
        slot=slot,
        cost=rng.integers(-15, int(rng.choice([2, 60])), len(slot)),
        owner=np.repeat(np.arange(orders), counts),
        places=rng.integers(1, 4, orders),
        penalty=rng.choice([7, 1000, 2000], orders),
        slot_quota=slot_quota,
        quota_from=np.searchsorted(slot_quota, np.arange(quotas + 1)).astype(np.int64),
        room=rng.integers(0, 4, quotas),
        step=int(rng.integers(0, 9)),
    )


def town(
    seed: int,
    people: int = 40,
    orders: int = 30,
    *,
    pairs: float = 0.25,
    side: int = 2500,
    policy: Policy | None = None,
) -> Graph:
    """A scarce town for one Monday: half-days free, four skills, windows of one to four hours."""
    rng = np.random.default_rng(seed)
    week = np.zeros((people, 7), dtype=np.uint64)
    week[:, 0] = np.where(rng.random(people) < 0.5, ((1 << 10) - 1) << 16, ((1 << 20) - 1) << 18)
    crowd = Volunteers.of(
        rng.permutation(people) + 100,
        rng.uniform(0, side, people),
        rng.uniform(0, side, people),
        week=week,
        skills=(1 << rng.integers(0, 4, people)) | (1 << rng.integers(0, 4, people)),
        load_month=rng.integers(0, 4, people),
        weekly_limit=rng.integers(1, 4, people),
        station=rng.integers(-1, 3, people),
    )
    needs = []
    for number in range(orders):
        start = MONDAY + int(rng.integers(16, 34)) * 30
        needs.append(
            OrderNeed(
                id=number,
                x=float(rng.uniform(0, side)),
                y=float(rng.uniform(0, side)),
                start=start,
                end=start + 30 * int(rng.integers(2, 9)),
                minutes=int(rng.choice([30, 45, 60])),
                skills_all=1 << int(rng.integers(0, 4)),
                places=2 if rng.random() < pairs else 1,
                urgency=int(rng.integers(0, 3)),
                station=int(rng.integers(-1, 3)),
                known=((int(rng.integers(100, 100 + people)), 1),),
            )
        )
    return candidates(build_index(crowd), needs, policy or Policy())


SEEDS = st.integers(0, 10**9)
