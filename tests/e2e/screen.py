"""What a person does at a screen, in the words of the requirement: opens, taps, writes, picks, sees."""

import re
from collections.abc import Sequence

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.street import Street

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=zh-CN",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # nothing from elsewhere
]
PHONE = {"width": 375, "height": 812}
DESK = {"width": 1280, "height": 720}


# The words by which somebody knows what has the focus.
FOCUSED = """() => {
    const e = document.activeElement;
    return [...(e.labels || [])].map(label => label.innerText).join(" ") + " " + (e.innerText || "")
        + " " + (e.getAttribute("aria-label") || "");
}"""


class Screen:
    def __init__(self, context: BrowserContext, street: Street) -> None:
        self.context, self.street = context, street
        self.page: Page = context.new_page()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.street.address)

    def writes_date(self, label: str, day: str) -> None:
        self.main.locator("input[type=date]").and_(self.main.get_by_label(label)).fill(day)

    def opens(self, path: str) -> None:
        self.page.goto(self.street.address + path)

    def taps(self, name: str | re.Pattern[str], *, within: Locator | None = None, exact: bool = True) -> None:
        self.finds(name, within=within, exact=exact).click()

    def finds(self, name: str | re.Pattern[str], *, within: Locator | None = None, exact: bool = True) -> Locator:
        """A button or a link by the words on it."""
        place = within or self.page
        button = place.get_by_role("button", name=name, exact=exact)
        return button.or_(place.get_by_role("link", name=name, exact=exact))

    def writes(self, label: str, text: str) -> None:
        self.main.get_by_label(label).fill(text)

    def picks(self, choice: str, *, exact: bool = True) -> None:
        """A radio or a checkbox, tapped where a finger taps: on its words."""
        self.main.locator("label").filter(has=self.page.get_by_text(choice, exact=exact)).first.click()

    def sees(self, *words: str | re.Pattern[str]) -> None:
        for each in words:
            expect(self.main).to_contain_text(each)

    def does_not_see(self, *words: str) -> None:
        for each in words:
            expect(self.main).not_to_contain_text(each)

    def is_at(self, path: str | re.Pattern[str]) -> None:
        expect(self.page).to_have_url(self.street.address + path if isinstance(path, str) else path)

    def follows(self, link: str) -> None:
        """The first link that a selector finds."""
        found = self.main.locator(link).first
        address = found.get_attribute("href") or found.locator("xpath=ancestor-or-self::a").get_attribute("href")
        assert address, f"{link} on {self.path} leads nowhere"
        self.opens(address)

    def sets_view(self, view: str) -> None:
        """Normal or elder, as the header's button does."""
        self.context.add_cookies([{"name": "view", "value": view, "url": self.street.address}])

    def reads_english(self) -> None:
        self.context.add_cookies([{"name": "language", "value": "en", "url": self.street.address}])

    def sends_twice(self, form: Locator) -> None:
        """At the same moment, to two workers: what a slow line and an impatient thumb come to at worst."""
        form.evaluate("""form => {
            const send = () => fetch(form.action, {method: "POST", body: new FormData(form), redirect: "manual"});
            return Promise.all([send(), send()]);
        }""")

    def section(self, heading: str) -> Locator:
        """The card or part of the page under a heading."""
        title = self.page.get_by_role("heading", name=heading, exact=True)
        return self.main.locator("section, article, .card").filter(has=title).last

    # Who

    def is_played_by(self, part: str) -> None:
        """One tap on the demo's front page."""
        self.opens("/")
        self.page.locator(f"form[action='/demo/sign-in/{part}/'] button").click()
        expect(self.page).not_to_have_url(self.street.address + "/")

    def signs_in(self, number: str) -> None:
        if "/sign-in/" not in self.path:
            self.opens("/sign-in/")
        self.writes("手机号", number)
        self.taps("获取验证码")
        self.writes("验证码", self.code_on_screen())
        self.taps("登录", within=self.main)

    def code_on_screen(self) -> str:
        shown = self.main.get_by_text(re.compile(r"验证码是 \d{6}"))
        expect(shown).to_be_visible()
        found = re.search(r"\d{6}", shown.inner_text())
        assert found
        return found.group()

    # Orders

    def orders(self, item: str, *, day: int, part: str = "上午", words: str = "", whom: str = "") -> str:
        """Through the wizard, one question a page; returns the number on the last page."""
        self.orders_as_far_as_the_last_page(item, day=day, part=part, words=words, whom=whom)
        self.picks("我同意", exact=False)
        self.taps("确认点单")
        self.sees("收到了，谢谢您")
        return self.number()

    def orders_as_far_as_the_last_page(
        self, item: str, *, day: int, part: str = "上午", words: str = "", whom: str = ""
    ) -> None:
        self.opens("/order/")
        if whom:
            self.picks(whom, exact=False)
            self.taps("下一步")
        self.taps(item, exact=False, within=self.main)
        self.chooses_time(day, part)
        self.taps("下一步")
        self.writes("还有什么要告诉志愿者的？", words)
        self.taps("下一步：看一遍")
        self.sees("看一遍，对不对？", item)

    def chooses_time(self, day: int, part: str = "上午") -> None:
        self.main.locator("input[name=day]").nth(day).locator("xpath=ancestor::label").click()
        self.picks(part, exact=False)
        self.taps("下一步")

    def number(self) -> str:
        return self.main.get_by_text(re.compile(r"\d{3}-\d{3}-\d{3}")).inner_text().strip()

    def service_code(self) -> str:
        return self.section("服务码").locator(".code-card__digits").inner_text().strip()

    def counter_code(self) -> str:
        return self.section("服务码").locator("strong").inner_text().strip()

    def rates(self, face: str, *, tags: Sequence[str] = (), words: str = "") -> None:
        self.taps("评一评")
        self.picks(face)
        for tag in tags:
            self.picks(tag)
        self.writes("还想说点什么？", words)
        self.taps("评好了")

    # As a volunteer

    def offer(self, item: str, day: str) -> Locator:
        return self.main.get_by_role("article").filter(has_text=item).filter(has_text=day)

    # At the desk

    def looks_up(self, number: str) -> str:
        """An order by the number somebody reads out; returns where it is."""
        self.opens("/desk/")
        self.searches(number)
        self.is_at(re.compile(r"/desk/orders/\w+/$"))
        self.sees(number)
        return self.path

    def types(self, words: str) -> None:
        """Into the field that waits for it: the page puts the cursor there by itself."""
        expect(self.page.locator("input:focus, textarea:focus")).to_have_count(1)
        self.page.keyboard.type(words)

    def searches(self, words: str) -> None:
        """As a worker does: the stroke that leads to the search line, the words, Enter."""
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def asks_only(self, *those: tuple[str, str]) -> None:
        """Of the ranked candidates these alone."""
        dispatch = self.section("请谁去")
        for box in dispatch.get_by_role("checkbox", checked=True).all():
            box.uncheck()
        for name, tail in those:
            dispatch.get_by_role("checkbox", name=re.compile(rf"{re.escape(name)} 尾号 {tail}")).check()
        self.taps(f"邀请选中的 {len(those)} 位", within=dispatch)
        self.sees("问过的人")

    def being_asked(self) -> list[tuple[str, str]]:
        """Those who have not answered yet, as a masked list names them: 陈*, 0003."""
        self.sees("问过的人")
        rows = self.section("问过的人").get_by_role("listitem").filter(has_text="等待答复").all_inner_texts()
        found = [re.search(r"(\S+\*+)\s+尾号\s+(\d{4})", row) for row in rows]
        return [(each.group(1), each.group(2)) for each in found if each]

    def tabs_to(self, label: str) -> None:
        """With the Tab key, as far as the field or button of this name."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            named = self.page.evaluate(FOCUSED)
            if label in named:
                return
        raise AssertionError(f"the Tab key does not lead to {label}")

    def writes_line(self, number: int, *cells: str) -> None:
        """One line of the paper sheet."""
        fields = self.main.locator("tbody tr:not(.line-errors)").nth(number).locator("input:visible, select")
        for place, text in enumerate(cells):
            field = fields.nth(place)
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=text or "请选")
            else:
                field.fill(text)
