"""The pages of the loop and its two busiest writes on a street with 1,000 and on one with 100,000 orders.

Both streets and the bare "hello" are served at once and asked in turns, so that a busy machine slows all alike; ratios
are of medians of five turns. One server worker with one thread, two clients, SQLite with synchronous=FULL.
"""

import json
import statistics
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

from benchmarks._server import ROOT, Burst, burst, serve, street

SMALL, LARGE, TURNS = 1_000, 100_000, 5
# Pages by size, the bare hello, and what each street told about its statements and writes.
Measured = tuple[dict[str, dict[str, Burst]], Burst, dict[str, dict[str, Any]]]


def visit(env: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks._inside", "_visit"]
    result = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def median(turns: list[Burst]) -> Burst:
    return Burst(*(statistics.median(getattr(t, field) for t in turns) for field in ("rate", "p50", "p95")))


def measure() -> Measured:
    with ExitStack() as stack:
        told: dict[str, dict[str, Any]] = {}
        ports: dict[str, int] = {}
        for orders in (SMALL, LARGE):
            env = stack.enter_context(street(orders))
            told[str(orders)] = visit(env)
            ports[str(orders)] = stack.enter_context(serve(env))
        hello_port = stack.enter_context(serve(env, "benchmarks._hello:application"))
        hello: list[Burst] = []
        turns: dict[str, dict[str, list[Burst]]] = {page: {s: [] for s in told} for page in told[str(SMALL)]["pages"]}
        for _turn in range(TURNS):
            hello.append(burst(hello_port, "/", {}, seconds=1))
            for page, sizes in turns.items():
                for size, found in sizes.items():
                    asked = told[size]["pages"][page]
                    headers = {"Cookie": asked["cookie"]} if asked["cookie"] else {}
                    found.append(burst(ports[size], asked["path"], headers, seconds=1.5))
    return {page: {size: median(t) for size, t in sizes.items()} for page, sizes in turns.items()}, median(hello), told
