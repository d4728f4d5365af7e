"""Whom to ask next, and how many at once: enough that somebody will come, and no more."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sidan.dispatch.columns import Floats, column
from sidan.dispatch.model import Candidate, OrderNeed

TARGETS: Final = (0.5, 0.75, 0.95)
"""By urgency 0, 1 and 2 or more: how likely a wave should fill the order."""
PRIOR: Final = (2.0, 3.0)
"""Beta(accepted, declined) before somebody's own answers: two in five, soon outweighed."""


def chance(accepted: ArrayLike, asked: ArrayLike, prior: tuple[float, float] = PRIOR) -> Floats:
    """How likely people accept: the mean of the Beta posterior from their own answers to orders of this kind.

    `accepted` ≤ `asked`: counts, one shape. A decline lowers nothing but this. Raises ValueError for counts that
    cannot be and for a prior that is not positive.
    """
    said = np.asarray(asked)
    tried = column("asked", said, np.int64, said.shape)
    yes = column("accepted", accepted, np.int64, said.shape)
    if (yes < 0).any() or (yes > tried).any():
        raise ValueError("accepted must be 0 up to asked")
    if min(prior) <= 0:
        raise ValueError(f"the prior must be positive, got {prior}")
    posterior: Floats = (prior[0] + yes) / (sum(prior) + tried)
    return posterior


def next_wave(
    order: OrderNeed,
    candidates: Sequence[Candidate],
    p_accept: Mapping[int, float],
    fatigue: Mapping[int, int],
    target: float | None = None,
    *,
    pending: Mapping[int, float] | None = None,
    load_weight: float = 0.0,
) -> tuple[int, ...]:
    """The smallest wave that fills the order with this probability, as volunteer ids in the order of asking.

    `p_accept`: volunteer id → chance of a yes, 0 … 1, for every candidate. `fatigue`: id → recent questions (0 if left
    out); each order done this month counts as `load_weight` more of them (≥ 0; `Candidate.load_month`). People stand by
    chance / (1 + fatigue), then cost, then id.

    `pending`: id → chance of a yes of those asked already who have not answered; they count towards the target and are
    not asked again. `order.places` is what is still open: accepted people do not count. Enough are taken that at least
    so many accept with probability ≥ target (default `TARGETS` by urgency), as if all decided independently; everybody
    if that is not enough, nobody if those pending are. Where several come together only those who can make one common
    start are asked.

    Raises ValueError for a chance or target that is no probability and a negative weight, KeyError for a candidate
    without a chance.
    """
    goal, asked = TARGETS[min(order.urgency, len(TARGETS) - 1)] if target is None else target, pending or {}
    people = [person for person in candidates if person.volunteer_id not in asked]
    chances = [*asked.values(), *(p_accept[person.volunteer_id] for person in people)]
    if not 0 < goal < 1 or not all(0 <= p <= 1 for p in chances):
        raise ValueError("chances must lie in 0 … 1 and the target between them")
    if not load_weight >= 0:
        raise ValueError(f"the weight of an order this month must not be negative, got {load_weight}")

    def worth(person: Candidate) -> float:
        tired = fatigue.get(person.volunteer_id, 0) + load_weight * person.load_month
        return p_accept[person.volunteer_id] / (1 + tired)

    queue = sorted(_together(order, people), key=lambda c: (-worth(c), c.cost, c.volunteer_id))
    wave: list[int] = []
    missing = _missing(order.places, asked.values())
    for person in queue:
        if 1 - missing.sum() >= goal:
            break
        missing = _one_more(missing, p_accept[person.volunteer_id])
        wave.append(person.volunteer_id)
    return tuple(wave)


def likelihood(places: int, chances: Iterable[float]) -> float:
    """How likely at least `places` of these people accept, each with their chance (0 … 1), independently; 0 … 1.

    The distribution of a sum of different Bernoulli variables, by adding one after the other. Raises ValueError for
    places < 1 or a chance that is no probability.
    """
    each = list(chances)
    if places < 1 or not all(0 <= p <= 1 for p in each):
        raise ValueError("places must be at least 1 and chances lie in 0 … 1")
    return float(1 - _missing(places, each).sum())


def _missing(places: int, chances: Iterable[float]) -> Floats:
    """Shape (places,): the probability that exactly i accept, for every i that is too few."""
    missing = np.zeros(places)
    missing[0] = 1.0
    for p in chances:
        missing = _one_more(missing, p)
    return missing


def _one_more(missing: Floats, p: float) -> Floats:
    more: Floats = missing * (1 - p) + np.append(0.0, missing[:-1]) * p
    return more


def _together(order: OrderNeed, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """For orders of several places those who share the start most people have; the earliest of equals."""
    if order.places == 1 or not candidates:
        return candidates
    starts = Counter(start for person in candidates for start in person.starts)
    best = min(starts, key=lambda start: (-starts[start], start))
    return [person for person in candidates if best in person.starts]
