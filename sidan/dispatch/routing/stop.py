"""When a search ends, as small objects: `First(Seconds(10), Idle(20_000))`.

With `Iterations` or `Idle` alone the same input gives the same rounds; `Seconds` depends on the machine.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Stop(Protocol):
    """Asked every few hundred iterations."""

    def progress(self, iterations: int, idle: int) -> float:
        """How much of the search is done, 0 … 1; 1 ends it. `idle`: iterations since the last improvement."""


@dataclass(frozen=True, slots=True)
class Iterations:
    """After this many iterations."""

    most: int

    def progress(self, iterations: int, idle: int) -> float:
        return iterations / self.most


@dataclass(frozen=True, slots=True)
class Idle:
    """After this many iterations without an improvement."""

    most: int

    def progress(self, iterations: int, idle: int) -> float:
        return idle / self.most


@dataclass(frozen=True, slots=True)
class Seconds:
    """After this many seconds, counted from when the object was made; on the wall, or `time.process_time`'s."""

    most: float
    clock: Callable[[], float] = time.perf_counter
    started: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "started", self.clock())

    def progress(self, iterations: int, idle: int) -> float:
        return (self.clock() - self.started) / self.most


@dataclass(frozen=True, slots=True, init=False)
class First:
    """As soon as one of these would stop."""

    stops: tuple[Stop, ...]

    def __init__(self, *stops: Stop) -> None:
        object.__setattr__(self, "stops", stops)

    def progress(self, iterations: int, idle: int) -> float:
        return max(stop.progress(iterations, idle) for stop in self.stops)
