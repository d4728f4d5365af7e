"""What is done to the street while people work in it. Each returns when the fault is over."""

import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pysqlite3

from tests.soak.ground import Ground, children, kill_group, kill_one_below

LASTS = 5.0
Fault = Callable[[Ground, random.Random], None]


def web_worker_killed(ground: Ground, chance: random.Random) -> None:
    kill_one_below(ground.web, chance)


def web_process_killed(ground: Ground, chance: random.Random) -> None:
    kill_group(ground.web)


def queue_worker_killed(ground: Ground, chance: random.Random) -> None:
    kill_one_below(ground.queue, chance)


def queue_process_killed(ground: Ground, chance: random.Random) -> None:
    kill_group(ground.queue)


def channel_silent(ground: Ground, chance: random.Random) -> None:
    ground.gateway.silent = True
    _somebody_asks_for_a_code(ground)
    time.sleep(LASTS)
    ground.gateway.speak()


def channel_down(ground: Ground, chance: random.Random) -> None:
    ground.gateway.down()
    _somebody_asks_for_a_code(ground)
    time.sleep(LASTS)
    ground.gateway.up()


def _somebody_asks_for_a_code(ground: Ground) -> None:
    """Also now nobody waits longer than the promise; served.jsonl has the seconds."""
    import requests

    with suppress(requests.RequestException), requests.Session() as browser:
        browser.get(f"{ground.address}/sign-in/", timeout=30)
        told = {"phone": "13900009999", "csrfmiddlewaretoken": browser.cookies.get("csrf", "")}
        browser.post(f"{ground.address}/sign-in/", told, headers={"Referer": ground.address}, timeout=30)


def clock_moved(ground: Ground, chance: random.Random) -> None:
    """An hour and a day to and fro, and back to where it was."""
    for span in (timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)):
        ground.set_clock(ground.now + span)
        time.sleep(LASTS / 4)


# SQLite


def lock_held(ground: Ground, chance: random.Random) -> None:
    """Another program of the office writes for five seconds."""
    with closing(pysqlite3.connect(str(ground.data / "sidan.sqlite3"), isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(LASTS)
        other.execute("ROLLBACK")


def lock_held_long(ground: Ground, chance: random.Random) -> None:
    """Longer than anybody is kept waiting."""
    with closing(pysqlite3.connect(str(ground.data / "sidan.sqlite3"), isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(3 * LASTS)
        other.execute("ROLLBACK")


def disk_full(ground: Ground, chance: random.Random) -> None:
    """No byte more: the folder is on a small disk of its own where one may be mounted (tests/soak/test_soak.py)."""
    if not ground.data.is_mount():
        files_full(ground, chance)
        return
    filler = ground.data / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    time.sleep(LASTS)
    filler.unlink()


def files_full(ground: Ground, chance: random.Random) -> None:
    """No file may grow: what the kernel refuses at a quota, for each process of the street as it runs."""
    with _limited(ground, _largest(ground.data)):
        time.sleep(LASTS)


def _largest(folder: Path) -> int:
    return min((folder / f"sidan.sqlite3{end}").stat().st_size for end in ("", "-wal"))


@contextmanager
def _limited(ground: Ground, size: int) -> Iterator[None]:
    everybody = [pid for process in (ground.web, ground.queue) for pid in _tree(process.pid)]
    for pid in everybody:
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in everybody:
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _tree(pid: int) -> list[int]:
    return [pid, *(lower for child in children(pid) for lower in _tree(child))]


# PostgreSQL


def server_restarted(ground: Ground, chance: random.Random) -> None:
    """As a crash does it, or as an update does it."""
    assert ground.cluster
    ground.cluster.stop(chance.choice(["immediate", "fast"]))
    time.sleep(LASTS / 5)
    ground.cluster.start()


def server_locked(ground: Ground, chance: random.Random) -> None:
    """Somebody's migration holds the orders."""
    assert ground.cluster
    with psycopg.connect(f"postgres://sidan@127.0.0.1:{ground.cluster.port}/postgres") as other:
        other.execute("LOCK TABLE orders_order IN ACCESS EXCLUSIVE MODE")
        time.sleep(2 * LASTS)


def line_slow(ground: Ground, chance: random.Random) -> None:
    assert ground.proxy
    ground.proxy.delay = 0.2
    time.sleep(2 * LASTS)
    ground.proxy.delay = 0.0


def line_cut(ground: Ground, chance: random.Random) -> None:
    assert ground.proxy
    for _time in range(5):
        ground.proxy.cut()
        time.sleep(LASTS / 5)


def line_dead(ground: Ground, chance: random.Random) -> None:
    """Nothing comes through and nobody says so."""
    assert ground.proxy
    ground.proxy.swallowing = True
    time.sleep(3 * LASTS)
    ground.proxy.swallowing = False
    ground.proxy.cut()


EVERYWHERE: list[Fault] = [
    web_worker_killed, web_process_killed, queue_worker_killed, queue_process_killed, channel_silent, channel_down,
    clock_moved,
]  # fmt: skip
ON_SQLITE: list[Fault] = [lock_held, lock_held_long, disk_full, files_full, *EVERYWHERE]
ON_POSTGRES: list[Fault] = [server_restarted, server_locked, line_slow, line_cut, line_dead, *EVERYWHERE]
