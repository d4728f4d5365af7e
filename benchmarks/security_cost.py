"""What the walls cost: `make bench NAME=security_cost`, on PostgreSQL.

The desk's list and an order's page of a street with 100,000 orders, from one server with all walls (row words, gate,
row-level security told for whom each statement is, masking) and from one with none, asked page by page in turns, so
that both meet the same machine; the median of the pairs' ratios. The chain is measured by its own command, which this
one calls.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks._harness import RESULTS, Figure, report
from benchmarks._server import ROOT, ask, manage, serve

SERVER = os.environ.get("DATABASE_URL") or "postgres://%2Fvar%2Frun%2Fpostgresql/postgres"
ORDERS, WARM, PAIRS = int(os.environ.get("SIDAN_BENCH_ORDERS", "100000")), 15, 300
Pair = tuple[float, float]  # seconds with the walls, and without any
ROLE = "sidan_bench_site"


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database that goes away."""
    name = f"sidan_bench_{os.getpid()}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def street() -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The environments of the same street: as a site's role behind the walls, and as the owner without any."""
    with database() as address, tempfile.TemporaryDirectory(prefix="sidan-bench-") as folder:
        env = os.environ | {"SIDAN_DATA": folder, "SIDAN_BENCH_ORDERS": str(ORDERS), "SIDAN_SECOND_FACTOR": "0"}
        env |= {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "sidan.settings"}
        manage(env, "migrate", "-v0")
        manage(env, "wall", "--role", ROLE)
        manage(env, "collectstatic", "--noinput", "-v0")
        subprocess.run([sys.executable, "-m", "benchmarks._inside", "_street"], cwd=ROOT, env=env, check=True)
        yield env | {"DATABASE_URL": f"{address}?assume_role={ROLE}"}, env


def visit(env: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks._inside", "_desk"]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def measure() -> dict[str, list[Pair]]:
    with ExitStack() as stack:
        walled, bare = stack.enter_context(street())
        told = visit(walled)
        ports = [serve(walled), serve(bare, "benchmarks._bare:application")]
        lines = [http.client.HTTPConnection("127.0.0.1", stack.enter_context(port)) for port in ports]
        return {page: list(pairs(lines, one["path"], {"Cookie": one["cookie"]})) for page, one in told.items()}


def pairs(lines: list[http.client.HTTPConnection], path: str, headers: dict[str, str]) -> Iterator[Pair]:
    for turn in range(-WARM, PAIRS):
        first, second = (0, 1) if turn % 2 else (1, 0)
        taken = {first: ask(lines[first], path, headers), second: ask(lines[second], path, headers)}
        if turn >= 0:
            yield taken[0], taken[1]


def chain() -> Figure:
    env = os.environ | {"DATABASE_URL": SERVER, "DJANGO_SETTINGS_MODULE": "sidan.settings"}
    subprocess.run([sys.executable, "-m", "benchmarks.chain"], cwd=ROOT, env=env, check=True)
    rows = json.loads((RESULTS / "chain_postgresql.json").read_text("utf-8"))["figures"]
    value = next(row["value"] for row in rows if row["name"] == "events with the chain")
    return Figure("chain: events a second", value, "/s", 1_000, "higher", "PostgreSQL; all of it: benchmarks/chain.py")


def figures(found: dict[str, list[Pair]]) -> Iterator[Figure]:
    for page, times in found.items():
        cost = 100 * (statistics.median(walled / bare for walled, bare in times) - 1)
        note = f"{ORDERS:,} orders, median of {PAIRS} pairs"
        yield Figure(f"{page}: cost of the walls", cost, "%", 15, "lower", note)
        for which, words in enumerate(("with the walls", "without any")):
            p50 = 1000 * statistics.median(pair[which] for pair in times)
            yield Figure(f"{page}: p50 {words}", p50, "ms", None, "lower")


def main() -> None:
    report("security_cost", [*figures(measure()), chain()])


if __name__ == "__main__":
    main()
