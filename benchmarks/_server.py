"""A granian as `make run` starts it, on a street of its own, and a client that keeps its connection."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRANIAN = Path(sys.executable).with_name("granian")


@dataclass(frozen=True)
class Burst:
    """What one page did under load: requests a second and milliseconds at two quantiles."""

    rate: float
    p50: float
    p95: float


def manage(env: dict[str, str], *command: str) -> str:
    result = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )
    return result.stdout


@contextmanager
def street(orders: int) -> Iterator[dict[str, str]]:
    """The environment of a filled SQLite street in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="sidan-bench-") as folder:
        env = os.environ | {"SIDAN_DATA": folder, "SIDAN_BENCH_ORDERS": str(orders), "SIDAN_SECOND_FACTOR": "0"}
        env.pop("DATABASE_URL", None)
        manage(env, "migrate", "-v0")
        manage(env, "collectstatic", "--noinput", "-v0")
        env["DJANGO_SETTINGS_MODULE"] = "sidan.settings"
        subprocess.run([sys.executable, "-m", "benchmarks._inside", "_street"], cwd=ROOT, env=env, check=True)
        yield env


@contextmanager
def serve(env: dict[str, str], application: str = "sidan.wsgi:application") -> Iterator[int]:
    """The port of a server with one worker and one blocking thread."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(GRANIAN), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "1", "--no-ws", "--log-level", "warning", application]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _wait(port: int) -> None:
    for _try in range(1200):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def burst(port: int, path: str, headers: dict[str, str], *, seconds: float = 3.0, clients: int = 2) -> Burst:
    """Keeps `clients` connections busy with one page; every answer must be 200."""
    with ThreadPoolExecutor(clients) as pool:
        runs = list(pool.map(lambda _client: _ask(port, path, headers, seconds), range(clients)))
    times = sorted(1000 * taken for run in runs for taken in run)
    return Burst(len(times) / seconds, times[len(times) // 2], times[int(len(times) * 0.95)])


def _ask(port: int, path: str, headers: dict[str, str], seconds: float) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        taken.append(ask(connection, path, headers))
    connection.close()
    return taken


def ask(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> float:
    """Seconds that one page took; the answer must be 200."""
    started = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return time.perf_counter() - started
