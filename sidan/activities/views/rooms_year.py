"""The year at the desk: goals against what was held, month by month, with what the calendar suggests."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sidan.activities.planned import year_of
from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.people.access import DESK, READS_DESK, scope, staff
from sidan.programmes import access
from sidan.programmes.models.plans import FIRST_YEAR, LAST_YEAR

PLACE = {"place": "activities:desk_list", "tab": "year"}


@require_safe
@staff(*READS_DESK)
def year(request: HttpRequest) -> HttpResponse:
    who, today = scope(request), local(now()).date()
    stations = list(access.stations_of(who).order_by("path"))
    chosen = next((one for one in stations if one.code == request.GET.get("station")), stations[0])
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR else today.year
    context = {
        "year": year_of(chosen, number),
        "stations": stations,
        "before": max(number - 1, FIRST_YEAR),
        "after": min(number + 1, LAST_YEAR),
        "this_month": today.replace(day=1),
        "may_write": who.has_at(chosen, *DESK),
    }
    return page(request, "activities/rooms/year.html", context | PLACE)
