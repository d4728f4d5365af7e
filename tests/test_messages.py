"""The messages command: what is on screen is found, what is translated stays, what is missing is named."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

import sidan
from sidan.core.management.commands.messages import CALLS, in_python, in_template

TEMPLATE = """{% load i18n %}<p class="x">{% translate "点单" %} {{ note|default:_("无") }}
{% blocktranslate trimmed count n=orders|length %}
  有 {{ n }} 单
{% plural %}
  共有 {{ n }} 单
{% endblocktranslate %}
{% include "ui/button.html" with label=_("甲'乙") %}{% translate "开" context "门" %}
{% blocktranslate with rate=r %}评价率 {{ rate }}%{% endblocktranslate %}"""

PYTHON = """
label = _("派单")
title = gettext_lazy("接单"
    "与婉拒")
count = ngettext("%(n)s 单", "%(n)s 单们", n)
door = pgettext("门", "开")
"""


def test_templates_are_read() -> None:
    assert [(msgid, context) for _file, msgid, context in in_template(TEMPLATE, "x.html")] == [
        ("点单", None),
        ("无", None),
        (("有 %(n)s 单", "共有 %(n)s 单"), None),
        ("甲'乙", None),
        ("开", "门"),
        ("评价率 %(rate)s%%", None),
    ]


def test_python_is_read() -> None:
    assert [(msgid, context) for _file, msgid, context in in_python(PYTHON, "x.py")] == [
        ("派单", None),
        ("接单与婉拒", None),
        (("%(n)s 单", "%(n)s 单们"), None),
        ("开", "门"),
    ]


@pytest.fixture
def po(tmp_path: Path, settings: Settings) -> Path:
    settings.LOCALE_PATHS = [tmp_path]
    call_command("messages", stdout=StringIO())
    return tmp_path / "en" / "LC_MESSAGES" / "django.po"


def filled(po: Path, msgid: str, msgstr: str) -> None:
    before = f'msgid "{msgid}"\nmsgstr ""\n'
    text = po.read_text("utf-8")
    assert before in text
    po.write_text(text.replace(before, f'msgid "{msgid}"\nmsgstr "{msgstr}"\n'), "utf-8")


def test_a_second_run_changes_nothing_and_keeps_translations(po: Path) -> None:
    filled(po, "审计员", "auditor")
    before = po.read_text("utf-8")
    call_command("messages", stdout=StringIO())
    assert po.read_text("utf-8") == before
    assert po.with_suffix(".mo").exists()


def test_check_names_what_is_missing_and_writes_nothing(po: Path) -> None:
    filled(po, "审计员", "auditor")
    before = po.read_text("utf-8")
    said = StringIO()
    with pytest.raises(CommandError, match="want a translator"):
        call_command("messages", "--check", stderr=said)
    assert "not translated" in said.getvalue()
    assert "审计员" not in said.getvalue()
    assert po.read_text("utf-8") == before


def test_what_is_no_longer_said_is_kept_aside_and_comes_back(po: Path) -> None:
    filled(po, "审计员", "auditor")
    po.write_text(po.read_text("utf-8").replace('msgid "审计员"', 'msgid "从前的话"'), "utf-8")
    call_command("messages", stdout=StringIO())
    text = po.read_text("utf-8")
    assert '#~ msgid "从前的话"\n#~ msgstr "auditor"' in text
    po.write_text(text.replace("从前的话", "审计员").replace('msgid "审计员"\nmsgstr ""\n', ""), "utf-8")
    call_command("messages", stdout=StringIO())
    assert 'msgid "审计员"\nmsgstr "auditor"' in po.read_text("utf-8")


def test_a_lost_placeholder_is_a_fault(po: Path) -> None:
    text = po.read_text("utf-8")
    at = text.index("%(")
    start = text.index('msgstr ""', at)
    po.write_text(text[:start] + 'msgstr "no number here"' + text[start + len('msgstr ""') :], "utf-8")
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("messages", "--check", stderr=said)
    assert "its translation differ in %(" in said.getvalue()


def test_every_name_that_marks_a_text_is_known_to_the_command() -> None:
    """Under a name the command does not know, a text is on screen in Chinese for everybody and nobody notices."""
    sources = [path.read_text("utf-8") for path in Path(sidan.__file__).parent.rglob("*.py")]
    names = {name for text in sources for name in re.findall(r"import \w*gettext\w* as (\w+)", text)}
    assert names <= set(CALLS)
