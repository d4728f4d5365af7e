"""The visual language keeps its promises: icons exist, contrast and sizes hold, pages work with and without htmx."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.messages import success
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails

from sidan.core.faces import FACES
from sidan.core.htmx import page
from sidan.core.samples import SampleForm, SampleQuestion, SampleRating
from sidan.core.templatetags.ui import UnknownIcon, icon, whole
from sidan.core.timewords import clock_state, moment_words, span_words

SIDAN = Path(settings.ROOT) / "sidan"
TOKENS = (SIDAN / "static/css/tokens.css").read_text(encoding="utf-8")
TEMPLATES = sorted(SIDAN.rglob("templates/**/*.html"))
NOW = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)  # 09:30 in the street


def tokens(*selectors: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for selector in selectors:
        block = re.search(re.escape(selector) + r" \{(.*?)\n\}", TOKENS, re.DOTALL)
        assert block, selector
        found |= dict(re.findall(r"--([\w-]+): ([^;]+);", block[1]))
    return found


NORMAL = tokens(":root")
DESK = tokens(":root", 'html[data-layout="desk"]')
ELDER = tokens(":root", 'html[data-view="elder"]')


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> list[tuple[str, str]]:
    inks = [(ink, paper) for ink in ("ink", "ink-2", "ink-3") for paper in ("paper", "surface", "sunken")]
    reds = [("accent-strong", paper) for paper in ("paper", "surface", "accent-soft")]
    tones = [(tone, f"{tone}-soft") for tone in ("ok", "warn", "error", "info")]
    plain = [("ink", f"{tone}-soft") for tone in ("ok", "warn", "error", "info", "accent")]
    white = [("on-accent", "accent"), ("on-accent", "accent-strong"), ("surface", "ink"), ("error", "surface")]
    return inks + reds + tones + plain + white


@pytest.mark.parametrize("view", [NORMAL, DESK, ELDER], ids=["normal", "desk", "elder"])
def test_every_text_can_be_read(view: dict[str, str]) -> None:
    weak = {pair: contrast(view[pair[0]], view[pair[1]]) for pair in pairs()}
    floor = 7.0 if view is ELDER else 4.5
    assert {pair: ratio for pair, ratio in weak.items() if ratio < floor} == {}


@pytest.mark.parametrize("view", [NORMAL, ELDER], ids=["normal", "elder"])
def test_borders_of_controls_and_focus_are_seen(view: dict[str, str]) -> None:
    assert contrast(view["line-strong"], view["surface"]) >= 3
    assert contrast(view["focus"], view["paper"]) >= 3


def test_elder_view_is_large_enough() -> None:
    scale = ("text-xs", "text-s", "text-m", "text-l", "text-xl", "text-2xl")
    sizes = {name: float(ELDER[name].removesuffix("rem")) * 16 for name in scale}
    assert min(sizes.values()) >= 18
    assert max(sizes.values()) == 30
    assert float(ELDER["leading"]) >= 1.5
    assert float(ELDER["leading-tight"]) >= 1.3
    assert int(ELDER["target"][:-2]) >= 60
    assert int(ELDER["face"][:-2]) >= 60


def test_targets_elsewhere_are_a_thumb_wide() -> None:
    assert [int(view[name][:-2]) >= 44 for view in (NORMAL, DESK) for name in ("target", "control")] == [True] * 4


def test_elder_view_changes_tokens_only() -> None:
    others = "".join((SIDAN / f"static/css/{name}.css").read_text() for name in ("base", "ui", "page"))
    assert "elder" not in others


def test_numbers_of_a_sentence_stay_on_one_line() -> None:
    said = whole("单号 681-279-378，3月4日 14:00 <b>")
    assert said == ('单号 <span class="nowrap">681-279-378</span>，<span class="nowrap">3月4日 14:00</span> &lt;b&gt;')


def test_a_misspelt_icon_does_not_reach_a_page() -> None:
    with pytest.raises(UnknownIcon):
        icon("telefone")
    with pytest.raises(UnknownIcon):
        icon("../../secret")
    assert 'aria-hidden="true"' in icon("phone")
    assert 'aria-label="电话"' in icon("phone", label="电话")


def test_every_icon_named_in_a_template_exists() -> None:
    naming = re.compile(r'(?:{% icon |(?:icon_name|tag_icon)=|{% nav_link "[^"]*" )"([^"]+)"')
    named = {(path.name, name) for path in TEMPLATES for name in naming.findall(path.read_text(encoding="utf-8"))}
    assert named
    assert sorted(pair for pair in named if not (settings.ICONS_DIR / f"{pair[1]}.svg").is_file()) == []


def test_no_template_needs_what_the_content_policy_refuses() -> None:
    refused = re.compile(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|javascript:")
    assert [path.name for path in TEMPLATES if refused.search(path.read_text(encoding="utf-8"))] == []


def answer(**headers: str) -> HttpResponse:
    request: Any = RequestFactory().get("/ui/", headers=headers)
    request.session, request.LANGUAGE_CODE = {}, "zh-hans"
    request.htmx = HtmxDetails(request)
    request._messages = FallbackStorage(request)
    success(request, "已保存")
    return page(request, "ui/sample_phone.html", {"menu": []})


def test_a_page_is_whole_and_its_part_is_a_part() -> None:
    whole, part = answer(), answer(**{"HX-Request": "true"})
    assert whole.content.decode().startswith("<!doctype html>")
    assert BeautifulSoup(part.content, "html.parser").find("html") is None
    assert "王阿姨" in part.content.decode()
    assert ["HX-Request" in response["Vary"] for response in (whole, part)] == [True, True]


def test_messages_travel_with_the_part() -> None:
    soup = BeautifulSoup(answer(**{"HX-Request": "true"}).content, "html.parser")
    carrier = soup.find(id="messages")
    assert carrier is not None
    assert carrier.get("hx-swap-oob") == "true"
    assert carrier.get_text(strip=True) == "已保存"


def test_a_history_restore_gets_the_whole_page() -> None:
    restored = answer(**{"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert restored.content.decode().startswith("<!doctype html>")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_error_pages_need_nothing_and_give_the_telephone(name: str) -> None:
    soup = BeautifulSoup(render_to_string(f"{name}.html", {"station_phone": "0531-5550100"}), "html.parser")
    link = soup.find("a", href="tel:05315550100")
    assert link is not None
    assert "0531-5550100" in link.get_text()
    assert len(soup.find_all("h1")) == 1


def test_error_pages_keep_the_elder_view(client: Client) -> None:
    client.cookies["view"] = "elder"
    soup = BeautifulSoup(client.get("/no-such-page/").content, "html.parser")
    assert soup.find("html", attrs={"data-view": "elder"})
    assert soup.find("a", href="tel:" + settings.SIDAN_STATION_PHONE.replace("-", ""))


def rendered(source: str, **context: Any) -> BeautifulSoup:
    return BeautifulSoup(Template(source).render(Context(context)), "html.parser")


def test_a_field_says_what_is_wrong_to_every_reader() -> None:
    soup = rendered("{{ form }}", form=SampleForm({"phone": ""}))
    control = soup.find(id="id_phone")
    assert control is not None
    assert control["aria-invalid"] == "true"
    described = str(control["aria-describedby"]).split()
    assert described == ["id_phone_helptext", "id_phone_error"]
    assert "请填写这一项" in str(soup.find(id="id_phone_error"))
    assert all(soup.find(id=name) for name in described)


def test_the_summary_links_to_each_mistake() -> None:
    soup = rendered("{% include 'ui/error_summary.html' %}", form=SampleForm({"station": "a"}))
    links = {str(a["href"]): a.get_text() for a in soup.select("[data-error-summary] a")}
    assert links["#id_phone"] == "还没填：联系电话"
    assert "#id_when_0" in links
    assert rendered("{% include 'ui/error_summary.html' %}", form=SampleForm()).get_text(strip=True) == ""


def test_one_question_is_the_heading_of_its_page() -> None:
    form = SampleQuestion()
    headings = rendered("{{ f.when.as_field_group }} {{ f.phone.as_field_group }}", f=form).find_all("h1")
    assert [heading.get_text(strip=True) for heading in headings] == ["什么时候方便？"]


def test_the_faces_are_five_named_radio_buttons() -> None:
    soup = rendered("{{ form.score.as_field_group }}", form=SampleRating(initial={"score": 4}))
    radios = soup.select("fieldset input[type=radio]")
    assert [radio["value"] for radio in radios] == ["1", "2", "3", "4", "5"]
    assert [radio["value"] for radio in radios if radio.has_attr("checked")] == ["4"]
    assert [label.get_text(strip=True) for label in soup.select("label")] == [str(word) for word in FACES.values()]


def test_a_clock_is_words_and_an_icon_never_a_colour_alone() -> None:
    hour = timedelta(hours=1)
    states = [clock_state(due, NOW) for due in (NOW + 5 * hour, NOW + hour, NOW, NOW - 27 * hour, None)]
    assert [(clock.state, clock.words) for clock in states] == [
        ("ok", "还剩 5 小时"),
        ("soon", "还剩 1 小时"),
        ("soon", "还剩 0 分钟"),
        ("late", "已超时 1 天 3 小时"),
        ("done", "已办结"),
    ]
    chip = rendered("{% clock_chip due now %}", due=NOW - hour, now=NOW)
    assert chip.find("svg") is not None
    assert chip.get_text() == "已超时 1 小时"


def test_spans_and_moments_in_the_words_of_the_street() -> None:
    assert span_words(timedelta(minutes=80)) == "1 小时 20 分"
    assert span_words(timedelta(seconds=-5)) == "0 分钟"
    days = [moment_words(NOW + timedelta(days=n), NOW) for n in (-1, 0, 1, 2, 3, -80)]
    assert days == ["昨天 09:30", "今天 09:30", "明天 09:30", "后天 09:30", "3月8日 周日 09:30", "2025年12月15日 09:30"]


def test_the_view_is_kept_in_a_cookie_and_never_leads_elsewhere(client: Client) -> None:
    chosen = client.post("/display/view/", {"view": "elder", "next": "/ui/?a=1"})
    assert (chosen.status_code, chosen["Location"], chosen.cookies["view"].value) == (302, "/ui/?a=1", "elder")
    assert client.post("/display/view/", {"view": "elder", "next": "https://elsewhere.example/"})["Location"] == "/"
    assert client.get("/display/view/").status_code == 405
    assert BeautifulSoup(client.get("/ui/").content, "html.parser").find("html", attrs={"data-view": "elder"})


@pytest.mark.parametrize("layout", ["", "phone", "step", "desk"])
def test_the_style_page_needs_no_database(client: Client, layout: str) -> None:
    response = client.get("/ui/", {"layout": layout, "view": "elder"})
    assert response.status_code == 200
    assert len(BeautifulSoup(response.content, "html.parser").find_all("h1")) >= 1
