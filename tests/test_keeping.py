"""What ends by itself is begun again; what cannot stand is given up."""

import os
import signal
import sys
import time
from pathlib import Path
from threading import Thread

import keeping
import pytest
from keeping import Kept, watch


def test_what_cannot_stand_is_given_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    child = Kept("server", [sys.executable, "-c", f"open({str(begun)!r}, 'a').write('x'); exit(3)"], os.environ)
    child.begin()
    assert watch([child]) == 1
    assert len(begun.read_text()) == 1 + keeping.TRIES
    assert "the server ends as soon as it begins (exit 3)" in capsys.readouterr().err


def test_what_was_killed_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SHORT", 0.0)
    child = Kept("worker", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ)
    child.begin()
    children = [child]
    keeper = Thread(target=watch, args=(children,))
    keeper.start()
    for _time in range(keeping.TRIES + 2):
        first = child.process
        assert first
        os.kill(first.pid, signal.SIGKILL)
        ends = time.monotonic() + 20
        while (child.process is first or not child.is_running()) and time.monotonic() < ends:
            time.sleep(0.05)
        assert child.process is not first
        assert child.is_running()
    children.clear()
    keeper.join(10)
    child.end_group()
    assert not keeper.is_alive()
