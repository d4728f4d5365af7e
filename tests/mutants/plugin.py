"""For `pytest -p tests.mutants.plugin`: the tests of the apps about the checks that the matrices let pass.

Every test runs once, to see what code it runs; then without each check those that run its code, until one fails. All of
it in one process, for the start of a run takes longer than most tests. SIDAN_MUTANTS is the file of what is known.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from types import FunctionType

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.finding import Mutant, mutants
from tests.mutants.patching import Where, living, places, taken_out, watched

Alive = dict[Where, list[FunctionType]]
LONGEST = 25.0  # seconds of tests about one check; the quickest first, those of its own app before others


class Tests:
    def __init__(self, session: pytest.Session) -> None:
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        self.takes: dict[str, float] = {}
        self.reached: dict[Where, set[str]] = defaultdict(set)

    def learn(self) -> list[str]:
        """Which code each test runs; those that fail while every check stands are asked no more."""
        failed = []
        for name in list(self.items):
            begin = monotonic()
            with watched(self.reached, name):
                is_well = self.passes(name)
            self.takes[name] = monotonic() - begin
            if not is_well:
                failed.append(name)
                del self.items[name]
        return failed

    def passes(self, name: str) -> bool:
        # The session as what comes next: fixtures of the session stay, all others end with the test.
        reports = runtestprotocol(self.items[name], log=False, nextitem=self.session)  # type: ignore[arg-type]
        return not any(report.failed for report in reports)

    def missing(self, mutant: Mutant, alive: Alive) -> str:
        """The first test that fails without the check, and does not with it."""
        begin = monotonic()
        for name in self._about(mutant):
            with taken_out(mutant, alive):
                is_well = self.passes(name)
            if not is_well and self.passes(name):
                return name
            if monotonic() - begin > LONGEST:
                break
        return ""

    def _about(self, mutant: Mutant) -> Iterable[str]:
        found = set().union(*(self.reached.get(place, set()) for place in places(mutant)))
        own = f"tests/{mutant.path.split('/')[1]}/"
        return sorted(found & self.items.keys(), key=lambda name: (not name.startswith(own), self.takes[name]))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    out = Path(os.environ["SIDAN_MUTANTS"])
    told: dict[str, str | None] = json.loads(out.read_text("utf-8"))
    tests = Tests(session)
    say = session.config.pluginmanager.getplugin("terminalreporter").write_line
    for name in tests.learn():
        say(f"fails by itself: {name}")
    alive = living()
    for mutant in mutants():
        if told.get(mutant.key) == "":
            told[mutant.key] = tests.missing(mutant, alive) or None  # None: asked, and nobody misses it
            say(f"{mutant}\n    {told[mutant.key] or 'SURVIVED'}")
            out.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    return True
