"""A person's own dates in one calendar: what they signed up for, and what they promised as a volunteer.

It is fetched by programs of others, so it names an estate where a page would show a door, and nobody who is served.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sidan.activities import feeds
from sidan.activities.feeds import Dated
from sidan.activities.models import CalendarLink, SignUp
from sidan.activities.published import entry_of
from sidan.activities.states import SignUpState
from sidan.core.walls import everything
from sidan.orders.asked import area_words
from sidan.orders.models import Assignment
from sidan.people.models import Person

KEPT = timedelta(days=14)  # how long what is over stays in it


@everything("the link is the right")
def person_behind(token_hash: str) -> Person | None:
    """Whose secret address it is; nobody's once they are suspended or gone."""
    link = CalendarLink.objects.filter(token_hash=token_hash).select_related("person").first() if token_hash else None
    return link.person if link is not None and link.person.is_active else None


def calendar_of(person: Person, now: datetime) -> bytes:
    rows = sorted([*_signed_up(person, now), *_promised(person, now)], key=lambda one: (one.starts_at, one.key))
    return feeds.calendar(_("我的日程"), rows)


def _signed_up(person: Person, now: datetime) -> list[Dated]:
    rows = SignUp.objects.standing().filter(person=person, session__ends_at__gt=now - KEPT)
    found = rows.select_related(
        "session__activity__brand", "session__facility", "session__station", "session__lecturer"
    )
    return [_session(one) for one in found.order_by("session__starts_at", "pk")]


def _session(one: SignUp) -> Dated:
    entry = feeds.dated(entry_of(one.session))
    if one.state == SignUpState.WAITING and entry.status == "CONFIRMED":
        return Dated(
            key=entry.key, title=_("候补：%(title)s") % {"title": entry.title}, starts_at=entry.starts_at,
            ends_at=entry.ends_at, where=entry.where, words=entry.words, address=entry.address, place=entry.place,
            status="TENTATIVE", stamp=max(entry.stamp or one.state_at, one.state_at),
        )  # fmt: skip
    return entry


def _promised(person: Person, now: datetime) -> list[Dated]:
    volunteer = getattr(person, "volunteer", None)
    if volunteer is None:
        return []
    mine = Assignment.objects.standing().for_list().filter(volunteer=volunteer, order__wanted_until__gt=now - KEPT)
    return [_visit(one) for one in mine.order_by("order__wanted_from", "pk")]


def _visit(one: Assignment) -> Dated:
    order = one.order
    return Dated(
        key=one.public_id,
        title=_("志愿服务：%(item)s") % {"item": order.item.name},
        starts_at=order.wanted_from,
        ends_at=order.wanted_until,
        where=area_words(order),
        words=_("门牌和电话在四单里看。"),
        address=f"{settings.SIDAN_ORIGIN}{reverse('orders:work', args=[one.public_id])}",
        stamp=order.state_at,
    )
