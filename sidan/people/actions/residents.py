"""One person: registering, moving, and each look at their full data."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.phone import is_mobile
from sidan.core.walls import action
from sidan.people.actions.consents import give_consent
from sidan.people.models import Person, Purpose, Reveal, SignInCode
from sidan.places.actions import door
from sidan.places.models import Address, Estate

NAME = ("name", "name_index", "name_start", "surname")  # a value and what finds it are written together
PHONE = ("phone", "phone_index", "phone_tail")


@action
def register(
    *,
    name: str,
    phone: str,
    now: datetime,
    address: Address | None = None,
    birth_date: date | None = None,
    by: Person | None = None,
) -> Person:
    """A new person. The first one with a mobile number may later sign in with it; a spouse sharing it cannot."""
    person = Person(name=name, birth_date=birth_date, created_at=now, registered_by=by)
    _set_phone(person, phone)
    _set_address(person, address)
    if is_mobile(phone) and not Person.objects.filter(account_phone=phone).exists():
        person.account_phone = phone
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        # Two desks typed the same number at once: the other one's person keeps the sign-in.
        person.account_phone = None
        person.save()
    return person


@action
def join(*, name: str, phone: str, estate: Estate | None, door_text: str, now: datetime) -> Person:
    """Somebody who proved the number registers themselves, with consent given on the page."""
    with transaction.atomic():
        # The proven code's row is the lock: of two taps at once one registers, the other finds the person.
        list(SignInCode.objects.select_for_update().filter(phone=phone))
        known = Person.objects.filter(account_phone=phone).first()
        if known is not None:  # sent twice
            return known
        person = register(name=name, phone=phone, address=door(estate, door_text) if estate else None, now=now)
        give_consent(person, Purpose.SERVICE, by=person, channel=Channel.PAGE, now=now)
    return person


@action
def write_down(
    *,
    name: str,
    phone: str,
    birth_date: date | None,
    estate: Estate,
    door_text: str,
    channel: Channel,
    by: Person,
    now: datetime,
) -> Person:
    """Somebody who called or came: registered by the worker who asked for their consent."""
    with transaction.atomic():
        address = door(estate, door_text)
        person = register(name=name, phone=phone, address=address, birth_date=birth_date, by=by, now=now)
        give_consent(person, Purpose.SERVICE, by=by, channel=channel, now=now)
    return person


def _set_phone(person: Person, phone: str) -> None:
    person.phone = phone


def _set_address(person: Person, address: Address | None) -> None:
    person.address = address
    person.station = address.station if address else None


@action
def move(person: Person, address: Address) -> None:
    _set_address(person, address)
    person.save(update_fields=["address", "station"])


@action
def move_to(person: Person, estate: Estate, door_text: str) -> None:
    with transaction.atomic():
        move(person, door(estate, door_text))


@action
def rename(person: Person, *, name: str, birth_date: date | None) -> None:
    person.name, person.birth_date = name, birth_date
    person.save(update_fields=[*NAME, "birth_date", "adult_year"])


@action
def change_phone(person: Person, phone: str) -> None:
    """Another number for signing in and calling; whoever holds the old one is signed out everywhere."""
    _set_phone(person, phone)
    person.account_phone = phone if is_mobile(phone) else None
    person.session_epoch += 1
    try:
        with transaction.atomic():
            person.save(update_fields=[*PHONE, "account_phone", "session_epoch"])
    except IntegrityError as error:
        person.refresh_from_db()
        raise Refused("phone_taken", _("这个号码已经有人用来登录。请先换一个号码，或请站点工作人员帮忙。")) from error


@action
def correct(
    person: Person,
    *,
    phone: str,
    estate: Estate | None,
    door_text: str,
    need_note: str | None,
    by: Person,
    now: datetime,
) -> None:
    """What a station worker learnt on the telephone; empty means as it was. The person can see who changed what.

    Nobody may turn somebody else's staff account over to another telephone, so those change their own number.
    """
    changed = []
    with transaction.atomic():
        if phone and phone != person.phone:
            if person.roles.held().exists():
                raise Refused("phone_of_staff", _("工作人员的手机号只能由本人登录后修改。"))
            free = not Person.objects.filter(account_phone=phone).exclude(pk=person.pk).exists()
            _set_phone(person, phone)
            person.account_phone = phone if is_mobile(phone) and free else None
            person.session_epoch += 1
            changed.append(_("电话"))
        if estate:
            _set_address(person, door(estate, door_text))
            changed.append(_("地址"))
        if need_note is not None and need_note != person.need_note:
            person.need_note = need_note
            changed.append(_("上门须知"))
        if changed:
            person.save()
            reveal(person, by=by, why=_("更正了%(what)s") % {"what": _("、").join(changed)}, now=now)


@action
def reveal(person: Person, *, by: Person, why: str, now: datetime) -> None:
    """Written before the page shows anything."""
    Reveal.objects.create(person=person, by=by, why=why[:80], at=now)
