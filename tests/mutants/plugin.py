"""For `pytest -p tests.mutants.plugin`: the whole run without the check that SIDAN_MUTANT names."""

import os
from contextlib import ExitStack

import pytest

from tests.mutants.finding import mutants
from tests.mutants.patching import living, taken_out

_held = ExitStack()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    mutant = next(one for one in mutants() if one.key == os.environ["SIDAN_MUTANT"])
    _held.enter_context(taken_out(mutant, living()))


def pytest_unconfigure() -> None:
    _held.close()
