"""The published week on paper, as a picture, as words, and for programs."""

from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidan.activities import access, feeds, spoken, weeks
from sidan.activities.feeds import Source
from sidan.activities.posters.facts import facts_of
from sidan.activities.posters.press import FORMS, printed
from sidan.activities.published import Entry, Week, ahead_of, entry_of, our_stations, week_of
from sidan.activities.views.public_week import kept_publicly, week_or_404
from sidan.core.clock import local, now
from sidan.places.models import Level, Station

PAPERS = {"poster-a3": "a3", "poster-a4": "a4", "poster-large": "large", "picture": "picture"}


def station_asked(request: HttpRequest) -> Station:
    """The street, or the one of its stations that the address names."""
    code, stations = request.GET.get("station", ""), our_stations()
    found = next((one for one in stations if one.code == code), None)
    if found is None and not code:
        found = next(iter(stations), None)
    if found is None:
        raise Http404
    return found


def _week(request: HttpRequest, monday: str) -> Week:
    return week_of(station_asked(request), week_or_404(monday, weeks.this_monday(now())))


@require_safe
def paper(request: HttpRequest, monday: str, name: str) -> HttpResponse:
    if name not in PAPERS:
        raise Http404
    return paper_of(_week(request, monday), name)


def paper_of(week: Week, name: str) -> HttpResponse:
    """Set in type at most once: a twentieth of a second a page, and kept under its hash."""
    made = printed(PAPERS[name], facts_of(week))
    response = HttpResponse(made.content, content_type=made.kind)
    ending = FORMS[PAPERS[name]].ending
    title = f"{week.monday:%Y-%m-%d} 一周活动预告 {week.station}.{ending}"
    response["Content-Disposition"] = content_disposition_header(False, title) or "inline"
    response["ETag"] = f'"{made.mark}"'
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def text(request: HttpRequest, monday: str) -> HttpResponse:
    return kept_publicly(request, text_of(request, _week(request, monday)))


def text_of(request: HttpRequest, week: Week, *, draft: bool = False) -> HttpResponse:
    with translation.override("zh-hans"):
        told = spoken.chat_text(week)
    return render(
        request,
        "activities/public/text.html",
        {"text": told, "week": week, "rows": told.count("\n") + 2, "draft": draft},
    )


@require_safe
def aloud(request: HttpRequest, monday: str) -> HttpResponse:
    return kept_publicly(request, aloud_of(request, _week(request, monday)))


def aloud_of(request: HttpRequest, week: Week, *, draft: bool = False) -> HttpResponse:
    """Plain headings and whole sentences, numbers as they are spoken: for screen readers and to read to somebody."""
    with translation.override("zh-hans"):
        days = [(spoken.spoken_day(day), [(one.title, spoken.spoken(one)) for one in day.entries]) for day in week.days]
    shown = {"week": week, "days": days, "phone": spoken.digits(week.phone), "draft": draft}
    return render(request, "activities/public/aloud.html", shown)


@require_safe
def outputs(request: HttpRequest, monday: str) -> HttpResponse:
    """Everything that a week can be taken home as, for the street or for one community."""
    stations = our_stations()
    week = _week(request, monday)
    shown = {"week": week, "monday": week.monday.isoformat(), "stations": stations, "query": _query(request)}
    return kept_publicly(request, render(request, "activities/public/outputs.html", shown))


def _query(request: HttpRequest) -> str:
    code = station_asked(request).code
    return f"?station={code}" if request.GET.get("station") else ""


# For programs. Feeds begin a fortnight back, so that a cancelled session disappears from nobody's calendar unseen.


def _feed(
    request: HttpRequest, station: Station, kind: str, made: Callable[[Source, list[Entry]], bytes]
) -> HttpResponse:
    at = now()
    with translation.override("zh-hans"):
        source = Source(
            title=_("%(station)s的活动") % {"station": station.name},
            words=_("时间地点有变动、取消的都会写明。"),
            page=f"{settings.SIDAN_ORIGIN}{reverse('activities:week')}",
            itself=f"{settings.SIDAN_ORIGIN}{request.path}",
        )
        content = made(source, ahead_of((station.path,), at))
    response = HttpResponse(content, content_type=kind)
    response["ETag"] = f'"{sha256(content).hexdigest()[:40]}"'
    response["Cache-Control"] = "public, max-age=300"
    return response


def _station(code: str) -> Station:
    found = next((one for one in our_stations() if one.code == code), None)
    return found or get_object_or_404(Station.objects.exclude(level=Level.CENTRE), code=code)


@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    return _feed(request, _station(code), "text/calendar; charset=utf-8", _as_calendar)


def _as_calendar(source: Source, entries: list[Entry]) -> bytes:
    return feeds.calendar(source.title, (feeds.dated(one) for one in entries))


@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    return _feed(request, station_asked(request), "application/rss+xml; charset=utf-8", feeds.rss)


@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    return _feed(request, station_asked(request), "application/feed+json; charset=utf-8", feeds.json_feed)


@require_safe
def session_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """One session, for "add to my calendar"."""
    entry = entry_of(access.public_session(public_id))
    with translation.override("zh-hans"):
        content = feeds.calendar(entry.title, [feeds.dated(entry)])
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    name = f"{local(entry.starts_at):%Y-%m-%d} {entry.title}.ics"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
