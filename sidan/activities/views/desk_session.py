"""One session at the desk: its page, a look at numbers, publishing, photos, and what is printed for the place."""

from collections.abc import Sequence
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.activities import access, actions, words
from sidan.activities.attendance import Row, figures, rows_of
from sidan.activities.models import Session, SessionPhoto, SignUp
from sidan.activities.states import VERBS, SignUpState, State
from sidan.activities.views.desk_list import frame
from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import DESK, READS_DESK, me, scope, staff
from sidan.people.doing import Doing

SHOWN = 30  # of the list of people, on the session's own page
BLANK_LINES = 12  # of the paper list, for those who come without having signed up


def back_to(session: Session) -> HttpResponse:
    return redirect("activities:desk_session", session.public_id)


def session_to_write(request: HttpRequest, public_id: str) -> Session:
    return access.session_for(scope(request), public_id, to_write=True)


@require_safe
@staff(*READS_DESK)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    return shown(request, access.session_for(scope(request), public_id))


def shown(request: HttpRequest, session: Session, *, revealed: Sequence[int] = ()) -> HttpResponse:
    at, rows = now(), rows_of(session)
    siblings = Session.objects.filter(activity=session.activity).exclude(pk=session.pk)
    context = {
        "session": session,
        "activity": session.activity,
        "when": words.when(session, at),
        "leader": next((one.name for one in access.workers_of(session.station) if one.pk == session.leader_id), ""),
        "tag": words.state_tag(session, at),
        "events": words.timeline(session),
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "gone": SignUp.objects.filter(session=session, state=SignUpState.LEFT).count(),
        "figures": figures(rows, session.day),
        "to_call": [row for row in rows if row.sign_up.person is None and row.sign_up.phone],
        "revealed": set(revealed),
        "siblings": siblings.ahead().count(),
        "planned_siblings": siblings.filter(state=State.PLANNED, starts_at__gt=at).count(),
        "photos": SessionPhoto.objects.filter(session=session),
        "may_write": scope(request).has_at(session.station, *DESK),
        "can": _can(session),
        "verbs": VERBS,
    }
    return page(request, "activities/desk/session.html", context | frame(request))


def _can(session: Session) -> dict[str, bool]:
    """What the table of verbs allows now; finishing only once it has begun, publishing only while it has not."""
    allowed = {name: session.state in verb.sources for name, verb in VERBS.items()}
    has_begun = session.starts_at <= now()
    allowed["finish"] &= has_begun
    allowed["publish"] &= not has_begun
    allowed["sign_up"] = session.takes_sign_ups(now())
    allowed["come"] = session.state == State.PUBLISHED and now() >= session.opens_at
    return allowed


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """One number, or those of all guests who have to be called. Not `@once`: each look is a look, and written down."""
    session = session_to_write(request, public_id)
    if request.method != "POST":
        return back_to(session)
    chosen = _looked_at(rows_of(session), request.POST.get("sign_up", ""))
    if not chosen:
        return back_to(session)
    why = _("活动“%(title)s”联系报名的人") % {"title": session.title}
    actions.look(session, chosen, Doing(me(request), now(), reason=why))
    return shown(request, session, revealed=[one.pk for one in chosen])


def _looked_at(rows: Sequence[Row], which: str) -> list[SignUp]:
    people = [row.sign_up for row in rows]
    if which == "guests":
        return [one for one in people if one.person is None and one.phone]
    return [one for one in people if one.public_id == which]


@require_POST
@staff(*DESK)
@once
def publish(request: HttpRequest, public_id: str) -> HttpResponse:
    session, doing = session_to_write(request, public_id), Doing(me(request), now())
    if request.POST.get("all"):
        n = actions.publish_ahead(session.activity, doing)
        messages.success(request, _("发布了 %(n)d 场，居民看得到了。") % {"n": n})
    else:
        actions.publish(session, doing)
        messages.success(request, _("发布了，居民看得到了。"))
    return back_to(session)


@require_safe
@staff(*READS_DESK)
def photo(request: HttpRequest, public_id: str, photo_id: str) -> HttpResponse:
    session = access.session_for(scope(request), public_id)
    response = HttpResponse(_photo(session, photo_id).file.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


def _photo(session: Session, photo_id: str) -> SessionPhoto:
    found = SessionPhoto.objects.filter(session=session, public_id=photo_id).first()
    if found is None:
        raise Http404
    return found


@require_POST
@staff(*DESK)
@once
def remove_photo(request: HttpRequest, public_id: str, photo_id: str) -> HttpResponse:
    session = session_to_write(request, public_id)
    actions.remove_session_photo(_photo(session, photo_id))
    messages.success(request, _("照片已删除。"))
    return back_to(session)


def _paper(session: Session) -> dict[str, Any]:
    here = reverse("activities:here", args=[session.public_id])
    address = f"{settings.SIDAN_ORIGIN}{here}?k={session.door_token}"
    return {"session": session, "when": words.when(session, now()), "qr": _drawn(address), "now": now()}


def _drawn(address: str) -> SafeString:
    """As large as the paper gives it room."""
    drawing: str = segno.make(address, error="m").svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)
    return mark_safe(drawing)  # noqa: S308 - drawn by segno out of black squares


@require_safe
@staff(*READS_DESK)
def door(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hung up at the place: whoever stands in front of it signs in."""
    session = access.session_for(scope(request), public_id)
    return render(request, "activities/desk/door.html", _paper(session))


@require_safe
@staff(*READS_DESK)
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list on paper, for where there is no telephone: masked names, last digits, a line to sign on."""
    session = access.session_for(scope(request), public_id)
    rows = rows_of(session)
    context = {"rows": rows, "blank": range(len(rows) + 1, len(rows) + 1 + BLANK_LINES)}
    return render(request, "activities/desk/sheet.html", context | _paper(session))
