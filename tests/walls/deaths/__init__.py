"""Every action that writes, each with somebody about to do it: what tests/walls/test_kill.py kills."""

from tests.walls.deaths import (
    activities,
    asking,
    elsewhere,
    leaving,
    loop,
    people,
    programmes,
    staff,
    together,
    volunteers,
)
from tests.walls.deaths.dying import ACTS, Act, Scenario

__all__ = [
    "ACTS", "Act", "Scenario", "activities", "asking", "elsewhere", "leaving", "loop", "people", "programmes", "staff",
    "together", "volunteers",
]  # fmt: skip
