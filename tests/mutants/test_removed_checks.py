"""Permission checks are taken out one at a time: the role matrix must notice. A sample with SIDAN_LONG=1; all of them
by `python -m tests.mutants`, which also asks the tests of the app about those that the matrix let pass."""

import json
import logging
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Cast
from tests.mutants.finding import Mutant, mutants
from tests.mutants.judging import Judge
from tests.mutants.patching import living, taken_out

SAMPLE = 40
# Where the tests of the app, not the matrix, are what notices; `python -m tests.mutants` asks them.
BESIDE = frozenset({"right", "answer"})


def test_each_kind_of_check_is_found() -> None:
    found = mutants()
    kinds = {mutant.kind.split()[0] for mutant in found}
    assert kinds == {"decorator", "call", "guard", "gate", "right", "answer", "row", "to", "api"}
    assert len({mutant.key for mutant in found}) == len(found)


@pytest.mark.skipif(os.environ.get("SIDAN_LONG") != "1", reason="SIDAN_LONG=1")
def test_without_a_check_the_matrix_fails(cast: Cast) -> None:
    """Always the same sample, so that a failure is about the change; one in twenty may need the tests of its app."""
    judge = Judge.of(cast)
    assert judge.learn(judge.few()) == []
    alive = living()
    seen = [one for one in mutants() if one.kind.split()[0] not in BESIDE]
    survived = [one for one in random.Random(5).sample(seen, SAMPLE) if not _caught(judge, one, alive)]
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
