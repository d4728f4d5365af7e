"""`python -m tests.mutants`: takes out every permission check, one at a time, and says which ones nobody misses.

First the role matrices of pages and API are asked, of the routes that reach the check; about what they let pass, those
tests of the apps that run its code. `--after FILE` keeps in FILE what was said and goes on from there.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.mutants.finding import ROOT, Mutant, mutants

MATRICES = "tests/mutants/test_removed_checks.py::test_every_check"
APPS = ("activities", "api", "core", "desk", "notices", "orders", "people", "programmes", "volunteers")
# Slow, or with processes and threads of their own, in which a check that is out here stands.
LEFT_OUT = ("orders/test_races.py", "activities/test_races.py", "api/test_schema.py", "api/test_matrix.py")


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        out = Path(sys.argv[-1]) if "--after" in sys.argv else Path(place) / "told.json"
        _pytest(out, MATRICES)
        ask_apps(out)
        return _report(mutants(), json.loads(out.read_text("utf-8")))


def ask_apps(out: Path, **env: str) -> None:
    """The tests of the apps about what FILE says the matrices let pass."""
    left_out = [f"--ignore=tests/{name}" for name in LEFT_OUT]
    _pytest(out, "-p", "tests.mutants.plugin", *left_out, *(f"tests/{app}" for app in APPS), **env)


def _pytest(out: Path, *arguments: str, **env: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "--show-capture=no", *arguments]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"SIDAN_MUTANTS": str(out)} | env, check=True)


def _report(found: list[Mutant], told: dict[str, str | None]) -> int:
    caught, all_of = Counter[str](), Counter(one.kind.split()[0] for one in found)
    for one in found:
        caught[one.kind.split()[0]] += bool(told[one.key])
        if not told[one.key]:
            print(f"survived  {one}")
    for kind, count in sorted(all_of.items()):
        print(f"{caught[kind]:>5} of {count:>4}  {kind}")
    by_tests = sum(bool(told[one.key]) and str(told[one.key]).startswith("tests/") for one in found)
    share = sum(caught.values()) / len(found)
    print(f"{sum(caught.values()):>5} of {len(found):>4}  caught: {share:.1%}, {by_tests} of them by tests of the apps")
    return 0 if share >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
