"""The product on a clock that the journeys can set: granian loads this instead of sidan.wsgi, and commands run by it.

Everything asks django.utils.timezone what time it is (our own clock too), so that sessions, offers and the words on the
screen agree.
"""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

AHEAD = Path(os.environ["SIDAN_TEST_CLOCK"])
_now = timezone.now


def now() -> datetime:
    return _now() + timedelta(seconds=float(AHEAD.read_text()))


# Before anything of ours is loaded: whoever comes later must find the clock set.
timezone.now = now
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidan.settings")

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    from sidan.core import walls

    with walls.everything("a command of whoever keeps the site"):  # as manage.py does
        execute_from_command_line(sys.argv)
else:
    from sidan.wsgi import application

    __all__ = ["application"]
