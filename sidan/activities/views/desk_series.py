"""Changing a series: what will happen is told first, and only then carried out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.activities import actions, proposing, words
from sidan.activities.actions import Followed
from sidan.activities.forms.desk import RhythmForm, SeriesForm, series_values_of
from sidan.activities.models import Session
from sidan.activities.offered import offered
from sidan.activities.proposing import Way
from sidan.activities.views.desk_list import frame
from sidan.activities.views.desk_session import back_to, session_to_write
from sidan.activities.views.desk_verbs import METHODS
from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import DESK, me, scope, staff
from sidan.people.doing import Doing


@require_http_methods(METHODS)
@staff(*DESK)
@once
def series(request: HttpRequest, public_id: str) -> HttpResponse:
    session, at = session_to_write(request, public_id), now()
    activity, choices = session.activity, offered(scope(request), local(at).date())
    form = SeriesForm(
        request.POST if request.method == "POST" else None,
        activity=activity,
        facilities=choices.facilities,
        lecturers=choices.lecturers,
        initial=series_values_of(activity),
    )
    if request.method != "POST" or not form.is_valid():
        return _asked(request, session, form)
    doing = Doing(me(request), at, reason=form.cleaned_data["reason"])
    return _told_first(request, session, form, lambda: actions.change_series(activity, form.values(), doing), doing)


@require_http_methods(METHODS)
@staff(*DESK)
@once
def rhythm(request: HttpRequest, public_id: str) -> HttpResponse:
    session, at = session_to_write(request, public_id), now()
    activity, begins = session.activity, local(max(session.starts_at, at))
    initial = {"day": begins.date(), "at": f"{local(session.starts_at):%H:%M}", "repeat": "weekly"}
    typed = request.POST.copy()
    for name, value in proposing.filled(request.POST.dict()).items():
        typed[name] = value
    form = RhythmForm(typed if request.method == "POST" else None, initial=initial)
    if request.method != "POST" or not form.is_valid() or "use" in request.POST:
        return _asked(request, session, form, ways=proposing.fixes(form.fixes))
    first = form.cleaned_data["starts_at"]
    doing = Doing(me(request), at, reason=form.cleaned_data["reason"])

    def change() -> Followed:
        return actions.change_rule(activity, form.rule(first), first, doing)

    return _told_first(request, session, form, change, doing)


def _told_first(
    request: HttpRequest,
    session: Session,
    form: SeriesForm | RhythmForm,
    change: Callable[[], Followed],
    doing: Doing,
) -> HttpResponse:
    """The first button shows what would happen; the second, on the page that shows it, does it."""
    try:
        if request.POST.get("do") != "sure":
            return _asked(request, session, form, foreseen=actions.rehearse(session.activity, change, doing))
        followed = change()
    except Refused as refused:
        form.add_error(None, str(refused))
        return _asked(request, session, form)
    told = {"changed": followed.changed, "kept": followed.kept, "added": followed.added, "off": followed.cancelled}
    words_of = _("改好了：%(changed)d 场跟着改，%(kept)d 场不动，新排 %(added)d 场，取消 %(off)d 场。")
    messages.success(request, words_of % told)
    return back_to(session)


def _asked(
    request: HttpRequest, session: Session, form: SeriesForm | RhythmForm, ways: list[Way] | None = None, **more: Any
) -> HttpResponse:
    context = {
        "session": session,
        "form": form,
        "ways": ways or [],
        "when": words.when(session, now()),
        "is_rhythm": isinstance(form, RhythmForm),
    }
    return page(request, "activities/desk/series.html", context | more | frame(request))
