"""Ours, beside the peers: the public list and a session's page, kept, not kept, and for somebody signed in."""

from datetime import timedelta

import sidan
from benchmarks._peer import COMING, EVENTS, PLACES, TAKEN, WORDS, Page, answer, session_of, when
from sidan.activities.models import Activity, Session, SignUp
from sidan.activities.states import SignUpState, State
from sidan.core import walls
from sidan.core.models import Channel
from sidan.people.models import Person
from sidan.places.models import Station
from sidan.programmes.kinds import ActivityKind
from sidan.wsgi import application


def main() -> None:
    with walls.everything("a benchmark"):  # only to fill: each request enters its own
        pages = _pages()
    answer(pages, sidan.__version__, "Activity ")


def _pages() -> dict[str, Page]:
    people = list(Person.objects.order_by("pk")[: TAKEN + 1])
    station = Station.objects.exclude(parent=None).first()
    assert station is not None
    activities = Activity.objects.bulk_create(
        Activity(station=station, title=f"Activity {n:03d}", kind=ActivityKind.CLINIC, minutes=120, place="Station",
                 seats=PLACES, words=WORDS, made_at=when(n))
        for n in range(EVENTS)
    )  # fmt: skip
    sessions = Session.objects.bulk_create(
        Session(activity=one, station=station, slot_at=when(n), starts_at=when(n), ends_at=when(n) + timedelta(hours=2),
                place="Station", title=one.title, seats=PLACES, taken=TAKEN, state_at=when(n), published_at=when(n),
                state=State.PUBLISHED if n < COMING else State.DONE)
        for n, one in enumerate(activities)
    )  # fmt: skip
    SignUp.objects.bulk_create(
        SignUp(session=one, person=person, state=SignUpState.GOING, state_at=one.slot_at, made_at=one.slot_at,
               made_by=person, channel=Channel.PAGE)
        for one in sessions
        for person in people[:TAKEN]
    )  # fmt: skip
    one, mine = f"/activities/{sessions[0].public_id}/", session_of(people[TAKEN])
    bare = application.application  # without the pages kept in front of Django
    return {
        "list, kept": Page(application, "/week/"),
        "list": Page(bare, "/week/"),
        "list, drawn anew": Page(bare, "/week/?kind="),
        "list, signed in": Page(application, "/week/", mine),
        "page, kept": Page(application, one),
        "page": Page(bare, one),
        "page, signed in": Page(application, one, mine),
    }
