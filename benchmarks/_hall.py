"""Sessions and a crowd in a street: `_hall fill 10000`, `_hall tell 500`, `_hall count 1`; prints one JSON object.

The sessions lie evenly over a year around today, so that of 10,000 about 400 stand in the fortnight of the public list;
ten lie in this fortnight all. Beside them stand
fresh sessions of a hundred seats, one for each round of signing up.
"""

import json
import os
import sys
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidan.activities.models import Activity, Session, SignUp
from sidan.activities.states import SignUpState, State
from sidan.core.clock import now
from sidan.core.sessions import SessionStore
from sidan.people.models import Person
from sidan.places.models import Level, Station
from sidan.programmes.kinds import ActivityKind

SEATS, PEOPLE, RUSHED = 100, int(os.environ.get("SIDAN_BENCH_PEOPLE", "10000")), 30
YEAR, FORTNIGHT = 360, 12
PAGES = ("list", "list, signed in", "session page", "session page, signed in")


def fill(count: int) -> None:
    stations = _stations()
    at = now()
    activities = Activity.objects.bulk_create(
        Activity(station=stations[n % len(stations)], title=f"书画班{n}", kind=list(ActivityKind)[n % 8], minutes=90,
                 seats=SEATS, place="党群服务中心一楼", words="笔墨纸砚都备好了，空手来就行。" * 4, made_at=at)
        for n in range(max(count // 50, 1))
    )  # fmt: skip
    spread = timedelta(days=YEAR if count > 100 else FORTNIGHT) / count
    begin = at - spread * (count // 2) if count > 100 else at + timedelta(hours=2)
    made = [_session(activities[n % len(activities)], begin + n * spread) for n in range(count)]
    # Fresh ones for every round, tomorrow.
    made += [_session(activities[0], at + timedelta(days=1, seconds=n), title="抢") for n in range(RUSHED)]
    Session.objects.bulk_create(made, batch_size=2000)
    _crowd(stations[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _session(activity: Activity, start: Any, title: str = "") -> Session:
    return Session(
        activity=activity, station=activity.station, slot_at=start, starts_at=start, place=activity.place,
        ends_at=start + timedelta(minutes=90), title=title or activity.title, seats=SEATS, state=State.PUBLISHED,
        state_at=start - timedelta(days=300), published_at=start - timedelta(days=300),
    )  # fmt: skip


def _stations() -> list[Station]:
    shared = {"phone": "0531-5550100"}
    street = Station.objects.create(code="s", name="街道", level=Level.STREET, path="/c/s/", **shared)
    return Station.objects.bulk_create(
        Station(code=f"s{n}", name=f"社区{n}", level=Level.COMMUNITY, parent=street, path=f"/c/s/s{n}/", **shared)
        for n in range(6)
    )


def _crowd(station: Station) -> None:
    Person.objects.bulk_create(
        (
            Person(name=f"来客{n}", phone=f"158{n:08d}", account_phone=f"158{n:08d}", station=station,
                   birth_date=date(1955, 1, 1), created_at=now())
            for n in range(PEOPLE)
        ),
        batch_size=2000,
    )  # fmt: skip


def tell(cookies: int) -> dict[str, Any]:
    """Which sessions and people there are, who is signed in, and how many statements each page takes."""
    people = list(Person.objects.order_by("-pk")[:PEOPLE])  # the crowd came last
    crowd = [one.pk for one in people]
    rushed = list(Session.objects.filter(title="抢").order_by("pk").values_list("pk", "public_id"))
    signed_in = [cookie(one) for one in people[:cookies]]
    other = Session.objects.exclude(title="抢").filter(starts_at__gt=now()).order_by("starts_at").first()
    assert other is not None
    paths = dict(zip(PAGES, ("/week/", "/week/", f"/activities/{other.public_id}/", f"/activities/{other.public_id}/"),
                     strict=True))  # fmt: skip
    sql = {page: _statements(path, people[-1] if "signed" in page else None) for page, path in paths.items()}
    return {"people": crowd, "rushed": rushed, "cookies": signed_in, "paths": paths, "sql": sql}


def cookie(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _statements(path: str, person: Person | None) -> list[int]:
    """Of the first visit in a process, which finds nothing kept, and of the next."""
    client = Client()
    if person is not None:
        client.force_login(person)
    cache.clear()
    counts = []
    for _visit in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200, path
        counts.append(len(seen))
    return counts


def count(session: int) -> dict[str, int]:
    rows = SignUp.objects.filter(session=session)
    going = rows.filter(state=SignUpState.GOING).aggregate(n=Sum("seats"))["n"] or 0
    return {
        "going": going,
        "taken": Session.objects.get(pk=session).taken,
        "waiting": rows.filter(state=SignUpState.WAITING).count(),
    }


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    command, number = sys.argv[2], int(sys.argv[3])
    json.dump({"fill": fill, "tell": tell, "count": count}[command](number), sys.stdout)
