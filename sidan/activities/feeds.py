"""What programs read: calendars (RFC 5545), RSS and JSON Feed 1.1. All from the same rows as the pages."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vGeo

from sidan.activities import weeks
from sidan.activities.published import Entry

AGAIN = timedelta(hours=1)  # how often a calendar program should look


@dataclass(frozen=True)
class Dated:
    """One thing in a calendar, whatever it comes from."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str = ""
    words: str = ""
    address: str = ""
    place: tuple[float, float] | None = None
    status: str = "CONFIRMED"
    stamp: datetime | None = None


def dated(one: Entry) -> Dated:
    return Dated(
        key=one.public_id,
        title=f"{_('已取消')}：{one.title}" if one.is_cancelled else one.title,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        where="，".join(part for part in (one.where, one.find) if part),
        words="\n".join(described(one)),
        address=one.address,
        place=one.place,
        status="CANCELLED" if one.is_cancelled else "CONFIRMED",
        stamp=one.stamp,
    )


def described(one: Entry) -> list[str]:
    reason = _("原因：%(reason)s") % {"reason": one.reason} if one.reason else ""
    told = [
        "，".join(one.marks),
        reason,
        one.was,
        one.station,
        one.audience_words,
        one.lecturer,
        one.film,
        one.seats_words,
    ]
    return [part for part in told if part]


def calendar(name: str, rows: Iterable[Dated]) -> bytes:
    made = Calendar()
    made.add("prodid", "-//sidan//activities//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", settings.TIME_ZONE)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for row in rows:
        made.add_component(_event(row))
    return bytes(made.to_ical())


def _event(row: Dated) -> Event:
    """UTC throughout: no program has to know our time zone. The sequence rises with every change."""
    stamp = (row.stamp or row.starts_at).astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"{row.key}@{urlsplit(settings.SIDAN_ORIGIN).hostname}")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", int(stamp.timestamp()) // 60 - SINCE)
    event.add("dtstart", row.starts_at.astimezone(UTC))
    event.add("dtend", row.ends_at.astimezone(UTC))
    event.add("summary", row.title)
    event.add("status", row.status)
    for name, value in (("location", row.where), ("description", row.words), ("url", row.address)):
        if value:
            event.add(name, value)
    if row.place is not None:
        event.add("geo", vGeo(row.place))
    return event


SINCE = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp()) // 60


@dataclass(frozen=True)
class Source:
    """A feed's own words."""

    title: str
    words: str
    page: str
    itself: str


def rss(source: Source, entries: Sequence[Entry]) -> bytes:
    made = Rss201rev2Feed(source.title, source.page, source.words, language="zh-CN", feed_url=source.itself)
    for one in entries:
        made.add_item(
            headline(one),
            one.address,
            "<br>".join(_plain(line) for line in body(one)),
            unique_id=one.address,
            unique_id_is_permalink=True,
            pubdate=one.stamp,
            categories=[one.kind_words],
        )
    return made.writeString("utf-8").encode()


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def json_feed(source: Source, entries: Sequence[Entry]) -> bytes:
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": source.title,
        "description": source.words,
        "home_page_url": source.page,
        "feed_url": source.itself,
        "language": "zh-CN",
        "items": [_item(one) for one in entries],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _item(one: Entry) -> dict[str, Any]:
    return {
        "id": one.address,
        "url": one.address,
        "title": headline(one),
        "content_text": "\n".join(body(one)),
        "date_published": one.stamp.isoformat(timespec="seconds"),
        "tags": [part for part in (one.kind_words, one.audience_words) if part],
        "_sidan": {
            "starts_at": one.starts_at.isoformat(),
            "ends_at": one.ends_at.isoformat(),
            "where": one.where,
            "station": one.station,
            "cancelled": one.is_cancelled,
            "seats": one.seats,
        },
    }


def headline(one: Entry) -> str:
    marks = "".join(f"〔{mark}〕" for mark in one.marks)
    return f"{marks}{weeks.day_words(one.day)} {one.hours} {one.title}"


def body(one: Entry) -> list[str]:
    return [part for part in ("，".join(p for p in (one.where, one.find) if p), *described(one)) if part]
