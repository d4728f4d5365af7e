"""The power goes: what had not reached the disk is lost or torn at any byte, and no acknowledged answer is among it.

With `synchronous=FULL` the log is on the disk when an action answers (a test in tests/core reads the setting back). So
the images of a power cut are the database beside every shorter log that still holds all that was synced, with anything
in the bytes after it. A control cuts into what was synced, as `NORMAL` may, and must lose an answer in this harness.
"""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pysqlite3
import pytest
from django.db import connection

from tests.conftest import Clock, build_cast
from tests.walls.history import new_order

CUTS = 10_000 if os.environ.get("SIDAN_LONG") == "1" else 60
SECTOR = 512

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's log is PostgreSQL's to prove"),
]


@dataclass(frozen=True)
class Answer:
    number: str  # of an order
    synced: int  # bytes of the log when it was given out


@pytest.fixture
def image(the_clock: Clock, tmp_path: Path) -> Iterator[tuple[Path, list[Answer]]]:
    """The files as they are at the moment of the cut, and what people had been told by then."""
    cast = build_cast(the_clock)
    name = Path(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA wal_autocheckpoint = 0")  # a checkpoint moves synced pages only; here the log is all
    log = name.with_name(name.name + "-wal")
    answers = []
    for _order in range(20):
        number = new_order(cast).number
        answers.append(Answer(number, log.stat().st_size))
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{name}{suffix}", tmp_path / f"image{suffix}")
    yield tmp_path / "image", answers
    connection.close()


def after_a_cut(image: Path, kept: int, chance: random.Random) -> set[str]:
    """Starts on an image whose log is whole up to `kept` and torn behind; returns the orders that are there."""
    place = image.with_name("cut")
    for suffix in ("", "-wal", "-shm"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(image, place)
    log = bytearray(image.with_name(image.name + "-wal").read_bytes())
    for start in range(kept, len(log), SECTOR):
        match chance.randrange(3):
            case 0:
                log[start : start + SECTOR] = bytes(len(log[start : start + SECTOR]))
            case 1:
                log[start : start + SECTOR] = chance.randbytes(len(log[start : start + SECTOR]))
    place.with_name("cut-wal").write_bytes(log[: chance.randint(kept, len(log))])
    with closing(pysqlite3.connect(str(place))) as there:
        assert there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        orders = {number for (number,) in there.execute("SELECT number FROM orders_order")}
        eventless = "SELECT count(*) FROM orders_order WHERE id NOT IN (SELECT order_id FROM orders_orderevent)"
        assert there.execute(eventless).fetchone() == (0,), "half an order"
        return orders


def test_no_cut_loses_what_was_acknowledged(image: tuple[Path, list[Answer]]) -> None:
    path, answers = image
    chance = random.Random(5)
    for _cut in range(CUTS):
        told = chance.randrange(len(answers))
        orders = after_a_cut(path, answers[told].synced, chance)
        assert {answer.number for answer in answers[: told + 1]} <= orders
    lost = 0
    for _cut in range(20):
        told = chance.randrange(1, len(answers))
        orders = after_a_cut(path, chance.randrange(answers[told - 1].synced, answers[told].synced - 1), chance)
        lost += answers[told].number not in orders
    assert lost > 10, "the harness cannot see a loss"
