"""make test, make check: everything that CI runs; says at the end what it skipped and why.

SIDAN_TEST_ALL=1 makes a skipped part a failure; SIDAN_TEST_POSTGRES is the address of a server to test on.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from steps import MANAGE, PYTHON, ROOT, VENV, built, machine, perform, require_tools

# The local socket: as the person at the keyboard, or as the owner of the server.
POSTGRES_CANDIDATES = [
    "postgres://%2Fvar%2Frun%2Fpostgresql/postgres",
    "postgres://postgres@%2Fvar%2Frun%2Fpostgresql/postgres",
]
CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
CAN_CREATE = """
import sys, psycopg
with psycopg.connect(sys.argv[1], connect_timeout=3) as connection:
    may = connection.execute("select rolcreatedb or rolsuper from pg_roles where rolname = current_user").fetchone()
    sys.exit(0 if may and may[0] else 1)
"""


class Skipped(Exception):
    pass


@dataclass(frozen=True)
class Part:
    title: str
    command: list[str]
    env: Callable[[], dict[str, str]] = dict  # raises Skipped with the reason
    talks: bool = False


def tool(name: str, *arguments: str) -> list[str]:
    return [str(VENV / "bin" / name), *arguments]


def postgres() -> dict[str, str]:
    given = os.environ.get("SIDAN_TEST_POSTGRES", "")
    for url in [given] if given else POSTGRES_CANDIDATES:
        if subprocess.run([PYTHON, "-c", CAN_CREATE, url], capture_output=True, check=False).returncode == 0:
            return {"DATABASE_URL": url}
    raise Skipped(f"no PostgreSQL that may create a database answers at {given or 'the local socket'}")


def chromium() -> dict[str, str]:
    for name in [os.environ.get("SIDAN_CHROMIUM", ""), *CHROMIUM_NAMES]:
        if path := name and shutil.which(name):
            # The machine's own Node: the one that Playwright brings wants libatomic, which a bare Debian lacks.
            return {"SIDAN_CHROMIUM": path, "PLAYWRIGHT_NODEJS_PATH": shutil.which("node") or ""}
    raise Skipped("no Chromium on this machine (apt-get install chromium)")


PYTEST = tool("pytest", "-q", "-n", "2", "--dist", "worksteal")
CHECKS = [
    Part("ruff check", tool("ruff", "check", "--quiet")),
    Part("ruff format", tool("ruff", "format", "--check", "--quiet")),
    Part("import-linter", tool("lint-imports", "--no-cache")),
    Part("mypy --strict", tool("mypy")),
    Part("missing migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    Part("messages", [*MANAGE, "messages", "--check"]),
    Part("tests on SQLite", PYTEST, talks=True),
    Part("tests on PostgreSQL", PYTEST, postgres, talks=True),
]
JOURNEYS = Part("journeys in Chromium", tool("pytest", "-q", "-m", "e2e", "tests/e2e"), chromium, talks=True)


def main() -> int:
    require_tools()
    # Tests read no setting of the person who runs them and leave her street alone.
    clean = {
        name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("SIDAN_")
    }
    clean |= {name: value for name, value in os.environ.items() if name.startswith("SIDAN_TEST_")}
    data = ROOT / "var" / "test"
    clean["SIDAN_DATA"] = str(data)
    data.mkdir(parents=True, exist_ok=True)
    perform([*machine("dev"), *built(data, {"SIDAN_DATA": str(data)})])
    parts = CHECKS if "--no-journeys" in sys.argv else [*CHECKS, JOURNEYS]
    return report([(part.title, *attempt(part, clean)) for part in parts])


def attempt(part: Part, env: dict[str, str]) -> tuple[str, str]:
    print(f"\n== {part.title}", flush=True)
    started = time.monotonic()
    try:
        env = {**env, **part.env()}
    except Skipped as reason:
        return "skipped", str(reason)
    output = None if part.talks else subprocess.PIPE
    result = subprocess.run(
        part.command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, text=True, check=False
    )
    if result.returncode != 0 and result.stdout:
        print(result.stdout, flush=True)
    return "FAILED" if result.returncode else "ok", f"{time.monotonic() - started:.1f} s"


def report(results: list[tuple[str, str, str]]) -> int:
    print()
    for title, outcome, note in results:
        print(f"  {outcome:<8} {title:<22} {note}")
    bad = {"FAILED", "skipped"} if os.environ.get("SIDAN_TEST_ALL") == "1" else {"FAILED"}
    failed = [title for title, outcome, _note in results if outcome in bad]
    skipped = [title for title, outcome, _note in results if outcome == "skipped"]
    if failed:
        print(f"\nNot green: {', '.join(failed)}.")
    else:
        print("\nGreen." if not skipped else f"\nGreen, but not everything was tried: {', '.join(skipped)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
