"""The inbox, and how I want to be told."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.timewords import moment_words
from sidan.notices import access, actions
from sidan.notices.forms import SettingsForm
from sidan.notices.models import DeliveryState, Notice
from sidan.people.access import me, signed_in

PER_PAGE = 20
_ICONS = {"offer": "inbox", "order": "clipboard-list", "rate": "star", "volunteer": "hand-heart", "test": "bell"}


@require_GET
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    person, at = me(request), now()
    shown = Paginator(access.inbox(person), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": [_row(notice, moment_words(notice.made_at, at)) for notice in shown],
        "unread": access.unread_count(person),
    }
    return page(request, "notices/inbox.html", context)


def _row(notice: Notice, when: str) -> dict[str, Any]:
    return {
        "public_id": notice.public_id,
        "icon": _ICONS.get(notice.kind, "bell"),
        "text": notice.words,
        "when": when,
        "is_unread": notice.read_at is None,
        "is_urgent": notice.is_urgent,
    }


@require_GET
@signed_in
def open_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Following a notice is reading it."""
    notice = access.notice_for(me(request), public_id)
    actions.open_notice(notice, now=now())
    return HttpResponseRedirect(notice.link) if notice.link else redirect("notices:inbox")


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_read(me(request), now=now())
    return redirect("notices:inbox")


@require_http_methods(["GET", "POST"])
@signed_in
@once
def settings(request: HttpRequest) -> HttpResponse:
    person = me(request)
    preference = access.preference_of(person)
    form = SettingsForm(preference, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.set_preference(
            person, sms=told["sms"], push_address=told["push_address"], quiet=form.quiet_chosen, now=now()
        )
        messages.success(request, _("消息设置已保存。"))
        return redirect("notices:settings")
    return page(request, "notices/settings.html", {"form": form, "ways": _ways(request)})


def _ways(request: HttpRequest) -> list[tuple[str, str, str]]:
    tones = {DeliveryState.SENT: "ok", DeliveryState.WAITING: "info", DeliveryState.GIVEN_UP: "error"}
    return [
        (last.get_way_display(), str(last.get_state_display()), tones[DeliveryState(last.state)])
        for last in access.last_deliveries(me(request))
    ]


@require_POST
@signed_in
def send_test(request: HttpRequest) -> HttpResponse:
    ways = actions.send_test(me(request), now=now())
    if ways:
        names = "、".join(str(way.label) for way in ways)
        messages.success(request, _("测试消息已发出（%(ways)s），一两分钟内应能收到。") % {"ways": names})
    else:
        messages.warning(request, _("短信和其他方式都没有打开，测试消息只放进了站内消息。"))
    return redirect("notices:settings")
