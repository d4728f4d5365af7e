"""`python -m tests.mutants`: takes out every permission check, one at a time, and says which ones nobody misses.

First the role matrices of pages and API are asked, of the routes that reach the check; about what they let pass, the
tests of the app. `--after FILE` keeps in FILE what the matrices said and goes on from there.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.mutants.finding import ROOT, Mutant, mutants

BESIDE = {
    "desk": ["orders"],
    "orders": ["api", "desk"],
    "api": ["orders"],
    "core": ["people"],
    "people": ["volunteers"],
}


def main() -> int:
    found = mutants()
    told = _by_the_matrix()
    for mutant in found:
        if not told[mutant.key]:
            told[mutant.key] = _by_tests_of_the_app(mutant)
            print(f"{mutant}\n    {told[mutant.key] or 'SURVIVED'}", flush=True)
    return _report(found, told)


def _by_the_matrix() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as place:
        out = Path(sys.argv[-1]) if "--after" in sys.argv else Path(place) / "told.json"
        test = "tests/mutants/test_removed_checks.py::test_every_check"
        subprocess.run(_pytest(test), cwd=ROOT, env=os.environ | {"SIDAN_MUTANTS": str(out)}, check=True)
        told: dict[str, str] = json.loads(out.read_text("utf-8"))
        return told


def _by_tests_of_the_app(mutant: Mutant) -> str:
    app = mutant.path.split("/")[1]
    places = [f"tests/{name}" for name in (app, *BESIDE.get(app, [])) if (ROOT / "tests" / name).is_dir()]
    env = os.environ | {"SIDAN_MUTANT": mutant.key}
    ran = subprocess.run(
        [*_pytest("-x", "-p", "tests.mutants.plugin", *places)],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if ran.returncode not in {0, 1}:
        raise SystemExit(ran.stdout + ran.stderr)
    return failed[0].split(" - ")[0] if failed else ""


def _pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "--show-capture=no", *arguments]


def _report(found: list[Mutant], told: dict[str, str]) -> int:
    caught, all_of = Counter[str](), Counter(one.kind.split()[0] for one in found)
    for one in found:
        caught[one.kind.split()[0]] += bool(told[one.key])
        if not told[one.key]:
            print(f"survived  {one}")
    for kind, count in sorted(all_of.items()):
        print(f"{caught[kind]:>5} of {count:>4}  {kind}")
    share = sum(caught.values()) / len(found)
    print(f"{sum(caught.values()):>5} of {len(found):>4}  caught: {share:.1%}")
    return 0 if share >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
