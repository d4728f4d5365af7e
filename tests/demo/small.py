"""A demo small enough for tests, on a day that stands still."""

from datetime import datetime
from typing import Any

from django.core.management import call_command

from sidan.core.clock import LOCAL

DAY = "2026-11-25"
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=LOCAL)
SMALL = {"residents": 300, "volunteers": 60, "orders": 60, "days": 30, "today": DAY}


def load(**changed: Any) -> None:
    call_command("demo", verbosity=0, **(SMALL | changed))
