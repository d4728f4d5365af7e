"""A few sessions for the street of the journeys, made by the actions, as its desk would make them."""

from dataclasses import dataclass

from tests.e2e.street import Street

MADE = """
from datetime import timedelta
from sidan.activities import actions, weeks
from sidan.activities.models import Activity
from sidan.core.clock import local, now
from sidan.people.doing import Doing
from sidan.people.models import Person
from sidan.places.models import Estate, Facility, Station
at = now()
worker = Person.objects.filter(roles__kind="street_worker").order_by("pk").first()
doing = Doing(worker, at)
station = Station.objects.filter(level="community").order_by("path").first()
estate = Estate.objects.filter(grid__station=station).order_by("pk").first()
hall = Facility.objects.create(station=station, estate=estate, name="晨光小讲堂", kind="lecture_hall", place="一楼东侧",
    lat=estate.lat, lng=estate.lng, capacity=40, ease=["step_free", "toilet"], opened_at=at)
def held(title, days, hour, seats, **more):
    start = weeks.start_of(local(at).date() + timedelta(days=days)) + timedelta(hours=hour)
    made = Activity(station=station, title=title, kind="class", minutes=90, seats=seats, facility=hall, **more)
    (session,) = actions.plan(made, start, doing)
    return session
class_ = held("书画班", 2, 9, 1, audience="elders", led_by="社区居委会")
moved, off, open_ = held("太极晨练", 3, 8, None), held("读书会", 3, 14, 12, group_most=4), held("公益电影", 9, 19, None)
for session in (class_, moved, off, open_):
    actions.publish(session, doing)
actions.change(moved, actions.Times(moved.starts_at + timedelta(hours=1), 90, hall), doing, seats=None)
held("手机课堂", 13, 9, 20), held("包饺子", 14, 15, None)
actions.cancel(off, Doing(worker, at, reason="讲师生病"))
street = Station.objects.get(level="street")
preview = actions.draft_preview(street, weeks.this_monday(at) + 2 * weeks.WEEK, doing)
print("made", class_.public_id, class_.door_token, moved.public_id, off.public_id, preview.public_id)
"""


@dataclass(frozen=True)
class Programme:
    """What stands behind the addresses: a class with one seat, one that was moved, one that was cancelled."""

    class_id: str
    door: str
    moved: str
    cancelled: str
    preview: str

    @property
    def at_the_door(self) -> str:
        return f"/activities/{self.class_id}/here/?k={self.door}"


def programme(street: Street) -> Programme:
    said = street.manage("shell", "--no-imports", "-c", MADE)
    line = next(line for line in said.splitlines() if line.startswith("made "))
    return Programme(*line.split()[1:])
