"""Leaving. The page stands with the orders, because only they know what is still promised."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.orders import actions, duty
from sidan.volunteers.access import volunteering
from sidan.volunteers.models import Volunteer


@require_http_methods(["GET", "HEAD", "POST"])
@volunteering
@once
def leave(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    if request.method == "POST":
        actions.leave(volunteer, now=now())
        messages.success(request, _("您已退出志愿者。谢谢您做过的一切，随时欢迎回来。"))
        return redirect("volunteers:join")
    context = {"volunteer": volunteer, "promised": duty.promised(volunteer, now())}
    return page(request, "orders/volunteer/leave.html", context)
