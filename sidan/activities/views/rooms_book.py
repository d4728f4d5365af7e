"""Asking for a room, and what one has asked for."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.activities import access, actions, rooms
from sidan.activities.forms.rooms import BookForm
from sidan.activities.models import Booking
from sidan.activities.views.rooms_public import shown_facility
from sidan.activities.weeks import this_monday
from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.people.access import DESK, me, scope, signed_in
from sidan.people.doing import Doing

PER_PAGE = 30


@require_http_methods(["GET", "POST"])
@signed_in
@once
def book(request: HttpRequest, public_id: str) -> HttpResponse:
    room, at = shown_facility(public_id), now()
    granted = scope(request).has_at(room.station, *DESK)
    form = BookForm(
        request.POST if request.method == "POST" else None,
        facility=room,
        initial={"day": local(at).date(), "begins": "09:00", "ends": "11:00", "weeks": 1},
    )
    if request.method == "POST" and form.is_valid():
        doing = Doing(me(request), at, Channel.DESK if granted else Channel.PAGE)
        try:
            actions.ask(form.wanted, doing, is_granted=granted)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            at_once = granted or not room.needs_approval
            messages.success(request, _("约好了。") if at_once else _("已经报给站里，批准了会告诉您。"))
            return redirect("activities:my_bookings")
    monday = this_monday(at)
    context = {"form": form, "facility": room, "week": rooms.week_of([room], monday, at), "row": rooms.row(room)}
    return page(request, "activities/rooms/book.html", context)


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    rows = Booking.objects.filter(asked_by=me(request), session=None).for_list().order_by("-starts_at")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": shown, "rows": [rooms.told(booking) for booking in shown], "now": now()}
    return page(request, "activities/rooms/mine.html", context)


@require_POST
@signed_in
@once
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    booking = access.own_booking_for(me(request), public_id)
    actions.withdraw(booking, Doing(me(request), now(), Channel.PAGE))
    messages.success(request, _("预约撤回了，场地让给别人。"))
    return redirect("activities:my_bookings")
