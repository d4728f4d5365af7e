"""A way out that the test holds in its hand: an apprise service of our own, behind the same door as the real ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import pytest
from apprise import Apprise
from apprise.decorators import notify
from apprise.manager_plugins import NotificationManager
from pytest_django import Settings


@dataclass
class Postbox:
    """What was delivered where; `down` says how many of the next messages get lost on the way."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    tried: int = 0
    down: int = 0
    lock: Lock = field(default_factory=Lock)

    def take(self, to: str, body: str) -> bool:
        with self.lock:
            self.tried += 1
            if self.down:
                self.down -= 1
                return False
            self.sent.append((to, body))
            return True


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    box = Postbox()

    def deliver(body: str, title: str, notify_type: Any, meta: dict[str, Any], *args: Any, **more: Any) -> bool:
        return box.take(str(meta["host"]), body)

    untyped: Any = notify(on="postbox")  # type: ignore[no-untyped-call]
    untyped(deliver)
    settings.SIDAN_SMS_URL = "postbox://{phone}"
    settings.SIDAN_PUSH_SCHEMES = ["postbox"]
    settings.SIDAN_ORIGIN = "https://street.example"
    assert Apprise().add("postbox://check")
    yield box
    known: Any = NotificationManager()  # type: ignore[no-untyped-call]
    known.remove("postbox")
