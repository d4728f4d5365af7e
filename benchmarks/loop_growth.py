"""What a hundred times the orders costs: p95 at 100 k over p95 at 1 k, SQL counts: `make bench NAME=loop_growth`."""

from benchmarks._harness import Figure, report
from benchmarks._loop import LARGE, SMALL, Measured, measure


def figures(measured: Measured) -> list[Figure]:
    pages, _hello, told = measured
    small, large = told[str(SMALL)], told[str(LARGE)]
    found = []
    for page, sizes in pages.items():
        before, after = sizes[str(SMALL)], sizes[str(LARGE)]
        note = f"{before.p95:.1f} ms → {after.p95:.1f} ms"
        found.append(Figure(f"{page}: p95 100 k / 1 k", after.p95 / before.p95, "×", 1.5, "lower", note))
        counts = small["pages"][page]["sql"], large["pages"][page]["sql"]
        found.append(Figure(f"{page}: SQL 100 k − 1 k", counts[1] - counts[0], "", 0, "lower", f"{counts[1]} each"))
    for name, cost in large["writes"].items():
        before, after = small["writes"][name], cost
        note = f"{before['p95']:.1f} ms → {after['p95']:.1f} ms"
        found.append(Figure(f"{name}: p95 100 k / 1 k", after["p95"] / before["p95"], "×", 1.5, "lower", note))
        found.append(Figure(f"{name}: SQL 100 k − 1 k", after["sql"] - before["sql"], "", 0, "lower"))
    return found


if __name__ == "__main__":
    report("loop_growth", figures(measure()))
