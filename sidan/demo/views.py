"""Signing in as one of the cast, in the demo only: elsewhere these addresses do not exist."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sidan.core.clock import now
from sidan.demo.cast import PARTS, demo_person
from sidan.people import session
from sidan.people.models import Person


# No token: the front page stays free of cookies, and there is nobody here whose session were worth anything.
@csrf_exempt
@require_POST
def sign_in(request: HttpRequest, who: str) -> HttpResponse:
    if not settings.SIDAN_DEMO:
        raise Http404
    try:
        person = demo_person(who)
    except Person.DoesNotExist as error:
        raise Http404 from error
    session.begin(request, person, now=now())
    return redirect(PARTS[who].opens)
