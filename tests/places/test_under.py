"""`station__under` finds what the nested QuerySet finds."""

import pytest

from sidan.orders.models import Order
from sidan.places.models import Level, Station
from tests.conftest import Cast


def numbers(cast: Cast, paths: tuple[str, ...]) -> tuple[set[str], set[str]]:
    written = Order.objects.filter(station__under=paths)
    nested = Order.objects.filter(station__in=Station.objects.under(paths))
    return set(written.values_list("number", flat=True)), set(nested.values_list("number", flat=True))


def test_it_finds_what_the_nested_queryset_finds(cast: Cast) -> None:
    here, there = cast.order(), cast.order(served=cast.outsider)
    both = {here.number, there.number}
    for paths, found in (
        ((), set()),
        ((cast.first.path,), {here.number}),
        ((cast.first.path, there.station.path), both),
        ((cast.street.path,), both),
        (("/nowhere/",), set()),
    ):
        assert numbers(cast, paths) == (found, found)
    assert Order.objects.exclude(station__under=(cast.first.path,)).get() == there
    assert not Order.objects.exclude(station__under=(cast.street.path,)).exists()


@pytest.mark.parametrize("code", ["a_b", "a%b"])
def test_a_path_is_no_pattern(cast: Cast, code: str) -> None:
    cast.order()
    path = f"{cast.street.path}{code}/"
    Station.objects.create(code=code, name=code, level=Level.COMMUNITY, parent=cast.street, path=path, phone="1")
    like = cast.first.path.removeprefix(cast.street.path)
    assert numbers(cast, (path,)) == (set(), set())
    assert numbers(cast, (f"{cast.street.path}{'_' * (len(like) - 1)}/",)) == (set(), set())
