"""Changing one session, cancelling it, holding it again, another lecturer or leader: each says who will hear of it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.activities import access, actions, holidays, proposing, vacancies, words
from sidan.activities.actions import Times
from sidan.activities.attendance import rows_of
from sidan.activities.forms.desk import CancelForm, ChangeForm, CopyForm, LeaderForm, OtherLecturerForm, values_of
from sidan.activities.forms.desk.fields import WhenForm
from sidan.activities.models import Session
from sidan.activities.offered import offered
from sidan.activities.proposing import Way, Wish
from sidan.activities.states import State
from sidan.activities.vacancies import Needs
from sidan.activities.views.desk_list import frame
from sidan.activities.views.desk_session import back_to, session_to_write
from sidan.core import senders
from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import DESK, me, scope, staff
from sidan.people.doing import Doing

METHODS = ["GET", "HEAD", "POST"]


def _typed(request: HttpRequest) -> Any:
    """What was typed, with what the tapped proposal puts in its place."""
    typed = request.POST.copy()
    for name, value in proposing.filled(request.POST.dict()).items():
        typed[name] = value
    return typed


def concerned(session: Session) -> dict[str, Any]:
    """Exactly who is told by message, and who has to be called: guests where no text message goes out."""
    standing = [row.sign_up for row in rows_of(session)] if session.state == State.PUBLISHED else []
    reached = [one for one in standing if one.person or (one.phone and senders.texts())]
    return {"told": reached, "to_call": [one for one in standing if one not in reached]}


@require_http_methods(METHODS)
@staff(*DESK)
@once
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    session, at = session_to_write(request, public_id), now()
    rooms = offered(scope(request), local(at).date()).facilities
    if request.method != "POST":
        form = ChangeForm(initial=values_of(session), facilities=rooms)
        return _changing(request, session, form)
    form = ChangeForm(_typed(request), facilities=rooms)
    if not form.is_valid():
        return _changing(request, session, form, proposing.fixes(form.fixes))
    if request.POST.get("do") != "change" or "use" in request.POST:
        return _changing(request, session, form)
    told = form.cleaned_data
    times = Times(told["starts_at"], form.minutes, told["facility"], told["place"])
    try:
        doing = Doing(me(request), at, reason=told["reason"])
        actions.change(session, times, doing, seats=told["seats"], title=told["title"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return _changing(request, session, form, _ways(refused.code, session, form))
    messages.success(request, _("改好了。报了名的人，会收到消息。") if concerned(session)["told"] else _("改好了。"))
    return back_to(session)


def _ways(code: str, session: Session, form: WhenForm) -> list[Way]:
    told = form.cleaned_data
    if code == "seats":
        taken = Session.objects.values_list("taken", flat=True).get(pk=session.pk)
        return [Way.to(_("名额改成 %(n)s") % {"n": taken}, entry="seats", seats=taken)]
    needs = Needs(told.get("facility", session.facility), session.lecturer, session)
    length = told.get("ends_at", told["starts_at"] + timedelta(minutes=session.minutes)) - told["starts_at"]
    return proposing.ways(code, Wish([told["starts_at"]], length, needs), now())


def _changing(request: HttpRequest, session: Session, form: ChangeForm, ways: list[Way] | None = None) -> HttpResponse:
    told = getattr(form, "cleaned_data", {})
    facility, day = told.get("facility", session.facility), told.get("day") or session.day
    context = {
        "session": session,
        "form": form,
        "ways": ways or [],
        "when": words.when(session, now()),
        "room": facility,
        "room_day": day,
        "room_rows": vacancies.taken_on(facility, day, session) if facility else [],
        "against": holidays.clash_on(day),
        "is_series": bool(session.activity.rule),
    }
    return page(request, "activities/desk/change.html", context | concerned(session) | frame(request))


@require_http_methods(METHODS)
@staff(*DESK)
@once
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    session = session_to_write(request, public_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        to_call = concerned(session)["to_call"]
        actions.cancel(session, Doing(me(request), now(), reason=form.cleaned_data["reason"]))
        messages.success(request, _("已取消，场地和宣讲员都空出来了。"))
        if to_call:
            said = _("有 %(n)d 位没有账号，收不到消息，请打电话告诉他们。") % {"n": len(to_call)}
            messages.warning(request, said)
        return back_to(session)
    context = {"session": session, "form": form, "when": words.when(session, now())}
    return page(request, "activities/desk/cancel.html", context | concerned(session) | frame(request))


@require_http_methods(METHODS)
@staff(*DESK)
@once
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same once more on another day; everything but the time is taken from the activity."""
    session, at = session_to_write(request, public_id), now()
    begins = local(max(session.starts_at, at)) + timedelta(days=7)
    if request.method != "POST":
        initial = {"day": begins.date(), "at": f"{local(session.starts_at):%H:%M}"}
        return _copying(request, session, CopyForm(initial=initial))
    form = CopyForm(_typed(request))
    if not form.is_valid() or "use" in request.POST:
        return _copying(request, session, form)
    try:
        made = actions.add_sessions(session.activity, [form.cleaned_data["starts_at"]], Doing(me(request), at))
        if not made:
            raise Refused("there", _("这个时间已经排过一场了，请换个时间。"), 422)
    except Refused as refused:
        form.add_error(None, str(refused))
        needs = Needs(session.activity.facility, session.activity.lecturer)
        length = timedelta(minutes=session.activity.minutes)
        wish = Wish([form.cleaned_data["starts_at"]], length, needs)
        return _copying(request, session, form, proposing.ways(refused.code, wish, at))
    messages.success(request, _("又排了一场。看一遍，没有问题就发布。"))
    return redirect("activities:desk_session", made[0].public_id)


