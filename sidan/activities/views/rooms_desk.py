"""Facilities at the desk: a list, a new one, changing, photos, shutting; and a week of all rooms."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.activities import access, rooms
from sidan.activities.forms.rooms import FacilityForm, PhotoForm
from sidan.activities.weeks import WEEK, read_monday, this_monday
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.uploads import clean_photo
from sidan.people.access import DESK, READS_DESK, scope, staff
from sidan.places import actions as places
from sidan.places.models import Estate, Facility, FacilityKind, Station

PER_PAGE = 30
PLACE = {"place": "activities:desk_list", "tab": "facilities"}


@require_safe
@staff(*READS_DESK)
def listing(request: HttpRequest) -> HttpResponse:
    asked = rooms.Asked.of(request.GET)
    found = asked.narrow(Facility.objects.under(scope(request).reach(*READS_DESK)))
    shown = Paginator(found.select_related("station", "estate").prefetch_related("hours"), PER_PAGE)
    rows = shown.get_page(request.GET.get("page"))
    context = {
        "page": rows,
        "rows": [rooms.row(facility) for facility in rows],
        "asked": asked,
        "kinds": FacilityKind.choices,
        "may_write": scope(request).holds(*DESK),
    }
    return page(request, "activities/rooms/list.html", context | PLACE)


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def new(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        estate = form.cleaned_data["estate"]
        try:
            facility = places.open_facility(estate.grid.station, form.told, form.hours, now=now())
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("“%(name)s”登记好了，可以加照片了。") % {"name": facility.name})
            return redirect("activities:desk_facility", facility.public_id)
    return page(request, "activities/rooms/form.html", {"form": form, "title": _("登记阵地"), **PLACE})


@require_safe
@staff(*READS_DESK)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    facility = access.facility_for(scope(request), public_id)
    return _shown(request, facility, PhotoForm())


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    facility = access.facility_for(scope(request), public_id, to_write=True)
    form = _form(request, facility)
    if request.method == "POST" and form.is_valid():
        try:
            places.change_facility(facility, form.told, form.hours)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("阵地资料保存好了。"))
            return redirect("activities:desk_facility", facility.public_id)
    context = {"form": form, "title": _("修改阵地资料"), "facility": facility}
    return page(request, "activities/rooms/form.html", context | PLACE)


@require_POST
@staff(*DESK)
def shut(request: HttpRequest, public_id: str) -> HttpResponse:
    """Shut or opened again: the same button, the other word. What is booked stays and is listed to be called off."""
    facility = access.facility_for(scope(request), public_id, to_write=True)
    if facility.closed_at is None:
        places.shut_facility(facility, now=now())
        booked = rooms.booked_ahead(facility, now())
        words = (
            _("“%(name)s”关停了。还有 %(n)s 个已批准的预约，请在下面逐个通知。") if booked else _("“%(name)s”关停了。")
        )
        messages.success(request, words % {"name": facility.name, "n": booked})
    else:
        places.reopen_facility(facility)
        messages.success(request, _("“%(name)s”重新开放了。") % {"name": facility.name})
    return redirect("activities:desk_facility", facility.public_id)


@require_POST
@staff(*DESK)
@once
def add_photo(request: HttpRequest, public_id: str) -> HttpResponse:
    facility = access.facility_for(scope(request), public_id, to_write=True)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            told = form.cleaned_data
            places.add_facility_photo(facility, clean_photo(told["photo"]), words=told["words"], now=now())
        except Refused as refused:
            form.add_error("photo", str(refused))
        else:
            messages.success(request, _("照片放上去了。"))
            return redirect("activities:desk_facility", facility.public_id)
    return _shown(request, facility, form, status=422)


@require_POST
@staff(*DESK)
def drop_photo(request: HttpRequest, public_id: str, photo_id: str) -> HttpResponse:
    facility = access.facility_for(scope(request), public_id, to_write=True)
    photo = facility.photos.filter(public_id=photo_id).first()
    if photo is None:
        raise Http404
    places.drop_facility_photo(photo)
    messages.success(request, _("照片删掉了。"))
    return redirect("activities:desk_facility", facility.public_id)


@require_safe
@staff(*READS_DESK)
def week(request: HttpRequest) -> HttpResponse:
    """All rooms of my stations, a week at a glance."""
    at = now()
    monday = read_monday(request.GET.get("week", "")) or this_monday(at)
    facilities = Facility.objects.under(scope(request).reach(*READS_DESK)).bookable().select_related("station")
    context = {
        "week": rooms.week_of(list(facilities.prefetch_related("hours")), monday, at),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "tab": "bookings",
    }
    return page(request, "activities/rooms/week.html", PLACE | context)


def _form(request: HttpRequest, facility: Facility | None = None) -> FacilityForm:
    within = Station.objects.under(scope(request).reach(*DESK))
    if facility is not None:
        within = within.filter(pk=facility.station_id)
    estates = Estate.objects.filter(grid__station__in=within).select_related("grid__station")
    return FacilityForm(request.POST if request.method == "POST" else None, estates=estates, facility=facility)


def _shown(request: HttpRequest, facility: Facility, form: PhotoForm, status: int = 200) -> HttpResponse:
    at = now()
    context: dict[str, Any] = {
        "facility": facility,
        "row": rooms.row(facility),
        "form": form,
        "photos": facility.photos.all(),
        "bookings": rooms.booked(facility, at),
        "may_write": scope(request).has_at(facility.station, *DESK),
        "now": at,
    }
    return page(request, "activities/rooms/one.html", context | PLACE, status=status)
