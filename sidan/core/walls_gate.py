"""Where each statement passes: installed on every connection by our two thin database backends."""

from collections.abc import Callable
from typing import Any

from sidan.core import walls, walls_guard
from sidan.core.walls_registry import touches


def gate(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    if touches(sql):
        wall = walls.current()
        if walls_guard.is_on() and not wall.is_open:
            walls_guard.check(str(sql))
    return execute(sql, params, many, context)
