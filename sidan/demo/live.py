"""Two months of a street: planned orders, paper sheets and today's scenes, all taking turns."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction
from django.db.models import F

from sidan.core.clock import local
from sidan.core.workdays import is_workday
from sidan.demo.opening import life
from sidan.demo.plans import Planner
from sidan.demo.scenes import Scenes
from sidan.demo.sheets import day_sheet
from sidan.demo.world import World
from sidan.notices.models import Delivery, DeliveryState, Notice
from sidan.orders import tasks

AT_ONCE = 50  # stories that end in one transaction
LINES = 6
ON_PAPER = 0.1
IN_SCENES = 37  # orders of today's scenes and their sheet
JUST_NOW = timedelta(hours=1)
READ_AFTER = timedelta(hours=3)
UNREAD_SINCE = timedelta(days=2)


def live(world: World, orders: int, days: int, *, with_today: bool) -> Iterator[int]:
    """Yields how many orders have come to rest since the last time."""
    on_paper = round(orders * ON_PAPER / LINES)
    drawn = orders - on_paper * LINES - (IN_SCENES if with_today else 0)
    planner = Planner(world, days)
    for _n in range(drawn):
        rng = Random(world.rng.random())
        world.tell(life(world, planner.draw(rng), planner))
    _sheets(world, on_paper, days)
    if with_today:
        for story in Scenes(world, world.here[0], Random(world.rng.random())).stories():
            world.tell(story)
    turns = world.run()
    while True:
        with transaction.atomic():
            done = len(list(islice(turns, AT_ONCE)))
        yield done
        if done < AT_ONCE:
            break


def _sheets(world: World, wanted: int, days: int) -> None:
    today = local(world.now).date()
    past = [today - timedelta(days=n) for n in range(2, days + 3)]
    workdays = [day for day in past if is_workday(day)] or past
    for n in range(wanted):
        part = world.here[n % len(world.here)]
        story = day_sheet(world, part, world.rng.choice(workdays), LINES, Random(world.rng.random()))
        world.tell(story)


def settle(now: datetime) -> None:
    """One tick, so that the worker finds nothing old to do; old messages count as sent and read."""
    tasks.tick(now)
    with transaction.atomic():
        old = Delivery.objects.filter(state=DeliveryState.WAITING, notice__made_at__lt=now - JUST_NOW)
        old.update(state=DeliveryState.SENT, sent_at=F("next_at"))
        read = Notice.objects.filter(made_at__lt=now - UNREAD_SINCE)
        read.update(read_at=F("made_at") + READ_AFTER)
