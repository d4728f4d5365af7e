"""The minute the preview appears, on both databases: `make bench NAME=activities_rush`.

10,000 people reach for the 100 seats of one session: nine tenths through the action in four processes, one tenth
through a server at the same time, half of these without an account. Whoever finds no seat waits, so every try writes.
Then fresh sessions of 100 seats, a thousand people each, once through the action and once as the same SQL by hand on
the bare driver, in turns. The public list and a session's page are asked on a street of 10 and on one of 10,000
sessions, in turns.

PostgreSQL is the one of SIDAN_BENCH_POSTGRESQL, the local one by default, in a database of our own.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks._harness import Figure, report
from benchmarks._post import post_all
from benchmarks._server import ROOT, Burst, burst, manage, serve

SMALL, LARGE, PROCESSES, TURNS, A_TURN = 10, 10_000, 4, 5, 1_000
PEOPLE, SEATS, BY_PAGE, CLIENTS = 10_000, 100, 1_000, 4
POSTGRESQL = os.environ.get("SIDAN_BENCH_POSTGRESQL", "postgres://%2Fvar%2Frun%2Fpostgresql/postgres")
WARM = 0.1  # seconds: a first request loads the program
SERVER = POSTGRESQL.replace("postgres://", "postgresql://")
Told = dict[str, Any]


def inside(env: dict[str, str], *command: str) -> Any:
    said = [sys.executable, "-m", "benchmarks._inside", "_hall", *command]
    result = subprocess.run(said, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(result.stdout)


class Street:
    """Streets of one database, each a copy of one that has its tables and static files."""

    def __init__(self, postgresql: bool, stack: ExitStack) -> None:
        self.stack = stack
        self.name = f"sidan_rush_{os.getpid()}" if postgresql else ""
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sidan-bench-")))
        self.env = self._env(self.folder / "empty", self.name)
        if postgresql:
            stack.enter_context(database(self.name))
        manage(self.env, "migrate", "-v0")
        manage(self.env, "collectstatic", "--noinput", "-v0")

    def _env(self, folder: Path, name: str) -> dict[str, str]:
        # One client stands for a whole street of visitors: the limit of guests from one address is out of the way.
        rules = {"SIDAN_ACTIVITY_RULES": "guests_per_address_hour=1000000", "SIDAN_SECOND_FACTOR": "0"}
        address = POSTGRESQL.rpartition("/")[0] + "/" + name if name else ""
        named = {"SIDAN_DATA": str(folder), "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "sidan.settings"}
        folder.mkdir(exist_ok=True)
        return os.environ | rules | named

    def filled(self, sessions: int, people: int) -> dict[str, str]:
        """The environment of a street with so many sessions."""
        folder = self.folder / str(sessions)
        shutil.copytree(self.folder / "empty", folder)
        name = f"{self.name}_{sessions}" if self.name else ""
        if name:
            self.stack.enter_context(database(name, f'TEMPLATE "{self.name}"'))
        env = self._env(folder, name) | {"SIDAN_BENCH_PEOPLE": str(people)}
        inside(env, "fill", str(sessions))
        return env


@contextmanager
def database(name: str, like: str = "") -> Iterator[None]:
    with psycopg.connect(SERVER, autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}" {like}')
        try:
            yield
        finally:
            line.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Crowd:
    """Processes that sign people up; they begin a round together."""

    def __init__(self, env: dict[str, str]) -> None:
        said = [sys.executable, "-m", "benchmarks._inside", "_claims"]
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.processes = [subprocess.Popen(said, cwd=ROOT, env=env, **pipes) for _ in range(PROCESSES)]
        for process in self.processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"

    def run(self, session: int, people: list[int], how: str) -> tuple[float, float, list[float]]:
        """Seconds until all had their answer, CPU seconds of a claim, and the milliseconds of each."""
        for number, process in enumerate(self.processes):
            assert process.stdin is not None
            told = {"session": session, "people": people[number::PROCESSES], "how": how}
            process.stdin.write(json.dumps(told) + "\n")
            process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for process in self.processes if process.stdout]
        spent = max(one["ended"] for one in answers) - min(one["began"] for one in answers)
        ms = [taken for one in answers for taken in one["ms"]]
        return spent, sum(one["cpu"] for one in answers) / len(people), ms

    def close(self) -> None:
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(20)


def quantiles(ms: list[float]) -> tuple[float, float]:
    ranked = sorted(ms)
    return ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99)]


def rush(env: dict[str, str], crowd: Crowd, told: Told, where: str) -> list[Figure]:
    """Ten thousand tries for a hundred seats, by two ways at once."""
    session, public_id = told["rushed"][0]
    by_page, by_action = told["people"][:BY_PAGE], told["people"][BY_PAGE:]
    with serve(env) as port, ThreadPoolExecutor(1) as pool:
        burst(port, "/week/", {}, seconds=WARM)
        started = time.perf_counter()
        posts = pool.submit(post_all, port, public_id, told["cookies"], BY_PAGE, CLIENTS)
        spent, _cpu, ms = crowd.run(session, by_action, "action")
        page_ms = posts.result()
        whole = time.perf_counter() - started
    found = inside(env, "count", str(session))
    tries = len(ms) + len(page_ms)
    assert len(by_page) == len(page_ms)
    over = max(found["going"], found["taken"]) - SEATS
    lost = tries - found["going"] - found["waiting"]
    (p50, p99), (page50, page99) = quantiles(ms), quantiles(page_ms)
    note = f"{tries:,} people for {SEATS} seats: {found['going']} go, {found['waiting']:,} wait"
    return [
        Figure(f"{where}: oversold", max(over, 0), "seats", 0, "lower", note),
        Figure(f"{where}: seats left empty", SEATS - found["going"], "seats", 0, "lower"),
        Figure(f"{where}: answered and not written", lost, "people", 0, "lower"),
        Figure(f"{where}: claims in the rush", len(ms) / spent, "1/s", None, "higher", f"all in {whole:.0f} s"),
        Figure(f"{where}: claim p50", p50, "ms", None, "lower", f"{PROCESSES} processes at once"),
        Figure(f"{where}: claim p99", p99, "ms", None, "lower"),
        Figure(f"{where}: POST sign-up p50", page50, "ms", None, "lower", "one server thread, half of them guests"),
        Figure(f"{where}: POST sign-up p99", page99, "ms", None, "lower"),
    ]


def against_raw(crowd: Crowd, told: Told, where: str) -> list[Figure]:
    rates: dict[str, list[float]] = {"action": [], "raw": []}
    costs: dict[str, list[float]] = {"action": [], "raw": []}
    fresh = iter(told["rushed"][1:])
    for turn in range(TURNS + 1):
        for how in ("action", "raw"):
            people = told["people"][:A_TURN]
            spent, cpu, _ms = crowd.run(next(fresh)[0], people, how)
            if turn:  # the first one loads and prepares
                rates[how].append(len(people) / spent)
                costs[how].append(cpu)
    rate = {how: statistics.median(found) for how, found in rates.items()}
    times = statistics.median(r / a for a, r in zip(rates["action"], rates["raw"], strict=True))
    dear = statistics.median(a / r for a, r in zip(costs["action"], costs["raw"], strict=True))
    note = f"client's CPU, {1000 * statistics.median(costs['action']):.2f} ms a claim"
    return [
        Figure(f"{where}: claims", rate["action"], "1/s", None, "higher", f"{PROCESSES} processes, {SEATS} seats"),
        Figure(f"{where}: claims, the same SQL raw", rate["raw"], "1/s", None, "higher", "prepared, bare driver"),
        Figure(f"{where}: raw / action, claims a second", times, "×", None, "lower", f"median of {TURNS} turns"),
        Figure(f"{where}: action / raw, CPU a claim", dear, "×", None, "lower", note),
    ]


def headers_of(told: Told, page: str) -> dict[str, str]:
    return {"Cookie": told["cookies"][-1]} if "signed" in page else {}


def pages(ports: dict[int, int], told: dict[int, Told], where: str) -> list[Figure]:
    turns: dict[str, dict[int, list[Burst]]] = {page: {size: [] for size in ports} for page in told[SMALL]["paths"]}
    for size, port in ports.items():
        for page, path in told[size]["paths"].items():
            burst(port, path, headers_of(told[size], page), seconds=WARM)
    for _turn in range(TURNS):
        for page, sizes in turns.items():
            for size, found in sizes.items():
                found.append(burst(ports[size], told[size]["paths"][page], headers_of(told[size], page), seconds=1))
    figures = []
    for page, sizes in turns.items():
        p95 = {size: statistics.median(one.p95 for one in found) for size, found in sizes.items()}
        rate = statistics.median(one.rate for one in sizes[LARGE])
        few, many = told[SMALL]["sql"][page], told[LARGE]["sql"][page]
        more = max(b - a for a, b in zip(few, many, strict=True))
        growth = statistics.median(b.p95 / a.p95 for a, b in zip(sizes[SMALL], sizes[LARGE], strict=True))
        figures += [
            Figure(f"{where}, {page}: requests", rate, "1/s", None, "higher", f"{LARGE:,} sessions, one thread"),
            Figure(f"{where}, {page}: p95", p95[LARGE], "ms", None, "lower", f"{p95[SMALL]:.1f} ms with {SMALL}"),
            Figure(f"{where}, {page}: p95 10 k / 10", growth, "×", None, "lower"),
            Figure(f"{where}, {page}: SQL 10 k − 10", more, "", 0, "lower", f"{many[0]} at first, then {many[1]}"),
        ]
    return figures


def measure(where: str) -> list[Figure]:
    with ExitStack() as stack:
        made = Street(where == "PostgreSQL", stack)
        envs = {SMALL: made.filled(SMALL, SMALL), LARGE: made.filled(LARGE, PEOPLE)}
        told = {size: inside(env, "tell", str(BY_PAGE // 2 if size == LARGE else 1)) for size, env in envs.items()}
        with ExitStack() as servers:
            ports = {size: servers.enter_context(serve(env)) for size, env in envs.items()}
            figures = pages(ports, told, where)
        crowd = Crowd(envs[LARGE])
        stack.callback(crowd.close)
        return [*rush(envs[LARGE], crowd, told[LARGE], where), *against_raw(crowd, told[LARGE], where), *figures]


def main() -> None:
    figures = measure("SQLite")
    try:
        psycopg.connect(SERVER).close()
    except psycopg.OperationalError as error:
        print(f"SKIPPED: PostgreSQL is not there: {error}")
    else:
        figures += measure("PostgreSQL")
    report("activities_rush", figures)


if __name__ == "__main__":
    main()
