"""What a volunteer has promised, in words: today, what comes next, and the steps of one visit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sidan.core.clock import local
from sidan.core.timewords import span_words
from sidan.core.walls import everything
from sidan.orders import access
from sidan.orders.asked import area_words, people_words, when_words
from sidan.orders.dayparts import day_words
from sidan.orders.models import Assignment
from sidan.orders.rules import rules
from sidan.orders.states import State
from sidan.volunteers.models import Volunteer

MOST = 30


@dataclass(frozen=True)
class Duty:
    """One promised visit. `door`, `name` and `phone` are empty outside acceptance and completion."""

    assignment: Assignment
    when: str
    area: str
    people: str
    door: str
    name: str
    phone: str
    details: str
    code: str  # read out at the door before it opens
    stage: str  # waiting, coming, here, done

    @property
    def public_id(self) -> str:
        return self.assignment.public_id

    @property
    def is_open(self) -> bool:
        return self.stage != "done"


def to_come(volunteer: Volunteer) -> QuerySet[Assignment]:
    mine = Assignment.objects.to_come().for_list().filter(volunteer=volunteer)
    return mine.order_by("order__wanted_from", "pk")[:MOST]


def promised(volunteer: Volunteer, now: datetime) -> list[Duty]:
    return [duty(one, now) for one in to_come(volunteer)]


def duty(assignment: Assignment, now: datetime) -> Duty:
    order, sees = assignment.order, access.sees_address(assignment)
    return Duty(
        assignment=assignment,
        when=when_words(order, now),
        area=area_words(order),
        people=people_words(order),
        door=order.address.door if sees else "",
        name=order.served.name if sees else order.served.masked_name,
        phone=order.served.phone if sees else "",
        details=order.details if sees else "",
        code=order.counter_code if sees else "",
        stage=_stage(assignment),
    )


def _stage(assignment: Assignment) -> str:
    if assignment.checked_out_at is not None:
        return "done"
    if assignment.checked_in_at is not None:
        return "here"
    return "waiting" if assignment.order.state == State.OFFERED else "coming"


def split_by_day(duties: list[Duty], now: datetime) -> tuple[list[Duty], list[Duty]]:
    """Today with whatever was left open on days before, and what comes later."""
    tomorrow = local(now).date() + timedelta(days=1)
    today = [one for one in duties if one.assignment.order.day < tomorrow or one.stage == "here"]
    return today, [one for one in duties if one not in today]


def is_day_of(assignment: Assignment, now: datetime) -> bool:
    return assignment.order.day <= local(now).date()


def is_soon(assignment: Assignment, now: datetime) -> bool:
    """So near that nobody may be found in time by asking alone: the station should hear it by telephone."""
    return assignment.order.wanted_from - now < timedelta(hours=rules().late_release_hours)


def spent(assignment: Assignment, now: datetime) -> str:
    """How long the visit took, or takes by now."""
    if assignment.checked_in_at is None:
        return ""
    return span_words((assignment.checked_out_at or now) - assignment.checked_in_at)


def finished(volunteer: Volunteer) -> QuerySet[Assignment]:
    mine = Assignment.objects.standing().for_list().filter(volunteer=volunteer, checked_out_at__isnull=False)
    return mine.order_by("-checked_out_at", "-pk")


@dataclass(frozen=True)
class Done:
    assignment: Assignment
    when: str
    area: str


def done(assignment: Assignment, now: datetime) -> Done:
    order = assignment.order
    day = day_words(local(assignment.checked_out_at or now).date(), local(now).date())
    return Done(assignment, f"{day} · {spent(assignment, now)}", area_words(order))


def week_of(now: datetime) -> tuple[datetime, datetime]:
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    return monday, monday + timedelta(days=7)


def promised_this_week(volunteer: Volunteer, now: datetime) -> int:
    start, end = week_of(now)
    mine = Assignment.objects.standing().filter(volunteer=volunteer)
    return mine.filter(order__wanted_from__gte=start, order__wanted_from__lt=end).count()


def steps(assignment: Assignment) -> list[dict[str, Any]]:
    """The visit as the timeline piece wants it."""
    order, stage = assignment.order, _stage(assignment)
    at = ("waiting", "coming", "here", "done").index(stage)
    rows = [
        (0, "users", _("等人齐"), _("还差 %(n)d 个人，人齐了会告诉您。") % {"n": order.free_places}),
        (1, "footprints", _("按时到门口"), _("出门前先打个电话，确认在家。")),
        (1, "megaphone", _("报核对码"), _("隔着门把核对码念给居民听，对上了再请他开门。")),
        (1, "key-round", _("请居民念服务码"), _("四位数字，填进“我到了”。")),
        (2, "hand-heart", _("开始服务"), _("不收钱，不收礼。拿不准的事问站点。")),
        (3, "flag", _("做完签退"), _("系统会请居民评一评。")),
    ]
    shown = rows if order.places > 1 and stage == "waiting" else rows[1:]
    return [_step(row, at, assignment) for row in shown]


def _step(row: tuple[int, str, str, str], at: int, assignment: Assignment) -> dict[str, Any]:
    place, icon, title, text = row
    moments = {"key-round": assignment.checked_in_at, "flag": assignment.checked_out_at}
    tone = "ok" if place < at or at == 3 else "now" if place == at else "next"
    return {"title": title, "text": text, "icon": icon, "tone": tone, "at": moments.get(icon)}


@everything("who else comes to the same visit")
def coming_along(assignment: Assignment) -> list[Assignment]:
    """The others who promised a place of the same visit."""
    others = Assignment.objects.promised(assignment.order).exclude(pk=assignment.pk)
    return list(others.select_related("volunteer__person"))
