"""What the worker calls every minute: send what is due.

At least once: a worker killed after a message left and before it was marked leaves a lease of five minutes, then the
message goes out again. A way that is down keeps its messages; several failures in a row end this round's tries of it.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation

from sidan.core import clock, senders
from sidan.core.walls import everything
from sidan.notices import actions
from sidan.notices.channels import outward
from sidan.notices.models import Delivery, Way

log = logging.getLogger("sidan.notices")

BATCH = 500
SECONDS = 60  # the worker's own limit is 120: a round ends by itself and the next one goes on
DOWN_AFTER = 5


@dataclass
class Round:
    sent: int = 0
    failed: int = 0
    given_up: int = 0
    held_back: int = 0

    def __str__(self) -> str:
        return f"sent {self.sent}, failed {self.failed}, given up {self.given_up}, held back {self.held_back}"


@everything("messages on their way out")
def send_waiting(*, now: Callable[[], datetime] = clock.now) -> Round:
    """One round. Safe to run in any number of workers at once: each delivery is claimed before it is sent."""
    result, down = Round(), Counter[str]()
    ends = time.monotonic() + SECONDS
    for delivery in Delivery.objects.due(now()).for_sending()[:BATCH]:
        if time.monotonic() > ends:
            break
        if down[delivery.way] < DOWN_AFTER:
            _one(delivery, result, down, now)
    actions.forget_numbers(now=now())
    if result != Round():
        log.info("notices: %s", result)
    return result


def _one(delivery: Delivery, result: Round, down: Counter[str], now: Callable[[], datetime]) -> None:
    if actions.hold_back(delivery, now=now()):
        result.held_back += 1
        return
    if not actions.claim_delivery(delivery, now=now()):
        return
    try:
        _send(delivery)
    except Exception as error:  # whatever a channel's library raises, the other messages must still go
        # The sentence of a foreign library may hold a number or an address: only its kind is kept.
        words = str(error) if isinstance(error, senders.NotSent) else type(error).__name__
        if actions.mark_failed(delivery, words, now=now()):
            result.given_up += 1
        result.failed += 1
        # A person's own wrong address says nothing about the way; the street's SMS gateway does.
        down[delivery.way] += delivery.way == Way.SMS
        return
    actions.mark_sent(delivery, now=now())
    down[delivery.way] = 0
    result.sent += 1


def _send(delivery: Delivery) -> None:
    notice = delivery.notice
    with translation.override(settings.LANGUAGE_CODE):
        words = notice.words
    text = f"{words} {settings.SIDAN_ORIGIN}{notice.link}" if notice.link else words
    if delivery.way == Way.SMS:
        if not notice.number:
            raise senders.NotSent("no number")
        senders.send_sms(notice.number, text)
        return
    address = outward(notice.person.preference.push_address) if notice.person else ""
    senders.push(address, settings.SIDAN_STREET_NAME, text)
