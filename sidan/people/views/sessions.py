"""Where I am signed in: seen and ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.people import actions, devices, session
from sidan.people.access import me, session_note_of, signed_in
from sidan.people.models import SessionNote


@require_safe
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    at, here = now(), request.session.session_key
    notes = SessionNote.objects.standing(me(request), at).order_by("-seen_at", "-pk")
    rows = [_row(note, is_here=note.key == here) for note in notes]
    rows.sort(key=lambda row: not row["is_here"])
    return page(request, "people/me_sessions.html", {"rows": rows, "place": "people:me", "now": at})


def _row(note: SessionNote, *, is_here: bool) -> dict[str, Any]:
    return {
        "note": note,
        "is_here": is_here,
        "device": devices.words(note.device),
        "icon": devices.icon(note.device),
    }


@require_POST
@signed_in
def end_one(request: HttpRequest) -> HttpResponse:
    note = session_note_of(me(request), request.POST.get("session", ""))
    if note.key == request.session.session_key:
        session.leave(request)
        return redirect("/")
    actions.end_session(note)
    messages.success(request, _("已退出那台设备。"))
    return redirect("people:my_sessions")


@require_POST
@signed_in
def end_others(request: HttpRequest) -> HttpResponse:
    person = me(request)
    actions.end_sessions(person, but=request.session.session_key)
    session.stay(request, person)
    messages.success(request, _("其他手机和电脑上的登录都已退出，这里不受影响。"))
    return redirect("people:my_sessions")
