"""Who may act for whom. It stands once the served person or a station worker on the telephone confirmed it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidan.core.actions import take_limit
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.people.actions.consents import give_consent
from sidan.people.actions.residents import register
from sidan.people.models import FamilyLink, Person, Purpose
from sidan.places.actions import door
from sidan.places.models import Estate

ASKS_PER_DAY = 10


@action
def ask_family(actor: Person, served: Person, relation: str, *, now: datetime) -> FamilyLink:
    if actor.pk == served.pk:
        raise Refused("family_self", _("不需要把自己加为家人。"))
    try:
        with transaction.atomic():
            return FamilyLink.objects.create(actor=actor, served=served, relation=relation, asked_at=now)
    except IntegrityError as error:
        raise Refused("family_twice", _("这位家人已经在名单里了。")) from error


@action
def ask_family_by_phone(actor: Person, phone: str, relation: str, *, now: datetime) -> FamilyLink | None:
    """Whether somebody has this number must not be learnt here: every number gets the same answer, none an error.

    Returns the question that was put, for whoever tells the asked one.
    """
    _take_ask(actor, now)
    if phone == actor.phone:
        raise Refused("family_self", _("这是您自己的号码，请填写家人的号码。"))
    served = Person.objects.filter(account_phone=phone).first()
    if served is None:
        return None
    try:
        return ask_family(actor, served, relation, now=now)
    except Refused:
        return None


@action
def register_parent(
    actor: Person, *, name: str, birth_year: int | None, estate: Estate, door_text: str, relation: str, now: datetime
) -> FamilyLink:
    """Somebody without a telephone, written down by family; the station asks them before the link stands."""
    _take_ask(actor, now)
    born = date(birth_year, 1, 1) if birth_year else None
    with transaction.atomic():
        served = register(name=name, phone="", address=door(estate, door_text), birth_date=born, by=actor, now=now)
        return ask_family(actor, served, relation, now=now)


@action
def confirm_family(link: FamilyLink, *, by: Person, now: datetime) -> None:
    with transaction.atomic():
        if FamilyLink.objects.waiting().filter(pk=link.pk).update(confirmed_at=now, confirmed_by=by) != 1:
            raise Refused("family_answered", _("这个请求已经处理过了。"))
        if by.pk != link.served_id:
            # Asked on the telephone before anything is arranged for them.
            give_consent(link.served, Purpose.SERVICE, by=by, channel=Channel.PHONE, now=now)


@action
def end_family(link: FamilyLink, *, now: datetime) -> None:
    if FamilyLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=now) != 1:
        raise Refused("family_ended", _("这个家人关系已经结束了。"))


def _take_ask(actor: Person, now: datetime) -> None:
    if not take_limit(f"family {actor.pk}", ASKS_PER_DAY, window=24 * 3600, now=now):
        raise Refused("family_limit", _("今天申请的次数太多了，请明天再试，或请站点工作人员帮忙。"), status=429)
