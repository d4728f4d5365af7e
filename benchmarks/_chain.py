"""Inside Django of its own (benchmarks/chain.py): appends, seals and walks, peers in turns."""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import connection, transaction

from benchmarks._harness import Figure, alternate, report
from sidan.core import chain
from sidan.core.actions import seal_history
from sidan.core.chain_walk import Walk
from sidan.core.clock import now
from sidan.volunteers.models import Volunteer, VolunteerEvent
from tests.conftest import Clock, build_cast

EVENTS, SINGLE, WALKED, ROUNDS = 2_000, 200, 100_000, 5
UNSIGNED = "-"  # a row that has a mac already is not signed


@contextmanager
def database() -> Iterator[None]:
    """One of its own, gone afterwards."""
    old = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)


def event(number: int, volunteer: Volunteer, mac: str = "") -> VolunteerEvent:
    return VolunteerEvent(
        volunteer=volunteer, at=now(), by=volunteer.person, verb="pause", to_state="paused", channel="desk",
        reason="外出一个月" if number % 4 == 0 else "", mac=mac,
    )  # fmt: skip


def append(volunteer: Volunteer, count: int, together: int, mac: str = "") -> None:
    for start in range(0, count, together):
        with transaction.atomic():
            for number in range(start, start + together):
                event(number, volunteer, mac).save(force_insert=True)
        if not mac and (start + together) % 1_000 == 0:
            seal_history(now=now())


def appended(volunteer: Volunteer, count: int, together: int) -> tuple[float, float]:
    """Events a second with the chain and without."""
    peers = {mac: partial(append, volunteer, count, together, mac) for mac in (UNSIGNED, "")}
    taken = alternate(peers, ROUNDS)
    return count / taken[""], count / taken[UNSIGNED]


def signed(volunteer: Volunteer) -> float:
    rows = [event(number, volunteer) for number in range(EVENTS)]

    def sign_all() -> None:
        for row in rows:
            chain.sign(chain.seal_text(row))

    return EVENTS / alternate({"sign": sign_all}, ROUNDS)["sign"]


def walked(*, fast: bool) -> float:
    started = time.perf_counter()
    walk = Walk(fast)
    faults = [str(fault) for fault in walk.faults()]
    assert not faults, faults
    return walk.rows / (time.perf_counter() - started)


def sealed(volunteer: Volunteer) -> float:
    """After a day without ticks."""
    VolunteerEvent.objects.bulk_create((event(n, volunteer) for n in range(WALKED)), batch_size=2_000)
    seal_history(now=now())
    started = time.perf_counter()
    return seal_history(now=now()) / (time.perf_counter() - started)


def measure() -> list[Figure]:
    volunteer = build_cast(Clock()).volunteer
    many, plain_many = appended(volunteer, EVENTS, 100)
    one, plain_one = appended(volunteer, SINGLE, 1)
    # The unsigned peers were sealed with the others; the walk is measured on a history that holds.
    connection.cursor().execute("DELETE FROM volunteers_volunteerevent")
    connection.cursor().execute("DELETE FROM core_seal")
    connection.cursor().execute("DELETE FROM core_sealmark")
    rate = sealed(volunteer)
    whole, quick = statistics.median(walked(fast=False) for _ in range(3)), walked(fast=True)
    cost, cost_one = (plain_many / many - 1) * 100, (plain_one / one - 1) * 100
    return [
        Figure("events with the chain", many, "/s", 1_000, "higher", f"the chain costs {cost:.0f} %"),
        Figure("events without", plain_many, "/s", None, "higher"),
        Figure("one a transaction, with", one, "/s", None, "higher", f"the chain costs {cost_one:.0f} %"),
        Figure("one a transaction, without", plain_one, "/s", None, "higher", "the disk's fsync"),
        Figure("signing alone", signed(volunteer), "rows/s", None, "higher", "no database"),
        Figure("rows sealed", rate, "/s", None, "higher", f"{WALKED:,} rows at once"),
        Figure("verify", whole, "rows/s", None, "higher", "each row's signature and each seal"),
        Figure("verify --fast", quick, "rows/s", None, "higher", "seals and counts"),
    ]


def main() -> None:
    with database():
        figures = measure()
    report("chain_postgresql" if os.environ.get("DATABASE_URL") else "chain", figures)
