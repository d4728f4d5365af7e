"""The rounds of a day in the words of the desk and of the sheet that a volunteer takes along."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidan.core.clock import LOCAL, local
from sidan.core.walls import everything
from sidan.desk.proposals import NAMED, area_of, name_of
from sidan.dispatch import EPOCH
from sidan.orders import access
from sidan.orders.dayparts import window_words
from sidan.orders.models import Assignment, Order
from sidan.orders.planning import people_of
from sidan.orders.rounds import Day, Round, Stop
from sidan.volunteers.models import Volunteer

MIDNIGHT = datetime(EPOCH.year, EPOCH.month, EPOCH.day, tzinfo=LOCAL)


@dataclass(frozen=True)
class Door:
    """The full door, name and telephone: only of a visit somebody has promised, and only once it was asked for."""

    name: str
    phone: str
    address: str
    note: str
    details: str
    code: str


@dataclass(frozen=True)
class Visit:
    order: Order
    at: str  # about when
    window: str  # what was agreed with the resident
    area: str
    walk: int
    is_promised: bool
    is_certain: bool
    is_ours: bool  # of a station this desk works for; of others it says no more than where and when
    others: list[str]
    door: Door | None


@dataclass(frozen=True)
class Route:
    volunteer: Volunteer
    name: str
    area: str
    visits: list[Visit]
    walk: int
    is_new: bool

    @property
    def words(self) -> str:
        n = len(self.visits)
        return _("，").join(
            (ngettext("%(n)d 家", "%(n)d 家", n) % {"n": n}, _("一共步行 %(n)d 分钟") % {"n": self.walk})
        )


@dataclass(frozen=True)
class Paper:
    """Puts the rounds of one day into words; reads its orders and people in two queries."""

    day: Day
    now: datetime
    reach: tuple[str, ...]  # the stations of this desk
    shown: Collection[int] = ()  # orders whose doors may be read on this page

    @everything("a volunteer's day is whole; of another station's visit it says no more than where and when")
    def routes(self) -> list[Route]:
        stops = [stop for one in self.day.rounds for stop in one.stops]
        rows = Order.objects.for_list().filter(pk__in={stop.order_id for stop in stops})
        orders = {row.pk: row for row in rows}
        people = people_of({one.volunteer_id for one in self.day.rounds}.union(*(stop.others for stop in stops)))
        found = []
        for one in self.day.rounds:
            visits = [self._visit(stop, one, orders[stop.order_id], people) for stop in one.stops]
            who = people[one.volunteer_id]
            found.append(Route(who, name_of(who), area_of(who), visits, one.walk, one.is_new))
        return found

    def _visit(self, stop: Stop, one: Round, order: Order, people: dict[int, Volunteer]) -> Visit:
        promise = self.day.promised.get((stop.order_id, one.volunteer_id))
        ours = order.station.is_under(self.reach)
        return Visit(
            order=order,
            at=clock_words(stop.start) if stop.is_certain else "",
            window=window_words(order.wanted_from, order.wanted_until, local(self.now).date()),
            area=order.address.estate.name,
            walk=stop.walk,
            is_promised=stop.is_promised,
            is_certain=stop.is_certain,
            is_ours=ours,
            others=[name_of(people[pk]) for pk in stop.others],
            door=_door(promise) if promise and ours and order.pk in self.shown else None,
        )


def _door(promise: Assignment) -> Door | None:
    order = promise.order
    if not access.sees_address(promise):
        return None
    served = order.served
    return Door(served.name, served.phone, order.address.door, served.need_note, order.details, order.counter_code)


def clock_words(minute: int) -> str:
    return f"{MIDNIGHT + timedelta(minutes=minute):%H:%M}"


def gained_words(day: Day) -> str:
    """What going to several doors in a half-day is good for."""
    stats = day.proposal.plan.stats
    if not stats.seats:
        return ""
    told = {"seats": stats.seats, "served": stats.served, "gained": day.gained}
    said = _("这一天还缺 %(seats)d 人次，能请到 %(served)d 人次") % told
    if day.gained > 0:
        return said + _("；一人多走几家，比一人一家多去 %(gained)d 人次。") % told
    return said + _("。")


def split_words(names: list[str]) -> str:
    """Orders that could not be asked because somebody who goes along was not ticked."""
    said = _("、").join(names[:NAMED])
    told = {"names": said, "n": len(names)}
    if len(names) > NAMED:
        return _("%(names)s等 %(n)d 张单要两个人一起去，只选了一个人，没有发出。") % told
    return _("%(names)s要两个人一起去，只选了一个人，没有发出。") % told
