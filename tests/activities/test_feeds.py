"""Calendars and papers: what programs and printers get of a published week."""

import json
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar
from PIL import Image

from sidan.activities import actions
from sidan.activities.models import CalendarLink, Session
from sidan.activities.posters import press
from sidan.activities.posters.facts import facts_of
from sidan.activities.posters.press import FORMS, printed
from sidan.activities.published import week_of
from sidan.core.clock import local
from sidan.people.actions import suspend
from tests.activities.conftest import Hall

NASTY = '#panic("x") $a$ *b* _c_ `d` \\ "e" <f> @g // h /* i */ 「，。」'


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.SIDAN_POSTERS = tmp_path / "posters"
    cache.clear()
    yield
    cache.clear()


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def feed(path: str, client: Client | None = None) -> list[Any]:
    cache.clear()
    response = (client or Client()).get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return events(response.content)


def test_a_stations_calendar_follows_what_changes(hall: Hall) -> None:
    session = hall.published(hall.at(1), title="书画班，第一课", facility=hall.facility)
    hall.published(hall.at(2), title="二站的", station=hall.cast.second)
    assert [str(one["summary"]) for one in feed("/calendar/street.ics")] == ["书画班，第一课", "二站的"]
    (before,) = feed("/calendar/first.ics")
    assert before["dtstart"].dt == session.starts_at.astimezone(UTC)
    assert str(before["location"]) == "一楼讲堂，党群服务中心一楼"
    assert str(before["status"]) == "CONFIRMED"
    hall.cast.clock.move(minutes=5)
    times = actions.Times(session.starts_at + timedelta(hours=2), 60, session.facility, "")
    actions.change(session, times, hall.doing(reason="停电"), seats=3)
    (moved,) = feed("/calendar/first.ics")
    assert (moved["uid"], moved["dtstart"].dt) == (before["uid"], times.starts_at.astimezone(UTC))
    assert moved["sequence"] > before["sequence"]
    hall.cast.clock.move(minutes=5)
    actions.cancel(hall.fresh(session), hall.doing(reason="停电"))
    (off,) = feed("/calendar/first.ics")
    assert (str(off["status"]), str(off["summary"])) == ("CANCELLED", "已取消：书画班，第一课")
    assert off["sequence"] > moved["sequence"]
    assert "原因：停电" in str(off["description"])
    assert Client().get("/calendar/nowhere.ics").status_code == 404
    assert Client().get("/calendar/centre.ics").status_code == 404


def own_link(hall: Hall, person: Any) -> str:
    page = hall.cast.client(person).post("/me/calendar/").content.decode()
    return "/calendar/of/" + page.split("/calendar/of/")[1].split(".ics")[0] + ".ics"


def test_ones_own_calendar_holds_sign_ups_and_promises_and_no_door(hall: Hall) -> None:
    cast = hall.cast
    going, full = hall.published(hall.at(1), title="去的"), hall.published(hall.at(2, 8), title="等的", seats=1)
    actions.sign_up(going, actions.Guest(cast.volunteer.person), hall.doing())
    actions.sign_up(full, hall.guest(), hall.doing())
    actions.sign_up(full, actions.Guest(cast.volunteer.person), hall.doing())
    order = cast.accepted()
    path = own_link(hall, cast.volunteer.person)
    found = feed(path)
    assert [(str(one["summary"]), str(one["status"])) for one in found] == [
        ("去的", "CONFIRMED"),
        ("候补：等的", "TENTATIVE"),
        ("志愿服务：爱心理发", "CONFIRMED"),
    ]
    raw = Client().get(path)
    told = raw.content.decode().replace("\r\n ", "")
    assert order.address is not None
    for secret in (order.served.name, order.served.phone, order.address.door, cast.volunteer.person.name):
        assert secret not in told
    assert raw["X-Robots-Tag"] == "noindex, nofollow"
    assert "private" in raw["Cache-Control"]


