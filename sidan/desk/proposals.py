"""A plan in the words of the desk: who is asked for what and why, what it would cost to choose otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sidan.core.clock import local
from sidan.desk.planmap import LARGE, LETTER, Picture, draw
from sidan.dispatch import EPOCH, Assigned, Cause, Diff, Plan, Reason, Terms, Unserved, Why, rank, relief, why
from sidan.orders.dayparts import WEEKDAYS, day_words, window_words
from sidan.orders.matching import CAUSES
from sidan.orders.models import Order
from sidan.orders.planning import Help, Proposal, people_of
from sidan.places.models import Estate, Station
from sidan.volunteers.models import Skill, Volunteer

ROWS = 50  # orders on one page
CHOICES = 8  # people to choose from by hand, cheapest first
NAMED = 3  # moves told one by one; more are counted

REASONS: dict[Reason, str | Promise] = {
    Reason.NOBODY: gettext_lazy("现在没有能请的人"),
    Reason.NO_PAIR: gettext_lazy("能去的人凑不到同一个时间"),
    Reason.OTHERS: gettext_lazy("能去的人都排给了别的单"),
}


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class Seat:
    volunteer: Volunteer
    options: list[Option]
    reasons: str
    otherwise: str  # what the plan would cost without this person
    walk: int


@dataclass(frozen=True)
class Row:
    n: int
    order: Order
    day: str
    hours: str  # morning, or the hours themselves
    area: str
    seats: list[Seat]
    is_pinned: bool
    is_changed: bool


@dataclass(frozen=True)
class Left:
    order: Order
    when: str
    area: str
    why: str
    causes: str


class Words:
    """Says everything about one proposal; reads its orders and people in two queries."""

    def __init__(self, proposal: Proposal, now: datetime, day: date | None = None, page: str = "") -> None:
        self.proposal, self.plan, self.now = proposal, proposal.plan, now
        self.day = day
        rows = Order.objects.for_list().filter(pk__in=list(proposal.wanted))
        self.orders = {row.pk: row for row in rows.order_by("wanted_from", "pk")}
        asked = {one.order_id for one in self.plan.assigned}
        self.number = {pk: n for n, pk in enumerate((pk for pk in self.orders if pk in asked), 1)}
        # What a page does not show is not put into words: regrets and choices are most of the work.
        self.page = Paginator([pk for pk in self.number if self.is_shown(pk)], ROWS).get_page(page)
        pairs = proposal.pairs
        self.options = {pk: proposal.options(pk)[: CHOICES * max(1, len(pairs[pk]))] for pk in self.page}
        named = {pk for people in pairs.values() for pk in people}
        self.people = people_of(named.union(*self.options.values()))

    def is_shown(self, pk: int) -> bool:
        return self.day is None or local(self.proposal.wanted[pk].wanted_from).date() == self.day

    def days(self) -> list[date]:
        """The days that have something in them."""
        return sorted({local(self.proposal.wanted[pk].wanted_from).date() for pk in self.orders})

    # One order ----------------------------------------------------------------------------------------------------

    def rows(self, pins: Iterable[int] = (), changed: Iterable[int] = ()) -> list[Row]:
        """Of this page, with choices and with what each would cost to do without."""
        pinned, moved, by_order = set(pins), set(changed), self._by_order()
        return [
            self._row(
                pk,
                [self._seat(one, by_order[pk], is_best=not pinned) for one in by_order[pk]],
                is_pinned=pk in pinned,
                is_changed=pk in moved,
            )
            for pk in self.page
        ]

    def on_paper(self) -> list[Row]:
        """All of them; paper offers no choice."""
        by_order = self._by_order()
        return [
            self._row(pk, [Seat(self.people[o.volunteer_id], [], "", "", o.terms.walk) for o in by_order[pk]])
            for pk in self.number
            if self.is_shown(pk)
        ]

    def _by_order(self) -> dict[int, list[Assigned]]:
        found: dict[int, list[Assigned]] = {}
        for one in self.plan.assigned:
            found.setdefault(one.order_id, []).append(one)
        return found

    def _row(self, pk: int, seats: list[Seat], *, is_pinned: bool = False, is_changed: bool = False) -> Row:
        order = self.orders[pk]
        day = day_words(order.day, local(self.now).date())
        hours = self.when(order).removeprefix(day).strip()
        area = order.address.estate.name
        return Row(self.number[pk], order, day, hours, area, seats, is_pinned, is_changed)

    def when(self, order: Order) -> str:
        return window_words(order.wanted_from, order.wanted_until, local(self.now).date())

    def _seat(self, one: Assigned, together: list[Assigned], *, is_best: bool) -> Seat:
        """What the plan would cost without this person is said of the best plan only: in one that was changed by hand
        everybody is held in place, which is no cost of theirs."""
        others = {other.volunteer_id for other in together} - {one.volunteer_id}
        options = [self._option(one, pk) for pk in self.options[one.order_id] if pk not in others]
        return Seat(
            volunteer=self.people[one.volunteer_id],
            options=options,
            reasons=self._reasons(one),
            otherwise=self.otherwise(why(self.plan, one.order_id, one.volunteer_id)) if is_best else "",
            walk=one.terms.walk,
        )

    def _option(self, one: Assigned, pk: int) -> Option:
        graph = self.plan.graph
        terms = graph.terms(graph.arc(one.order_id, pk))
        person = self.people[pk]
        said = [self.name(pk), _("步行 %(n)d 分钟") % {"n": terms.walk}, area_of(person)]
        if terms.known_face:
            said.insert(2, _("认识"))
        return Option(person.public_id, " · ".join(part for part in said if part), pk == one.volunteer_id)

    def _reasons(self, one: Assigned) -> str:
        index = self.plan.graph.index
        month = int(index.people.load_month[index.row_of(one.volunteer_id)])
        return _("，").join(reason_words(one.terms, month))

    def name(self, pk: int) -> str:
        return name_of(self.people[pk])

    # Otherwise ----------------------------------------------------------------------------------------------------

    def otherwise(self, told: Why) -> str:
        """Exact regret: the best plan without this person."""
        if told.minutes is None:
            return ""
        if told.lost:
            lost = [self.number.get(pk, 0) for pk in told.lost]
            if told.order_id in told.lost:
                return _("不请这位，这张单就没人去")
            return _("不请这位，第 %(n)s 单就没人去") % {"n": "、".join(str(n) for n in lost if n)}
        said = [_("换人要多 %(n)d 分钟") % {"n": told.minutes} if told.minutes > 0 else _("换人一样合适")]
        moved = [move for move in told.moves if move.order_id != told.order_id and move.comes and move.leaves]
        if moved:
            said.append(ngettext("另有 %(n)d 单要跟着换", "另有 %(n)d 单要跟着换", len(moved)) % {"n": len(moved)})
        return _("，").join(said)

    def consequence(self, before: Plan, diff: Diff, pins: Iterable[int]) -> str:
        """What choosing by hand did to everything else."""
        pinned = set(pins)
        minutes = _walking(self.plan) - _walking(before)
        said = [_walk_words(minutes)]
        comes = {order: volunteer for order, volunteer in diff.asked if order not in pinned}
        moved = [_("%(who)s 改去第 %(n)d 单") % {"who": self.name(pk), "n": self.number[order]}
                 for order, pk in comes.items() if order in self.number]  # fmt: skip
        said += moved[:NAMED]
        if len(moved) > NAMED:
            said.append(_("还有 %(n)d 单换了人") % {"n": len(moved) - NAMED})
        lost = {order for order, _v in before.pairs} - {order for order, _v in self.plan.pairs}
        said += [_("“%(item)s”没人去了") % {"item": self.orders[order].item.title} for order in sorted(lost)]
        gained = {order for order, _v in self.plan.pairs} - {order for order, _v in before.pairs}
        said += [_("第 %(n)d 单有人去了") % {"n": self.number[order]} for order in sorted(gained)]
        if not moved and not lost:
            said.append(_("别的单都不动"))
        return _("；").join(said) + _("。")

    # What stays unserved ------------------------------------------------------------------------------------------

    def left(self) -> list[Left]:
        unserved = {one.order_id: one for one in self.plan.unserved}
        found = []
        for pk, order in self.orders.items():
            if not self.is_shown(pk):
                continue
            if pk in self.proposal.over:
                found.append(self._left(order, _("约的时间快过了，请先和居民改时间"), ""))
            elif pk in unserved:
                lacking = lacking_words(self.plan, unserved[pk], order.item.skill)
                found.append(self._left(order, self._unserved(unserved[pk]), lacking))
        return found

    def _left(self, order: Order, told: str, causes: str) -> Left:
        return Left(order, self.when(order), order.address.estate.name, told, causes)

    def _unserved(self, one: Unserved) -> str:
        if one.reason is Reason.NOBODY and one.candidates:
            wanted = self.proposal.wanted[one.order_id].places
            return _("要 %(wanted)d 位，只有 %(n)d 位能请") % {"wanted": wanted, "n": one.candidates}
        return str(REASONS[one.reason])

    def help(self, found: Help | None) -> str:
        return help_words(found, local(self.now).date()) if found else ""

    # The map ------------------------------------------------------------------------------------------------------

    def picture(self, station: Station, *, is_large: bool) -> Picture | None:
        shown = [one for one in self.plan.assigned if self.is_shown(one.order_id)]
        home = {pk: estate_of(one) for pk, one in self.people.items()}
        ways = [(e.pk, self.orders[o.order_id].address.estate_id) for o in shown if (e := home[o.volunteer_id])]
        ours = Q(grid__station__under=(station.path,)) | Q(pk__in={start for start, _end in ways})
        estates = list(Estate.objects.filter(ours).select_related("grid__station").order_by("pk"))
        asked: dict[int, list[int]] = {}
        for pk in {one.order_id for one in shown}:
            asked.setdefault(self.orders[pk].address.estate_id, []).append(self.number[pk])
        left = [one.order.address.estate_id for one in self.left()]
        return draw(estates, ways, asked, left, LARGE if is_large else LETTER)


def reason_words(terms: Terms, month: int) -> list[str]:
    said = [_("认识这位居民")] if terms.known_face else []
    said.append(_("本月 %(n)d 单") % {"n": month} if month else _("本月还没有单"))
    if terms.fatigue:
        said.append(_("最近邀请过"))
    if terms.borrow:
        said.append(_("别的站点的"))
    return said


def lacking_words(plan: Plan, one: Unserved, skill: str) -> str:
    """Who lacks just one thing, the commonest first: that is what could be changed."""
    if one.reason is not Reason.NOBODY:
        return ""
    order = plan.graph.orders[plan.graph.number(one.order_id)]
    alone = relief(rank(plan.graph.index, order, plan.graph.policy, 1))
    alone.pop(Cause.SKILL, None)  # of those who know something else nobody says that they lack one thing
    first = sorted(alone, key=lambda cause: -alone[cause])[:NAMED]
    if not first:
        return _("附近没有会%(skill)s又方便的人") % {"skill": Skill(skill).label}
    named = [_("%(n)d 位%(cause)s") % {"n": alone[cause], "cause": CAUSES[cause]} for cause in first]
    return _("只差一样的，%(named)s") % {"named": _("，").join(named)}


def help_words(found: Help, today: date) -> str:
    day = EPOCH + timedelta(days=found.day)
    told = {"skill": Skill(found.skill).label, "day": day_words(day, today), "n": found.seats}
    return _("再有一位会%(skill)s的人，%(day)s就能多去 %(n)d 人次") % told


def name_of(volunteer: Volunteer) -> str:
    """Masked, with the last digits: there are many 王*."""
    return f"{volunteer.person.masked_name} {volunteer.person.tail}".strip()


def tab_words(day: date, today: date) -> str:
    near = {0: _("今天"), 1: _("明天"), 2: _("后天")}.get((day - today).days, f"{day.month}/{day.day}")
    return f"{near} {_(WEEKDAYS[day.weekday()])}"


def estate_of(volunteer: Volunteer) -> Estate | None:
    """Where they set out from, no finer than the estate."""
    if volunteer.start is not None:
        return volunteer.start
    return volunteer.person.address.estate if volunteer.person.address else None


def area_of(volunteer: Volunteer) -> str:
    estate = estate_of(volunteer)
    return estate.name if estate else ""


def _walking(plan: Plan) -> int:
    return sum(one.terms.walk for one in plan.assigned)


def _walk_words(minutes: int) -> str:
    if minutes > 0:
        return _("一共多走 %(n)d 分钟") % {"n": minutes}
    return _("一共少走 %(n)d 分钟") % {"n": -minutes} if minutes else _("路一样长")
