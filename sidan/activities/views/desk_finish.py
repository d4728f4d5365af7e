"""Closing a session with its numbers: what is in the records is not asked for again."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.activities import actions, words
from sidan.activities.attendance import figures, rows_of
from sidan.activities.forms.desk import FinishForm
from sidan.activities.views.desk_list import frame
from sidan.activities.views.desk_session import back_to, session_to_write
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import DESK, me, staff
from sidan.people.doing import Doing


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def finish(request: HttpRequest, public_id: str) -> HttpResponse:
    session = session_to_write(request, public_id)
    told = figures(rows_of(session), session.day)
    initial = {"head_count": told.came or None}
    is_sent = request.method == "POST"
    form = FinishForm(request.POST if is_sent else None, request.FILES if is_sent else None, initial=initial)
    if is_sent and form.is_valid():
        doing, said = Doing(me(request), now()), form.cleaned_data
        try:
            with transaction.atomic():
                actions.finish(session, doing, head_count=said["head_count"], report=said["report"])
                actions.add_session_photos(session, said["photos"] or [], doing)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("记好了，这一场办完了。辛苦了。"))
            return back_to(session)
    context = {"session": session, "form": form, "figures": told, "when": words.when(session, now())}
    return page(request, "activities/desk/finish.html", context | frame(request))
