"""Where text messages go: to the sender, to the log where somebody asked for that, and nowhere by accident."""

import logging
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from sidan.core import senders


def test_the_log_is_asked_for_and_masks_the_number(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SIDAN_SMS_URL = "log"
    with caplog.at_level(logging.INFO, "sidan.sms"):
        senders.send_sms("13800000001", "验证码 123456")
    assert caplog.messages == ["SMS to 138****0001: 验证码 123456"]


def test_without_a_sender_nothing_is_sent_and_nothing_logged(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SIDAN_SMS_URL = ""
    with caplog.at_level(logging.INFO), pytest.raises(senders.NotSent, match="no SMS sender"):
        senders.send_sms("13800000001", "验证码 123456")
    assert caplog.messages == []


def test_an_address_nobody_understands_is_not_sent(settings: Any) -> None:
    settings.SIDAN_SMS_URL = "nonsense://{phone}"
    with pytest.raises(senders.NotSent, match="not understood"):
        senders.send_sms("13800000001", "您好")


@pytest.fixture
def silent(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A gateway that takes the call and says nothing."""
    monkeypatch.setattr(senders, "PATIENCE", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as gateway:
        port = gateway.getsockname()[1]
        settings.SIDAN_SMS_URL = f"json://127.0.0.1:{port}/{{phone}}"
        yield gateway
        senders._silent_until.clear()


def test_a_silent_gateway_is_left_alone_for_a_moment(silent: socket.socket) -> None:
    with pytest.raises(senders.NotSent, match="not delivered"):
        senders.send_sms("13800000001", "您好")
    with pytest.raises(senders.NotSent, match="a moment ago"):
        senders.send_sms("13800000002", "您好")
    silent.accept()[0].close()
    silent.settimeout(0)
    with pytest.raises(BlockingIOError):  # the second one did not even call
        silent.accept()
