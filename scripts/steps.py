"""The way from a fresh clone to something that runs, in steps; a step whose inputs did not change is skipped.

Runs on the system's Python before anything is installed: standard library only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
MANAGE = [PYTHON, "manage.py"]
NODE_MODULES = ROOT / "node_modules"


@dataclass(frozen=True)
class Step:
    title: str
    command: Sequence[str]
    stamp: Path
    inputs: Sequence[str] = ()  # globs from the root of the checkout
    needs: Sequence[Path] = ()  # what must still be there for the stamp to hold
    key: str = ""  # what else decides, such as the database's address
    talks: bool = False  # shows its own progress
    env: dict[str, str] = field(default_factory=dict)

    def digest(self) -> str:
        sha = hashlib.sha256(repr((list(self.command), self.key, sys.version_info[:2])).encode())
        for path in sorted({path for pattern in self.inputs for path in ROOT.glob(pattern) if path.is_file()}):
            sha.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
        return sha.hexdigest()

    def is_done(self) -> bool:
        return self.stamp.exists() and self.stamp.read_text() == self.digest() and all(p.exists() for p in self.needs)


def perform(steps: Sequence[Step]) -> None:
    for number, step in enumerate(steps, 1):
        print(f"  {number}/{len(steps)} {step.title:<24}", end="", flush=True)
        if step.is_done():
            print(" unchanged")
            continue
        started = time.monotonic()
        if step.talks:
            print(flush=True)
        result = run(step)
        if result.returncode != 0:
            print(f" failed\n{result.stdout or ''}")
            sys.exit(f"sidan: “{step.title}” failed: {' '.join(step.command)}")
        step.stamp.parent.mkdir(parents=True, exist_ok=True)
        step.stamp.write_text(step.digest())
        print(f"{f'      {step.title} took' if step.talks else ''} {time.monotonic() - started:.1f} s", flush=True)


def run(step: Step) -> subprocess.CompletedProcess[str]:
    output = None if step.talks else subprocess.PIPE
    return subprocess.run(
        step.command,
        cwd=ROOT,
        env={**os.environ, **step.env},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if step.talks else subprocess.STDOUT,
        text=True,
        check=False,
    )


def require_tools() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this may have an older one
        sys.exit(f"sidan needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 …")
    node = shutil.which("node")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout if node else ""
    if int(version.strip().removeprefix("v").partition(".")[0] or 0) < 20 or not shutil.which("npm"):
        sys.exit(f"sidan needs Node 20 or newer with npm; found {version.strip() or 'none'}.")


def data_dir() -> Path:
    return Path(os.environ.get("SIDAN_DATA") or ROOT / "var").resolve()


def machine(requirements: str) -> list[Step]:
    """What is installed once for the checkout: requirements is "run" or "dev"."""
    locked = f"requirements/{requirements}.txt"
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    return [
        Step("virtual environment", [sys.executable, "-m", "venv", str(VENV)], VENV / "stamp", needs=[Path(PYTHON)]),
        Step("Python packages", [*pip, "-r", locked], VENV / f"stamp-{requirements}", inputs=[locked]),
        Step(
            "browser packages",
            ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
            NODE_MODULES / ".stamp",
            inputs=["package-lock.json", "package.json", ".npmrc"],
        ),
    ]


def built(data: Path, env: dict[str, str]) -> list[Step]:
    """What is made of the sources: compiled messages, hashed static files, the dispatcher's machine code."""
    stamps = data / "stamps"
    compiled = [po.with_suffix(".mo") for po in ROOT.glob("sidan/locale/*/LC_MESSAGES/*.po")]
    return [
        Step(
            "messages",
            [*MANAGE, "messages", "--compile"],
            stamps / "messages",
            inputs=["sidan/locale/*/LC_MESSAGES/*.po"],
            needs=compiled,
            env=env,
        ),
        Step(
            "static files",
            [*MANAGE, "collectstatic", "--noinput", "--clear", "--verbosity=0"],
            stamps / "static",
            inputs=[
                "sidan/static/**/*",
                "sidan/*/static/**/*",
                "sidan/settings.py",
                "package-lock.json",
                "requirements/run.txt",
            ],
            needs=[data / "static" / "staticfiles.json"],
            env=env,
        ),
        Step(
            "dispatcher",
            [PYTHON, "-m", "sidan.dispatch.warm"],
            stamps / "dispatcher",
            inputs=["sidan/dispatch/**/*.py", "requirements/run.txt"],
            needs=[ROOT / "sidan" / "dispatch" / "__pycache__" / "compiled"],
            env=env,
        ),
    ]


def database(data: Path, env: dict[str, str]) -> list[Step]:
    """Tables, the worker's timetable and, where wanted, the demo street.

    A database elsewhere may have changed since: it is always asked.
    """
    elsewhere = os.environ.get("DATABASE_URL", "")
    stamps = data / "stamps"
    needs = [stamps / "never"] if elsewhere else [data / "sidan.sqlite3"]
    tables = Step(
        "database",
        [*MANAGE, "migrate", "--noinput", "--verbosity=0"],
        stamps / "database",
        inputs=["sidan/*/migrations/*.py", "requirements/run.txt"],
        needs=needs,
        env=env,
    )
    clock = Step(
        "clock of the worker",
        [*MANAGE, "clock", "--install"],
        stamps / "clock",
        inputs=["sidan/orders/management/commands/clock.py"],
        needs=needs,
        env=env,
    )
    street = Step("demo street", [*MANAGE, "demo", "--if-empty"], stamps / "demo", needs=needs, talks=True, env=env)
    return [tables, clock, street] if env["SIDAN_DEMO"] == "1" else [tables, clock]


if __name__ == "__main__":
    require_tools()
    perform([*machine("dev"), *built(data_dir(), {"SIDAN_DATA": str(data_dir())})])
