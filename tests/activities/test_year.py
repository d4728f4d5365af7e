"""A year in figures counts what is the station's, and names its themes and no other's."""

from datetime import date

from sidan.activities.planned import year_of
from sidan.programmes.models import MonthTheme
from tests.activities.conftest import Hall


def test_a_communitys_year_is_its_own_and_a_streets_holds_its_communities(hall: Hall) -> None:
    first, second, street = hall.cast.first, hall.cast.second, hall.cast.street
    hall.planned(station=second)
    assert [year_of(one, 2026).ahead for one in (first, second, street)] == [0, 1, 1]


def test_themes_are_those_of_the_station_and_of_the_street_above(hall: Hall) -> None:
    for station in (hall.cast.first, hall.cast.second, hall.cast.street):
        MonthTheme.objects.create(station=station, month=date(2026, 11, 1), title=station.code)
    november = year_of(hall.cast.first, 2026).months[10]
    assert {theme.title for theme in november.themes} == {"first", "street"}
