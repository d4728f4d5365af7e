"""The bridge to the dispatcher: rows become arrays, the ranking comes back with people.

Only those who have the item's skill and live within the policy's reach are loaded; the others are counted in SQL.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sidan import dispatch
from sidan.core.errors import Refused
from sidan.core.walls import everything
from sidan.dispatch import Cause, Policy, Ranking
from sidan.orders import columns
from sidan.orders.actions.asking import Asked
from sidan.orders.actions.demands import must_not_be_over
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.policies import policy_of
from sidan.orders.rules import rules
from sidan.orders.states import OfferState
from sidan.volunteers.models import Team, TeamStage, Volunteer, bits_of

QUEUE = 60  # of the ranking, from which a wave is chosen
MONTH_DAYS = 30  # of questions that still count a little
LOAD_WEIGHT = 1.0  # an order taken on this month, in questions
OLDER = 4  # of them tire as much as one of this week

CAUSES: dict[Cause, str | Promise] = {
    Cause.DISTANCE: _("住得太远"),
    Cause.IS_BENEFICIARY: _("本人或家人"),
    Cause.BLOCK: _("双方不宜再安排"),
    Cause.PAUSED: _("暂停服务"),
    Cause.SKILL: _("没有这项技能"),
    Cause.QUALIFICATION: _("缺少有效证书"),
    Cause.GUARD_MINOR: _("未成年人不宜"),
    Cause.GUARD_INSURANCE: _("没有有效保险"),
    Cause.TIME: _("这个时间没空"),
    Cause.BUSY: _("这个时间已有安排"),
    Cause.LOAD: _("本周已到上限"),
    Cause.ALREADY_ASKED: _("这张单已邀请过"),
}

# The same to the volunteer themselves: why not this one, and what can be done about it.
FIT: dict[Cause, str | Promise] = {
    Cause.DISTANCE: _("这张单离您远，超出了您选的步行范围。想走远一点，可以在“我的资料”里改。"),
    Cause.IS_BENEFICIARY: _("这张单是您自己或家人点的，请别的志愿者来做吧。"),
    Cause.BLOCK: _("这张单不适合由您去，请看看别的。"),
    Cause.PAUSED: _("您现在暂停接单。先点“恢复接单”，再来抢单。"),
    Cause.SKILL: _("这张单要会这项服务。您会的话，先在“我的资料”里勾上。"),
    Cause.QUALIFICATION: _("这张单要有效的资格证。请先在“我的资料”里填报，再带原件到站点看一下。"),
    Cause.GUARD_MINOR: _("这项服务不安排未成年人去。谢谢您愿意来。"),
    Cause.GUARD_INSURANCE: _("这项服务要先上保险。请给站点打个电话，站点为您办。"),
    Cause.TIME: _("这个时间不在您填的空闲时间里。有空的话，先在“我的时间”里改。"),
    Cause.BUSY: _("您在这个时间已经有别的安排，排不开了。"),
    Cause.LOAD: _("您这一周答应的次数到上限了。想多做，可以在“我的资料”里改。"),
    Cause.ALREADY_ASKED: _("这张单已经请过您了。"),
}


@dataclass(frozen=True)
class Named:
    """A candidate with the person behind the number."""

    volunteer: Volunteer
    candidate: dispatch.Candidate

    @cached_property
    def reasons(self) -> list[dict[str, int | str]]:
        return reasons_of(self.candidate.terms)


def reasons_of(terms: dispatch.Terms) -> list[dict[str, int | str]]:
    """The terms that speak for or against, as stored with an offer: (name, minutes)."""
    names = ("walk", "load", "fatigue", "known_face", "borrow")
    named: dict[str, int] = {name: getattr(terms, name) for name in names}
    return [{"term": name, "minutes": minutes} for name, minutes in named.items() if minutes or name == "walk"]


@dataclass(frozen=True)
class Blocked:
    volunteer: Volunteer
    causes: tuple[str | Promise, ...]


@dataclass(frozen=True)
class Match:
    ranking: Ranking
    people: dict[int, Volunteer]
    without_skill: int

    @cached_property
    def named(self) -> list[Named]:
        return [Named(self.people[c.volunteer_id], c) for c in self.ranking.candidates]

    @cached_property
    def reject_counts(self) -> list[tuple[str | Promise, int]]:
        """What blocked the others and how many, most first."""
        counts = Counter(dict(self.ranking.rejects))
        counts[Cause.SKILL] += self.without_skill
        return [(CAUSES[cause], n) for cause, n in counts.most_common() if n]

    def blocked(self, most: int = 8) -> list[Blocked]:
        """Some of those who have the skill but cannot be asked, nearest cause first, for the desk to see why."""
        causes = self.ranking.blocked()
        first = sorted(causes, key=lambda pk: (len(causes[pk]), pk))[:most]
        return [Blocked(self.people[pk], tuple(CAUSES[cause] for cause in causes[pk])) for pk in first]


@everything("the ranking looks beyond one station")
def match(order: Order, *, now: datetime, n: int = 12, policy: Policy | None = None) -> Match:
    policy = policy or policy_of(order.station)
    near = columns.near([_door(order)], policy.max_distance_m)
    bit = bits_of((order.item.skill,))
    able = near.annotate(bit=F("skill_bits").bitand(bit)).filter(bit__gt=0)
    rows = list(able.select_related("person"))
    ranking = dispatch.rank(_index(order, rows, now), _need(order, now), policy, n)
    return Match(ranking, {row.pk: row for row in rows}, near.count() - len(rows))


@everything("the ranking looks beyond one station")
def must_fit(order: Order, volunteer: Volunteer, *, now: datetime) -> None:
    """Raises Refused with the first cause that blocks this volunteer; what they answered before does not block them."""
    must_not_be_over(order, now)
    cause = first_causes(order, [volunteer], now=now)[volunteer.pk]
    if cause is not None:
        raise Refused("does_not_fit", FIT[cause])


@everything("the ranking looks beyond one station")
def first_causes(order: Order, volunteers: Iterable[Volunteer], *, now: datetime) -> dict[int, Cause | None]:
    """What blocks each of these volunteers first; None for those who may come."""
    keys = [volunteer.pk for volunteer in volunteers]
    rows = list(Volunteer.objects.select_related("person").filter(pk__in=keys))
    ranking = dispatch.rank(_index(order, rows, now), _need(order, now, asked={}), policy_of(order.station), 1)
    return {row.pk: next(iter(ranking.blocked_by(row.pk)), None) for row in rows}


@everything("the ranking looks beyond one station")
def members_who_fit(offer: Offer, *, now: datetime) -> list[Volunteer]:
    """Of the team that is asked: those who can come and have not promised a place already."""
    assert offer.team is not None
    promised = Assignment.objects.promised(offer.order).values("volunteer")
    members = list(offer.team.members.joined().exclude(pk__in=promised).select_related("person").order_by("pk"))
    causes = first_causes(offer.order, members, now=now)
    return [member for member in members if causes[member.pk] is None]


@everything("the ranking looks beyond one station")
def teams_for(order: Order) -> list[Team]:
    """Teams of the street that know how, with a leader who can answer."""
    street = order.station.path.rsplit("/", 2)[0] + "/"
    able = Team.objects.under((street,)).filter(
        stage__in=(TeamStage.TRIAL, TeamStage.ESTABLISHED), leader__left_at=None, leader__paused_at=None
    )
    bit = bits_of((order.item.skill,))
    rows = able.exclude(leader=None).select_related("leader__person", "station")
    return [team for team in rows.order_by("name") if team.skill_bits & bit]


@everything("the ranking looks beyond one station")
def next_asked(order: Order, *, now: datetime) -> list[Asked]:
    """The next wave: the fewest who will probably fill the free places, at most `ask_most` people for each of them.

    How sure it has to be follows from the urgency; who is likely to come from their own answers to orders of this
    kind, and whoever was asked a lot lately comes later.
    """
    waiting = list(Offer.objects.waiting().filter(order=order).values_list("volunteer_id", flat=True))
    most = rules().ask_most * order.free_places - len(waiting)
    if most <= 0:
        return []
    found = match(order, now=now, n=QUEUE)
    people = {one.volunteer.pk: one for one in found.named}
    need = replace(found.ranking.order, places=order.free_places)
    wave = dispatch.next_wave(
        need, found.ranking.candidates, _chances(order, list(people)), _fatigue(found, list(people), now),
        pending=_chances(order, waiting), load_weight=LOAD_WEIGHT,
    )  # fmt: skip
    return as_asked(people[pk] for pk in wave[:most])


def is_anybody_left(order: Order, *, now: datetime) -> bool:
    """Whether the ranking holds anybody who was not asked yet."""
    return bool(match(order, now=now, n=1).ranking.candidates)


def _chances(order: Order, ids: Sequence[int]) -> dict[int, float]:
    """How likely each says yes, from their own yes and no to this kind of order; silence is no answer."""
    said = Offer.objects.filter(volunteer__in=ids, team=None, order__item__category=order.item.category)
    yes, no = Q(state=OfferState.ACCEPTED), Q(state=OfferState.DECLINED)
    counted = said.filter(yes | no).order_by().values("volunteer_id")
    rows = counted.annotate(yes=Count("pk", filter=yes), all=Count("pk")).values_list("volunteer_id", "yes", "all")
    answers = {pk: (accepted, asked) for pk, accepted, asked in rows}
    told = [answers.get(pk, (0, 0)) for pk in ids]
    likely = dispatch.chance([accepted for accepted, _asked in told], [asked for _accepted, asked in told])
    return dict(zip(ids, likely.tolist(), strict=True))


def _fatigue(found: Match, ids: Sequence[int], now: datetime) -> dict[int, int]:
    """How much each was asked lately: every question of the week, those that wait for an answer among them; older ones
    of the month a quarter each, rounded up."""
    people = found.ranking.index.people
    month = _asked_in_a_month(ids, now)
    rows = zip(people.ids.tolist(), people.asked_recently.tolist(), strict=True)
    return {pk: week + _shared(month[pk] - week) for pk, week in rows if pk in month}


def _shared(older: int) -> int:
    return -(-max(older, 0) // OLDER)


def _asked_in_a_month(ids: Sequence[int], now: datetime) -> dict[int, int]:
    since = now - timedelta(days=MONTH_DAYS)
    rows = Offer.objects.filter(volunteer__in=ids, asked_at__gte=since).exclude(state=OfferState.ACCEPTED)
    counted = Counter(rows.order_by().values_list("volunteer_id", flat=True))
    return {pk: counted[pk] for pk in ids}


def as_asked(named: Iterable[Named]) -> list[Asked]:
    return [Asked(one.volunteer, one.candidate.walk_minutes, one.reasons) for one in named]


def _need(order: Order, now: datetime, asked: dict[int, set[int]] | None = None) -> dispatch.OrderNeed:
    if asked is None:
        asked = columns.asked_of([order.pk])
    return columns.needs_of([columns.Wanted.of(order)], [order.pk], origin=_door(order), now=now, asked=asked)[0]


def _index(order: Order, rows: Sequence[Volunteer], now: datetime) -> dispatch.Index:
    """Volunteers around the order's door, which is the origin of the plane."""
    span = columns.Span(order.wanted_from, order.wanted_until)
    hands, ids = [columns.Hand.of(row) for row in rows], [row.pk for row in rows]
    return columns.index_of(hands, ids, origin=_door(order), span=span, now=now, without=[order.pk])


def _door(order: Order) -> columns.Place:
    return order.address.lat, order.address.lng
