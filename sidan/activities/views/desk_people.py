"""Who comes: signing somebody up at the desk, the leader's list, walk-ins, and a paper sheet typed in."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.activities import access, actions, words
from sidan.activities.actions import Guest, PaperLine
from sidan.activities.attendance import figures, matching, rows_of
from sidan.activities.forms.desk import BaseLines, SignUpForm, WalkInForm, lines_of
from sidan.activities.models import Session, SignUp
from sidan.activities.states import Proof, State
from sidan.activities.views.desk_list import frame
from sidan.activities.views.desk_session import back_to, session_to_write
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people import access as people_access
from sidan.people import finding
from sidan.people.access import DESK, READS_DESK, me, scope, staff
from sidan.people.doing import Doing
from sidan.people.models import Person

METHODS = ["GET", "HEAD", "POST"]
FOUND, PER_PAGE = 6, 50


@require_http_methods(METHODS)
@staff(*DESK)
@once
def sign_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every button posts the whole form: searching loses nothing that was typed about a guest."""
    session = session_to_write(request, public_id)
    if request.method != "POST":
        return _asked(request, session, SignUpForm())
    form, do = SignUpForm(request.POST), request.POST.get("do", "")
    picked = request.POST.get("person", "")
    if not form.is_valid() or (do != "guest" and not picked):
        return _asked(request, session, form)
    guest = _person(request, picked) if picked else _guest(request, form)
    if guest is None:
        return _asked(request, session, form)
    doing = Doing(me(request), now(), form.spoken_by)
    try:
        row, _secret = actions.sign_up(session, guest, doing, seats=form.cleaned_data["seats"] or 1)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _asked(request, session, form)
    _say_place(request, row)
    return back_to(session)


def _person(request: HttpRequest, public_id: str) -> Guest:
    return Guest(people_access.person_for(scope(request), public_id))


def _guest(request: HttpRequest, form: SignUpForm) -> Guest | None:
    """Somebody whose number we know is shown first: their own messages then reach them."""
    if not form.must_name_a_guest():
        return None
    if _known(request, form.cleaned_data["phone"]) and not request.POST.get("anyway"):
        form.add_error(None, _("这个号码登记过，请看看是不是下面这位；不是的话勾上“确实是另一位”。"))
        return None
    return form.guest


def _known(request: HttpRequest, phone: str) -> list[Person]:
    return list(finding.people(scope(request), phone)[:FOUND]) if phone else []


def _say_place(request: HttpRequest, row: SignUp) -> None:
    """Said aloud on the telephone."""
    place = actions.place_of(row)
    if place:
        messages.warning(request, _("现在没有空位，已经排进候补：候补第 %(n)d 位。有人退出会自动补上。") % {"n": place})
    else:
        messages.success(request, _("已报上名：%(name)s，%(n)d 位。") % {"name": row.masked_name, "n": row.seats})


def _asked(request: HttpRequest, session: Session, form: SignUpForm) -> HttpResponse:
    told = getattr(form, "cleaned_data", {})
    q, phone = told.get("q", ""), told.get("phone", "") if request.POST.get("do") == "guest" else ""
    people = list(finding.people(scope(request), q)[:FOUND]) if q else _known(request, phone)
    context = {
        "session": session,
        "form": form,
        "when": words.when(session, now()),
        "seats": words.seats(session),
        "people": people,
        "q": q,
        "may_be_known": bool(phone and people),
        "most": session.activity.group_most,
    }
    return page(request, "activities/desk/sign_up.html", context | frame(request), partial="sign_up")


@require_safe
@staff(*READS_DESK)
def people(request: HttpRequest, public_id: str) -> HttpResponse:
    return _list(request, access.session_for(scope(request), public_id), WalkInForm())


def _list(request: HttpRequest, session: Session, walk_in_form: WalkInForm) -> HttpResponse:
    rows, q = rows_of(session), request.GET.get("q", "").strip()[:20]
    found = matching(rows, q) if q else rows
    writes = scope(request).has_at(session.station, *DESK)
    context = {
        "session": session,
        "when": words.when(session, now()),
        "q": q,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "figures": figures(rows, session.day),
        "form": walk_in_form,
        "may_write": writes,
        "is_on": writes and session.state == State.PUBLISHED and now() >= session.opens_at,
    }
    return page(request, "activities/desk/people.html", context | frame(request), partial="people")


@require_POST
@staff(*DESK)
def mark(request: HttpRequest, public_id: str) -> HttpResponse:
    """One tap a person. A second tap on the same button finds it done, which is what was wanted."""
    row, do = access.sign_up_at_desk(scope(request), public_id), request.POST.get("do", "")
    doing = Doing(me(request), now())
    if do == "came" and row.checked_in_at is None:
        actions.check_in(row, Proof.LEADER, doing)
    elif do == "undo" and row.checked_in_at is not None:
        actions.undo_check_in(row, doing)
    elif do == "excused" and row.excused_at is None:
        actions.excuse(row, doing)
    elif do == "left":
        _left(request, row, doing)
    here = reverse("activities:desk_session_people", args=[row.session.public_id])
    kept = "&".join(f"{name}={request.POST[name]}" for name in ("page",) if request.POST.get(name, "").isdecimal())
    return redirect(f"{here}?{kept}#row-{row.public_id}" if kept else f"{here}#row-{row.public_id}")


def _left(request: HttpRequest, row: SignUp, doing: Doing) -> None:
    moved = actions.leave(row, doing)
    messages.success(request, _("%(name)s 不来了，座位空出来了。") % {"name": row.masked_name})
    for one in moved:
        if one.person is None:
            told = {"name": one.masked_name}
            messages.warning(request, _("候补的%(name)s补上了，没有账号，请打电话告诉这位居民。") % told)


@require_http_methods(METHODS)
@staff(*DESK)
@once
def walk_in(request: HttpRequest, public_id: str) -> HttpResponse:
    session = session_to_write(request, public_id)
    here = redirect("activities:desk_session_people", session.public_id)
    if request.method != "POST":
        return here
    form = WalkInForm(request.POST)
    if form.is_valid():
        try:
            actions.walk_in(session, form.guest, Proof.LEADER, Doing(me(request), now()), seats=form.count)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("记下了，%(n)d 位。") % {"n": form.count})
            return here
    return _list(request, session, form)


@require_http_methods(METHODS)
@staff(*DESK)
@once
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The sheet that went round: ticks for those on the list, lines for those who came besides."""
    session = session_to_write(request, public_id)
    if request.method != "POST":
        return _typing(request, session, lines_of())
    lines, ticked = lines_of(request.POST), set(request.POST.getlist("came"))
    if not lines.is_valid():
        return _typing(request, session, lines, ticked=ticked)
    there = [PaperLine(row.sign_up) for row in rows_of(session) if row.sign_up.public_id in ticked]
    besides = [PaperLine(guest=line.guest, seats=line.count) for line in lines.filled()]
    try:
        n = actions.enter_paper(session, [*there, *besides], Doing(me(request), now()))
    except Refused as refused:
        return _typing(request, session, lines, ticked=ticked, problem=str(refused))
    messages.success(request, _("照着纸记下了 %(n)d 行。") % {"n": n})
    return redirect("activities:desk_session_people", session.public_id)


def _typing(request: HttpRequest, session: Session, lines: BaseLines, **more: Any) -> HttpResponse:
    rows = rows_of(session)
    context = {"session": session, "when": words.when(session, now()), "rows": rows, "lines": lines, "ticked": set()}
    return page(request, "activities/desk/paper.html", context | more | frame(request))
