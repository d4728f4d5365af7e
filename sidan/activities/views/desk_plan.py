"""Planning an activity: one form; each No says why and offers what to do instead, and nothing typed is lost."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sidan.activities import actions, holidays, proposing, vacancies
from sidan.activities.forms.desk import PlanForm
from sidan.activities.listing import Asked
from sidan.activities.models import Session
from sidan.activities.offered import Offered, offered
from sidan.activities.proposing import Way, Wish
from sidan.activities.recurrence import occurrences
from sidan.activities.vacancies import Needs
from sidan.activities.views.desk_list import frame
from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.workdays import is_workday
from sidan.people.access import DESK, me, scope, staff
from sidan.people.doing import Doing

CARRY_OUT = ("plan", "anyway", "skip")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def new(request: HttpRequest) -> HttpResponse:
    at = now()
    choices = offered(scope(request), local(at).date())
    if request.method != "POST":
        return _shown(request, PlanForm(initial=_begun(request, choices), offered=choices), choices)
    typed = request.POST.copy()
    for name, value in proposing.filled(request.POST.dict()).items():
        typed[name] = value
    form = PlanForm(typed, offered=choices)
    if not form.is_valid():
        return _shown(request, form, choices, ways=proposing.fixes(form.fixes))
    if request.POST.get("do") not in CARRY_OUT or "use" in request.POST:
        return _shown(request, form, choices)
    return _carried_out(request, form, choices)


def _begun(request: HttpRequest, choices: Offered) -> dict[str, Any]:
    """The next working morning, the station looked at, the month's theme: what is known already is not typed."""
    day = local(now()).date() + timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    asked = Asked.read(request.GET.dict())
    codes = [one.code for one in choices.stations]
    return {
        "day": request.GET.get("day") or day,
        "at": "09:00",
        "until": "10:30",
        "station": asked.station if asked.station in codes else codes[0],
        "kind": asked.kind,
        "brand": asked.brand,
        "facility": asked.facility,
        "lecturer": asked.lecturer,
    }


def _carried_out(request: HttpRequest, form: PlanForm, choices: Offered) -> HttpResponse:
    at, told, do = now(), form.cleaned_data, request.POST["do"]
    first: datetime = told["starts_at"]
    length = timedelta(minutes=form.minutes)
    starts = [first]
    try:
        activity = form.activity()
        starts = occurrences(activity.rule, first)
        against = {} if do == "anyway" else holidays.clashes(starts, activity.kind)
        if against and do != "skip":
            return _warned(request, form, choices, starts, against)
        sessions = actions.plan(activity, first, Doing(me(request), at), skipped=against.keys())
    except Refused as refused:
        form.add_error(None, str(refused))
        needs = Needs(told["facility"], told["lecturer"])
        wish = Wish(starts, length, needs, choices.lecturers)
        return _shown(request, form, choices, ways=proposing.ways(refused.code, wish, at))
    return _done(request, sessions)


def _warned(
    request: HttpRequest, form: PlanForm, choices: Offered, starts: list[datetime], against: dict[datetime, str]
) -> HttpResponse:
    """Not forbidden: whoever plans knows what the day is, and decides."""
    length = timedelta(minutes=form.minutes)
    ways = [proposing.another_day(starts[0], length)] if len(starts) == 1 else []
    skips = len(against) if 0 < len(against) < len(starts) else 0
    more = {"against": list(against.values()), "skips": skips}
    return _shown(request, form, choices, ways=ways, **more)


def _done(request: HttpRequest, sessions: list[Session]) -> HttpResponse:
    n = len(sessions)
    told = ngettext("排好了 %(n)d 场。看一遍，没有问题就发布。", "排好了 %(n)d 场。看一遍，没有问题就发布。", n)
    messages.success(request, told % {"n": n})
    return redirect("activities:desk_session", sessions[0].public_id)


def _shown(
    request: HttpRequest, form: PlanForm, choices: Offered, ways: list[Way] | None = None, **more: Any
) -> HttpResponse:
    context = {"form": form, "ways": ways or [], **_taken(form), **_traced(form, choices), **more}
    return page(request, "activities/desk/plan.html", context | frame(request), partial="plan")


def _taken(form: PlanForm) -> dict[str, Any]:
    """What the room is taken for on that day, before anything is decided."""
    told = getattr(form, "cleaned_data", {})
    facility, day = told.get("facility"), told.get("day")
    if facility is None or day is None:
        return {}
    rows = vacancies.taken_on(facility, day)
    start, end = told.get("starts_at"), told.get("ends_at")
    hit = start is not None and end is not None and any(one.overlaps(start, end) for one in rows)
    return {"room": facility, "room_day": day, "room_rows": rows, "room_hit": hit}


def _traced(form: PlanForm, choices: Offered) -> dict[str, Any]:
    """Which goal and theme the automatic choice means for what is typed."""
    told = getattr(form, "cleaned_data", {})
    if not told:
        stations = [one for one in choices.stations if one.code == form.initial.get("station")]
        day = form.initial.get("day")
        if not stations or isinstance(day, str):
            return {}
        return {"theme": choices.theme_for(stations[0], day) if day else None}
    station, day, kind = told.get("station"), told.get("day"), told.get("kind", "")
    if station is None or day is None:
        return {}
    return {"theme": choices.theme_for(station, day), "goal": choices.goal_for(station, kind, day.year)}
