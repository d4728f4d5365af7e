"""The link that gives a role once."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.walls import everything
from sidan.people import actions
from sidan.people.access import first_page, inviter_stands, me, scope_of
from sidan.people.models import Invitation


@require_http_methods(["GET", "HEAD", "POST"])
@once
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = _of(token)
    if found is None or not found.is_open(now()) or not inviter_stands(found):
        return page(request, "people/invitation_over.html", {"found": found, "now": now()}, status=410)
    if request.method == "POST":
        return _accept(request, found) if request.user.is_authenticated else redirect_to_login(request.path)
    context = {
        "invitation": found,
        "signed_in": request.user.is_authenticated,
        "sign_in_address": f"{reverse('people:sign_in')}?{urlencode({'next': request.path})}",
        "now": now(),
    }
    return page(request, "people/invitation.html", context)


@everything("the link is the right")
def _of(token: str) -> Invitation | None:
    found = Invitation.objects.filter(token_hash=actions.token_hash(token))
    return found.select_related("station", "made_by").first()


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    person = me(request)
    role = actions.accept_invitation(found, by=person, now=now())
    messages.success(
        request, _("您现在是%(station)s的%(kind)s。") % {"station": role.station, "kind": role.get_kind_display()}
    )
    if settings.SIDAN_SECOND_FACTOR:
        return redirect("people:second_factor")
    return redirect(first_page(scope_of(person)))
