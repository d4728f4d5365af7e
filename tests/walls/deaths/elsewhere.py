"""Notices, places, and what core writes by itself."""

from datetime import timedelta

from sidan.core import actions as core
from sidan.core.models import Once
from sidan.notices import actions as notices
from sidan.notices.actions import Message
from sidan.notices.models import Delivery, DeliveryState, Notice
from sidan.people.models import Person
from sidan.places import actions as places
from sidan.places.models import Level
from tests.conftest import Cast
from tests.walls.deaths.dying import Act, dies
from tests.walls.deaths.loop import new_order
from tests.walls.deaths.people import door as door_text
from tests.walls.deaths.people import phone


def _waiting_person(cast: Cast) -> Person:
    return Person.objects.get(notices=_told(cast))


def _told(cast: Cast) -> Notice:
    person = cast.person("居民", phone(cast))
    return notices.tell([Message(person, "test", "一句话", urgent=True)], now=cast.now)[0]


def _waiting(cast: Cast) -> Delivery:
    return Delivery.objects.select_related("notice__person").get(notice=_told(cast))


@dies("notices.tell")
def tell(cast: Cast) -> Act:
    people = [cast.person("居民", phone(cast)), cast.person("居民", phone(cast))]
    return lambda: notices.tell([Message(person, "test", "一句话") for person in people], now=cast.now)


@dies("notices.claim_delivery")
def claim_delivery(cast: Cast) -> Act:
    delivery = _waiting(cast)
    return lambda: notices.claim_delivery(delivery, now=cast.now)


@dies("notices.hold_back")
def hold_back(cast: Cast) -> Act:
    delivery = _waiting(cast)
    delivery.notice.is_urgent = False
    night = cast.now.replace(hour=23)
    return lambda: notices.hold_back(delivery, now=night)


@dies("notices.mark_sent")
def mark_sent(cast: Cast) -> Act:
    delivery = _waiting(cast)
    return lambda: notices.mark_sent(delivery, now=cast.now)


@dies("notices.forget_numbers")
def forget_numbers(cast: Cast) -> Act:
    notices.tell([Message(None, "test", "一句话", phone=phone(cast))], now=cast.now - timedelta(days=9))
    return lambda: notices.forget_numbers(now=cast.now)


@dies("notices.mark_failed")
def mark_failed(cast: Cast) -> Act:
    delivery = _waiting(cast)
    return lambda: notices.mark_failed(delivery, "not delivered", now=cast.now)


@dies("notices.try_again")
def try_again(cast: Cast) -> Act:
    delivery = _waiting(cast)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.GIVEN_UP)
    return lambda: notices.try_again(since=cast.now - timedelta(hours=1), now=cast.now)


@dies("notices.mark_read")
def mark_read(cast: Cast) -> Act:
    person = _waiting_person(cast)
    return lambda: notices.mark_read(person, now=cast.now)


@dies("notices.open_notice")
def open_notice(cast: Cast) -> Act:
    notice = _told(cast)
    return lambda: notices.open_notice(notice, now=cast.now)


@dies("notices.set_preference")
def set_preference(cast: Cast) -> Act:
    person = _waiting_person(cast)
    return lambda: notices.set_preference(person, sms=False, push_address="", quiet=(20, 8), now=cast.now)


@dies("notices.send_test", apart="core_limit")
def send_test(cast: Cast) -> Act:
    person = cast.person("居民", phone(cast))
    return lambda: notices.send_test(person, now=cast.now)


@dies("places.door")
def door(cast: Cast) -> Act:
    where = door_text(cast)
    return lambda: places.door(cast.estate, where)


@dies("places.open_station")
def open_station(cast: Cast) -> Act:
    code = f"station-{next(cast.doors)}"
    told = {"name": "新站", "level": Level.COMMUNITY, "parent": cast.street, "phone": "0531-5550109"}
    return lambda: places.open_station(code=code, **told)  # type: ignore[arg-type]


@dies("core.take_limit")
def take_limit(cast: Cast) -> Act:
    bucket = f"bucket-{next(cast.doors)}"
    return lambda: core.take_limit(bucket, 5, window=3600, now=cast.now)


@dies("core.seal_history", in_steps=True)
def seal_history(cast: Cast) -> Act:
    new_order(cast)
    core.seal_history(now=cast.now)
    new_order(cast)
    return lambda: core.seal_history(now=cast.now)


@dies("core.sweep", in_steps=True)
def sweep(cast: Cast) -> Act:
    key = f"key-{next(cast.doors)}"
    core.remember_form("p1", key, "a fingerprint", now=cast.now - timedelta(days=9))
    core.take_limit("a bucket", 5, window=3600, now=cast.now - timedelta(days=9))
    assert Once.objects.filter(key=key).exists()
    return lambda: core.sweep(now=cast.now)
