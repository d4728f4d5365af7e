"""Offers in words for the volunteer who is asked: what, when, roughly where, why just them. No door and no name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sidan.core.clock import local
from sidan.orders.dayparts import window_words
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.models.asking import OfferQuerySet
from sidan.orders.states import OfferState
from sidan.volunteers.models import Skill, Volunteer

REMEMBERED = timedelta(days=14)
RECENT = 10
MOST = 60  # nobody has more questions waiting; a page that would is cut

ANSWERS: dict[str, tuple[str | Promise, str, str, str | Promise]] = {
    OfferState.ACCEPTED: (gettext_lazy("您接单了"), "ok", "circle-check", ""),
    OfferState.DECLINED: (gettext_lazy("您婉拒了"), "", "x", gettext_lazy("没关系，对您没有任何影响。")),
    OfferState.FILLED: (
        gettext_lazy("名额已满"),
        "info",
        "users",
        gettext_lazy("别的志愿者先接了，不用答复。谢谢您。"),
    ),
    OfferState.EXPIRED: (
        gettext_lazy("过了答复时间"),
        "",
        "timer-off",
        gettext_lazy("没来得及答复也没关系，我们请了别人。"),
    ),
    OfferState.CANCELLED: (gettext_lazy("已取消"), "", "circle-slash", gettext_lazy("这张单取消了，不用前往。")),
}


@dataclass(frozen=True)
class Reason:
    icon: str
    text: str


@dataclass(frozen=True)
class Asking:
    """One question that waits for an answer."""

    offer: Offer
    when: str
    area: str
    people: str
    reasons: list[Reason]


@dataclass(frozen=True)
class Answered:
    offer: Offer
    when: str
    tag: str
    tone: str
    icon: str
    words: str
    work_id: str  # of the assignment that the yes led to


def offers_of(volunteer: Volunteer) -> OfferQuerySet:
    """Asked of this volunteer, or of a team they lead."""
    mine = Q(volunteer=volunteer, team=None) | Q(team__leader=volunteer)
    return Offer.objects.for_list().select_related("order__served").filter(mine)


def waiting_for(volunteer: Volunteer, now: datetime) -> QuerySet[Offer]:
    return offers_of(volunteer).waiting().filter(expires_at__gt=now).order_by("expires_at", "pk")


def asking(offer: Offer, volunteer: Volunteer, now: datetime) -> Asking:
    order = offer.order
    return Asking(
        offer=offer,
        when=when_words(order, now),
        area=area_words(order),
        people=people_words(order),
        reasons=why(offer, volunteer),
    )


def when_words(order: Order, now: datetime) -> str:
    return window_words(order.wanted_from, order.wanted_until, local(now).date())


def area_words(order: Order) -> str:
    """Street and estate, never the door."""
    estate = order.address.estate
    return " ".join(part for part in (estate.road, estate.name) if part)


def people_words(order: Order) -> str:
    if order.places == 1:
        return _("一个人去就行")
    return ngettext("%(n)d 个人一起去", "%(n)d 个人一起去", order.places) % {"n": order.places}


def why(offer: Offer, volunteer: Volunteer) -> list[Reason]:
    """What speaks for this volunteer. What speaks against them is the desk's matter and is not held up to anybody."""
    # A team is asked as a team: the way and the skills of its leader are no reason.
    terms = {row.get("term") for row in offer.reasons}
    skill = offer.order.item.skill
    said: list[Reason] = []
    if offer.team_id is not None:
        return said
    if offer.walking_minutes:
        said.append(Reason("footprints", _("步行 %(n)d 分钟") % {"n": offer.walking_minutes}))
    if "known_face" in terms:
        said.append(Reason("smile", _("您去过这位居民家，认识您")))
    if skill in volunteer.skills:
        said.append(Reason("badge-check", _("您会%(skill)s") % {"skill": Skill(skill).label}))
    if terms:  # whoever the ranking found is free at this time by their own word
        said.append(Reason("calendar-check", _("您说过这个时间有空")))
    return said


def recently(volunteer: Volunteer, now: datetime) -> list[Answered]:
    """Answered, filled or over in the last two weeks; newest first."""
    over = Q(expires_at__lte=now) | ~Q(state=OfferState.ASKED)
    offers = list(
        offers_of(volunteer).filter(over, asked_at__gt=now - REMEMBERED).order_by("-asked_at", "-pk")[:RECENT]
    )
    mine = Assignment.objects.standing().filter(offer__in=offers, volunteer=volunteer)
    work = dict(mine.values_list("offer_id", "public_id"))
    return [_answered(offer, work.get(offer.pk, ""), now) for offer in offers]


def _answered(offer: Offer, work_id: str, now: datetime) -> Answered:
    state = OfferState.EXPIRED if offer.state == OfferState.ASKED else offer.state
    tag, tone, icon, words = ANSWERS[state]
    return Answered(offer, when_words(offer.order, now), str(tag), tone, icon, str(words), work_id)


def promise_of(offer: Offer) -> Assignment | None:
    """The place that a former yes to this offer took: a second tap is led there too."""
    found: Iterable[Assignment] = Assignment.objects.standing().filter(offer=offer).select_related("volunteer__person")
    return next(iter(found), None)
