"""Every kind of page, for each who sees it: WCAG A and AA by axe, and what axe does not measure (rules.js)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Opens
from tests.e2e.screen import DESK, PHONE, Screen
from tests.e2e.street import ROOT

RULES = Path(__file__).with_name("rules.js").read_text()
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = """() => axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"]})
    .then(found => found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`)))"""
WIDTHS = (320, 375, 1280)
TARGET = {"normal": 44, "elder": 60}
FAULTS = (
    """<button class="tool" id="small">x</button><input name="nameless"><div tabindex="0">tap me</div>
    <p class="visually-shown">small</p><ul><li data-row>
    <button class="button">under</button><a data-go href="/">over</a></li></ul><table><tr><td class="nowrap">"""
    + "wide" * 200
    + """</td></tr></table><div class="card card--flush"><p class="nowrap">"""
    + "long" * 200
    + "</p></div>"
)
LETTER = {"normal": 0, "elder": 18}


@dataclass(frozen=True)
class Walk:
    """Pages by their address, or "list > what to follow from there" where the address holds an id."""

    part: str
    size: dict[str, int]
    pages: tuple[str, ...]


PASSER_BY = (
    "/", "/menu/", "/menu/haircut/", "/order/what/", "/ask-the-station/", "/sign-in/", "/rate/nothing/", "/nowhere/",
    "/facilities/", "/facilities/ > h2 a", "/brands/", "/brands/ > h2 a",
    "/week/", "/week/?show=grid", "/week/?show=map", "/my-sign-up/nothing/",
    "/ui/", "/ui/?layout=phone", "/ui/?layout=step",
)  # fmt: skip
RESIDENT = (
    "/home/", "/order/?item=appliance", "/order/where/", "/order/words/", "/orders/", "/orders/?show=ended",
    "/orders/ > a[href^='/orders/']:has-text('已接单')",
    "/orders/ > a[href^='/orders/']:has-text('待派单')",
    "/orders/ > a[href^='/orders/']:has-text('待派单') > text=撤回",
    "/orders/ > a[href^='/orders/']:has-text('待派单') > text=改时间",
    "/home/ > text=评一评",
    "/me/", "/me/name/", "/me/address/", "/me/phone/", "/me/consents/", "/me/looks/",
    "/family/", "/family/add/", "/family/parent/", "/notices/", "/notices/settings/",
    "/my-activities/", "/me/calendar/", "/bookings/",
)  # fmt: skip
VOLUNTEER = (
    "/day/", "/day/ > text=核对码和步骤", "/day/ > text=我到了", "/volunteer/offers/", "/volunteer/pool/",
    "/volunteer/pool/?show=all", "/volunteer/", "/volunteer/availability/", "/volunteer/availability/days/",
    "/volunteer/profile/", "/volunteer/papers/", "/volunteer/history/",
    "/volunteer/history/ > a[href^='/volunteer/work/']", "/volunteer/pause/", "/volunteer/leave/",
)  # fmt: skip
WORKER = (
    "/desk/", "/desk/?tab=all", "/desk/?tab=submitted > a[data-go]", "/desk/?tab=verified > a[data-go]",
    "/desk/?tab=offered > a[data-go]", "/desk/?tab=going > a[data-go]",
    "/desk/?tab=submitted > a[data-go] > text=不予受理", "/desk/?tab=submitted > a[data-go] > text=并单",
    "/desk/?tab=submitted > a[data-go] > text=改时间",
    "/desk/?tab=going > tr:has-text('已接单') a[data-go] > text=代签到",
    "/desk/plan/", "/desk/plan/rounds/", "/desk/plan/rounds/paper/", "/desk/plan/sheet/",
    "/desk/together/", "/desk/together/ > a.row", "/desk/facilities/", "/desk/facilities/ > a[data-go]",
    "/desk/facilities/new/", "/desk/facilities/week/", "/desk/bookings/", "/desk/year/", "/desk/brands/",
    "/desk/brands/ > a[data-go]", "/desk/themes/new/",
    "/desk/intake/", "/desk/sheets/", "/desk/sheets/ > a[data-go]", "/desk/sheets/new/", "/desk/sheets/blank/",
    "/desk/callbacks/", "/desk/callbacks/ > a[data-go]", "/desk/catalogue/", "/desk/catalogue/new/", "/desk/people/",
    "/desk/people/new/", "/desk/people/waiting/", "/desk/volunteers/",
    "/desk/volunteers/ > a[href^='/desk/volunteers/']:not([href*=invite])", "/desk/volunteers/invite/",
    "/desk/teams/", "/desk/teams/new/", "/ui/?layout=desk",
)  # fmt: skip
ACTIVITIES = (
    "/desk/activities/", "/desk/activities/week/", "/desk/activities/new/", "/desk/activities/new/?kind=lecture",
    "/desk/activities/ > a[data-go]", "/desk/activities/ > a[data-go] > text=签到",
    "/desk/activities/ > a[data-go] > text=修改", "/desk/activities/ > a[data-go] > text=取消",
    "/desk/lectures/", "/desk/lectures/ > [data-row] a[href*=lecturers]", "/desk/lectures/lecturers/new/",
)  # fmt: skip
WALKS = {
    "passer-by": Walk("", PHONE, PASSER_BY),
    "resident": Walk("resident", PHONE, RESIDENT),
    "volunteer": Walk("volunteer", PHONE, VOLUNTEER),
    "leader": Walk("leader", PHONE, ("/day/", "/volunteer/offers/ > text=选队员", "/volunteer/")),
    "worker": Walk("station_worker", DESK, WORKER),
    "worker, activities": Walk("station_worker", DESK, ACTIVITIES),
    "street worker": Walk(
        "street_worker", DESK, ("/board/", "/desk/", "/desk/catalogue/", "/desk/policy/", "/desk/preview/")
    ),
    "administrator": Walk("administrator", DESK, ("/staff/", "/staff/invite/", "/staff/invitations/")),
}


@pytest.mark.parametrize("view", TARGET)
@pytest.mark.parametrize("who", WALKS)
def test_pages_are_accessible(screen: Opens, who: str, view: str) -> None:
    walk = WALKS[who]
    walker = screen(walk.part, walk.size, is_mobile=False, has_touch=False)
    walker.sets_view(view)
    faults = {page: found for page in walk.pages if (found := faults_of(walker, page, view, walk.size))}
    assert not faults, told(faults)


def faults_of(walker: Screen, page: str, view: str, size: dict[str, int]) -> list[str]:
    address, *links = page.split(" > ")
    walker.opens(address)
    for link in links:
        walker.follows(link)
    walker.page.evaluate(AXE.read_text())
    found: list[str] = walker.page.evaluate(RUN)
    return found + misfits_of(walker, view, size)


def misfits_of(walker: Screen, view: str, size: dict[str, int]) -> list[str]:
    found: list[str] = []
    sought = {"target": TARGET[view], "letter": LETTER[view]}
    for width in WIDTHS:
        walker.page.set_viewport_size({"width": width, "height": size["height"]})
        found += [f"at {width} {fault}" for fault in walker.page.evaluate(RULES, sought)]
    walker.page.set_viewport_size(dict(size))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("who", WALKS)
def test_english_is_longer_and_fits(screen: Opens, who: str) -> None:
    walk, faults = WALKS[who], {}
    reader = screen(walk.part, walk.size, is_mobile=False, has_touch=False)
    reader.reads_english()
    for page in walk.pages:
        if " > " not in page:
            reader.opens(page)
            faults[page] = misfits_of(reader, "normal", walk.size)
    assert not any(faults.values()), told({page: found for page, found in faults.items() if found})


def told(faults: dict[str, list[str]]) -> str:
    return "\n".join(f"{page}\n    " + "\n    ".join(found) for page, found in faults.items())


def test_the_rules_find_what_they_are_for(screen: Opens) -> None:
    walker = screen()
    walker.opens("/sign-in/")
    walker.page.evaluate("faults => document.querySelector('main').insertAdjacentHTML('beforeend', faults)", FAULTS)
    found = walker.page.evaluate(RULES, {"target": 44, "letter": 18})
    rules = {"target", "label", "clickable", "clipped", "covered", "overflow", "letter"}
    assert {fault.split()[0] for fault in found} == rules


def test_ten_orders_stand_on_the_desk_without_scrolling(worker: Screen) -> None:
    worker.opens("/desk/")
    tenth: Any = worker.main.get_by_role("row").nth(10).bounding_box()
    assert tenth["y"] + tenth["height"] <= DESK["height"]
