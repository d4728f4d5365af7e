"""Where volunteers may set out from: the street of their home."""

from sidan.places.models import Estate, Grid
from sidan.volunteers import access
from tests.conftest import Cast


def test_one_sets_out_from_the_street_of_ones_home(cast: Cast) -> None:
    grid = Grid.objects.create(station=cast.next_street(), code="n-1", name="邻格")
    Estate.objects.create(grid=grid, name="邻街小区", road="", lat=36.6, lng=116.9)
    assert set(access.estates_for(cast.resident)) == {cast.estate, cast.other_estate}
