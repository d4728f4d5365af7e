"""A street to break: the journeys' street with its worker, a gateway for messages, and on either database."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keeping import Kept, watch

from tests.e2e.street import MORNING, ROOT, Street, free_port
from tests.soak.cluster import Cluster
from tests.soak.lines import Gateway, Proxy

Process = subprocess.Popen[bytes]
SIZE = ["--residents", "200", "--volunteers", "80", "--orders", "20"]


@dataclass
class Ground(Street):
    cluster: Cluster | None = None  # none: SQLite
    proxy: Proxy | None = None
    gateway: Gateway = field(default_factory=Gateway)
    kept: list[Kept] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.keeper = threading.Thread(target=watch, args=(self.kept,), daemon=True)

    def build(self) -> None:
        if self.cluster is not None:
            self.cluster.make()
            self.proxy = Proxy(self.cluster.port)
        self.set_clock(MORNING)
        self.manage("migrate", "--noinput", "--verbosity=0")
        self.manage("clock", "--install")
        self.manage("demo", "--today", str(MORNING.date()), *SIZE)
        self.manage("collectstatic", "--noinput", "--verbosity=0")

    def start(self) -> None:
        """As scripts/run.py starts and keeps them, but for the clock and the measuring around them."""
        granian = str(Path(sys.executable).parent / "granian")
        command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "2"]
        command += ["--blocking-threads", "1", "--no-ws", "--respawn-failed-workers", "--log-level", "warning"]
        command += ["--workers-kill-timeout", "5s", "tests.soak.served:application"]
        worker = [sys.executable, "-m", "tests.e2e.clockwork", "qcluster"]
        log = self.log.open("ab")
        self.kept += [Kept("server", command, self._env(), log), Kept("worker", worker, self._env(), log)]
        for child in self.kept:
            child.begin()
        self.keeper.start()

    @property
    def web(self) -> Process:
        return _process(self.kept[0])

    @property
    def queue(self) -> Process:
        return _process(self.kept[1])

    def stop(self) -> None:
        kept = self.kept[:]
        self.kept.clear()  # or they would be begun again
        if self.keeper.is_alive():
            self.keeper.join(30)
        for child in kept:
            kill_group(_process(child))
            if child.output is not None:
                child.output.close()
        self.gateway.down()
        if self.proxy is not None:
            self.proxy.end()
        if self.cluster is not None:
            self.cluster.remove()

    def audited(self, told: list[dict[str, Any]]) -> dict[str, list[str]]:
        """What the database says about what people were told (tests/soak/audit.py)."""
        path = self.data / "told.json"
        path.write_text(json.dumps(told))
        done = subprocess.run(
            [sys.executable, "-m", "tests.soak.audit", str(path)],
            cwd=ROOT, env=self._env(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
        return found

    def served(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.data.parent / "served.jsonl").read_text().splitlines()]

    def _env(self) -> dict[str, str]:
        more = {
            "SIDAN_SMS_URL": f"json://127.0.0.1:{self.gateway.port}/{{phone}}",
            "SIDAN_CODES_PER_ADDRESS_HOUR": "100000",
            "SIDAN_CODES_PER_PHONE_HOUR": "1000",
            "SIDAN_LOG_LEVEL": "WARNING",
        }
        if self.proxy is not None:
            more["DATABASE_URL"] = f"postgres://sidan@127.0.0.1:{self.proxy.port}/postgres"
        return super()._env() | more


def new_ground(folder: Path, cluster: Cluster | None = None) -> Ground:
    return Ground(folder, free_port(), cluster=cluster)


# Killing


def children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in path.read_text().split()]
    return found


def _process(child: Kept) -> Process:
    assert child.process is not None
    return child.process


def kill_one_below(process: Process, chance: random.Random) -> None:
    """One of the processes that work for it; the parent is expected to notice."""
    below = children(process.pid)
    below += [lower for child in below for lower in children(child)]
    if below:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(below), signal.SIGKILL)


def kill_group(process: Process) -> None:
    """All of it at once, as a supervisor or the kernel would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)
    time.sleep(0.1)
