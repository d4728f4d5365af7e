"""Somebody erased on Tuesday is not brought back by the backup of Monday: on both databases, by the commands typed."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from sidan.core import backup, erasures
from sidan.core.erasures import Erased
from sidan.desk import actions as desk
from sidan.desk.tasks import keep_no_longer
from sidan.orders import actions
from sidan.orders.models import Order
from sidan.orders.states import State
from sidan.people import actions as people
from sidan.people.models import AskedBy, Erasure, Person, Role, RoleKind
from tests.conftest import Cast
from tests.walls.test_backup import Place, elsewhere, street

__all__ = ["elsewhere", "street"]
PERSON = "SELECT {} FROM people_person WHERE id = {}"


@pytest.mark.django_db(transaction=True)
def test_a_restore_erases_again(street: Cast, elsewhere: Place, tmp_path: Path, settings: Any) -> None:
    settings.SIDAN_ERASURES = settings.SIDAN_KEYS.with_name("erased.jsonl")
    busy, quiet = street.neighbour, street.outsider
    order = street.order(served=busy)  # under way on Monday
    monday = tmp_path / "monday"
    backup.make(monday, now=street.now, with_keys=True)
    actions.withdraw(order, street.doing(busy))
    for person in (busy, quiet):
        desk.erase(person, asked_by=AskedBy.SELF, now=street.now)
    kept = settings.SIDAN_ERASURES.read_text()
    assert [each in kept for each in (busy.public_id, busy.phone, busy.name)] == [False] * 3
    assert settings.SIDAN_ERASURES.stat().st_mode & 0o777 == 0o600

    (elsewhere.folder / "erased.jsonl").write_text(kept)
    done = elsewhere.manage("restore", str(monday))
    assert (done.returncode, "2 people erased again of 2" in done.stdout) == (0, True), done.stdout + done.stderr
    for person in (busy, quiet):
        assert elsewhere.column(PERSON.format("phone", person.pk)) == [""]
        assert elsewhere.column(PERSON.format("erased_at", person.pk)) != [None]
    assert elsewhere.column(PERSON.format("erased_at", street.resident.pk)) == [None]
    assert elsewhere.column(f"SELECT state FROM orders_order WHERE id = {order.pk}") == ["withdrawn"]
    assert "the history holds" in elsewhere.manage("verify").stdout
    assert "0 people erased again of 2" in elsewhere.manage("erase_again").stdout


@pytest.mark.django_db(transaction=True)
def test_without_the_list_the_restore_says_so(street: Cast, elsewhere: Place, tmp_path: Path) -> None:
    backup.make(tmp_path / "monday", now=street.now, with_keys=True)
    done = elsewhere.manage("restore", str(tmp_path / "monday"))
    assert (done.returncode, "no list of erasures" in done.stdout) == (0, True), done.stdout + done.stderr


def test_what_the_backup_shows_holds_nothing_up(cast: Cast) -> None:
    """On Monday they worked here, waited for a haircut, and had promised one."""
    Role.objects.create(person=cast.volunteer.person, station=cast.first, kind=RoleKind.GRID_WORKER, given_at=cast.now)
    promised, own = cast.accepted(), cast.order(served=cast.volunteer.person)
    desk.erase_again(cast.volunteer.person, asked_by=AskedBy.SELF, now=cast.now)
    assert (cast.fresh(promised).state, cast.fresh(own).state) == (State.OFFERED, State.WITHDRAWN)
    assert not Role.objects.held().filter(person=cast.volunteer.person).exists()
    assert Order.objects.get(pk=own.pk).erased_at == cast.now
    assert Erasure.objects.get().person == cast.volunteer.person


def test_a_torn_line_and_a_list_of_another_site_harm_nobody(cast: Cast, settings: Any, capsys: Any) -> None:
    erasures.append([Erased(cast.resident.pk, "f" * 32, "2026-11-25", "self")])
    with settings.SIDAN_ERASURES.open("a") as file:
        file.write('{"person": 1, "ma')
    mark = erasures.mark(cast.neighbour.public_id)
    assert erasures.append([Erased(cast.neighbour.pk, mark, "2026-11-25", "self")]) == 1
    assert erasures.append([Erased(cast.neighbour.pk, mark, "2026-11-25", "self")]) == 0
    call_command("erase_again")
    assert "1 people erased again of 2" in capsys.readouterr().out
    assert list(Person.objects.exclude(erased_at=None)) == [cast.neighbour]


def test_what_the_list_lacks_is_added_every_night(cast: Cast, settings: Any) -> None:
    desk.erase(cast.neighbour, asked_by=AskedBy.SELF, now=cast.now)  # its transaction never ends in this test
    assert not settings.SIDAN_ERASURES.exists()
    keep_no_longer(cast.now)
    (line,) = erasures.read()
    assert (line.person, line.asked_by) == (cast.neighbour.pk, "self")
    assert json.loads(settings.SIDAN_ERASURES.read_text()) == line.__dict__
    assert people.list_erasures() == 0
