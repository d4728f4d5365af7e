"""Whom to ask and how many at once, on a simulated street: `make bench NAME=dispatch_policy`.

Three months in a street of 700 volunteers under every policy, the same volunteers, orders and luck for each. What is
assumed about people, and the same under other assumptions: docs/dispatch-policies.md.
"""

from benchmarks._harness import Figure, report
from sidan.dispatch.simulate import POLICIES
from sidan.dispatch.simulate.trials import CEILING, Trial, over_seeds, run

SIZE, DAYS, SEEDS = "street", 90, (1, 2, 3)
OURS, OTHERS = "ours", [name for name in POLICIES if not name.startswith("ours")]

OWN = "a bar of our own, set after the first runs"


def compared(trials: list[Trial], measure: str, unit: str) -> str:
    """What the others reached, for a note."""
    factor = 100 if unit == "%" else 1
    named = [*(name for name in POLICIES if name != OURS), CEILING]
    found = {name: factor * over_seeds(trials, name, measure).mean for name in named}
    return ", ".join(f"{name} {value:.3g}" for name, value in found.items())


def figures(trials: list[Trial]) -> list[Figure]:
    def mean(policy: str, measure: str) -> float:
        return over_seeds(trials, policy, measure).mean

    def note(measure: str, unit: str = "%") -> str:
        return compared(trials, measure, unit)

    urgent, asks = mean(OURS, "urgent_in_hour"), mean(OURS, "asks_per_filled")
    best = max(mean(name, "urgent_in_hour") for name in OTHERS)
    late = f"{note('urgent_in_hour')}; ceiling: everybody is asked and nobody ever tires"
    return [
        Figure("urgent_within_1h", 100 * urgent, "%", 99, "higher", late),
        Figure("urgent_v_ceiling", urgent / mean(CEILING, "urgent_in_hour"), "×", 0.99, "higher", OWN),
        Figure("urgent_v_best_other", urgent / best, "×", 1, "higher", OWN),
        Figure("asks_per_filled_order", asks, "", 4.8, "lower", note("asks_per_filled", "")),
        Figure("asks_v_broadcast", asks / mean("broadcast", "asks_per_filled"), "×", 0.2, "lower", OWN),
        Figure(
            "filled_v_ceiling",
            mean(OURS, "filled") / mean(CEILING, "filled"),
            "×",
            0.99,
            "higher",
            f"{OWN}; {note('filled')}",
        ),
        Figure("active_after_90_days", 100 * mean(OURS, "active"), "%", None, "higher", note("active")),
        Figure("never_asked", 100 * mean(OURS, "never_asked"), "%", None, "lower", note("never_asked")),
        Figure("gini_of_load", mean(OURS, "gini"), "", None, "lower", note("gini", "")),
        Figure("median_walk", mean(OURS, "walk_minutes"), "min", None, "lower", note("walk_minutes", "")),
    ]


def main() -> None:
    report("dispatch_policy", figures(list(run(SIZE, DAYS, SEEDS))))


if __name__ == "__main__":
    main()
