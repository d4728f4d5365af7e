"""Signing in through somebody else: the site's provider, or WeChat. A number they have verified is enough; others prove
theirs here once, and the account is tied to them."""

from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidan.core.clock import now
from sidan.core.walls import everything
from sidan.people import actions, oidc, session, wechat
from sidan.people.models import Person
from sidan.people.session import Pocket
from sidan.people.views.signin import enter, provider_of


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    if not oidc.is_on():
        raise Http404
    return HttpResponseRedirect(oidc.begin(request, _wanted(request)))


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Where the provider sends people back to."""
    if not oidc.is_on():
        raise Http404
    journey, at = oidc.journey_of(request), now()
    claims = oidc.claims_of(request, journey, at)
    return _arrive(request, Pocket(claims.phone, journey.next, subject=claims.subject, via="oidc"), at)


@require_safe
def wechat_begin(request: HttpRequest) -> HttpResponse:
    app = wechat.app_for(request)
    if app is None:
        raise Http404
    return HttpResponseRedirect(wechat.begin(request, app, _wanted(request)))


@require_safe
def wechat_back(request: HttpRequest) -> HttpResponse:
    """Where WeChat sends people back to."""
    if not wechat.is_on():
        raise Http404
    journey = wechat.journey_of(request)
    subject = wechat.subject_of(request, journey)
    return _arrive(request, Pocket("", journey.next, subject=subject, via="wechat"), now())


def _arrive(request: HttpRequest, pocket: Pocket, at: datetime) -> HttpResponse:
    person = actions.person_behind(pocket.subject) or _by_phone(pocket.phone)
    if person is not None:
        return enter(request, person, pocket)
    if pocket.phone:
        session.keep(request, replace(pocket, proven_at=at.timestamp()), at)
        return redirect("people:newcomer")
    session.keep(request, replace(pocket, sent_at=at.timestamp()), at)
    words = _("第一次用%(name)s登录：请再用手机号验证一次，以后就不用了。")
    messages.info(request, words % {"name": provider_of(pocket)})
    return redirect("people:sign_in")


def _wanted(request: HttpRequest) -> str:
    return session.safe_next(request, request.GET.get("next", ""))


@everything("who a proven number belongs to")
def _by_phone(phone: str) -> Person | None:
    return Person.objects.present().filter(account_phone=phone).first() if phone else None
