"""What the walls cost: `make bench NAME=security_cost`, on PostgreSQL.

The desk's list and an order's page of a street with 100,000 orders, from one server with all walls (row words, gate,
row-level security told for whom each statement is, masking) and from one with none, asked in turns; medians. The chain
is measured by its own command, which this one calls.
"""

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
from benchmarks._server import ROOT, Burst, burst, manage, serve

SERVER = os.environ.get("DATABASE_URL") or "postgres://%2Fvar%2Frun%2Fpostgresql/postgres"
ORDERS, TURNS, SECONDS = int(os.environ.get("SIDAN_BENCH_ORDERS", "100000")), 7, 2.0
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


def measure() -> dict[str, dict[str, list[Burst]]]:
    with ExitStack() as stack:
        walled, bare = stack.enter_context(street())
        told = visit(walled)
        ports = {
            "walls": stack.enter_context(serve(walled)),
            "none": stack.enter_context(serve(bare, "benchmarks._bare:application")),
        }
        found: dict[str, dict[str, list[Burst]]] = {page: {peer: [] for peer in ports} for page in told}
        for _turn in range(TURNS):
            for page, asked in told.items():
                for peer, port in ports.items():
                    headers = {"Cookie": asked["cookie"]}
                    found[page][peer].append(burst(port, asked["path"], headers, seconds=SECONDS, clients=1))
        return found


def chain() -> Figure:
    env = os.environ | {"DATABASE_URL": SERVER, "DJANGO_SETTINGS_MODULE": "sidan.settings"}
    subprocess.run([sys.executable, "-m", "benchmarks.chain"], cwd=ROOT, env=env, check=True)
    rows = json.loads((RESULTS / "chain_postgresql.json").read_text("utf-8"))["figures"]
    value = next(row["value"] for row in rows if row["name"] == "events with the chain")
    return Figure("chain: events a second", value, "/s", 1_000, "higher", "PostgreSQL; all of it: benchmarks/chain.py")


def figures(found: dict[str, dict[str, list[Burst]]]) -> Iterator[Figure]:
    for page, peers in found.items():
        ms = {peer: statistics.median(turn.p50 for turn in turns) for peer, turns in peers.items()}
        ratios = [a.p50 / b.p50 for a, b in zip(peers["walls"], peers["none"], strict=True)]
        cost = 100 * (statistics.median(ratios) - 1)
        yield Figure(f"{page}: cost of the walls", cost, "%", 15, "lower", f"{ORDERS:,} orders, p50 of {TURNS} turns")
        yield Figure(f"{page}: p50 with the walls", ms["walls"], "ms", None, "lower")
        yield Figure(f"{page}: p50 without any", ms["none"], "ms", None, "lower")


def main() -> None:
    report("security_cost", [*figures(measure()), chain()])


if __name__ == "__main__":
    main()
