"""Django's SQLite, with the gate that lets no statement on personal rows pass for nobody."""

from typing import Any

from django.db.backends.sqlite3 import base

from sidan.core.walls_gate import gate


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(gate)
