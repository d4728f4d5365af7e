"""Permission checks are taken out one at a time: the role matrices must notice, or the tests of the apps, which are
asked about those that the matrices let pass. A sample with SIDAN_LONG=1; all of them by `python -m tests.mutants`."""

import json
import logging
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Cast
from tests.mutants.__main__ import ask_apps
from tests.mutants.finding import Mutant, mutants
from tests.mutants.judging import Judge
from tests.mutants.patching import living, taken_out

SAMPLE = 40


def test_each_kind_of_check_is_found() -> None:
    found = mutants()
    kinds = {mutant.kind.split()[0] for mutant in found}
    assert kinds == {"decorator", "call", "guard", "gate", "right", "answer", "row", "to", "api"}
    assert len({mutant.key for mutant in found}) == len(found)


@pytest.mark.skipif(os.environ.get("SIDAN_LONG") != "1", reason="SIDAN_LONG=1")
def test_without_a_check_the_matrix_fails_or_a_test_of_an_app(cast: Cast, tmp_path: Path) -> None:
    """Always the same sample, so that a failure is about the change."""
    judge, out = Judge.of(cast), tmp_path / "told.json"
    assert judge.learn(judge.few()) == []
    alive = living()
    sample = random.Random(5).sample(mutants(), SAMPLE)
    told = {one.key: _caught(judge, one, alive) for one in sample}
    out.write_text(json.dumps(told), "utf-8")
    ask_apps(out, SIDAN_TEST_SUFFIX=f"{os.environ.get('SIDAN_TEST_SUFFIX', '')}_apps")
    told = json.loads(out.read_text("utf-8"))
    survived = [one for one in sample if not told[one.key]]
    assert len(survived) <= SAMPLE // 20, "\n".join(map(str, survived))


def _caught(judge: Judge, mutant: Mutant, alive: object) -> str:
    """What noticed; with the check back in its place it must be as before, or the street itself has changed."""
    with taken_out(mutant, alive):  # type: ignore[arg-type]
        found = judge.catches(mutant)
    if found is None:
        return ""
    question, fault = found
    assert question.put() == [], f"{question.label}: also with {mutant}"
    return f"{question.label}: {fault}"


@pytest.fixture(autouse=True)
def _logs_again() -> Iterator[None]:
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.skipif("SIDAN_MUTANTS" not in os.environ, reason="python -m tests.mutants")
def test_every_check(cast: Cast) -> None:
    """Writes for each check what noticed that it was gone; goes on where an earlier run was stopped."""
    out = Path(os.environ["SIDAN_MUTANTS"])
    told = json.loads(out.read_text("utf-8")) if out.exists() else {}
    judge = Judge.of(cast)
    wrong = judge.learn(judge.few())
    assert wrong == [], "\n".join(wrong)
    alive = living()
    for one in mutants():
        if one.key not in told:
            told[one.key] = _caught(judge, one, alive)
            out.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
