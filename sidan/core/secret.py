"""The signing key: from the environment, or made once and kept beside the data, readable by its owner only."""

import os
import secrets
from pathlib import Path


def secret_key(data: Path, given: str) -> str:
    if given:
        if len(given) < 32:
            raise SystemExit("SIDAN_SECRET_KEY: needs 32 characters or more")
        return given
    path = data / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return _make(path)


def _make(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    try:
        # Two processes may start at once: O_EXCL lets exactly one write, the other reads.
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key
