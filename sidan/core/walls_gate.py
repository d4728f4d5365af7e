"""Where each statement passes: asked on every connection by our two thin database backends."""

from collections.abc import Callable
from typing import Any

from sidan.core import walls, walls_guard
from sidan.core.walls import Wall
from sidan.core.walls_registry import touches


def wall_of(sql: Any) -> Wall | None:
    """For whom a statement on walled tables is made: an error for nobody; None where it touches none."""
    if not touches(sql):
        return None
    wall = walls.current()
    if not wall.is_open and walls_guard.is_on():
        walls_guard.check(str(sql))
    return wall


def gate(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    wall_of(sql)
    return execute(sql, params, many, context)