def _copying(request: HttpRequest, session: Session, form: CopyForm, ways: list[Way] | None = None) -> HttpResponse:
    day = getattr(form, "cleaned_data", {}).get("day") or form.initial.get("day")
    context = {
        "session": session,
        "form": form,
        "ways": ways or [],
        "when": words.when(session, now()),
        "against": holidays.clash_on(day) if day else "",
    }
    return page(request, "activities/desk/copy.html", context | frame(request))


@require_http_methods(METHODS)
@staff(*DESK)
@once
def lecturer(request: HttpRequest, public_id: str) -> HttpResponse:
    session, at = session_to_write(request, public_id), now()
    pool = offered(scope(request), local(at).date()).lecturers
    initial = {"lecturer": session.lecturer.public_id if session.lecturer else ""}
    form = OtherLecturerForm(_typed(request) if request.method == "POST" else None, lecturers=pool, initial=initial)
    ways: list[Way] = []
    if request.method == "POST" and form.is_valid() and "use" not in request.POST:
        chosen = form.cleaned_data["lecturer"]
        try:
            actions.name_lecturer(session, chosen, Doing(me(request), at, reason=_("换了宣讲员")))
        except Refused as refused:
            form.add_error(None, str(refused))
            free = vacancies.free_lecturers(pool, session.starts_at, session.ends_at)
            label = _("换成 %(name)s")
            ways = [Way.to(label % {"name": one.name}, lecturer=one.public_id) for one in free if one != chosen][:3]
        else:
            messages.success(request, _("宣讲员换好了。"))
            return back_to(session)
    context = {"session": session, "form": form, "ways": ways, "when": words.when(session, at)}
    return page(request, "activities/desk/lecturer_of.html", context | frame(request))


@require_http_methods(METHODS)
@staff(*DESK)
@once
def leader(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who looks after it: this one, or all that follow in its series."""
    session, at = session_to_write(request, public_id), now()
    later = Session.objects.filter(activity=session.activity, starts_at__gt=session.starts_at).ahead()
    workers = access.workers_of(session.station)
    form = LeaderForm(
        request.POST if request.method == "POST" else None,
        workers=workers,
        is_series=later.exists(),
        initial={"leader": next((one.public_id for one in workers if one.pk == session.leader_id), "")},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["leader"]
        all_of = [session, *(later.order_by("starts_at") if form.cleaned_data.get("all") else [])]
        try:
            actions.name_leader(all_of, chosen, Doing(me(request), at, reason=_("换了负责人")))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("负责人换成了%(name)s。") % {"name": chosen.name})
            return back_to(session)
    context = {"session": session, "form": form, "when": words.when(session, at)}
    return page(request, "activities/desk/leader_of.html", context | frame(request))
