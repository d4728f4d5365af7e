"""A resident's own sign-ups and those of family: see, leave in one tap, take it back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidan.activities import access, actions, weeks
from sidan.activities.actions import Guest, place_of
from sidan.activities.models import SignUp
from sidan.activities.states import SignUpState, State
from sidan.activities.views.public_session import shown, state_words
from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.people.access import me, signed_in
from sidan.people.doing import Doing
from sidan.people.models import Person

PAST_ON_PAGE = 20


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    person, at = me(request), now()
    rows = SignUp.objects.of(person).for_list().distinct()
    ahead = rows.standing().filter(session__ends_at__gt=at).order_by("session__starts_at", "pk")[:100]
    past = rows.standing().filter(session__ends_at__lte=at).order_by("-session__starts_at", "-pk")
    before = Paginator(past, PAST_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "ahead": [_row(one, person, at) for one in ahead],
        "past": [_row(one, person, at) for one in before],
        "page": before,
        "undo": _undo(request, person),
        "place": "people:me",
    }
    return page(request, "activities/public/mine.html", context)


def _row(one: SignUp, person: Person, at: datetime) -> dict[str, Any]:
    session = one.session
    day = weeks.near_words(session.day, local(at).date())
    who = "" if one.person == person else str(one.person.name if one.person else "")
    parts = [f"{day} {local(session.starts_at):%H:%M}", session.where, _("为%(name)s") % {"name": who} if who else ""]
    over = session.is_over(at)
    return {
        "row": one,
        "title": session.title,
        "href": reverse("activities:session", args=[session.public_id]),
        "text": " · ".join(part for part in parts if part),
        "state": _was(one) if over else state_words(one),
        "tone": "warn" if one.state == SignUpState.WAITING else "ok",
        "icon": "hourglass" if one.state == SignUpState.WAITING else "circle-check",
        "cancelled": session.state == State.CANCELLED,
        "change": session.change_words,
        "may_leave": not over and one.checked_in_at is None and session.state == State.PUBLISHED,
    }


def _was(one: SignUp) -> str:
    """No word of blame: who did not come may have had reasons."""
    return _("来过") if one.checked_in_at is not None else _("已结束")


def _undo(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """What was left just now, with the way back."""
    left = request.GET.get("left", "")[:12].replace("\0", "")
    row = SignUp.objects.of(person).for_list().distinct().filter(public_id=left, state=SignUpState.LEFT).first()
    if not left or row is None or not row.session.takes_sign_ups(now()):
        return None
    words = _("已退出“%(title)s”，座位让给别人了。") % {"title": row.session.title}
    return {"text": words, "href": reverse("activities:come_back", args=[row.public_id])}


@require_safe
@signed_in
def signed_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page after the tap: what happens next."""
    row = access.sign_up_of(me(request), public_id)
    context = {"row": row, "queue": place_of(row), "is_own": row.person == me(request), "place": "people:me"}
    return page(request, "activities/public/signed_up.html", context | shown(row.session, now()))


@require_POST
@signed_in
@once
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    person = me(request)
    row = access.sign_up_of(person, public_id)
    actions.leave(row, _doing(row, person))
    return redirect(f"{reverse('activities:mine')}?left={row.public_id}")


@require_POST
@signed_in
@once
def come_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Taken back: a new sign-up of the same size, at the end of the queue where there is one."""
    person = me(request)
    row = access.sign_up_of(person, public_id)
    again, _none = actions.sign_up(row.session, Guest(row.person), _doing(row, person), seats=row.seats)
    if again.state == SignUpState.WAITING:
        messages.info(request, _("座位已经给了别人，您排在候补第 %(n)s 位。") % {"n": place_of(again)})
    else:
        messages.success(request, _("又给您报上了。"))
    return redirect("activities:mine")


def _doing(row: SignUp, person: Person) -> Doing:
    return Doing(person, now(), Channel.PAGE if row.person == person else Channel.FAMILY)
