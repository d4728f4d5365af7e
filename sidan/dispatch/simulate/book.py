"""What a station has written down: questions and answers. The only thing policies learn from."""

from typing import Final

import numpy as np

from sidan.dispatch.columns import Ints
from sidan.dispatch.simulate.items import CATEGORIES, ITEMS

RECENT_DAYS: Final = 7
NEVER: Final = -(10**9)


class Book:
    """Counts per volunteer; a question closed before its answer says nothing about willingness and is not counted."""

    def __init__(self, n: int) -> None:
        shape = (n, len(CATEGORIES))
        self.heard: Ints = np.zeros(shape, dtype=np.int64)
        """Questions of a kind that were answered or ran out."""
        self.said_yes: Ints = np.zeros(shape, dtype=np.int64)
        self.asks: Ints = np.zeros(n, dtype=np.int64)
        self.asked_at: Ints = np.full(n, NEVER, dtype=np.int64)
        self.could: Ints = np.zeros((n, len(ITEMS)), dtype=np.int64)
        """How many orders of each item they might have been asked for."""
        self.came: Ints = np.zeros(len(ITEMS), dtype=np.int64)
        """How many orders of each item came."""
        self._days: Ints = np.zeros((RECENT_DAYS, n), dtype=np.int64)
        self.recent: Ints = np.zeros(n, dtype=np.int64)
        """Questions of the last seven days that led to no "yes"."""

    def ask(self, who: int, now: int) -> None:
        self.asks[who] += 1
        self.asked_at[who] = now
        self._days[0, who] += 1
        self.recent[who] += 1

    def hear(self, who: int, category: int, *, yes: bool) -> None:
        self.heard[who, category] += 1
        if yes:
            self.said_yes[who, category] += 1
            if self._days[0, who]:
                self._days[0, who] -= 1
                self.recent[who] -= 1

    def turn_day(self) -> None:
        self._days = np.roll(self._days, 1, axis=0)
        self._days[0] = 0
        self.recent = self._days.sum(axis=0)
