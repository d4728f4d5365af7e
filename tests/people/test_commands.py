"""Starting a real site."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from sidan.people.models import Person, Role
from sidan.places.models import Station
from tests.conftest import Cast


def run(**options: object) -> str:
    said = StringIO()
    call_command("first_admin", stdout=said, **options)
    return said.getvalue()


def held() -> list[tuple[str, str, str]]:
    rows = Role.objects.held().order_by("pk")
    return list(rows.values_list("person__name", "kind", "station__path"))


def test_an_empty_site_gets_its_tree_and_its_administrator(db: None) -> None:
    said = run(phone="138 0531 0001", name="孙 岚", street="梅花街道新时代文明实践所")
    assert held() == [("孙 岚", "administrator", "/centre/street/")]
    stations = list(Station.objects.order_by("path").values_list("name", "level"))
    assert stations == [("新时代文明实践中心", "centre"), ("梅花街道新时代文明实践所", "street")]
    assert [word in said for word in ("/sign-in/", "13805310001", "SIDAN_SMS_URL", "/staff/invite/")] == [True] * 4
    client = Client()
    client.force_login(Person.objects.get())
    assert client.get("/staff/").status_code == 200


def test_a_second_one_is_refused_unless_asked_for(cast: Cast) -> None:
    before = held()
    with pytest.raises(CommandError, match="--another"):
        run(phone="13805310001", name="孙岚")
    assert held() == before
    run(phone="13805310001", name="孙岚", another=True)
    run(phone="13805310001", name="孙岚", another=True)
    assert held() == [*before, ("孙岚", "administrator", "/centre/street/")]
    assert Station.objects.count() == 4


@pytest.mark.parametrize(("phone", "name"), [("0531-5550100", "孙岚"), ("123", "孙岚"), ("13805310001", "  ")])
def test_bad_values(db: None, phone: str, name: str) -> None:
    with pytest.raises(CommandError):
        run(phone=phone, name=name)
    assert (Person.objects.count(), Station.objects.count()) == (0, 0)
