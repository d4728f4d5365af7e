"""make soak: the long mode of the fault tests. SIDAN_SOAK_MINUTES (60) is how long the street is broken, half of it on
each database; kill points, races, torn logs and invented input take the time they take.
"""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from check import Skipped, postgres
from steps import PYTHON, ROOT, built, machine, perform, require_tools

MINUTES = float(os.environ.get("SIDAN_SOAK_MINUTES", "60"))
KEPT = ("SIDAN_TEST_", "SIDAN_KILL_POINTS")


@dataclass(frozen=True)
class Part:
    title: str
    tests: list[str]
    env: dict[str, str] = field(default_factory=dict)
    on_postgres: bool = False


def parts() -> list[Part]:
    both = []
    for name, on_postgres in (("SQLite", False), ("PostgreSQL", True)):
        half = {"SIDAN_SOAK_MINUTES": str(MINUTES / 2)}
        races = {"SIDAN_RACE_ROUNDS": "1000"}
        both += [
            Part(f"faults under load, {name}", ["tests/soak"], half, on_postgres),
            Part(f"kill -9 at every statement, {name}", ["tests/walls/test_kill.py"], {}, on_postgres),
            Part(f"races, 1,000 and 500 rounds, {name}", ["tests/orders/test_races.py"], races, on_postgres),
        ]
    found = [*(ROOT / "tests").rglob("test_*fuzz*.py"), *(ROOT / "tests").rglob("test_schema.py")]
    forms = sorted(str(path.relative_to(ROOT)) for path in found)
    both.append(Part("power cuts, SQLite", ["tests/walls/test_power.py"]))
    return [*both, Part("invented input, SQLite", forms)] if forms else both


def main() -> int:
    require_tools()
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    clean = {name: value for name, value in clean.items() if not name.startswith("SIDAN_") or name.startswith(KEPT)}
    data = ROOT / "var" / "test"
    data.mkdir(parents=True, exist_ok=True)
    clean |= {"SIDAN_DATA": str(data), "SIDAN_LONG": "1"}
    perform([*machine("dev"), *built(data, {"SIDAN_DATA": str(data)})])
    rows = [row(part, clean) for part in parts()]
    print()
    for title, outcome, figures, seconds in rows:
        print(f"  {outcome:<8} {title:<36} {figures:<44} {seconds / 60:6.1f} min")
    return 1 if any(outcome != "ok" for _title, outcome, _figures, _seconds in rows) else 0


def row(part: Part, clean: dict[str, str]) -> tuple[str, str, str, float]:
    print(f"\n== {part.title}", flush=True)
    started = time.monotonic()
    try:
        env = clean | part.env | (postgres() if part.on_postgres else {})
    except Skipped as reason:
        print(f"not tried: {reason}", flush=True)
        return part.title, "skipped", "", 0.0
    told = ROOT / "var" / "test" / "soak.xml"
    told.unlink(missing_ok=True)
    command = [PYTHON, "-m", "pytest", "-s", "-v", "-o", "junit_family=xunit1", f"--junitxml={told}", *part.tests]
    code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    return part.title, "FAILED" if code else "ok", figures_of(told), time.monotonic() - started


def figures_of(told: Path) -> str:
    """What the tests counted: each says it with record_property."""
    counted: dict[str, float] = {}
    if told.exists():
        for one in ET.parse(told).iter("property"):  # noqa: S314  # our own file
            name, value = one.get("name", ""), float(one.get("value", "0"))
            counted[name] = max(counted.get(name, 0), value) if name == "slowest" else counted.get(name, 0) + value
    return ", ".join(f"{value:g} {name}" for name, value in counted.items())


if __name__ == "__main__":
    sys.exit(main())
