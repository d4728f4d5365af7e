"""A backup made while people write holds all they were told is done, comes back whole, and refuses to be useless."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import sleep
from typing import Any

import pysqlite3
import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection

from sidan.core import backup
from sidan.core.actions import seal_history
from sidan.core.backup_keys import known_copy
from sidan.core.keys import add_field_key, keyring
from sidan.core.models import Seal
from sidan.orders.models import OrderEvent
from tests.conftest import Cast, Clock, build_cast
from tests.walls.history import new_order, raw, sealed

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
DUMP = backup.DATABASES


@pytest.fixture
def street(the_clock: Clock, tmp_path: Path, settings: Any) -> Iterator[Cast]:
    """With keys and photos of its own."""
    settings.SIDAN_KEYS = tmp_path / "site" / "keys.json"
    settings.MEDIA_ROOT = tmp_path / "site" / "media"
    keyring.cache_clear()
    photo = settings.MEDIA_ROOT / "orders" / "a.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"a photo")
    yield build_cast(the_clock)
    keyring.cache_clear()


@dataclass
class Writers:
    """People at work in several threads, and the numbers of the orders they were given."""

    cast: Cast
    told: list[str] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    def write(self) -> None:
        try:
            while not self.stop.is_set():
                self.told.append(new_order(self.cast).number)
        finally:
            connection.close()

    def seal(self) -> None:
        try:
            while not self.stop.wait(0.1):
                seal_history(now=self.cast.now)
        finally:
            connection.close()

    def __enter__(self) -> "Writers":
        self.threads = [Thread(target=work) for work in (self.write, self.write, self.write, self.seal)]
        for thread in self.threads:
            thread.start()
        while len(self.told) < 20 or not Seal.objects.exists():
            sleep(0.01)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


@dataclass(frozen=True)
class Place:
    """Another machine: nothing on it but the product."""

    folder: Path
    database: str

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("SIDAN_", "DATABASE_URL"))}
        env |= {"SIDAN_DATA": str(self.folder), "DATABASE_URL": self.database}
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )

    def column(self, query: str) -> list[Any]:
        if not self.database:
            with pysqlite3.connect(str(self.folder / "sidan.sqlite3")) as there:
                return [value for (value,) in there.execute(query)]
        import psycopg

        with psycopg.connect(self.database) as there:
            return [value for (value,) in there.execute(query)]


@pytest.fixture
def elsewhere(tmp_path: Path, db: None) -> Iterator[Place]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if connection.vendor == "sqlite":
        yield Place(folder, "")
        return
    name = f"restored_{connection.settings_dict['NAME']}"
    options = connection.settings_dict["OPTIONS"]
    role = options.pop("assume_role")  # the site's role makes no databases
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    url, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    yield Place(folder, f"{url}/{name}")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')
    options["assume_role"] = role


def test_what_was_acknowledged_before_a_backup_comes_back_from_it(
    street: Cast, elsewhere: Place, tmp_path: Path
) -> None:
    folder = tmp_path / "backups" / "monday"
    with Writers(street) as writers:
        acknowledged = list(writers.told)
        call_command("backup", to=str(folder), with_keys=True)
        during = len(writers.told) - len(acknowledged)
        sleep(0.2)
    sealed(street)

    done = elsewhere.manage("restore", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert "as counted then" in done.stdout
    assert "the history holds" in done.stdout
    back = elsewhere.column("SELECT number FROM orders_order")
    assert set(acknowledged) - set(back) == set()
    assert set(back) <= set(writers.told)
    assert len(back) <= len(acknowledged) + during + 3  # each writer may have had one in hand
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["rows"]["orders_order"] == len(back)
    assert elsewhere.column("SELECT mac FROM core_seal ORDER BY id DESC")[:1] == [manifest["head"]]
    assert (elsewhere.folder / "media" / "orders" / "a.jpg").read_bytes() == b"a photo"
    assert {path.stat().st_mode & 0o077 for path in [folder, *folder.rglob("*")]} == {0}

    again = elsewhere.manage("restore", str(folder))
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def backed_up(folder: Path, *, with_keys: bool = False) -> Path:
    call_command("backup", to=str(folder), with_keys=with_keys)
    return folder


def refused(command: str, *arguments: object) -> str:
    with pytest.raises(CommandError) as failed:
        call_command(command, *(str(argument) for argument in arguments))
    return str(failed.value)


def test_no_backup_without_its_keys_and_tools(street: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No backup without its keys" in refused("backup", "--to", tmp_path / "one")
    assert not (tmp_path / "one").exists()
    call_command("copy_keys", str(tmp_path / "usb" / "keys.json"))
    copy = tmp_path / "usb" / "keys.json"
    assert (copy.read_text(), copy.stat().st_mode & 0o777) == (site.SIDAN_KEYS.read_text(), 0o600)
    assert known_copy() == str(copy)
    folder = backed_up(tmp_path / "one")
    assert not list(folder.rglob("keys*"))
    assert "name a folder that is not" in refused("backup", "--to", folder)
    assert "not overwritten" in refused("copy_keys", copy)

    add_field_key(site.SIDAN_KEYS)
    assert "No backup without its keys" in refused("backup", "--to", tmp_path / "two")
    call_command("copy_keys", str(tmp_path / "usb" / "keys-2.json"))
    assert backed_up(tmp_path / "two").exists()

    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", str(tmp_path))
        assert "pg_dump is not on this machine" in refused("backup", "--to", tmp_path / "three")
        assert list(tmp_path.glob("*three*")) == []


def test_restore_says_plainly_why_it_does_not(street: Cast, tmp_path: Path, settings: Any) -> None:
    new_order(street)
    folder = backed_up(tmp_path / "one", with_keys=True)
    assert "is not empty" in refused("restore", folder)  # the photos
    settings.MEDIA_ROOT = tmp_path / "new" / "media"
    assert "is not empty" in refused("restore", folder)  # the database
    keys = settings.SIDAN_KEYS
    settings.SIDAN_KEYS = tmp_path / "new" / "keys.json"
    keyring.cache_clear()
    call_command("copy_keys", str(tmp_path / "spare.json"))  # makes keys of its own
    assert "does not open this backup (it lacks: audit, index, values 1)" in refused("restore", folder)
    settings.SIDAN_KEYS.unlink()
    taken_out = json.loads((folder / "manifest.json").read_text())
    (folder / "keys.json").rename(tmp_path / "kept.json")
    assert "keys.json is missing from the backup" in refused("restore", folder)
    rewritten(folder, checksums={k: v for k, v in taken_out["checksums"].items() if k != "keys.json"})
    assert "The keys of this backup are not here. Put the copy" in refused("restore", folder)
    settings.SIDAN_KEYS = keys
    keyring.cache_clear()
    assert "its signature does not hold" in refused("restore", folder)

    dump = folder / DUMP[connection.vendor]
    with dump.open("r+b") as file:
        file.seek(dump.stat().st_size // 2)
        file.write(b"\0\1\2\3")
    assert f"{dump.name} is not what the backup wrote" in refused("restore", folder)
    dump.unlink()
    assert f"{dump.name} is missing from the backup" in refused("restore", folder)
    shutil.rmtree(folder / "media")
    rewritten(folder, checksums={}, vendor="other")
    assert "This is a backup of other" in refused("restore", folder)
    assert "is not a backup" in refused("restore", tmp_path)


def rewritten(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the walk is the same; a second database takes its time")
def test_a_history_edited_before_the_backup_is_told_on_restore(street: Cast, elsewhere: Place, tmp_path: Path) -> None:
    order = new_order(street)
    raw("UPDATE orders_orderevent SET verb = 'x' WHERE order_id = %s", order.pk)
    done = elsewhere.manage("restore", str(backed_up(tmp_path / "one", with_keys=True)))
    assert done.returncode == 1
    assert f"order {order.number}" in done.stderr
    assert OrderEvent.objects.filter(verb="x").count() == 1
