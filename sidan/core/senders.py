"""Ways out of the house: one text message, or one message through any service apprise knows.

A service that takes a call and says nothing would keep everybody in the queue waiting, one after the other. So whoever
finds it silent waits for some seconds, and those who come soon after are told at once that nothing goes out.
"""

import logging
import time

import apprise
from django.conf import settings

from sidan.core.masking import mask_phone

log = logging.getLogger("sidan.sms")
LOG = "log"
PATIENCE = 3.0  # seconds for a connection, and again for the answer
SILENT_FOR = 20.0
_silent_until: dict[str, float] = {}  # by scheme and host: what one service did says nothing about another


class NotSent(Exception):
    """The way out is down or refused; the caller keeps the message and tries again."""


def make_ready() -> None:
    """The library reads a hundred services before it knows the first: not while somebody waits for a code."""
    if settings.SIDAN_SMS_URL not in ("", LOG):
        apprise.Apprise().add("json://localhost")


def texts() -> bool:
    """Whether there is a way for text messages at all."""
    return bool(settings.SIDAN_SMS_URL)


def send_sms(phone: str, text: str) -> None:
    """By SIDAN_SMS_URL: an apprise address with {phone} in it, or `log` to read texts in the log (the demo does).

    Without one nothing is sent and nothing is logged: codes and links that carry a right belong in no log by accident.
    """
    if settings.SIDAN_SMS_URL == LOG:
        log.info("SMS to %s: %s", mask_phone(phone), text)
    elif settings.SIDAN_SMS_URL:
        push(settings.SIDAN_SMS_URL.format(phone=phone), "", text)
    else:
        raise NotSent("no SMS sender is set")


def push(address: str, title: str, text: str) -> None:
    way = apprise.Apprise()
    if not way.add(address):
        raise NotSent("address not understood")
    service = _service(address)
    begun = time.monotonic()
    if begun < _silent_until.get(service, 0.0):
        raise NotSent("no answer a moment ago")
    for one in way:
        one.socket_connect_timeout = one.socket_read_timeout = PATIENCE
    if not way.notify(body=text, title=title):
        if time.monotonic() - begun >= PATIENCE:
            _silent_until[service] = time.monotonic() + SILENT_FOR
        raise NotSent("not delivered")


def _service(address: str) -> str:
    """The SMS gateway has the number somewhere behind its host."""
    scheme, _mark, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}"
