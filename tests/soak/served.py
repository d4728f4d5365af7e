"""The product as the journeys' clock has it, and how long each answer took, on the clock and on a processor: measured
where it is made.
"""

import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.e2e.clockwork import AHEAD
from tests.e2e.clockwork import application as product

LOG = AHEAD.parent.with_name("served.jsonl")  # beside the small disk that may be full


class Served:
    """One line an answer; O_APPEND keeps the lines of several workers apart."""

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        begun, busy, told = time.monotonic(), time.thread_time(), []

        def listen(status: str, headers: Any, *more: Any) -> Any:
            told.append(int(status[:3]))
            return start_response(status, headers, *more)

        try:
            return list(product(environ, listen))
        finally:
            line = {
                "at": round(time.time(), 1),
                "status": told[0] if told else 0,
                "seconds": round(time.monotonic() - begun, 3),
                "busy": round(time.thread_time() - busy, 3),
                "path": environ.get("PATH_INFO", ""),
                "method": environ.get("REQUEST_METHOD", ""),
            }
            os.write(self.file, json.dumps(line).encode() + b"\n")


application = Served(LOG)
