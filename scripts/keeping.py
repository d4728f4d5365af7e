"""Keeps the programs of a street running: what ends by itself is begun again, unless it cannot stand at all.

granian begins its workers again, but gives up when one dies twice within seconds (a machine short of memory does that);
then there would be no street until somebody looked.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from steps import ROOT

SHORT = 20.0  # seconds: what ends sooner has hardly begun
TRIES = 3  # so often in a row
PAUSE = 0.5  # seconds in which those that were killed let go of the port


@dataclass
class Kept:
    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    output: IO[bytes] | None = None
    process: "subprocess.Popen[bytes] | None" = None
    begun: float = 0.0
    short: int = 0

    def begin(self) -> None:
        # A group of its own: Ctrl-C reaches only us, and we end each child and its children in an orderly way.
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=dict(self.env), stdout=self.output, stderr=self.output, process_group=0
        )
        self.begun = time.monotonic()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def again(self) -> bool:
        """Begun once more; False when it ended too often as soon as it had begun."""
        self.short = self.short + 1 if time.monotonic() - self.begun < SHORT else 1
        self.end_group()
        if self.short > TRIES:
            return False
        time.sleep(PAUSE)
        self.begin()
        return True

    def end_group(self) -> None:
        """When granian or the cluster was killed -9, what it had started lives on and holds the port."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def watch(children: Sequence[Kept]) -> int:
    """Until one of them cannot be kept, which is an error, or until the list is emptied."""
    while children:
        for child in children:
            if child.is_running():
                continue
            code = child.process.returncode if child.process else None
            if not child.again():
                print(f"sidan: the {child.name} ends as soon as it begins (exit {code}); stopping.", file=sys.stderr)
                return 1
            print(f"sidan: the {child.name} ended by itself (exit {code}); it was begun again.", file=sys.stderr)
        time.sleep(0.3)
    return 0
