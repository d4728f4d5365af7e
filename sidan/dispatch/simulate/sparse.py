"""Asking as a scarce resource: the sparse notification policy of V. Manshadi and S. Rodilitz, "Online policies for
efficient volunteer crowdsourcing", Management Science 68 (2022), 6572-6590.

Their three steps: an ex-ante plan x*[v, s] (the chance to notify volunteer v of a task of type s) that fills as much as
possible while nobody's expected time of inactivity exceeds the time there is; a dynamic program per volunteer that
keeps x* where the marginal contribution of a notification outweighs the opportunity cost of being inactive after it and
sets it to 0 elsewhere; notifying at random by what is left. Simplified here: the stream of tasks is taken as
stationary, so the dynamic program becomes one threshold per volunteer (a renewal-reward equation); the plan is made by
prices instead of an LP solver; types are items; chances and rates are learned from the book and planned anew each week.
"""

from typing import Final

import numpy as np

from sidan.dispatch.columns import Floats
from sidan.dispatch.moments import DAY
from sidan.dispatch.simulate.book import Book
from sidan.dispatch.simulate.items import ITEMS
from sidan.dispatch.waves import chance

INACTIVE_DAYS: Final = 10.0
"""Mean of the paper's inter-activity time. Of 0.5 … 80 the value with which this policy fills most (seeds 91, 92)."""
ROUNDS: Final = 40
EVERY: Final = 7 * DAY
KIND: Final = np.array([item.category for item in ITEMS])
PLACES: Final = np.array([item.places for item in ITEMS], dtype=np.float64)


class Sparse:
    """The plan, made when it is first wanted and then once a week."""

    def __init__(self, inactive_days: float = INACTIVE_DAYS) -> None:
        self._inactive = inactive_days
        self._until = -1
        self._shares: Floats = np.zeros((0, 0))

    def shares(self, book: Book, now: int) -> Floats:
        """Shape (n, items): the chance with which to notify each person of each item. Until something is known: 1/2."""
        if now >= self._until:
            self._until = (now // DAY + 1) * DAY if now < EVERY else now + EVERY  # nothing is known at first
            self._shares = plan(book, max(now / DAY, 1.0), self._inactive)
        return self._shares


def plan(book: Book, days: float, inactive: float) -> Floats:
    """x of the sparsified plan from what was seen in so many days."""
    p = chance(book.said_yes, book.heard)[:, KIND]
    meets: Floats = book.could / np.float64(days)  # orders a day that each person might be asked for
    share: Floats = book.could / np.maximum(book.came, 1).astype(np.float64)  # of the item's orders
    x = ex_ante(p, meets, share, inactive)
    worth = p * left_over(p, x, share)
    return np.where(book.came == 0, 0.5, np.where(worth >= thresholds(worth, meets * x, inactive), x, 0.0))


def ex_ante(p: Floats, meets: Floats, share: Floats, inactive: float) -> Floats:
    """Most filled places with nobody inactive for more than all the time: the paper's LP by averaging best answers.

    Each person has a price per notification; each item takes the best people by chance minus price until the expected
    acceptances cover its places. Prices rise for those wanted too much. All arrays have shape (n, items).
    """
    price, mean = np.zeros((len(p), 1)), np.zeros_like(p)
    for turn in range(1, ROUNDS + 1):
        value = np.where(share > 0, 1 - price / p, -np.inf)
        order = np.argsort(-value, axis=0, kind="stable")
        gives = np.take_along_axis(p * share, order, axis=0)
        room = np.clip((PLACES - (np.cumsum(gives, axis=0) - gives)) / np.maximum(gives, 1e-12), 0, 1)
        x = np.empty_like(p)
        np.put_along_axis(x, order, room, axis=0)
        x[value <= 0] = 0
        mean += (x - mean) / turn
        used = inactive * (meets * x).sum(axis=1, keepdims=True)
        price = np.maximum(price + 0.2 / turn**0.5 * (used - 1), 0)
    feasible: Floats = mean / np.maximum(inactive * (meets * mean).sum(axis=1, keepdims=True), 1)
    return feasible


def left_over(p: Floats, x: Floats, share: Floats) -> Floats:
    """The chance that nobody likelier has accepted: what makes a notification count. Shape (n, items)."""
    order = np.argsort(-p, axis=0, kind="stable")
    misses = np.take_along_axis(np.log1p(-np.minimum(p * x * share / PLACES, 0.999)), order, axis=0)
    out = np.empty_like(p)
    np.put_along_axis(out, order, np.exp(np.cumsum(misses, axis=0) - misses), axis=0)
    return out


def thresholds(worth: Floats, rate: Floats, inactive: float) -> Floats:
    """What being inactive costs each person, shape (n, 1): c = inactive × Σ rate × max(worth - c, 0), by bisection."""
    low, high = np.zeros((len(worth), 1)), np.ones((len(worth), 1))
    for _ in range(30):
        c = (low + high) / 2
        gain = inactive * (rate * np.maximum(worth - c, 0)).sum(axis=1, keepdims=True)
        low, high = np.where(gain > c, c, low), np.where(gain > c, high, c)
    return (low + high) / 2
