"""A street to play in: the demo in a file of its own, served by granian as it ships, and as new for each journey."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
SHANGHAI = ZoneInfo("Asia/Shanghai")
# An ordinary Wednesday, half past ten; working days follow.
MORNING = datetime(2026, 3, 4, 10, 30, tzinfo=SHANGHAI)
SIZE = ["--residents", "400", "--volunteers", "120", "--orders", "80"]
PATIENCE = 60


@dataclass
class Street:
    data: Path
    port: int
    host: str = "127.0.0.1"
    read: int = 0  # how much of the server's log was looked at
    server: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def now(self) -> datetime:
        return datetime.now(SHANGHAI) + timedelta(seconds=float((self.data / "ahead").read_text()))

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def build(self) -> None:
        self.set_clock(MORNING)
        self.manage("migrate", "--noinput", "--verbosity=0")
        self.manage("demo", "--today", str(MORNING.date()), *SIZE)
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        self._copy("sidan.sqlite3", "as-new.sqlite3")

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "2", "--blocking-threads", "1", "--no-ws"]
        command += ["--log-level", "warning", "tests.e2e.clockwork:application"]
        with self.log.open("wb") as log:
            self.server = subprocess.Popen(command, cwd=ROOT, env=self._env(), stdout=log, stderr=log)
        patience = time.monotonic() + PATIENCE
        while time.monotonic() < patience and self.server.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/", timeout=20).close()
                break
            except OSError:
                time.sleep(0.1)
        if self.server.poll() is not None or time.monotonic() > patience:
            raise RuntimeError(f"the server did not answer:\n{self.log.read_text()}")

    def stop(self) -> None:
        if self.server:
            self.server.terminate()
            self.server.wait(10)

    def as_new(self) -> None:
        """The same morning again, whatever the last journey did."""
        self._copy("as-new.sqlite3", "sidan.sqlite3")
        self.set_clock(MORNING)

    def set_clock(self, moment: datetime) -> None:
        ahead = (moment - datetime.now(SHANGHAI)).total_seconds()
        (self.data / "ahead.new").write_text(str(ahead))
        (self.data / "ahead.new").replace(self.data / "ahead")  # whole at any moment: the server may be reading

    def later(self, **span: float) -> str:
        """Time passes, and the worker's clock strikes once."""
        return self.at(self.now + timedelta(**span))

    def at(self, moment: datetime) -> str:
        self.set_clock(moment)
        return self.manage("clock")

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "tests.e2e.clockwork", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self._env(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def mistakes(self) -> str:
        """What the server logged as an error since it was last asked."""
        with self.log.open("rb") as log:
            log.seek(self.read)
            said = log.read()
        self.read += len(said)
        text = said.decode(errors="replace")
        return text if "Traceback" in text or " ERROR " in text else ""

    def number_of(self, masked: str, tail: str) -> str:
        """A person knows their own number; a test that plays somebody from a masked list has to look it up."""
        surname = masked.rstrip("*")
        look = f"from sidan.people.models import Person; found = Person.objects.filter(phone_tail={tail!r}, "
        look += f"surname={surname!r}, account_phone__isnull=False); print(*(person.phone for person in found))"
        rows = self.manage("shell", "--no-imports", "-c", look).split()
        assert len(rows) == 1, f"{masked} {tail}: {rows}"
        return rows[0]

    def _copy(self, source: str, target: str) -> None:
        with closing(sqlite3.connect(self.data / source)) as old, closing(sqlite3.connect(self.data / target)) as new:
            old.backup(new)

    def _env(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("SIDAN_")}
        ours.pop("DATABASE_URL", None)
        return ours | {
            "SIDAN_DATA": str(self.data),
            "SIDAN_DEMO": "1",
            "SIDAN_ORIGIN": self.address,
            "SIDAN_TEST_CLOCK": str(self.data / "ahead"),
        }


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
