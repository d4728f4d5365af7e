"""How an order is put into words for the desk: its state, whose turn it is, and what happened to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sidan.core.clock import local
from sidan.core.models import Channel
from sidan.core.timewords import moment_words
from sidan.dispatch import Candidate
from sidan.orders.models import Offer, Order, OrderEvent
from sidan.orders.states import NEEDS_HANDS, VERBS, OfferState, State
from sidan.places.models import Station

TONES: dict[str, tuple[str, str]] = {
    State.SUBMITTED: ("warn", "phone-call"),
    State.VERIFIED: ("accent", "user-plus"),
    State.REWORK: ("accent", "rotate-ccw"),
    State.OFFERED: ("info", "hourglass"),
    State.ACCEPTED: ("ok", "circle-check"),
    State.IN_SERVICE: ("ok", "hand-heart"),
    State.SERVED: ("", "smile"),
    State.CALLBACK: ("error", "headset"),
    State.CLOSED: ("", "check"),
    State.REJECTED: ("", "circle-slash"),
    State.REFERRED: ("", "arrow-up-right"),
    State.MERGED: ("", "merge"),
    State.WITHDRAWN: ("", "undo-2"),
    State.UNMET: ("warn", "circle-alert"),
}
OFFER_TONES: dict[str, str] = {
    OfferState.ASKED: "info",
    OfferState.ACCEPTED: "ok",
    OfferState.EXPIRED: "warn",
}
NEXT: dict[str, str | Promise] = {
    State.SUBMITTED: gettext_lazy("站点核实"),
    State.VERIFIED: gettext_lazy("站点派单"),
    State.REWORK: gettext_lazy("站点重新派单"),
    State.ACCEPTED: gettext_lazy("志愿者上门"),
    State.IN_SERVICE: gettext_lazy("志愿者签退"),
    State.SERVED: gettext_lazy("居民评单"),
    State.CALLBACK: gettext_lazy("站点回访"),
}
TERMS: dict[str, str | Promise] = {
    "known_face": gettext_lazy("认识这位居民"),
    "load": gettext_lazy("本月已有安排"),
    "fatigue": gettext_lazy("最近邀请过"),
    "borrow": gettext_lazy("来自别的站点"),
}


_TITLES = ("新时代文明实践站", "文明实践站", "实践站")


def short_name(station: Station) -> str:
    """梅兰社区 for 梅兰社区新时代文明实践站: a column has room for what tells stations apart."""
    for title in _TITLES:
        if station.name.endswith(title) and len(station.name) > len(title) + 1:
            return _(station.name.removesuffix(title))
    return _(station.name)


@dataclass(frozen=True)
class Tag:
    text: str
    tone: str
    icon: str


def state_tag(order: Order) -> Tag:
    tone, icon = TONES[order.state]
    return Tag(str(State(order.state).label), tone, icon)


def next_step(order: Order, asked: int, now: datetime) -> str:
    """Whose turn it is."""
    if order.state in NEEDS_HANDS and order.is_over(now):
        return _("时间已过，请改时间或记为未能满足")
    if order.state != State.OFFERED:
        return str(NEXT.get(order.state, ""))
    if asked:
        return ngettext("等 %(n)d 位志愿者答复", "等 %(n)d 位志愿者答复", asked) % {"n": asked}
    return _("在抢单池里") if order.pool_opened_at else _("没人在被邀请")


def window(order: Order, now: datetime) -> str:
    """今天 09:00–12:00."""
    until = local(order.wanted_until)
    same_day = until.date() == local(order.wanted_from).date()
    end = f"{until:%H:%M}" if same_day else moment_words(order.wanted_until, now)
    return f"{moment_words(order.wanted_from, now)}–{end}"


def reasons(candidate: Candidate) -> list[str]:
    """Why this volunteer stands where they stand."""
    near = _("就住在旁边")
    said = [_("步行 %(n)d 分钟") % {"n": candidate.walk_minutes} if candidate.walk_minutes else near]
    if candidate.known_times:
        said.append(_("认识这位居民（来过 %(n)d 次）") % {"n": candidate.known_times})
    said.append(_("本月 %(n)d 单") % {"n": candidate.load_month} if candidate.load_month else _("本月还没有单"))
    if candidate.terms.fatigue:
        said.append(_("最近邀请过"))
    return said


def offer_reasons(offer: Offer) -> list[str]:
    """The same, from what was stored when they were asked."""
    said = [_("步行 %(n)d 分钟") % {"n": offer.walking_minutes}] if offer.walking_minutes else []
    names = [str(TERMS[row["term"]]) for row in offer.reasons if row.get("term") in TERMS]
    return said + names


@dataclass(frozen=True)
class Line:
    title: str
    at: datetime
    text: str
    icon: str
    tone: str = ""


def timeline(order: Order, events: Iterable[OrderEvent]) -> list[Line]:
    """The history; who rated is never said here, what came of it is."""
    lines = [_line(event) for event in events]
    if lines and order.state in NEXT:
        last = lines[-1]
        lines[-1] = Line(last.title, last.at, last.text, last.icon, "now")
    return lines


def _line(event: OrderEvent) -> Line:
    verb = VERBS[event.verb]
    said = [] if event.by is None or event.verb == "rate" else [event.by.masked_name]
    if event.channel != Channel.DESK or not said:
        said.append(str(event.get_channel_display()))
    if event.reason:
        said.append(event.reason)
    return Line(str(verb.done), event.at, " · ".join(said), verb.icon)
