"""A worker adds a passkey, comes back with it another day, and removes it; Chromium plays the telephone."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import CDPSession

from tests.e2e.conftest import Opens
from tests.e2e.screen import PHONE, Screen
from tests.e2e.street import Street

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Telephone:
    """Its fingerprint reader, as the browser's own test tools pretend it."""

    def __init__(self, somebody: Screen) -> None:
        self.cdp: CDPSession = somebody.context.new_cdp_session(somebody.page)
        self.cdp.send("WebAuthn.enable")
        self.number = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def keys(self) -> int:
        found = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.number})
        return len(found["credentials"])


@pytest.fixture(params=["normal", "elder"])
def worker(screen: Opens, street: Street, request: pytest.FixtureRequest) -> Screen:
    """By name and not by number: a key belongs to a host, and an address of digits is none."""
    somebody = screen(size=PHONE)
    somebody.street = replace(street, host="localhost")
    somebody.sets_view(request.param)
    somebody.is_played_by("station_worker")
    return somebody


def test_added_used_and_removed(worker: Screen) -> None:
    telephone = Telephone(worker)
    worker.opens("/second-factor/mine/")
    worker.taps("加一个通行密钥")
    worker.writes("给它起个名字", "我的手机")
    worker.taps("在这台设备上加")
    worker.sees("抄下这 8 个备用码")
    assert telephone.keys() == 1
    worker.opens("/second-factor/mine/")
    worker.sees("我的手机", "还没有用过")
    worker.taps("加一个通行密钥")
    worker.writes("给它起个名字", "再加一次")
    worker.taps("在这台设备上加")
    worker.sees("这台设备已经加过了")

    worker.opens("/me/")
    worker.taps("退出登录")
    worker.is_played_by("station_worker")
    worker.opens("/second-factor/mine/")
    worker.is_at(re.compile(r"/second-factor/\?next="))
    worker.taps("用通行密钥验证")
    worker.is_at("/second-factor/mine/")
    worker.sees("上次使用")

    worker.follows("a[href*='/second-factor/passkeys/']:not([href$='/add/'])")
    worker.taps("删掉这个通行密钥")
    worker.sees("唯一的验证方式")


def test_an_address_of_digits_says_what_to_do_instead(screen: Opens) -> None:
    somebody = screen("station_worker")
    somebody.opens("/second-factor/passkeys/add/")
    somebody.sees("这里用不了通行密钥")
    assert somebody.main.get_by_role("button", name="在这台设备上加").count() == 0
