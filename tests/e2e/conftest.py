"""The journeys' street, browser and people. Nothing here knows the database: everything goes through the screen."""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, expect, sync_playwright

from tests.e2e.screen import ARGUMENTS, DESK, PHONE, Screen
from tests.e2e.street import ROOT, Street, free_port

HERE = Path(__file__).parent
PATIENCE = 15_000  # milliseconds; the machine has other work
Opens = Callable[..., Screen]
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def _street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    street = Street(tmp_path_factory.mktemp("street"), free_port())
    street.build()
    try:
        street.start()
        yield street
    finally:
        street.stop()


@pytest.fixture
def street(_street: Street) -> Iterator[Street]:
    _street.as_new()
    yield _street
    assert not (said := _street.mistakes()), said


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        path = os.environ.get("SIDAN_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Watch:
    """What went wrong in the pages without anybody seeing it: broken scripts, refused styles."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"{error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        # A form shown again answers 4xx, which the browser mentions; that is no fault.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.faults.append(f"{message.text} ({message.location.get('url')})")


@pytest.fixture
def screen(street: Street, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Opens]:
    """screen("resident") is her phone, screen("station_worker", DESK) the desk, screen() the phone of a passer-by."""
    opened: list[Screen] = []
    watch = Watch()

    def opens(part: str = "", size: Any = PHONE, **options: Any) -> Screen:
        context = browser.new_context(
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **{"has_touch": size == PHONE, "is_mobile": size == PHONE} | options,
        )
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        opened.append(Screen(context, street))
        if part:
            opened[-1].is_played_by(part)
        return opened[-1]

    yield opens
    if request.node.stash.get(FAILED, False):
        keep_pictures(request.node.name, opened)
    for each in opened:
        each.context.close()
    assert not watch.faults, watch.faults


def keep_pictures(name: str, opened: list[Screen]) -> None:
    folder = ROOT / "var" / "test" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(opened):
        each.page.screenshot(path=folder / f"{name}-{number}.png")


@pytest.fixture
def resident(screen: Opens) -> Screen:
    return screen("resident")


@pytest.fixture
def worker(screen: Opens) -> Screen:
    return screen("station_worker", DESK)
