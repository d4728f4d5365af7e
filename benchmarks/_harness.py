"""What every benchmark shares: a clock that alternates peers, and results as a table and as JSON."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """One measured number beside the number it has to reach; without a bar it is there to be read."""

    name: str
    value: float
    unit: str
    bar: float | None
    better: Literal["lower", "higher"]
    note: str = ""

    @property
    def holds(self) -> bool:
        if self.bar is None:
            return True
        return self.value <= self.bar if self.better == "lower" else self.value >= self.bar


def seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def alternate(peers: Mapping[str, Callable[[], object]], rounds: int = 5) -> dict[str, float]:
    """Median seconds of each peer, measured in turns so that a busy machine slows all of them alike."""
    taken: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(rounds):
        for name, call in peers.items():
            taken[name].append(seconds(call))
    return {name: statistics.median(times) for name, times in taken.items()}


def machine() -> str:
    return f"{os.cpu_count()} × {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def report(name: str, figures: list[Figure]) -> None:
    """Print the table and write `results/<name>.json`; a figure that is missed stays in with `holds: false`."""
    for f in figures:
        sign = "≤" if f.better == "lower" else "≥"
        bar = "" if f.bar is None else f"{sign} {f.bar:g}"
        print(f"{'ok  ' if f.holds else 'MISS'} {f.name:<34} {f.value:>12.4g} {f.unit:<8} {bar:<10} {f.note}")
    RESULTS.mkdir(exist_ok=True)
    rows = [asdict(f) | {"holds": f.holds} for f in figures]
    content = {"machine": machine(), "date": datetime.now(tz=UTC).date().isoformat(), "figures": rows}
    (RESULTS / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
