"""The thirty items of the catalogue, and that a street's own changes outlive a new installation."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from sidan.orders.actions import change_item, install_menu
from sidan.orders.menu import MENU
from sidan.orders.models import Item, TwoPeople
from sidan.volunteers.models import Skill


def test_there_are_thirty_one_for_each_skill() -> None:
    assert len(MENU) == 30
    assert {entry.skill for entry in MENU} == set(Skill)
    assert len({entry.code for entry in MENU}) == len({entry.name for entry in MENU}) == 30


def test_every_item_has_its_own_icon_in_the_package() -> None:
    missing = [entry.icon for entry in MENU if not (Path(settings.ICONS_DIR) / f"{entry.icon}.svg").exists()]
    assert not missing
    assert len({entry.icon for entry in MENU}) == 30


def test_what_the_domain_asks_of_single_items() -> None:
    menu = {entry.code: entry for entry in MENU}
    assert menu["haircut"].two_people == TwoPeople.ALWAYS
    assert menu["company"].two_people == TwoPeople.FIRST_VISIT
    assert menu["cleaning"].places == 3
    assert menu["escort"].family_consent
    assert menu["escort"].qualification == "escort"
    assert menu["bathing"].is_risky
    assert menu["bathing"].cooldown_days
    assert menu["tutoring"].guardian_consent
    assert menu["tutoring"].places == 2
    assert not menu["traffic"].minors_allowed
    assert "银行卡" in menu["errands"].warning
    assert "燃气" in menu["plumbing"].warning
    assert not [entry.code for entry in MENU if entry.is_risky and entry.minors_allowed]


@pytest.mark.django_db
def test_installing_again_keeps_what_a_street_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert install_menu() == 30
    haircut = Item.objects.get(code="haircut")
    change_item(haircut, name="剪头发", minutes=30)
    Item.objects.filter(code="stage").update(is_on=False)
    Item.objects.get(code="law").delete()

    assert install_menu() == 1
    assert install_menu() == 0
    haircut.refresh_from_db()
    assert (haircut.name, haircut.minutes) == ("剪头发", 30)
    assert not Item.objects.get(code="stage").is_on
    call_command("menu")
    assert "30 in all" in capsys.readouterr().out
