"""The progress bar: how much of the demo is there, and what is being made."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


class Bar:
    def __init__(self, total: int) -> None:
        # disable=None: silent where nobody watches (tests, log files).
        self._bar: tqdm[Any] = tqdm(total=total, unit="行", unit_scale=True, disable=None, mininterval=0.3)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._bar.set_description(name)
        yield

    def step(self, rows: int) -> None:
        self._bar.update(rows)

    def close(self) -> None:
        self._bar.close()
