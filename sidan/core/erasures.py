"""Who was erased, in a file outside the database: a backup of the day before must not bring them back.

One line a person, appended and never changed: the number of their row and a keyed mark of their public id. It tells
nobody anything about them, and without the keys not even whether a person is meant.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from sidan.core.keys import keyring


@dataclass(frozen=True)
class Erased:
    person: int
    mark: str
    at: str
    asked_by: str


def mark(public_id: str) -> str:
    return keyring().sign(f"erased {public_id}")[:32]


def append(lines: Iterable[Erased]) -> int:
    """Those that are not there yet. On the disk when it returns."""
    known = {line.mark for line in read()}
    fresh = [line for line in lines if line.mark not in known]
    if not fresh:
        return 0
    path: Path = settings.SIDAN_ERASURES
    path.parent.mkdir(parents=True, exist_ok=True)
    # Begun with a line break: what a power cut tore off stays a line of its own, which nobody can read.
    said = "".join(f"\n{json.dumps(asdict(line))}\n" for line in fresh)
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(said)
        file.flush()
        os.fsync(file.fileno())
    return len(fresh)


def read() -> list[Erased]:
    return list(_lines(settings.SIDAN_ERASURES))


def _lines(path: Path) -> Iterator[Erased]:
    if not path.exists():
        return
    for text in path.read_text().splitlines():
        try:
            yield Erased(**json.loads(text))
        except (ValueError, TypeError):
            continue
