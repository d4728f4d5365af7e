"""Paper day sheets: the services of one day at one station, typed by one keeper and confirmed by the other."""

from datetime import date, datetime, timedelta
from random import Random

from sidan.demo.cast import PLAYED
from sidan.demo.living import Life
from sidan.demo.office import at, office_after
from sidan.demo.world import Neighbourhood, Story, World
from sidan.orders import actions
from sidan.orders.actions.sheets import Line
from sidan.orders.models import DaySheetLine

AT_A_POINT = ("haircut", "sewing", "health", "phones", "benefits")


def day_sheet(
    world: World, part: Neighbourhood, day: date, lines: int, rng: Random, *, confirmed: bool = True
) -> Story[None]:
    now = yield office_after(at(day, 15 * 60), rng.uniform(20, 120))
    sheet = actions.type_sheet(part.station, day, _lines(world, part, lines, rng), by=part.keepers[0], now=now)
    if not confirmed:
        return
    now = yield office_after(now, rng.uniform(30, 400))
    actions.confirm_sheet(sheet, by=part.keepers[1], now=now)
    for line in DaySheetLine.objects.filter(sheet=sheet).select_related("order__item", "order__station", "served"):
        if line.order is not None:
            line.order.served = line.served
            world.tell(_afterwards(world, line, now, Random(rng.random())))


def _lines(world: World, part: Neighbourhood, wanted: int, rng: Random) -> list[Line]:
    """One volunteer behind the table serves one after the other."""
    item = world.items[rng.choice(AT_A_POINT)]
    able = [hand.volunteer for hand in world.hands.by_skill[item.skill]]
    near = [volunteer for volunteer in able if volunteer.station_id == part.station.pk]
    standing = [v for v in part.volunteers if v.left_at is None and v.person.public_id not in PLAYED]
    volunteer = rng.choice(near or able or standing)
    others = [p for p in part.people if p.pk != volunteer.person_id and p.public_id not in PLAYED]
    people = rng.sample(others, min(wanted, len(others)))
    minutes = 15 if item.minutes > 20 else item.minutes
    return [Line(p, item, volunteer, 9 * 60 + n * (minutes + 5), minutes) for n, p in enumerate(people)]


def _afterwards(world: World, line: DaySheetLine, now: datetime, rng: Random) -> Story[None]:
    assert line.order is not None
    moment = yield now + timedelta(minutes=1)
    yield from Life(world, line.order, rng).afterwards(moment)
