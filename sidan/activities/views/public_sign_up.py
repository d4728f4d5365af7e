"""Signing up: with an account in one tap, for a family member, or with a name and a number."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sidan.activities import access, actions
from sidan.activities.actions import Guest, Told
from sidan.activities.forms.public import GuestForm, MemberForm
from sidan.activities.models import Session
from sidan.activities.posters.facts import drawn
from sidan.activities.rules import rules
from sidan.activities.views.public_session import shown
from sidan.core.address import visitor_address
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.people import kiosk
from sidan.people.access import served_by
from sidan.people.doing import Doing
from sidan.people.models import Person

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
JUST_NOW = "signed_up"
SHOWN_FOR = 15 * 60


@GET_POST
@never_cache
@once
def sign_up(request: HttpRequest, public_id: str) -> HttpResponse:
    session = access.public_session(public_id)
    if isinstance(request.user, Person):
        return _as_member(request, session, request.user)
    return _as_guest(request, session)


def _as_member(request: HttpRequest, session: Session, person: Person) -> HttpResponse:
    form = MemberForm(request.POST or None, people=served_by(person), most=session.activity.group_most)
    if request.method == "POST" and form.is_valid():
        whom = form.person
        doing = Doing(person, now(), Channel.PAGE if whom == person else Channel.FAMILY)
        try:
            row, _none = actions.sign_up(session, Guest(whom), doing, seats=form.cleaned_data.get("seats", 1))
            return redirect("activities:signed_up", row.public_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _asked(request, session, form, "activities/public/sign_up.html")


def _as_guest(request: HttpRequest, session: Session) -> HttpResponse:
    form = GuestForm(request.POST or None, most=session.activity.group_most, days=rules().guest_days)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        guest, doing = Guest(name=told["name"], phone=told["phone"]), Doing(None, now(), Channel.PAGE)
        try:
            made = actions.sign_up_guest(
                session, guest, doing, visitor=visitor_address(request), seats=told.get("seats", 1)
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _remember(request, session, made)
            return redirect("activities:guest_signed_up", session.public_id)
    return _asked(request, session, form, "activities/public/sign_up_guest.html")


def _asked(request: HttpRequest, session: Session, form: Any, template: str) -> HttpResponse:
    at = now()
    context = {"form": form, "takes": session.takes_sign_ups(at), "is_kiosk": kiosk.of(request) is not None}
    return page(request, template, context | shown(session, at))


def _remember(request: HttpRequest, session: Session, made: Told) -> None:
    """For the next page of this browser alone, a quarter of an hour: the link stands in no address and no log."""
    kept = {"session": session.public_id, "secret": made.secret, "going": made.is_going, "place": made.place}
    request.session[JUST_NOW] = kept | {"at": now().timestamp()}


@require_safe
@never_cache
def guest_signed_up(request: HttpRequest, public_id: str) -> HttpResponse:
    session, at = access.public_session(public_id), now()
    kept = request.session.get(JUST_NOW) or {}
    if kept.get("session") != session.public_id or not 0 <= at.timestamp() - kept["at"] < SHOWN_FOR:
        return redirect("activities:session", session.public_id)
    link = actions.link_of(kept["secret"])
    context = {"is_going": kept["going"], "queue": kept["place"], "link": link, "code": drawn(link)}
    return page(request, "activities/public/signed_up_guest.html", context | shown(session, at))


@GET_POST
@never_cache
@once
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's own link: to see and to leave. A wrong one and an old one look the same."""
    row = access.sign_up_behind(actions.hash_token(token))
    if row is None:
        return _unlisted(page(request, "activities/public/link_over.html", status=410))
    if request.method == "POST":
        actions.leave(row, Doing(None, now(), Channel.LINK))
        messages.success(request, _("已退出，座位让给别人了。谢谢您说一声。"))
        return redirect("activities:by_link", token)
    context = {"row": row, "queue": actions.place_of(row), "may_leave": _may_leave(row)}
    return _unlisted(page(request, "activities/public/link.html", context | shown(row.session, now())))


def _may_leave(row: Any) -> bool:
    return bool(row.state != "left" and row.checked_in_at is None and not row.session.is_over(now()))


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
