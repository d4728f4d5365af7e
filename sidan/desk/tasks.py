"""Once a day: what has been kept long enough goes."""

import logging
from datetime import datetime

from sidan.core import clock
from sidan.core.errors import Refused
from sidan.core.walls import everything
from sidan.desk import keeping
from sidan.desk.actions import erase
from sidan.orders.actions import reduce_orders, sweep_photos
from sidan.people.actions import list_erasures
from sidan.people.models import AskedBy, Person

log = logging.getLogger("sidan.retention")
AT_ONCE = 500  # rows in one go; a backlog is worked off over the days, or by hand with `manage.py retention`


@everything("what has been kept long enough")
def keep_no_longer(now: datetime | None = None) -> str:
    now = now or clock.now()
    orders = reduce_orders(keeping.old_orders(now)[:AT_ONCE], now=now)["orders"]
    list_erasures()
    people = sum(_erased(person, now) for person in keeping.idle_people(now)[:AT_ONCE])
    done = f"orders={orders} people={people} files={sweep_photos(now=now)}"
    log.info("retention %s", done)
    return done


def _erased(person: Person, now: datetime) -> bool:
    try:
        erase(person, asked_by=AskedBy.RETENTION, now=now)
    except Refused:
        # They came back meanwhile.
        return False
    return True