def test_the_secret_address_is_shown_once_kept_as_a_hash_and_ends(hall: Hall) -> None:
    person = hall.cast.resident
    client, first = hall.cast.client(person), own_link(hall, person)
    secret = first.removeprefix("/calendar/of/").removesuffix(".ics")
    assert CalendarLink.objects.get().token_hash == actions.hash_token(secret) != secret
    assert secret not in client.get("/me/calendar/").content.decode()
    second = own_link(hall, person)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    suspend(person, by=hall.cast.administrator, now=hall.cast.now)
    assert Client().get(second).status_code == 404
    type(person).objects.filter(pk=person.pk).update(suspended_at=None)
    actions.end_calendar_link(person)
    assert Client().get(second).status_code == 404


def test_one_session_for_ones_own_calendar(hall: Hall) -> None:
    session = hall.published(hall.at(1))
    response = Client().get(f"/activities/{session.public_id}/calendar.ics")
    assert "attachment" in response["Content-Disposition"]
    (one,) = events(response.content)
    assert one["dtend"].dt - one["dtstart"].dt == timedelta(minutes=90)


def facts(hall: Hall) -> dict[str, Any]:
    return facts_of(week_of(hall.cast.street, date(2026, 11, 23)))


@pytest.mark.parametrize("name", FORMS)
def test_what_people_type_is_set_as_it_stands(hall: Hall, name: str) -> None:
    session = hall.published(hall.at(1), title="占位", place="占位")
    Session.objects.update(title=NASTY[:40], place=NASTY, change_words=NASTY, film=NASTY[:60])
    told = facts(hall)
    assert told["days"][0]["entries"][0]["title"] == NASTY[:40]
    made = printed(name, told)
    assert made.content.startswith(b"\x89PNG" if name == "picture" else b"%PDF")
    assert session.door_token not in json.dumps(told)


def test_the_long_picture_is_as_wide_as_groups_show_it(hall: Hall) -> None:
    hall.published(hall.at(1))
    image = Image.open(BytesIO(printed("picture", facts(hall)).content))
    assert image.width == 1080
    assert image.height > 900


def test_nothing_is_set_in_type_twice_and_every_change_is(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.published(hall.at(1))
    first = printed("a4", facts(hall))

    def never(*_given: object, **_named: object) -> bytes:
        raise AssertionError("it was kept")

    with monkeypatch.context() as patched:
        patched.setattr(press, "_set", never)
        assert printed("a4", facts(hall)) == first
    Session.objects.update(title="改名了")
    assert printed("a4", facts(hall)).mark != first.mark


def test_kept_papers_do_not_pile_up(hall: Hall, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(press, "MOST_KEPT", 2)
    monkeypatch.setattr(press, "_set", lambda _form, told: told.encode())
    for n in range(5):
        printed("a4", {"n": n})
    assert len(list(settings.SIDAN_POSTERS.iterdir())) == 2


@pytest.mark.parametrize("name", ["poster-a3", "poster-a4", "poster-large", "picture"])
def test_papers_of_an_empty_and_of_a_full_week(hall: Hall, name: str) -> None:
    path = f"/week/2026-11-23/paper/{name}/"
    assert Client().get(path).status_code == 200
    for n in range(16):
        hall.published(hall.at(1 + n % 4, 8 + n % 10), title=f"第 {n} 场活动", place="讲堂" * 5)
    response = Client().get(f"{path}?station=first")
    assert response.status_code == 200
    assert response["Content-Type"] == ("image/png" if name == "picture" else "application/pdf")
    assert Client().get("/week/2026-11-23/paper/poster-b2/").status_code == 404


def test_a_paper_says_only_what_stays_true_while_it_hangs(hall: Hall) -> None:
    """How many seats there are, not how many are left."""
    session = hall.published(hall.at(1), seats=3)
    actions.sign_up(session, hall.guest(), hall.doing())
    entry = facts(hall)["days"][0]["entries"][0]
    assert entry["seats"] == "3 个名额，先报先得"
    assert entry["from"] == f"{local(session.starts_at):%H:%M}"
