"""What happens this week and the next, for everybody: a list, a grid, a map. No session, no JavaScript needed."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidan.activities import mapping, showing, weeks
from sidan.activities.forms.public import WeekForm
from sidan.activities.models import Preview
from sidan.activities.narrowing import Wanted, narrow
from sidan.activities.published import FRESH, Entry, fortnight, next_first, our_paths, our_stations
from sidan.core.clock import local, now
from sidan.places.models import Estate, Level, Station

SHOWS = ("list", "grid", "map")
FARTHEST = timedelta(days=400)
Shown = dict[str, Any]


@require_safe
def week(request: HttpRequest, monday: str = "") -> HttpResponse:
    at = now()
    this = weeks.this_monday(at)
    first = week_or_404(monday, this) if monday else this
    known = settings.SESSION_COOKIE_NAME in request.COOKIES
    context = {"title": _title(first, this), "known": known, "body": _body(request, first, at)}
    return kept_publicly(request, render(request, "activities/public/week.html", context))


def _body(request: HttpRequest, first: date, at: datetime) -> str:
    """What is below the head names no reader: who brings no question gets what was drawn within the last minute."""
    if request.GET:  # addresses without number would only fill the cache
        return _drawn(request, first, at)
    key = f"public-week-{first}-{local(at).date()}-{get_language()}"
    kept: str | None = cache.get(key)
    if kept is None:
        kept = _drawn(request, first, at)
        cache.set(key, kept, FRESH)
    return kept


def _drawn(request: HttpRequest, first: date, at: datetime) -> str:
    today, this = local(at).date(), weeks.this_monday(at)
    stations = our_stations()
    communities = [one for one in stations if one.level == Level.COMMUNITY]
    form = WeekForm(request.GET or None, stations=communities, estates=_estates())
    wanted = form.wanted() if form.is_bound else Wanted()
    everything = fortnight(first)
    coming = next_first(everything, at) if first == this else everything
    found = narrow(coming, wanted)
    show = request.GET.get("show", "")
    context = {
        "form": form,
        "show": show if show in SHOWS else "list",
        "shows": _shows(request, show),
        "first": first,
        "title": _title(first, this),
        "words": _words(stations, first),
        "found": len(found),
        "of": len(coming),
        "is_narrowed": not wanted.is_anything,
        "around": _around(first, this),
        "stations": communities,
        **_shown(request, show, found, wanted, (first, today)),
    }
    return render_to_string("activities/public/week_body.html", context, request)


def week_or_404(text: str, this: date) -> date:
    """A year and a bit to each side: more addresses would only fill caches."""
    found = weeks.read_monday(text)
    if found is None or abs(found - this) > FARTHEST:
        raise Http404
    return found


def kept_publicly(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        patch_cache_control(response, public=True, max_age=FRESH)
    patch_vary_headers(response, ("Cookie",))
    return response


def _shown(request: HttpRequest, show: str, found: list[Entry], wanted: Wanted, days: tuple[date, date]) -> Shown:
    first, today = days
    if show == "grid":
        return {"grid": showing.grid(found, wanted, first, today)}
    if show == "map":
        return {"map": mapping.draw([one for one in found if not one.is_cancelled], _estates(), wanted)}
    page = Paginator(found, showing.ON_PAGE).get_page(request.GET.get("page"))
    return {"days": showing.by_days(list(page), wanted, today), "page": page}


def _estates() -> list[Estate]:
    """Where one may set out from: of our street, asked once a minute."""
    kept: list[Estate] | None = cache.get("public-estates")
    if kept is None:
        stations = Station.objects.under(our_paths())
        kept = list(
            Estate.objects.filter(grid__station__in=stations).select_related("grid__station").order_by("name", "pk")
        )
        cache.set("public-estates", kept, FRESH)
    return kept


def _shows(request: HttpRequest, show: str) -> list[dict[str, Any]]:
    labels = {"list": _("列表"), "grid": _("周表"), "map": _("地图")}
    asked = request.GET.copy()
    asked.pop("page", None)
    found = []
    for name, label in labels.items():
        asked["show"] = name
        current = name == (show if show in SHOWS else "list")
        found.append({"label": label, "href": f"?{asked.urlencode()}", "current": current, "count": None})
    return found


def _title(first: date, this: date) -> str:
    return _("本周和下周的活动") if first == this else _("%(week)s的活动") % {"week": weeks.week_words(first)}


def _words(stations: list[Station], first: date) -> str:
    """The street's line above the list, once its preview is out."""
    streets = [one.pk for one in stations if one.level == Level.STREET]
    published = Preview.objects.published().filter(station__in=streets, week__in=(first, first + weeks.WEEK))
    return published.exclude(words="").order_by("week").values_list("words", flat=True).first() or ""


def _around(first: date, this: date) -> list[dict[str, str]]:
    """The weeks before and after, as far as there is an address for them."""
    found = []
    for label, icon, day in (
        (_("前一周"), "arrow-left", first - weeks.WEEK),
        (_("回到本周"), "calendar", this),
        (_("后一周"), "arrow-right", first + weeks.WEEK),
    ):
        if abs(day - this) <= FARTHEST and day != first:
            href = reverse("activities:week") if day == this else reverse("activities:week_of", args=[day.isoformat()])
            found.append({"label": label, "icon": icon, "href": href})
    return found
