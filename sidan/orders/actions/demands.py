"""What has to be said before something happens: a reason somebody will read, a time that can be kept."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.orders.dayparts import Window
from sidan.orders.models import Order
from sidan.orders.rules import rules

LONGEST = timedelta(days=14)  # a window the dispatcher can look at (sidan.dispatch.model.MAX_WINDOW)


@action
def must_say(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason_missing", _("请写明原因，居民会看到这句话。"))


@action
def must_be_in_time(wanted: Window, now: datetime) -> None:
    if wanted.end <= wanted.start:
        raise Refused("window", _("结束时间要晚于开始时间。"))
    if wanted.end <= now:
        raise Refused("past", _("这个时间已经过去了，请选以后的时间。"))
    if wanted.start > now + timedelta(days=rules().ahead_days):
        raise Refused("far", _("请选 %(n)s 天以内的时间。") % {"n": rules().ahead_days})
    if wanted.end - wanted.start > LONGEST:
        raise Refused("long", _("时间段最长 %(n)s 天，请选得具体一些，好安排志愿者。") % {"n": LONGEST.days})


@action
def must_not_be_over(order: Order, now: datetime) -> None:
    """Nobody promises to come at a time that has gone."""
    if order.is_over(now):
        raise Refused("over", _("约定的时间已经过去了，站点会和居民另约时间。谢谢您愿意来。"))


@action
def must_be_ahead(order: Order, now: datetime) -> None:
    """Nobody is asked for a time that has gone: another one is agreed on first."""
    if order.is_over(now):
        raise Refused("over", _("约定的时间已经过去了。请先和居民说好、点“改时间”，再请人。"))
