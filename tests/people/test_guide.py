"""Every setting stands in the guide, and the guide names none that does not exist."""

import re
from dataclasses import fields
from pathlib import Path

from sidan.activities.rules import Rules as ActivityRules
from sidan.orders.rules import Rules

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"\bSIDAN_[A-Z_]+\b")


def test_settings_and_guide_agree() -> None:
    settings = set(re.findall(r'"(SIDAN_[A-Z_]+)"', (ROOT / "sidan/settings.py").read_text("utf-8")))
    scripts = {name for path in (ROOT / "scripts").glob("*.py") for name in NAME.findall(path.read_text("utf-8"))}
    guide = set(NAME.findall((ROOT / "docs/guide/admin.md").read_text("utf-8")))
    assert settings - guide == set()
    assert guide - settings - scripts == set()


def test_every_rule_stands_in_the_guide_with_its_default() -> None:
    guide = (ROOT / "docs/guide/admin.md").read_text("utf-8")
    for heading, rules in (("The street's rules", Rules), ("The numbers of activities", ActivityRules)):
        chapter = guide.partition(f"## {heading}\n")[2].partition("\n## ")[0]
        told = dict(re.findall(r"^\| `([a-z_]+)` \| (\d+) \|", chapter, re.MULTILINE))
        assert told == {rule.name: str(rule.default) for rule in fields(rules)}
