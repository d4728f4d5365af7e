"""Takes the README's pictures anew: .venv/bin/python scripts/pictures.py

They show the street of the journeys (tests/e2e) on its Wednesday morning, so two runs give the same pictures.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.screen import ARGUMENTS, DESK, PHONE, Screen  # noqa: E402  found only now
from tests.e2e.street import Street, free_port  # noqa: E402

IMAGES = ROOT / "docs" / "img"
COLOURS = 128


@dataclass(frozen=True)
class Picture:
    name: str
    part: str
    size: dict[str, int]
    shows: Callable[[Screen], None]
    view: str = "normal"


def front(screen: Screen) -> None:
    screen.opens("/")


def wizard(screen: Screen) -> None:
    screen.opens("/order/?item=errands")
    screen.picks("后天 周五")


def my_order(screen: Screen) -> None:
    screen.opens("/orders/")
    screen.follows("a[href^='/orders/']:has-text('已接单')")


def offers(screen: Screen) -> None:
    screen.opens("/volunteer/offers/")


def work_list(screen: Screen) -> None:
    screen.opens("/desk/")


def candidates(screen: Screen) -> None:
    screen.opens("/desk/?tab=verified")
    screen.follows("tr:has-text('爱心理发') a[data-go]")
    for choice in screen.main.get_by_role("checkbox").all()[:2]:
        choice.check()


PICTURES = (
    Picture("front", "", PHONE, front),
    Picture("order", "resident", PHONE, wizard),
    Picture("my-order", "resident", PHONE, my_order, view="elder"),
    Picture("offers", "volunteer", PHONE, offers),
    Picture("desk", "station_worker", DESK, work_list),
    Picture("candidates", "station_worker", DESK, candidates),
)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        street = Street(Path(data), free_port())
        street.build()
        street.start()
        path = os.environ.get("SIDAN_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            for picture in PICTURES:
                take(picture, browser, street)
        finally:
            browser.close()
            street.stop()


def take(picture: Picture, browser: Browser, street: Street) -> None:
    context = browser.new_context(
        viewport=picture.size,  # type: ignore[arg-type]  # two numbers
        device_scale_factor=2,
        is_mobile=picture.size == PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    screen = Screen(context, street)
    if picture.part:
        screen.is_played_by(picture.part)
    screen.sets_view(picture.view)
    picture.shows(screen)
    target = IMAGES / f"{picture.name}.png"
    screen.page.screenshot(path=target, animations="disabled", caret="hide")
    context.close()
    with Image.open(target) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target.relative_to(ROOT)} {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
