"""`python -m sidan.dispatch.simulate`: compare policies of asking, write a table and a figure."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sidan.dispatch.simulate import trials
from sidan.dispatch.simulate.asking import POLICIES
from sidan.dispatch.simulate.crowd import SIZES
from sidan.dispatch.simulate.figure import svg
from sidan.dispatch.simulate.table import markdown


def main(words: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(words)
    if given.days < 1 or given.seeds < 1:
        sys.stderr.write("--days and --seeds must be at least 1\n")
        return 2
    try:
        found = trials.read(given.read) if given.read else _run(given)
    except (OSError, ValueError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    sys.stdout.write(markdown(found))
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        trials.write(found, given.out / "dispatch-policies.json")
        (given.out / "dispatch-policies.md").write_text(markdown(found), "utf-8")
        (given.out / "dispatch-policies.svg").write_text(svg(found), "utf-8")
    return 0


def _run(given: argparse.Namespace) -> list[trials.Trial]:
    """The trials, with a line that says how far it is where somebody is watching."""
    total = given.seeds * (1 + len(trials.settings(given.vary)) * len(POLICIES))
    found: list[trials.Trial] = []
    for trial in trials.run(given.size, given.days, range(1, given.seeds + 1), given.vary):
        found.append(trial)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(found)} of {total} lives" + "\n" * (len(found) == total))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sidan.dispatch.simulate", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="street", help="a district takes 8 times as long, a city 60+")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=3, help="how many: seeds 1 … n")
    parser.add_argument(
        "--vary", nargs="+", choices=trials.VARIED, default=[], help="also less and more than usual of these behaviours"
    )
    parser.add_argument("--out", type=Path, help="directory for dispatch-policies.json, .md and .svg")
    parser.add_argument(
        "--read", nargs="+", type=Path, help="simulate nothing: put the .json files of earlier runs together"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
