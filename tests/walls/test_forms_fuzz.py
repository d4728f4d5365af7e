"""Hostile input to every form and every address: no 5xx, no traceback, nothing half-written, nothing typed is lost.

From a fixed seed, so a failure is about the change. SIDAN_LONG=1 sends 20,000 bodies and half as many addresses.
"""

import logging
import os
from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.conftest import Cast
from tests.role_matrix import ROWS
from tests.walls.forms_fuzz import Fuzz

LONG = os.environ.get("SIDAN_LONG") == "1"
BODIES, ADDRESSES = (20_000, 10_000) if LONG else (400, 200)
SEED = int(os.environ.get("SIDAN_FUZZ_SEED", "7"))


@pytest.fixture
def fuzz(cast: Cast, settings: LazySettings) -> Iterator[Fuzz]:
    settings.SIDAN_SMS_URL = "log"
    yield Fuzz.of(cast, SEED)
    logging.disable(logging.NOTSET)


def test_no_body_breaks_a_form(fuzz: Fuzz) -> None:
    assert {form.route for form in fuzz.forms} <= set(ROWS)
    assert len({form.route for form in fuzz.forms}) > 90
    wrong: list[str] = []
    for turn in range(BODIES):
        wrong += fuzz.post(fuzz.forms[turn % len(fuzz.forms)])
    assert not wrong, f"{len(wrong)} of {BODIES}\n" + "\n".join(wrong)


def test_no_address_breaks_a_page(fuzz: Fuzz) -> None:
    wrong: list[str] = []
    for _turn in range(ADDRESSES):
        wrong += fuzz.get()
    assert not wrong, f"{len(wrong)} of {ADDRESSES}\n" + "\n".join(wrong)
