"""A PostgreSQL server of one's own, to be killed: made in a folder, on a port, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.street import free_port

FOLDERS = "/usr/lib/postgresql/*/bin"


def binaries() -> Path | None:
    found = sorted(Path("/").glob(FOLDERS.lstrip("/")), key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    known = shutil.which("pg_ctl")
    return Path(known).resolve().parent if known else None


@dataclass
class Cluster:
    """Only this machine may connect, everybody on it may: it holds invented people."""

    programs: Path
    port: int = 0
    # Not below pytest's own folder, which only its user may enter.
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="sidan-cluster-")))

    def make(self) -> None:
        self.port = free_port()
        if self._owner:
            os.chown(self.folder, pwd.getpwnam(self._owner).pw_uid, -1)
        self._run("initdb", "--pgdata", str(self.folder / "data"), "--username=sidan", "--auth=trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\n")
            settings.write(f"unix_socket_directories = '{self.folder}'\nmax_connections = 40\n")
        self.start()

    def start(self) -> None:
        self._run("pg_ctl", "--pgdata", str(self.folder / "data"), "--log", str(self.folder / "log"), "--wait", "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "--pgdata", str(self.folder / "data"), "--mode", mode, "--wait", "stop")

    def remove(self) -> None:
        with suppress(RuntimeError):  # it may be down
            self.stop()
        shutil.rmtree(self.folder)

    @property
    def _owner(self) -> str | None:
        """The server refuses to run as root."""
        return "postgres" if os.geteuid() == 0 else None

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            user=self._owner, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")
