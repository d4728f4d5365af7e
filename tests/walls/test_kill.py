"""kill -9 between any two statements of any action: nothing is half-written, and what was acknowledged is there.

CI goes through every boundary of five verbs of the loop, and on SQLite through a sample (1, 3, 9 … statements, and
after the answer) of every other action. SIDAN_LONG=1 goes through every boundary of every action, round after round, to
10,000.
"""

import ast
import inspect
import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import count as count_up
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

import sidan
from tests.conftest import Clock, build_cast
from tests.test_architecture import writes
from tests.walls.deaths import ACTS, Scenario
from tests.walls.deaths.dying import die_everywhere
from tests.walls.history import new_order

LONG = os.environ.get("SIDAN_LONG") == "1"
POINTS = int(os.environ.get("SIDAN_KILL_POINTS", "10000" if LONG else "0"))
CENTRAL = {"orders.place", "orders.accept", "orders.check_out", "orders.rate", "orders.withdraw"}

# Emptying PostgreSQL's tables after each takes longer than the deaths: CI takes the central ones there.
CHOSEN = [one for one in ACTS if LONG or connection.vendor != "postgresql" or CENTRAL & {*one.actions}]

# Called inside the transaction of an action that is killed, and by nothing else.
PARTS = {
    "orders.append", "orders.move", "orders.free_everybody", "people.hold",
}  # fmt: skip
# These only read, or only reckon.
READS = {
    "orders.another_station", "orders.facts",
    "orders.hash_token", "orders.is_drawn", "orders.must_allow",
    "orders.must_be_ahead", "orders.must_be_free",
    "orders.must_be_in_time", "orders.must_not_be_over", "orders.must_say", "orders.places_for",
    "people.guardian_consent", "people.has_factor", "people.must_be_erasable", "people.person_behind",
    "people.token_hash", "volunteers.starting_point", "desk.must_be_erasable", "notices.after_quiet_hours",
    "notices.quiet_hours", "activities.event", "activities.facts", "activities.going_out", "activities.hash_token",
    "activities.held_for", "activities.link_of", "activities.must_allow",
    "activities.place_of", "activities.unused", "desk.moving", "people.has_app",
    "people.must_be_one", "people.must_keep_one",
}  # fmt: skip
# These write notices only, through notices.tell, inside the transaction of the action that tells.
TELLS = {"orders.tell_parent_station", "orders.tell_resident", "orders.tell_station", "orders.tell_volunteers"}
# Files, no rows: what is left undone is done by the next round.
FILES = {"orders.sweep_photos", "people.list_erasures"}
# Carried out and taken back on purpose: nothing of it may stay, killed or not.
REHEARSALS = {"activities.rehearse"}


def sample() -> Iterator[int]:
    for power in count_up():
        yield 3**power


def boundaries(scenario: Scenario) -> Iterable[int]:
    return count_up() if POINTS or CENTRAL & {*scenario.actions} else sample()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scenario", CHOSEN, ids=str)
def test_a_death_between_any_two_statements_leaves_all_or_nothing(
    scenario: Scenario, the_clock: Clock, settings: Any, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    settings.MEDIA_ROOT, settings.SIDAN_SMS_URL, settings.SIDAN_ERASURES = tmp_path, "log", tmp_path / "erased"
    reverse("volunteers:me")  # the addresses are loaded here, not anew in each child
    cast = build_cast(the_clock)
    new_order(cast)
    deaths = 0
    while not deaths or deaths <= POINTS / len(ACTS):
        deaths += die_everywhere(cast, scenario, boundaries(scenario))
        the_clock.move(days=3)
    record_property("deaths", deaths)
    assert deaths >= 2


def public_functions() -> dict[str, Callable[..., object]]:
    """`orders.accept` and so on: every function of every room of actions that does not begin with an underscore."""
    found = {}
    for app in iter_modules(sidan.__path__):
        if not (Path(sidan.__path__[0]) / app.name).is_dir():
            continue
        for module in _rooms(app.name):
            for name, function in vars(module).items():
                own = inspect.isfunction(function) and function.__module__ == module.__name__
                if own and not name.startswith("_"):
                    found[f"{app.name}.{name}"] = function
    return found


def _rooms(app: str) -> list[ModuleType]:
    try:
        room = import_module(f"sidan.{app}.actions")
    except ModuleNotFoundError:
        return []
    inner = getattr(room, "__path__", [])
    return [room, *(import_module(f"{room.__name__}.{one.name}") for one in iter_modules(inner))]


def test_every_action_is_killed_or_says_why_not() -> None:
    killed = {action for scenario in ACTS for action in scenario.actions}
    spared = PARTS | READS | TELLS | FILES | REHEARSALS
    assert not killed & spared
    assert set(public_functions()) == killed | spared


def test_what_is_said_to_read_does_not_write() -> None:
    known = public_functions()
    wrong = [name for name in READS | FILES | TELLS if [*writes(ast.parse(inspect.getsource(known[name])))]]
    assert [name for name in wrong if name not in FILES] == []
