"""How people take being asked: what they would answer, what it does to them, when they leave. Hidden from policies."""

from typing import Final, NamedTuple

import numpy as np

from sidan.dispatch.columns import Flags, Floats, Ints
from sidan.dispatch.moments import DAY
from sidan.dispatch.simulate.crowd import Behaviour, Crowd
from sidan.dispatch.simulate.items import ITEMS
from sidan.dispatch.simulate.requests import Request

ANSWER_AFTER: Final = (25.0, 15.0, 8.0)
"""Median minutes to an answer by urgency; a tenth of people take 4.7 times as long (lognormal, sigma 1.2)."""
SIGMA: Final = 1.2
EXPIRES: Final = 240
QUIET_DAYS: Final = 30
"""After so many days without a question people begin to drift away."""
CLOSED_WEIGHT: Final = 0.5
"""Being told "somebody else has taken it" wearies half as much as a question without a "yes"."""
RELIEF: Final = 0.5
"""A service done leaves half of the weariness."""
KEPT: Final = 500
"""Orders whose draws are kept at hand."""


class Answer(NamedTuple):
    """What somebody will do with a question, fixed when they are asked."""

    after: int
    """Minutes; `EXPIRES` where they never look."""
    says: bool | None
    """None: nothing."""


class Minds:
    """n people's weariness and presence. Luck depends on seed, order and person only: the same for every policy."""

    def __init__(self, crowd: Crowd, behaviour: Behaviour, seed: int) -> None:
        self._crowd, self._behaviour, self._seed = crowd, behaviour, seed
        self._weary: Floats = np.zeros(len(crowd))
        self._since: Ints = np.zeros(len(crowd), dtype=np.int64)
        self._luck: dict[int, Floats] = {}
        self.present: Flags = np.ones(len(crowd), dtype=np.bool_)

    def weariness(self, who: int, now: int) -> float:
        rested = (now - int(self._since[who])) / DAY / self._behaviour.rest_days
        return float(self._weary[who] * np.exp2(-rested))

    def answer(self, who: int, request: Request, walk: int, now: int) -> Answer:
        luck, mind = self._draws(request.id), self._behaviour
        after = max(round(ANSWER_AFTER[request.urgency] * float(np.exp(SIGMA * luck[3, who]))), 1)
        looks = float(luck[0, who]) < mind.attention * float(np.exp(-self.weariness(who, now)))
        if not looks or after >= EXPIRES:
            return Answer(EXPIRES, None)
        next_door = float(self._crowd.inclination[who, ITEMS[request.item].category])
        return Answer(after, float(luck[1, who]) < next_door * float(np.exp(-walk / mind.far_minutes)))

    def please(self, who: int, now: int) -> None:
        """They were wanted and said yes."""
        self._set(who, self.weariness(who, now) * RELIEF, now)

    def weary(self, who: int, order: int, now: int, weight: float = 1.0) -> bool:
        """A question that came to nothing; the worn out may leave for good. True if they do."""
        weariness = self.weariness(who, now) + weight * self._behaviour.fatigue
        self._set(who, weariness, now)
        leaves = float(self._draws(order)[2, who]) < self._behaviour.dropout * (1 - float(np.exp(-weariness)))
        leaves = leaves and bool(self.present[who])
        self.present[who] &= not leaves
        return leaves

    def drift(self, asked_at: Ints, now: int) -> None:
        """Once a day: of those nobody has asked for a month a few lose interest."""
        luck = np.random.default_rng((self._seed, 4, now)).random(len(self.present))
        quiet = now - np.maximum(asked_at, 0) >= QUIET_DAYS * DAY
        self.present &= ~(quiet & (luck < self._behaviour.dropout / 10))

    def _set(self, who: int, weariness: float, now: int) -> None:
        self._weary[who], self._since[who] = weariness, now

    def _draws(self, order: int) -> Floats:
        """Shape (4, n): three uniform draws and a normal one."""
        if order not in self._luck:
            if len(self._luck) >= KEPT:  # drawn again when wanted: a city's open orders would fill the memory
                del self._luck[next(iter(self._luck))]
            rng, n = np.random.default_rng((self._seed, 3, order)), len(self.present)
            self._luck[order] = np.vstack([rng.random((3, n)), rng.standard_normal((1, n))])
        return self._luck[order]
