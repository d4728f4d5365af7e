"""How evenly work is shared."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sidan.dispatch.columns import vector


@dataclass(frozen=True, slots=True)
class Fairness:
    """Three looks at one distribution; each between 0 and 1."""

    gini: float
    """0: all the same; towards 1: one does everything (Gini 1912)."""
    jain: float
    """1: all the same; 1/n: one does everything (Jain, Chiu & Hawe 1984)."""
    never_asked: float
    """Share of people with nothing. Two thirds of England's NHS responders had no task by May 2020."""


def fairness(loads: ArrayLike) -> Fairness:
    """Of one number of orders per person; nothing for anybody counts as even. Raises ValueError for a negative load."""
    load = np.sort(vector("loads", loads, np.int64))
    n, total = len(load), int(load.sum())
    if n and load[0] < 0:
        raise ValueError("loads must not be negative")
    if not total:
        return Fairness(0.0, 1.0, float(n > 0))
    rank = 2 * np.arange(1, n + 1) - n - 1
    squares = float((load.astype(np.float64) ** 2).sum())
    return Fairness(float((rank * load).sum() / (n * total)), total * total / (n * squares), float((load == 0).mean()))
