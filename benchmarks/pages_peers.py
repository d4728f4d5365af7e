"""A list and a page of ours beside ephios' and pretix', CPU for CPU: `make bench NAME=pages_peers`.

Each peer is installed by pip into an environment of its own under var/bench and filled with as many events, sign-ups
and words as ours. All stand ready at once, each in its own interpreter, and are asked in turns through their WSGI
application, so that neither a server nor a busy machine comes into it. All keep their rows in SQLite, whose CPU counts;
the peers get what they would have in earnest: templates kept, a cache, a connection that stays open.

Ours is measured in several ways: kept whole for a minute in front of Django, made by Django (the body of the list is
drawn once a minute), the list with a question that has it drawn anew, and for somebody signed in.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks._harness import Figure, report
from benchmarks._server import ROOT, street

PEERS = {"ephios": "ephios", "pretix": "pretix==2026.8.0"}
ROUNDS, REQUESTS, BAR = 7, 2, 20
PAGES = ("list", "page")
WAYS = {
    "": "by Django, for nobody in particular",
    ", drawn anew": "with a question in the address, so that nothing drawn is kept",
    ", signed in": "for somebody signed in",
    ", kept": "kept whole in front of Django",
}
PLACE = ROOT / "var" / "bench"


class NotThere(Exception):
    """Why a peer cannot be measured."""


class Peer:
    """An interpreter with a filled peer in it, waiting to be asked."""

    def __init__(self, python: Path, name: str, env: dict[str, str]) -> None:
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [str(python), "-m", "benchmarks._peer_inside", name]
        self.process = subprocess.Popen(command, cwd=ROOT, env=env | {"PYTHONPATH": str(ROOT)}, **pipes)
        self.version = ""
        self.pages: dict[str, dict[str, int]] = {}

    def wait(self) -> None:
        """Until it is filled and has shown its pages."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith('{"version"'):  # some greet first
                told = json.loads(line)
                self.version, self.pages = told["version"], told["pages"]
                return
        raise NotThere(f"it ended with {self.process.wait()}")

    def ask(self, page: str) -> float:
        """CPU milliseconds of one request."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{page} {REQUESTS}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)


def installed(name: str) -> Path:
    """The interpreter of its environment; made the first time."""
    folder = PLACE / f"venv-{name}"
    python, done = folder / "bin" / "python", folder / "installed.txt"
    if done.exists() and done.read_text("utf-8") == PEERS[name]:
        return python
    venv.create(folder, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", PEERS[name]]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise NotThere(f"{PEERS[name]} cannot be installed: {result.stderr.strip()[-400:]}")
    done.write_text(PEERS[name], "utf-8")
    return python


@contextmanager
def peer(name: str) -> Iterator[Peer]:
    with tempfile.TemporaryDirectory(prefix="sidan-bench-") as folder:
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        ephios = {
            "ENV_PATH": f"{folder}/none", "DEBUG": "False", "DATABASE_URL": f"sqlite:///{folder}/peer.sqlite3",
            "ALLOWED_HOSTS": "*", "SITE_URL": "http://127.0.0.1:8000", "EMAIL_URL": "dummymail://",
            "SECRET_KEY": "x" * 50, "DEFAULT_FROM_EMAIL": "a@localhost",
            "SERVER_EMAIL": "a@localhost", "ADMINS": "Root <a@localhost>",
        }  # fmt: skip
        pretix = {"PRETIX_PRETIX_URL": "http://127.0.0.1:8000", "PRETIX_DJANGO_DEBUG": "off"}
        one = Peer(installed(name), name, kept | ephios | pretix | {"DATA_DIR": folder})
        try:
            yield one
        finally:
            one.close()


@contextmanager
def ours() -> Iterator[Peer]:
    with street(0) as env:
        one = Peer(Path(sys.executable), "ours", env)
        try:
            yield one
        finally:
            one.close()


def _ready(stack: ExitStack) -> dict[str, Peer]:
    """All are filled at once; whoever cannot be had is named with the reason."""
    found = {"ours": stack.enter_context(ours())}
    for name in PEERS:
        try:
            found[name] = stack.enter_context(peer(name))
        except NotThere as error:
            print(f"SKIPPED: {name}: {error}")
    for name, one in list(found.items()):
        try:
            one.wait()
        except NotThere as error:
            print(f"SKIPPED: {name}: {error}")
            del found[name]
    return found


def measure() -> list[Figure]:
    with ExitStack() as stack:
        everybody = _ready(stack)
        turns: dict[tuple[str, str], list[float]] = {}
        for _turn in range(ROUNDS):
            for name, one in everybody.items():
                for page in one.pages:
                    turns.setdefault((name, page), []).append(one.ask(page))
    return [*ratios([name for name in PEERS if name in everybody], turns), *costs(everybody, turns)]


def ratios(peers: list[str], turns: dict[tuple[str, str], list[float]]) -> list[Figure]:
    figures = []
    for name in peers:
        for page in PAGES:
            for way, words in WAYS.items():
                if ("ours", page + way) not in turns:
                    continue
                pairs = zip(turns[name, page], turns["ours", page + way], strict=True)
                times = statistics.median(theirs / mine for theirs, mine in pairs)
                figures.append(Figure(f"{name} / ours: {page}{way}", times, "×", BAR, "higher", f"ours {words}"))
    return figures


def costs(everybody: dict[str, Peer], turns: dict[tuple[str, str], list[float]]) -> list[Figure]:
    figures = []
    for name, one in everybody.items():
        for page, told in one.pages.items():
            note = f"{one.version}; {told['sql']} statements, {told['bytes']:,} bytes, {told['events']} events shown"
            spent = statistics.median(turns[name, page])
            figures.append(Figure(f"{name}: {page}, CPU", spent, "ms", None, "lower", note))
    return figures


if __name__ == "__main__":
    report("pages_peers", measure())
