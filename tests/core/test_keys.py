"""Personal values at rest: unreadable without the keys, found without being read, rotated at any moment."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from sidan.core import rotation
from sidan.core.keys import Unreadable, add_field_key, keyring, load
from sidan.orders import actions
from sidan.orders.models import CallbackResult
from sidan.people.models import Person
from tests.conftest import Cast


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.SIDAN_KEYS = tmp_path / "keys.json"
    keyring.cache_clear()
    yield settings.SIDAN_KEYS
    keyring.cache_clear()


def test_a_value_opens_only_in_its_own_place(key_file: Path) -> None:
    sealed = keyring().encrypt("王秀英", "people_person.name")
    assert keyring().decrypt(sealed, "people_person.name") == "王秀英"
    assert keyring().encrypt("王秀英", "people_person.name") != sealed
    for wrong, place in ((sealed, "places_address.door"), (sealed[:-4] + "AAA=", "people_person.name"), ("", "x")):
        with pytest.raises(Unreadable):
            keyring().decrypt(wrong, place)


def test_the_key_file_is_its_owners_alone_and_made_once(key_file: Path) -> None:
    first = keyring()
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert load(key_file) == first
    key_file.write_text("not a key file")
    with pytest.raises(ImproperlyConfigured, match="SIDAN_KEYS"):
        load(key_file)


def test_an_index_says_equal_and_nothing_else(cast: Cast) -> None:
    assert Person.objects.get(phone_index="13800000001") == cast.resident
    assert list(Person.objects.filter(phone_tail__in=["0001", "0003"]).order_by("pk")) == [
        cast.resident,
        cast.neighbour,
    ]
    for wrong in ({"phone": "13800000001"}, {"name__startswith": "王"}, {"phone_index__startswith": "138"}):
        with pytest.raises(FieldError):
            Person.objects.filter(**wrong)


def everything_stored() -> str:
    """Every value of every table, as a dump would hold it."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said += [repr(row) for row in cursor.fetchall()]
    return "\n".join(said)


def test_a_dump_holds_none_of_a_thousand_canaries(cast: Cast) -> None:
    canaries = []
    for number in range(200):
        name, phone, door = f"丝雀{number:03}", f"1771{number:07}", f"丝雀楼{number:03}"
        person = cast.person(name, phone)
        assert person.address is not None
        person.address.door = door
        person.address.save()
        words, note = f"病名丝雀{number:03}", f"须知丝雀{number:03}"
        person.need_note = note
        person.save()
        order = actions.place(cast.need(served=person), cast.doing(person, reason=words))
        canaries += [name, phone, door, words, note]
        if number == 0:
            actions.reject(order, cast.doing(reason="丝雀的原因"))
            canaries.append("丝雀的原因")
    cast.client(cast.resident).post("/order/words/", {"details": "草稿里的丝雀"})
    done = cast.done(served=cast.neighbour)
    actions.rate(done, actions.Opinion(1, words="评语丝雀", by=cast.neighbour), cast.doing(cast.neighbour))
    owed = done.callbacks.select_related("order").get()
    actions.call_back(owed, CallbackResult.SETTLED, cast.doing(reason="回访丝雀"))
    canaries += ["草稿里的丝雀", "评语丝雀", "回访丝雀"]
    stored = everything_stored()
    assert len(canaries) > 1000
    assert [canary for canary in canaries if canary in stored] == []


def test_rotation_stopped_anywhere_leaves_every_value_readable(key_file: Path, cast: Cast) -> None:
    people = [cast.person(f"人{number}", f"1380001{number:04}") for number in range(20)]
    names = [person.name for person in people]

    def read() -> list[str]:
        keyring.cache_clear()
        return [Person.objects.get(pk=person.pk).name for person in people]

    call_command("rotate_keys")
    assert (keyring().newest, read()) == ("2", names)
    for stop in range(50):
        columns = list(rotation.columns())
        told = json.loads(key_file.read_text())
        assert told["newest"] == keyring().newest
        if stop % 5 == 0:
            call_command("rotate_keys", "--continue")
            add_field_key(key_file)
        rotation.rotate(columns[stop % len(columns)])  # and the power goes
        assert read() == names
    call_command("rotate_keys", "--continue", "--retire")
    assert (list(keyring().fields), read()) == ([keyring().newest], names)
