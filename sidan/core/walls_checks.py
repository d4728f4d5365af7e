"""`manage.py check --deploy`: everything that makes the second wall void is an error."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection

from sidan.core import walls_sql

HINT = "Run `manage.py wall` as the owner of the tables, and the site as another role: docs/guide/deployment.md"


@register("sidan", deploy=True)
def second_wall(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if connection.vendor != "postgresql":
        return []
    try:
        return [Error(says, hint=HINT, id="sidan.E012") for says in walls_sql.faults()]
    except DatabaseError as error:
        return [
            Error(f"The database does not answer, so nobody knows whether the wall stands: {error}", id="sidan.E013")
        ]
