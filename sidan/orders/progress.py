"""Where an order stands, in words for the person it is for: what happens next, and the tone of its tag."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidan.core.models import Channel
from sidan.orders.dayparts import window_words
from sidan.orders.models import Order, OrderEvent
from sidan.orders.states import VERBS, State


@dataclass(frozen=True)
class Stage:
    tone: str
    icon: str
    next: str | Promise
    soon: str | Promise = ""  # the next entry of the timeline, in a few words


STAGES: dict[str, Stage] = {
    State.SUBMITTED: Stage(
        "info",
        "phone-call",
        gettext_lazy("站点会在一个工作日内打电话跟您核实。请留意陌生的座机号。"),
        gettext_lazy("站点打电话核实"),
    ),
    State.VERIFIED: Stage(
        "info", "search", gettext_lazy("站点已经核实，正在为您找合适的志愿者。"), gettext_lazy("请志愿者")
    ),
    State.OFFERED: Stage(
        "info",
        "hourglass",
        gettext_lazy("已经邀请了志愿者，正在等他们答复。有人接单会马上告诉您。"),
        gettext_lazy("志愿者接单"),
    ),
    State.ACCEPTED: Stage(
        "ok",
        "circle-check",
        gettext_lazy("志愿者会按时到。到了先请他报核对码，再把服务码念给他听。"),
        gettext_lazy("志愿者上门"),
    ),
    State.IN_SERVICE: Stage("accent", "hand-heart", gettext_lazy("志愿者正在为您服务。"), gettext_lazy("服务完成")),
    State.SERVED: Stage(
        "warn", "smile", gettext_lazy("服务做完了，请评一评，七天内都可以。"), gettext_lazy("请您评一评")
    ),
    State.CALLBACK: Stage(
        "warn",
        "headset",
        gettext_lazy("对不起，没有让您满意。站点会在一个工作日内给您回电话。"),
        gettext_lazy("站点给您回电话"),
    ),
    State.REWORK: Stage(
        "info", "rotate-ccw", gettext_lazy("站点正在为您重新安排，安排好了马上告诉您。"), gettext_lazy("重新请志愿者")
    ),
    State.CLOSED: Stage("ok", "check", gettext_lazy("这张单已经完成，谢谢您。")),
    State.REJECTED: Stage("", "circle-slash", gettext_lazy("这件事我们没能受理，原因写在下面。有疑问请打电话给站点。")),
    State.REFERRED: Stage("", "arrow-up-right", gettext_lazy("这件事已经转给专门的单位办理。")),
    State.MERGED: Stage("", "merge", gettext_lazy("这张单和另一张单一起办，看那一张就可以。")),
    State.WITHDRAWN: Stage("", "undo-2", gettext_lazy("这张单已经撤回，没有人会上门。")),
    State.UNMET: Stage(
        "warn", "circle-alert", gettext_lazy("很抱歉，暂时没有人能做。我们记下了，招到人会优先联系您。")
    ),
}
_QUIET = ("widen", "climb", "expire", "decline")  # what happens behind the counter, not to the resident
_OVER = (State.CLOSED, State.WITHDRAWN, State.REJECTED, State.MERGED, State.REFERRED, State.UNMET)
# Several volunteers of one order, or several rounds of asking, are one line for the resident.
_SAME = {"claim": "accept", "open_pool": "dispatch"}


def stage(order: Order) -> Stage:
    return STAGES[order.state]


def who_words(events: list[OrderEvent]) -> str:
    """The capacity in which somebody acted, never their name; several volunteers in a row are counted."""
    event = events[-1]
    match event.verb:
        case "accept" | "claim" | "release" | "check_in" | "check_out":
            return _("%(n)d 位志愿者") % {"n": len(events)} if len(events) > 1 else _("志愿者")
        case "reschedule" if event.channel == Channel.DESK:
            return _("站点工作人员")
        case "place" | "withdraw" | "rate" | "reschedule":
            return _("本人") if event.channel in (Channel.PAGE, Channel.LINK) else event.get_channel_display()
        case "close_unrated":
            return _("系统")
    return _("站点工作人员") if event.by_id else _("系统")


def timeline(order: Order) -> list[dict[str, Any]]:
    """The order's events as the piece of that name wants them; the last is where it stands, one more what follows."""
    told = (event for event in order.events.all() if event.verb not in _QUIET)
    shown = [
        _entry(list(events)) for _key, events in groupby(told, key=lambda event: _SAME.get(event.verb, event.verb))
    ]
    if shown and order.state not in _OVER:
        shown[-1]["tone"] = "now"
        shown.append({"title": str(stage(order).soon), "icon": "circle", "tone": "next", "at": None, "text": ""})
    return shown


def _entry(events: list[OrderEvent]) -> dict[str, Any]:
    event = events[-1]
    verb = VERBS[event.verb]
    reason = event.reason if event.verb in ("reject", "mark_unmet", "reschedule") else ""
    said = _(reason) if reason else ""  # one of the desk's presets, or in somebody's own words
    tone = "warn" if event.verb in ("release", "reject", "mark_unmet") else "ok"
    text = "：".join(part for part in (who_words(events), said) if part)
    return {"title": str(verb.done), "at": event.at, "text": text, "icon": verb.icon, "tone": tone}


def row(order: Order, today: date, *, me: int) -> dict[str, Any]:
    """One line of a list."""
    here = stage(order)
    when = window_words(order.wanted_from, order.wanted_until, today)
    whom = "" if order.served_id == me else _("为%(name)s") % {"name": order.served.name}
    return {
        "public_id": order.public_id,
        "title": order.item.title,
        "icon": order.item.icon,
        "text": " · ".join(part for part in (whom, when) if part),
        "tag": order.get_state_display(),
        "tone": here.tone,
        "tag_icon": here.icon,
        "next": here.next,
    }
