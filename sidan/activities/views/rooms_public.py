"""Facilities for everybody: what there is, when it is open, when it is taken, and what is held there."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sidan.activities import rooms
from sidan.activities.models import Session
from sidan.activities.weeks import WEEK, read_monday, this_monday
from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.places.models import Ease, Facility, FacilityKind

PER_PAGE = 30
SOON = 3


@require_safe
def facilities(request: HttpRequest) -> HttpResponse:
    asked = rooms.Asked.of(request.GET)
    found = asked.narrow(Facility.objects.filter(closed_at=None).exclude(kind=FacilityKind.IDLE))
    pages = Paginator(found.select_related("station", "estate").prefetch_related("hours", "photos"), PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {"page": shown, "rows": [rooms.row(each) for each in shown], "asked": asked}
    context |= {"kinds": FacilityKind.choices, "eases": Ease.choices}
    return page(request, "activities/rooms/public_list.html", context)


@require_safe
def facility(request: HttpRequest, public_id: str) -> HttpResponse:
    at, room = now(), shown_facility(public_id)
    monday = read_monday(request.GET.get("week", "")) or this_monday(at)
    sessions = Session.objects.public().filter(facility=room, ends_at__gt=at).exclude(state="cancelled")
    context = {
        "facility": room,
        "row": rooms.row(room),
        "photos": room.photos.all(),
        "week": rooms.week_of([room], monday, at),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "sessions": sessions.for_list()[:SOON],
        "now": at,
    }
    return page(request, "activities/rooms/public_one.html", context)


@require_safe
def photo(request: HttpRequest, public_id: str, photo_id: str) -> HttpResponse:
    room = Facility.objects.filter(public_id=public_id).first()
    found = room.photos.filter(public_id=photo_id).first() if room else None
    if found is None:
        raise Http404
    response = HttpResponse(found.file.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def shown_facility(public_id: str) -> Facility:
    found = Facility.objects.filter(public_id=public_id, closed_at=None).exclude(kind=FacilityKind.IDLE)
    room = found.select_related("station", "estate").first()
    if room is None:
        raise Http404
    return room
