"""The volunteer's day: what is promised today and next, who is asking, and how much of the chosen load is taken."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.orders import asked, duty, nearby
from sidan.orders.dayparts import day_words
from sidan.volunteers.access import volunteering
from sidan.volunteers.models import Volunteer


@require_safe
@volunteering
def day(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    at = now()
    today, later = duty.split_by_day([duty.duty(one, at) for one in duty.to_come(volunteer)], at)
    shown = {
        "now": at,
        "today_words": day_words(local(at).date(), local(at).date()),
        "volunteer": volunteer,
        "today": today,
        "later": later,
        "offers": asked.waiting_for(volunteer, at).count(),
        "nearby": nearby.open_to(volunteer, at).count(),
        "promised": duty.promised_this_week(volunteer, at),
    }
    return page(request, "desk/day.html", shown)
