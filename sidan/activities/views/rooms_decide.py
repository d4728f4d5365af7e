"""The desk answers those who ask for a room, with what stands against each in sight."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidan.activities import access, actions, rooms
from sidan.activities.forms.rooms import DecideForm
from sidan.activities.models import Booking
from sidan.activities.states import BookingState
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import DESK, READS_DESK, me, scope, staff
from sidan.people.doing import Doing

PER_PAGE = 30
DESK_PLACE = {"place": "activities:desk_list", "tab": "bookings"}


@require_safe
@staff(*READS_DESK)
def desk(request: HttpRequest) -> HttpResponse:
    """Questions first, with what stands against each; then what is granted, the next first."""
    within = Booking.objects.under(scope(request).reach(*READS_DESK)).for_list()
    at = now()
    asked = [rooms.told(one) for one in within.asked().filter(ends_at__gt=at)[:PER_PAGE]]
    granted = Paginator(within.holding().filter(ends_at__gt=at, session=None), PER_PAGE)
    shown = granted.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "asked": asked,
        "page": shown,
        "rows": [rooms.told(one) for one in shown],
        "now": at,
    }
    return page(request, "activities/rooms/desk_bookings.html", context | DESK_PLACE)


@require_safe
@staff(*READS_DESK)
def desk_one(request: HttpRequest, public_id: str) -> HttpResponse:
    return _decide(request, access.booking_for(scope(request), public_id), DecideForm())


@require_POST
@staff(*DESK)
@once
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """One form, four buttons: approve, refuse, take back, somebody came."""
    booking = access.booking_for(scope(request), public_id, to_write=True)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _decide(request, booking, form, status=422)
    told = form.cleaned_data
    doing = Doing(me(request), now(), reason=told["reason"])
    try:
        words = _carry_out(request.POST.get("do", ""), booking, doing, told["opens_door"])
    except Refused as refused:
        form.add_error("reason" if refused.code == "reason" else None, str(refused))
        return _decide(request, booking, form, status=422)
    messages.success(request, words)
    return redirect("activities:desk_bookings")


def _carry_out(do: str, booking: Booking, doing: Doing, opens_door: str) -> str:
    match do:
        case "approve":
            actions.approve(booking, doing, opens_door=opens_door)
            return _("批准了，预约的人会收到消息。")
        case "refuse":
            actions.refuse(booking, doing)
            return _("没有批准，原因已经告诉预约的人。")
        case "withdraw":
            if not doing.reason.strip():
                raise Refused("reason", _("请写明取消的原因，会告诉预约人。"), 422)
            actions.withdraw(booking, doing)
            return _("预约取消了，预约的人会收到消息。")
        case "used":
            actions.mark_used(booking, doing)
            return _("记下了：人到了。")
    raise Refused("unknown", _("请点页面上的按钮。"), 422)


def _decide(request: HttpRequest, booking: Booking, form: DecideForm, status: int = 200) -> HttpResponse:
    rivals = Booking.objects.overlapping(booking.facility, booking.starts_at, booking.ends_at).for_list()
    states = (BookingState.ASKED, BookingState.APPROVED)
    context = {
        "told": rooms.told(booking),
        "booking": booking,
        "form": form,
        "rivals": [rooms.told(one) for one in rivals.filter(state__in=states).exclude(pk=booking.pk)],
        "may_write": scope(request).has_at(booking.facility.station, *DESK),
        "is_asked": booking.state == BookingState.ASKED,
        "is_granted": booking.state == BookingState.APPROVED and booking.session_id is None,
        "now": now(),
    }
    return page(request, "activities/rooms/desk_booking.html", context | DESK_PLACE, status=status)
