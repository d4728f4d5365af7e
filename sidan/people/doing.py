"""Who does something, when, by which channel, and in what words: what every action is handed."""

from dataclasses import dataclass
from datetime import datetime

from sidan.core.models import Channel
from sidan.people.models import Person


@dataclass(frozen=True)
class Doing:
    by: Person | None  # None: the clock
    now: datetime
    channel: Channel = Channel.DESK
    reason: str = ""
