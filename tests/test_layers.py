"""Each contract of the staircase is shown to catch the violation it is there for."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in CONFIG["contracts"]}
ROOMS = {"urls", "views", "api", "tasks", "forms", "matching", "actions", "access", "models", "states"}

# contract → a file of the miniature house and the line that must not stand in it
PLANTED = {
    "staircase: up": ("staircase", "sidan/places/actions.py", "import sidan.people.models"),
    "staircase: sibling": ("staircase", "sidan/api/views.py", "import sidan.desk.views"),
    "staircase: sibling below": ("staircase", "sidan/core/ids.py", "import sidan.dispatch.plan"),
    "staircase: optimiser looks up": ("staircase", "sidan/dispatch/plan.py", "import sidan.core.ids"),
    "staircase: no floor": ("staircase", "sidan/helpers.py", ""),
    "pure": ("pure", "sidan/dispatch/plan.py", "import django.conf"),
    "rooms": ("rooms", "sidan/orders/models.py", "import sidan.orders.actions"),
    "rooms: siblings": ("rooms", "sidan/people/api.py", "import sidan.people.views"),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Every app of the real house, each with the rooms of an app, all empty; and the real contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    apps = {path.parent.name for path in (ROOT / "sidan").glob("*/__init__.py")} | {"api"}
    for app in apps:
        (tmp_path / "sidan" / app).mkdir(parents=True)
        for file in ("__init__", "ids", "plan", *ROOMS):
            (tmp_path / "sidan" / app / f"{file}.py").touch()
    for file in ("__init__", "settings", "urls", "wsgi"):
        (tmp_path / "sidan" / f"{file}.py").touch()
    return tmp_path


def kept(house: Path) -> dict[str, bool]:
    lint = str(Path(sys.executable).parent / "lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=house, capture_output=True, text=True, check=False)
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)$", result.stdout, re.MULTILINE))
    assert verdicts, result.stdout + result.stderr
    return {contract_id: verdicts[contract["name"]] == "KEPT" for contract_id, contract in CONTRACTS.items()}


def test_an_empty_house_keeps_every_contract(house: Path) -> None:
    assert kept(house) == dict.fromkeys(CONTRACTS, True)


@pytest.mark.parametrize("case", PLANTED)
def test_a_planted_violation_is_caught(house: Path, case: str) -> None:
    contract, file, line = PLANTED[case]
    (house / file).write_text(line + "\n")
    assert kept(house) == {name: name != contract for name in CONTRACTS}


def test_each_contract_has_a_planted_violation() -> None:
    assert {contract for contract, _file, _line in PLANTED.values()} == set(CONTRACTS)


def test_every_app_with_rooms_is_under_the_contract_of_rooms() -> None:
    with_rooms = {
        f"sidan.{app.parent.name}"
        for app in (ROOT / "sidan").glob("*/__init__.py")
        if any((app.parent / f"{room}.py").exists() or (app.parent / room).is_dir() for room in ROOMS)
    }
    assert with_rooms <= set(CONTRACTS["rooms"]["containers"])
