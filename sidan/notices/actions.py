"""Writing notices: in the same transaction as the change they tell of, so neither exists without the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sidan.core import senders
from sidan.core.actions import take_limit
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.notices.models import Delivery, DeliveryState, Notice, Preference, Way
from sidan.notices.quiet import is_quiet, next_loud
from sidan.people.models import Consent, Person, Purpose

TRIES = 12  # 1, 2, 4 … minutes, then every six hours: nearly a day and a half
LONGEST_WAIT = timedelta(hours=6)
STALE = timedelta(days=7)
LEASE = timedelta(minutes=5)  # longer than any one sending may take
TESTS_AN_HOUR = 5


@dataclass(frozen=True)
class Message:
    """What to tell whom: an untranslated text with the facts that fill it, so each reader gets their own language.

    It names no address and no phone number, for it may travel through others' hands.

    `urgent` is for danger only: it is not held back by quiet hours. Without a person it goes to `phone`.
    """

    person: Person | None
    kind: str
    text: str
    link: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    urgent: bool = False
    phone: str = ""

    def __post_init__(self) -> None:
        if self.link and not (self.link.startswith("/") and self.link[:2] != "//"):
            raise ValueError(f"{self.kind}: a notice links to a path of ours")


@action
def tell(messages: Iterable[Message], *, now: datetime) -> list[Notice]:
    """One inbox row a message and one delivery row for each way the person can be reached.

    To a number without an account there is a text message or nothing.
    """
    told = [m for m in messages if m.person or (m.phone and senders.texts())]
    if not told:
        return []
    with transaction.atomic(savepoint=False):
        notices = Notice.objects.bulk_create(
            Notice(
                person=m.person,
                phone=m.phone,
                kind=m.kind,
                text=m.text,
                facts=m.facts,  # type: ignore[misc]  # a JSON column typed as the text it is stored as
                link=m.link,
                is_urgent=m.urgent,
                made_at=now,
            )
            for m in told
        )
        people = {m.person.pk for m in told if m.person}
        preferences: dict[int | None, Preference] = {
            p.person_id: p for p in Preference.objects.filter(person__in=people)
        }
        silent = _said_no(people)
        Delivery.objects.bulk_create(
            Delivery(notice=notice, way=way, next_at=_first_try(notice, preferences.get(notice.person_id), now))
            for notice in notices
            if notice.person_id not in silent
            for way in _ways(notice, preferences.get(notice.person_id))
        )
    return notices


def _said_no(people: set[int]) -> set[int]:
    """Who withdrew their consent to messages: they keep the inbox, which they open themselves."""
    rows = Consent.objects.filter(person__in=people, purpose=Purpose.NOTICES).values_list("person_id", "withdrawn_at")
    standing = {person for person, withdrawn in rows if withdrawn is None}
    return {person for person, _withdrawn in rows} - standing


def _ways(notice: Notice, preference: Preference | None) -> list[Way]:
    ways = []
    if notice.number and (preference is None or preference.sms):
        ways.append(Way.SMS)
    if preference is not None and preference.push_address:
        ways.append(Way.PUSH)
    return ways


def _first_try(notice: Notice, preference: Preference | None, now: datetime) -> datetime:
    return now if notice.is_urgent else after_quiet_hours(now, preference)


@action
def quiet_hours(preference: Preference | None) -> tuple[int, int]:
    """From which hour to which: the person's own, or the street's."""
    if preference is not None and preference.quiet_from is not None and preference.quiet_until is not None:
        return preference.quiet_from, preference.quiet_until
    return settings.SIDAN_QUIET_FROM, settings.SIDAN_QUIET_UNTIL


@action
def after_quiet_hours(now: datetime, preference: Preference | None) -> datetime:
    return next_loud(now, *quiet_hours(preference))


# Sending. The worker claims a delivery, sends, then marks. Killed between sending and marking, it leaves a lease
# that runs out: the message goes out a second time rather than never.


@action
def claim_delivery(delivery: Delivery, *, now: datetime) -> bool:
    """Takes one waiting delivery for sending; the lease runs out by itself if the sender dies.

    True for exactly one of several workers; `delivery` then carries the number of its try.
    """
    taken = Delivery.objects.due(now).filter(pk=delivery.pk, tries=delivery.tries)
    if taken.update(next_at=now + LEASE, tries=F("tries") + 1) != 1:
        return False
    delivery.tries += 1
    return True


@action
def hold_back(delivery: Delivery, *, now: datetime) -> bool:
    """A worker that stood still until the evening must not ring then: waits for the morning without using a try."""
    preference = getattr(delivery.notice.person, "preference", None)
    if delivery.notice.is_urgent or not is_quiet(now, *quiet_hours(preference)):
        return False
    waiting = Delivery.objects.due(now).filter(pk=delivery.pk)
    waiting.update(next_at=after_quiet_hours(now, preference))
    return True


@action
def mark_sent(delivery: Delivery, *, now: datetime) -> None:
    if delivery.notice.person is None:  # nobody's inbox keeps it
        delivery.notice.delete()
        return
    waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.SENT, sent_at=now, error="")


@action
def mark_failed(delivery: Delivery, error: str, *, now: datetime) -> bool:
    """Tried again after 1, 2, 4 … minutes; True once it is given up. The inbox keeps the notice in any case."""
    given_up = delivery.tries >= TRIES
    wait = min(timedelta(minutes=2 ** max(delivery.tries - 1, 0)), LONGEST_WAIT)
    preference = getattr(delivery.notice.person, "preference", None)
    next_at = now + wait if delivery.notice.is_urgent else after_quiet_hours(now + wait, preference)
    # Only the holder of this very lease: a slow worker must not undo what another has sent meanwhile.
    held = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, tries=delivery.tries)
    state = DeliveryState.GIVEN_UP if given_up else DeliveryState.WAITING
    held.update(state=state, next_at=next_at, error=error[:120])
    return given_up


@action
def try_again(*, since: datetime, now: datetime) -> int:
    """After a long outage: what was given up since then is waiting once more."""
    lost = Delivery.objects.filter(state=DeliveryState.GIVEN_UP, notice__made_at__gte=since)
    return lost.update(state=DeliveryState.WAITING, next_at=now, tries=0)


# What a person does with their notices.


@action
def mark_read(person: Person, *, now: datetime) -> int:
    return Notice.objects.filter(person=person, read_at=None).update(read_at=now)


@action
def open_notice(notice: Notice, *, now: datetime) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)


@action
def set_preference(
    person: Person, *, sms: bool, push_address: str, quiet: tuple[int, int] | None, now: datetime
) -> Preference:
    """Holds for what is waiting already, too: a way that was switched off sends nothing more."""
    begins, ends = quiet if quiet is not None else (None, None)
    wanted = {"sms": sms, "push_address": push_address, "quiet_from": begins, "quiet_until": ends}
    with transaction.atomic():
        preference, _made = Preference.objects.update_or_create(person=person, defaults=wanted)
        off = [way for way, on in ((Way.SMS, sms), (Way.PUSH, bool(push_address))) if not on]
        Delivery.objects.filter(notice__person=person, way__in=off, state=DeliveryState.WAITING).delete()
    return preference


@action
def send_test(person: Person, *, now: datetime) -> list[Way]:
    """A message to oneself, at once even in quiet hours; the ways it takes, none if only the inbox has it."""
    if not take_limit(f"notice-test:{person.pk}", TESTS_AN_HOUR, window=3600, now=now):
        raise Refused("test_often", _("测试消息一小时最多发 5 条，请过一会儿再试。"))
    text = _("这是一条测试消息。收到它，说明以后的服务消息也能收到。")
    notices = tell([Message(person, "test", text, urgent=True)], now=now)
    return [Way(way) for way in Delivery.objects.filter(notice__in=notices).values_list("way", flat=True)]


# What is erased.


@action
def forget(person: Person) -> int:
    """Their inbox with what waits to be sent, and how they wanted to be told."""
    Preference.objects.filter(person=person).delete()
    gone, _rows = Notice.objects.filter(person=person).delete()
    return gone


@action
def forget_numbers(*, now: datetime) -> int:
    """What went to a number without an account and never arrived: it is too late to be of use."""
    gone, _rows = Notice.objects.to_numbers().filter(made_at__lt=now - STALE).delete()
    return gone


@action
def forget_links(links: Iterable[str]) -> int:
    """What anybody was told about these pages: the words may repeat why an order was refused."""
    gone, _rows = Notice.objects.filter(link__in=list(links)).delete()
    return gone
