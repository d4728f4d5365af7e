"""Policies: given who may be asked, whom to ask now. One small interface, so that a new idea is one class."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

from sidan.dispatch.model import Candidate, OrderNeed
from sidan.dispatch.simulate.book import Book
from sidan.dispatch.simulate.sparse import Sparse
from sidan.dispatch.waves import TARGETS, chance, next_wave


@dataclass(frozen=True, slots=True)
class Scene:
    """One order at the moment of asking, and everything a station could know then. Nobody's true willingness."""

    need: OrderNeed
    """`places` counts what is still missing."""
    item: int
    category: int
    candidates: Sequence[Candidate]
    """From `rank`: whoever may be asked, cheapest first."""
    book: Book
    now: int
    rng: np.random.Generator
    waiting: Mapping[int, int] = field(default_factory=dict)
    """Who was asked for this order and has not answered → when."""


class Asking(Protocol):
    """A policy: `Ours` is the product's, the others are what it is compared with."""

    @property
    def best(self) -> int | None:
        """How many of `rank`'s list it wants to see; None: all."""

    def pick(self, scene: Scene) -> Sequence[int]:
        """The volunteers to ask now, candidates all; called again when time has passed or everybody said no."""


SILENCE: Final = 20
"""Minutes after which a question without an answer counts for half: who has not looked by then may never look."""


@dataclass(frozen=True, slots=True)
class Ours:
    """`rank`'s best 50, then the smallest wave that reaches the target of the urgency: the package's own code."""

    fair: bool = False
    """Whether a service done this month tires like a question: `next_wave` then spreads work, too."""
    best: int | None = 50
    targets: tuple[float, ...] = TARGETS
    """By urgency."""

    def pick(self, scene: Scene) -> Sequence[int]:
        p = self._chances(scene, [person.volunteer_id for person in scene.candidates])
        asked = self._chances(scene, list(scene.waiting))
        pending = {who: asked[who] * 0.5 ** ((scene.now - at) / SILENCE) for who, at in scene.waiting.items()}
        recent = {who: int(scene.book.recent[who]) for who in p}
        target = self.targets[min(scene.need.urgency, len(self.targets) - 1)]
        return next_wave(scene.need, scene.candidates, p, recent, target, pending=pending, load_weight=float(self.fair))

    @staticmethod
    def _chances(scene: Scene, people: list[int]) -> dict[int, float]:
        ids = np.array(people, dtype=np.int64)
        p = chance(scene.book.said_yes[ids, scene.category], scene.book.heard[ids, scene.category])
        return dict(zip(people, p.tolist(), strict=True))


class Broadcast:
    """Everybody who may be asked, at once."""

    best: int | None = None

    def pick(self, scene: Scene) -> Sequence[int]:
        return [person.volunteer_id for person in scene.candidates]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest few per missing place."""

    few: int
    best: int | None = None

    def pick(self, scene: Scene) -> Sequence[int]:
        queue = sorted(scene.candidates, key=lambda c: (c.distance_m, c.volunteer_id))
        return [person.volunteer_id for person in queue[: self.few * scene.need.places]]


class RoundRobin:
    """Whose turn it is: one per missing place, who was asked longest ago or never."""

    best: int | None = None

    def pick(self, scene: Scene) -> Sequence[int]:
        ids = [person.volunteer_id for person in scene.candidates]
        return sorted(ids, key=lambda who: (scene.book.asked_at[who], who))[: scene.need.places]


class SparseNotification:
    """Manshadi & Rodilitz (2022): see `sparse`."""

    best: int | None = None

    def __init__(self) -> None:
        self._plan = Sparse()

    def pick(self, scene: Scene) -> Sequence[int]:
        ids = np.array([person.volunteer_id for person in scene.candidates], dtype=np.int64)
        share = self._plan.shares(scene.book, scene.now)[ids, scene.item]
        chosen: list[int] = ids[scene.rng.random(len(ids)) < share].tolist()
        return chosen


POLICIES: Final[dict[str, Callable[[], Asking]]] = {
    "ours": Ours,
    "ours, fairer": lambda: Ours(fair=True),
    "broadcast": Broadcast,
    "nearest-1": lambda: Nearest(1),
    "nearest-5": lambda: Nearest(5),
    "round robin": RoundRobin,
    "sparse": SparseNotification,
}
