"""At the place: the code on the door opens this page, around the time itself, for whoever stands in front of it."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sidan.activities import access, actions
from sidan.activities.actions import Guest
from sidan.activities.forms.public import HereForm
from sidan.activities.models import Session, SignUp
from sidan.activities.rules import rules
from sidan.activities.states import Proof, State
from sidan.activities.views.public_session import shown
from sidan.core.actions import take_limit
from sidan.core.address import visitor_address
from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.masking import mask_text
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.core.walls import everything
from sidan.people import kiosk
from sidan.people.doing import Doing
from sidan.people.models import Person

AN_HOUR = 400  # tries from one address: a hall may share it
HERE = "activities/public/here.html"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@once
def here(request: HttpRequest, public_id: str) -> HttpResponse:
    session, at = access.public_session(public_id), now()
    key = request.GET.get("k", "")
    shut = _shut(session, key, at)
    if shut:
        return page(request, "activities/public/here_shut.html", shown(session, at) | shut, status=410)
    person = request.user if isinstance(request.user, Person) else None
    form = HereForm(request.POST or None, most=session.activity.group_most, days=rules().guest_days)
    refusal = ""
    if request.method == "POST" and (person or form.is_valid()):
        try:
            _come_in(request, session, person, form, at)
            return redirect(f"{request.path}?{urlencode({'k': key, 'in': '1'})}")
        except Refused as refused:
            refusal = str(refused)
            if person is None:
                form.add_error(None, refusal)
    context = {
        "form": form,
        "person": person,
        "refusal": refusal,
        "is_in": request.method != "POST" and request.GET.get("in") == "1",
        "again": f"{request.path}?{urlencode({'k': key})}",
        "is_signed_up": person is not None and _own(session, person) is not None,
    }
    return page(request, HERE, shown(session, at) | context)


def _shut(session: Session, key: str, at: datetime) -> dict[str, str]:
    """Why the door's code does not work just now; empty while it does."""
    if not constant_time_compare(key, session.door_token):
        return {
            "title": _("这个二维码不对"),
            "text": _("可能是旧的，或者是别的活动的。请扫门口贴着的那一张，或者请负责人替您签到。"),
        }
    if session.state == State.CANCELLED:
        return {"title": _("这一场取消了"), "text": mask_text(session.change_words)}
    if at < session.opens_at:
        opens = f"{local(session.opens_at):%H:%M}"
        return {"title": _("还没到签到时间"), "text": _("%(time)s 开始可以签到，先坐一会儿。") % {"time": opens}}
    if not session.door_is_open(at):
        return {"title": _("签到已经结束了"), "text": _("来过没签上的，请告诉负责人，他在名单上给您补。")}
    return {}


def _come_in(request: HttpRequest, session: Session, person: Person | None, form: HereForm, at: datetime) -> None:
    if not take_limit(f"door {session.pk} {visitor_address(request)}"[:80], AN_HOUR, window=3600, now=at):
        raise Refused("too_often", _("试得太多了，请找负责人签到。"), 429)
    doing = Doing(person, at, Channel.PAGE)
    row = _own(session, person) if person else _by_phone(session, form.cleaned_data["phone"])
    if row is not None:
        if row.checked_in_at is None:  # a second tap is no mistake
            actions.check_in(row, Proof.DOOR, doing)
        return
    guest = Guest(person) if person else Guest(name=form.cleaned_data["name"], phone=form.cleaned_data["phone"])
    seats = 1 if person else form.cleaned_data.get("seats", 1)
    actions.walk_in(session, guest, Proof.DOOR, doing, seats=seats)


def _own(session: Session, person: Person) -> SignUp | None:
    return SignUp.objects.standing().filter(session=session, person=person).select_related("session").first()


@everything("the number of whoever stands in front of the door")
def _by_phone(session: Session, phone: str) -> SignUp | None:
    known = Q(phone_index=phone) | Q(person__phone_index=phone)
    rows = SignUp.objects.standing().filter(known, session=session).select_related("session")
    return rows.order_by("checked_in_at", "pk").first()


@require_safe
def at_kiosk(request: HttpRequest) -> HttpResponse:
    """A station's shared device stands for the code on the door: what its station holds just now."""
    device = kiosk.of(request)
    if device is None:
        raise Http404
    at = now()
    held = Session.objects.filter(station__name=device.station, state=State.PUBLISHED).for_list()
    before, after = (timedelta(minutes=n) for n in (rules().door_before_minutes, rules().door_after_minutes))
    around = held.filter(starts_at__lte=at + before, ends_at__gte=at - after)
    rows: list[dict[str, Any]] = [
        {
            "title": one.title,
            "text": f"{local(one.starts_at):%H:%M}–{local(one.ends_at):%H:%M} · {one.where}",
            "href": f"{reverse('activities:here', args=[one.public_id])}?{urlencode({'k': one.door_token})}",
        }
        for one in around
        if one.door_is_open(at)
    ]
    return page(request, "activities/public/at_kiosk.html", {"rows": rows, "station": device.station})
