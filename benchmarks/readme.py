"""benchmarks/README.md from the results: `make bench NAME=readme`."""

import json
from pathlib import Path
from typing import Any

from benchmarks._harness import RESULTS

HEAD = """# Figures

Each family is one command, `make bench NAME=<family>`; it prints its table and writes `results/<family>.json`.
This page is made from those files by `make bench NAME=readme`. Ratios come from one run on one machine; what is
missed stays in, with a note on why.
"""


def line(figure: dict[str, Any]) -> str:
    sign = "≤" if figure["better"] == "lower" else "≥"
    bar = "" if figure["bar"] is None else f"{sign} {figure['bar']:g}"
    holds = "" if figure["bar"] is None else "yes" if figure["holds"] else "**no**"
    value = f"{figure['value']:.3g} {figure['unit']}".strip()
    return f"| {figure['name']} | {value} | {bar} | {holds} | {figure['note']} |"


def section(path: Path) -> str:
    told = json.loads(path.read_text("utf-8"))
    rows = "\n".join(line(figure) for figure in told["figures"])
    head = f"## {path.stem}\n\n{told['date']}, {told['machine']}\n\n"
    return f"{head}| figure | value | bar | holds | note |\n|---|---|---|---|---|\n{rows}\n"


def main() -> None:
    sections = [section(path) for path in sorted(RESULTS.glob("*.json"))]
    Path(__file__).with_name("README.md").write_text("\n".join([HEAD, *sections]), "utf-8")


if __name__ == "__main__":
    main()
