"""Cases that others wrote, read in place from `SIDAN_BENCH_CASES` (default: ../shared/bench beside the checkout)."""

import csv
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sidan.dispatch.columns import Ints
from sidan.dispatch.routing.problem import ANY_TIME, FAR, NOBODY, Problem, neighbours

ROOT = Path(os.environ.get("SIDAN_BENCH_CASES") or Path(__file__).parent.parent.parent / "shared" / "bench")
SCALE = 1000
"""Distances have three decimals; ours are whole numbers."""


def found(folder: str) -> Path | None:
    """The folder of a family; None, and a sentence, where it is absent."""
    path = ROOT / folder
    if path.is_dir():
        return path
    print(f"skipped: no cases in {path} (SIDAN_BENCH_CASES says where they are)")
    return None


def published(folder: Path, name: str = "published.csv") -> dict[str, dict[str, float]]:
    """The published values by instance."""
    with (folder / name).open(encoding="utf-8") as file:
        return {row.pop("instance"): {k: float(v) for k, v in row.items() if v} for row in csv.DictReader(file)}


@dataclass
class Visits:
    """Lists that become a problem."""

    place: list[int]
    minutes: list[int]
    early: list[int]
    late: list[int]
    mate: list[int]
    low: list[int]
    high: list[int]
    able: list[list[int]]


def hhcrsp(path: Path) -> Problem:
    """Home health care (Mankowska, Meisel & Bierwirth 2014): soft windows, skills, simultaneous and ordered pairs."""
    case: dict[str, Any] = json.loads(path.read_text("utf-8"))
    places = {t["id"]: t["distance_matrix_index"] for t in case["terminal_points"]}
    skills = [set(c["abilities"]) for c in case["caregivers"]]
    v = Visits([], [], [], [], [], [], [], [])
    for patient in case["patients"]:
        services, window = patient["required_services"], patient["time_windows"][0]
        together = patient.get("synchronization", {})
        gap = together.get("distance", {"min": 0, "max": 0})
        for i, service in enumerate(services):
            v.place.append(patient["distance_matrix_index"])
            v.minutes.append(_whole(service["duration"]))
            v.early.append(_whole(window["start"]))
            v.late.append(_whole(window["end"]))
            v.mate.append(len(v.mate) + 1 - 2 * i if len(services) == 2 else NOBODY)
            v.low.append(_whole(gap["min"]) if i == 0 else -_whole(gap["max"]))
            v.high.append(_whole(gap["max"]) if i == 0 else -_whole(gap["min"]))
            v.able.append([w for w, able in enumerate(skills) if service["service"] in able])
    homes = np.array([[places[c["departing_point"]], places[c["arrival_point"]]] for c in case["caregivers"]])
    travel = np.rint(np.array(case["distances"]) * SCALE).astype(np.int64)
    return problem(v, homes, travel, hard=False, weights=(1, 1), closes=FAR)


def trsp(path: Path) -> Problem:
    """Technician routing (Pillac, Guéret & Medaglia 2013) without tools and parts: skills, hard windows, own homes."""
    lines = path.read_text("utf-8").splitlines()
    crew = int(lines[4].split()[0])
    rows = [_request(line) for line in lines[8:] if line.strip()]
    xy = np.array([[row[1], row[2]] for row in rows], dtype=np.float64)
    travel = np.rint(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) * SCALE).astype(np.int64)
    skills = [row[6] for row in rows[1 : crew + 1]]
    v = Visits([], [], [], [], [], [], [], [])
    for number, row in enumerate(rows[crew + 1 :], crew + 1):
        v.place.append(number)
        v.minutes.append(row[5] * SCALE)
        v.early.append(row[3] * SCALE)
        v.late.append(row[4] * SCALE)
        v.mate.append(NOBODY)
        v.low.append(0)
        v.high.append(0)
        v.able.append([w for w, able in enumerate(skills) if row[6] <= able])
    homes = np.repeat(np.arange(1, crew + 1)[:, None], 2, axis=1)
    return problem(v, homes, travel, hard=True, weights=(0, 0), closes=rows[0][4] * SCALE)


def _request(line: str) -> tuple[int, int, int, int, int, int, frozenset[int]]:
    number, x, y, opens, closes, service = (int(float(part)) for part in line.split()[:6])
    brackets = re.findall(r"\[([^\]]*)\]", line)
    return number, x, y, opens, closes, service, frozenset(int(s) for s in brackets[0].split(",") if s)


def _whole(number: float) -> int:
    return round(number * SCALE)


def problem(v: Visits, homes: Ints, travel: Ints, *, hard: bool, weights: tuple[int, int], closes: int) -> Problem:
    """The arrays of a case; ways cost what they take."""
    n, workers = len(v.place), len(homes)
    able = np.array([w for list_ in v.able for w in list_], dtype=np.int64)
    place = np.array(v.place, dtype=np.int64)
    return Problem(
        place=place,
        minutes=np.array(v.minutes, dtype=np.int64),
        early=np.array(v.early, dtype=np.int64),
        late=np.array(v.late, dtype=np.int64),
        step=np.zeros(n, dtype=np.int64),
        mate=np.array(v.mate, dtype=np.int64),
        mate_low=np.array(v.low, dtype=np.int64),
        mate_high=np.array(v.high, dtype=np.int64),
        penalty=np.full(n, 10**9),
        first=np.append(0, np.cumsum([len(list_) for list_ in v.able])).astype(np.int64),
        worker=able,
        starts=np.full(len(able), ANY_TIME, dtype=np.uint64),
        extra=np.zeros(len(able), dtype=np.int64),
        home=homes[:, 0].astype(np.int64),
        back=homes[:, 1].astype(np.int64),
        opens=np.zeros(workers, dtype=np.int64),
        closes=np.full(workers, closes, dtype=np.int64),
        room=np.full(workers, n, dtype=np.int64),
        growth=0,
        time=travel,
        cost=travel,
        weight_late=weights[0],
        weight_worst=weights[1],
        hard=hard,
        near=neighbours(place, travel),
    )
