"""Kill, cut and starve the street while people work in it: nothing acknowledged is lost, half or done twice.

CI gives each fault one turn; `make soak` goes on for an hour (scripts/soak.py).
"""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.soak.cluster import Cluster, binaries
from tests.soak.faults import ON_POSTGRES, ON_SQLITE, Fault
from tests.soak.ground import Ground, new_ground
from tests.soak.run import soak

ON_POSTGRESQL = bool(os.environ.get("DATABASE_URL"))  # which part of the checks this is
MINUTES = float(os.environ.get("SIDAN_SOAK_MINUTES", "0"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own for the data, where one may be mounted; else a folder, and files that may not grow."""
    folder = tmp_path / "data"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256m", "none", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


Record = Callable[[str, object], None]


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite has its own part of the checks")
def test_on_sqlite(small_disk: Path, record_property: Record) -> None:
    _held(new_ground(small_disk), ON_SQLITE, record_property)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL has its own part of the checks")
def test_on_postgresql(tmp_path: Path, record_property: Record) -> None:
    programs = binaries()
    if programs is None:
        assert os.environ.get("SIDAN_TEST_ALL") != "1", "no PostgreSQL programs (initdb, pg_ctl) on this machine"
        pytest.skip("no PostgreSQL programs (initdb, pg_ctl) to make a server that may be killed")
    folder = tmp_path / "data"
    folder.mkdir()
    _held(new_ground(folder, Cluster(programs)), ON_POSTGRES, record_property)


def _held(ground: Ground, faults: Sequence[Fault], record: Record) -> None:
    try:
        ground.build()
        ground.start()
        result = soak(ground, faults, seconds=60 * MINUTES, say=print)
    finally:
        ground.stop()
    print(result)  # noqa: T201  # read when it fails, and in the long mode
    for name, value in result.figures.items():
        record(name, value)
    assert result.mistakes == []
    assert result.acknowledged > 20
