"""The secret address of one's own calendar: made, shown once, ended; and what stands behind it."""

from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.activities import actions
from sidan.activities.models import CalendarLink
from sidan.core import walls
from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.desk import calendars
from sidan.people.access import me, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def calendar_link(request: HttpRequest) -> HttpResponse:
    """The secret is shown in the answer that made it and nowhere after; making it again ends the one before."""
    person = me(request)
    secret = actions.make_calendar_link(person, now=now()) if request.method == "POST" else ""
    link = CalendarLink.objects.filter(person=person).first()
    address = request.build_absolute_uri(f"/calendar/of/{secret}.ics") if secret else ""
    shown = {"link": link, "address": address, "now": now(), "place": "people:me"}
    return page(request, "desk/calendar_link.html", shown)


@require_POST
@signed_in
def end_calendar_link(request: HttpRequest) -> HttpResponse:
    actions.end_calendar_link(me(request))
    messages.success(request, _("日历地址作废了，再也打不开。"))
    return redirect("desk:calendar_link")


@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A wrong address, an ended one and one of nobody are the same: there is nothing here."""
    person = calendars.person_behind(actions.hash_token(token))
    if person is None:
        raise Http404
    with translation.override("zh-hans"), walls.for_person(person.pk, walls.SERVING):
        content = calendars.calendar_of(person, now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = f'"{sha256(content).hexdigest()[:40]}"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
