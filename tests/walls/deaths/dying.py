"""Dying between two statements, and what has to be true of the rows that are left.

A child process carries an action out and kills itself after its n-th statement, for one n after the other; the last n
is after the answer.
"""

import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count as count_up
from itertools import pairwise
from typing import Any

from django.db import connection, connections

from sidan.orders.models import Assignment, Order
from sidan.orders.states import OPEN
from tests.conftest import Cast
from tests.walls.history import faults

Act = Callable[[], object]
Prepare = Callable[[Cast], Act]
Rows = dict[str, list[tuple[Any, ...]]]
Change = dict[str, tuple[int, int]]
COMING = {"accept", "claim", "record"}  # the events by which somebody comes to stand in an order


@dataclass(frozen=True)
class Scenario:
    """Somebody about to do something, and the actions this goes through.

    `apart` is a table that is written in a transaction of its own on purpose: a try that was taken stays taken.
    `in_steps` is a sweep that is cut into transactions: each of them is whole, and the next round does the rest.
    """

    actions: tuple[str, ...]  # "orders.accept"
    prepare: Prepare
    apart: str = ""
    in_steps: bool = False

    def __str__(self) -> str:
        return f"{self.prepare.__module__.rpartition('.')[2]}.{self.prepare.__name__}"


ACTS: list[Scenario] = []


def dies(*actions: str, apart: str = "", in_steps: bool = False) -> Callable[[Prepare], Prepare]:
    """Enters what follows into the list of what is killed."""

    def enter(prepare: Prepare) -> Prepare:
        ACTS.append(Scenario(actions, prepare, apart, in_steps))
        return prepare

    return enter


@dataclass(frozen=True)
class Death:
    """How far the child came: what it could still say before it died."""

    statements: int
    acknowledged: bool


def killed_after(statements: int, act: Act) -> Death:
    """Carries `act` out in a child that kills itself after so many statements, or after its answer at the latest."""
    connections.close_all()  # a child must not speak on its parent's line
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _live_and_die(statements, act, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the action failed by itself: {said!r}"
    assert os.WTERMSIG(status) == signal.SIGKILL, status
    return Death(said.count(b"."), said.endswith(b"!"))


def _live_and_die(statements: int, act: Act, writing: int) -> None:
    done = count_up(1)

    def die_at(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        os.write(writing, b".")
        if next(done) >= statements:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    try:
        if statements == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        with connection.execute_wrapper(die_at):
            act()
        os.write(writing, b"!")
        os.kill(os.getpid(), signal.SIGKILL)
    except BaseException as error:
        os.write(writing, repr(error).encode())
    finally:
        os._exit(1)


def everything() -> Rows:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found  # type: ignore[return-value]


def change(before: Rows, now: Rows, apart: str) -> Change:
    """In which tables how many rows went and came; a row that was written anew did both."""
    changed = {}
    for table in sorted(set(before) | set(now)):
        old, new = set(before.get(table, ())), set(now.get(table, ()))
        if old != new and table != apart:
            changed[table] = (len(old - new), len(new - old))
    return changed


def agree() -> None:
    """Counts, places, offers and events of every order tell the same story, and the history holds."""
    for order in Order.objects.prefetch_related("events"):
        standing = Assignment.objects.filter(order=order, round=order.round, released_at=None).count()
        events = sorted(order.events.all(), key=lambda event: event.pk)
        assert events[-1].to_state == order.state, order
        assert all(one.to_state == two.from_state for one, two in pairwise(events)), order
        if order.state not in OPEN:
            continue  # an ended order keeps the count it had
        assert order.taken == standing, order
        assert sum(event.verb in COMING for event in events) >= standing, order
    assert faults() == []


def die_everywhere(cast: Cast, scenario: Scenario, boundaries: Iterable[int]) -> int:
    """How many deaths the action died, until the one after its answer.

    An action whose one statement commits by itself may be done when it dies after it. Then all of it is done: exactly
    what is done when it lives to say so.
    """
    act = scenario.prepare(cast)
    before = everything()
    left: list[Change] = []
    points = 0
    for statements in boundaries:
        death = killed_after(statements, act)
        points += 1
        now = everything()
        if death.acknowledged:
            break
        assert death.statements == statements
        if now != before:
            left.append(change(before, now, scenario.apart))
            if scenario.in_steps:
                agree()
            cast.clock.move(days=3)  # the volunteer has hours again
            act = scenario.prepare(cast)
            before = everything()
    whole = change(before, now, scenario.apart)
    assert whole, "an action that writes nothing"
    assert scenario.in_steps or all(one in ({}, whole) for one in left), (left, whole)
    agree()
    return points
