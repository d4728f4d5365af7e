"""How fast the pages of the loop and its two busiest writes are with 100,000 orders: `make bench NAME=loop_pages`."""

from typing import Any

from benchmarks._harness import Figure, report
from benchmarks._loop import LARGE, Measured, measure
from benchmarks._server import Burst


def page_figures(pages: dict[str, dict[str, Burst]], told: dict[str, Any]) -> list[Figure]:
    figures = []
    for page, sizes in pages.items():
        large = sizes[str(LARGE)]
        figures += [
            Figure(f"{page}: requests a second", large.rate, "1/s", None, "higher"),
            Figure(f"{page}: p50", large.p50, "ms", None, "lower"),
            Figure(f"{page}: p95", large.p95, "ms", None, "lower"),
            Figure(f"{page}: SQL statements", told["pages"][page]["sql"], "", None, "lower"),
        ]
    return figures


def write_figures(told: dict[str, Any]) -> list[Figure]:
    figures = []
    for name, cost in told["writes"].items():
        bar = 5.0 if name == "accept" else None
        figures += [
            Figure(f"{name}: CPU / the same SQL raw", cost["ratio"], "×", bar, "lower", "SQLite, bare driver"),
            Figure(f"{name}: CPU", cost["cpu"], "ms", None, "lower"),
            Figure(f"{name}: p50", cost["p50"], "ms", None, "lower"),
            Figure(f"{name}: p95", cost["p95"], "ms", None, "lower"),
            Figure(f"{name}: SQL statements", cost["sql"], "", None, "lower"),
        ]
    return figures


def figures(measured: Measured) -> list[Figure]:
    pages, hello, told = measured
    times = hello.rate / pages["public page"][str(LARGE)].rate
    note = f"hello {hello.rate:.0f}/s on the same server"
    compare = Figure("public page / bare hello", times, "×", 3.0, "lower", note)
    return [compare, *page_figures(pages, told[str(LARGE)]), *write_figures(told[str(LARGE)])]


if __name__ == "__main__":
    report("loop_pages", figures(measure()))
