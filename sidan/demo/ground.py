"""The ground of the demo: centre, streets, six communities each, grids, estates and doors."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from random import Random

from django.conf import settings
from django.utils.translation import gettext_noop as wording

from sidan.demo.size import COMMUNITIES_A_STREET, GRIDS_A_COMMUNITY, HOUSEHOLDS_A_PERSON, Size, share
from sidan.places.models import Address, Estate, Grid, Level, Station

CENTRE = (36.645, 116.955)
STREETS_A_CENTRE = 20
STREETS_A_ROW = 16
_LAT, _LNG = 0.0045, 0.0056  # about 500 m
_HOURS = "周一至周五 8:30–12:00，13:30–17:30"

# 济微路 and 南辛北街 are attested names of the street; the other four are invented.
COMMUNITIES = ("济微路", "南辛北街", "槐安苑", "青禾里", "春晓园", "泉秀路")
ROADS = ("济微路", "南辛庄北街", "槐安路", "青禾街", "春晓路", "泉秀路")
# What these are called for who reads English; the short form stands where a column has no room for more.
SAID = (
    wording("槐荫区新时代文明实践中心"),
    wording("南辛庄街道新时代文明实践所"),
    wording("南辛庄街道"),
    wording("济微路社区新时代文明实践站"),
    wording("济微路社区"),
    wording("南辛北街社区新时代文明实践站"),
    wording("南辛北街社区"),
    wording("槐安苑社区新时代文明实践站"),
    wording("槐安苑社区"),
    wording("青禾里社区新时代文明实践站"),
    wording("青禾里社区"),
    wording("春晓园社区新时代文明实践站"),
    wording("春晓园社区"),
    wording("泉秀路社区新时代文明实践站"),
    wording("泉秀路社区"),
)
ESTATES = (
    "济微小区", "机床宿舍", "南辛花园", "北街平房区", "槐安家园", "柳荫小区", "青禾里一区", "青禾里二区", "春晓园东区",
    "春晓园西区", "泉秀新村", "石榴苑",
)  # fmt: skip


@dataclass(frozen=True)
class Community:
    """One community station with its grids and estates, as they came out of the database."""

    station: Station
    estates: list[Estate]
    street_place: int
    place: int


def lay_ground(size: Size) -> Iterator[Community]:
    """Yields community after community, so that a city is never in memory at once."""
    centre = None
    for n in range(size.streets):
        if n % STREETS_A_CENTRE == 0:
            centre = _centre(n // STREETS_A_CENTRE)
        assert centre is not None
        street = _street(centre, n)
        for place in range(COMMUNITIES_A_STREET):
            yield _community(street, n, place)


def _centre(n: int) -> Station:
    name = f"示范{n}区新时代文明实践中心" if n else "槐荫区新时代文明实践中心"
    return _station(f"3799{n:02d}" if n else "370104", name, Level.CENTRE, None, CENTRE, place="区行政服务中心一楼")


def _street(centre: Station, n: int) -> Station:
    code = f"{centre.code}{8 + n % STREETS_A_CENTRE:03d}"
    name = f"{f'示范{n}街道' if n else settings.SIDAN_STREET_NAME}新时代文明实践所"
    return _station(code, name, Level.STREET, centre, street_point(n), place="街道办事处一楼大厅")


def _community(street: Station, n: int, place: int) -> Community:
    lat, lng = street_point(n)
    here = (lat + (place // 3 - 0.5) * 1.6 * _LAT, lng + (place % 3 - 1) * 1.2 * _LNG)
    name = COMMUNITIES[place] if n == 0 else f"示范{n}街道第{place + 1}"
    code = f"{street.code}{place + 1:03d}"
    station = _station(code, f"{name}社区新时代文明实践站", Level.COMMUNITY, street, here, place=f"{name}社区居委会")
    grids = Grid.objects.bulk_create(
        Grid(station=station, code=f"{code}{g + 1:02d}", name=f"第{'一二三'[g]}网格") for g in range(GRIDS_A_COMMUNITY)
    )
    estates = Estate.objects.bulk_create(
        _estate(grid, here, place, 2 * g + e) for g, grid in enumerate(grids) for e in range(2)
    )
    return Community(station, estates, n, place)


def _estate(grid: Grid, here: tuple[float, float], place: int, n: int) -> Estate:
    """Six estates around the station, 150 to 300 m away."""
    lat = here[0] + (n // 3 - 0.5) * 0.7 * _LAT
    lng = here[1] + (n % 3 - 1) * 0.4 * _LNG
    # Two names a community, three quarters of each.
    name = f"{ESTATES[2 * place + n // 3]}{'北中南'[n % 3]}院"
    return Estate(grid=grid, name=name, road=ROADS[place], lat=round(lat, 6), lng=round(lng, 6))


def _station(
    code: str, name: str, level: Level, parent: Station | None, here: tuple[float, float], *, place: str
) -> Station:
    path = f"{parent.path if parent else '/'}{code}/"
    # Numbers beginning with 555 belong to nobody.
    phone = settings.SIDAN_STATION_PHONE if level == Level.STREET else f"0531-5550{int(code[-3:]) % 1000:03d}"
    return Station.objects.create(
        code=code, name=name, level=level, parent=parent, path=path, phone=phone, place=place, hours=_HOURS,
        lat=round(here[0], 6), lng=round(here[1], 6),
    )  # fmt: skip


def street_point(n: int) -> tuple[float, float]:
    """Streets lie in rows, 1.6 km apart."""
    return CENTRE[0] + n // STREETS_A_ROW * 3.2 * _LAT, CENTRE[1] + n % STREETS_A_ROW * 3.6 * _LNG


def doors(community: Community, size: Size, rng: Random) -> list[Address]:
    """The community's share of households: 3号楼2单元501, building after building in each estate."""
    stations = size.streets * COMMUNITIES_A_STREET
    number = community.street_place * COMMUNITIES_A_STREET + community.place
    households = share(round(size.residents * HOUSEHOLDS_A_PERSON), stations, number)
    made: list[Address] = []
    for n, estate in enumerate(community.estates):
        wanted = share(households, len(community.estates), n)
        made += [a for a, _n in zip(_estate_doors(estate, rng), range(wanted), strict=False)]
    return Address.objects.bulk_create(made, batch_size=2000)


def _estate_doors(estate: Estate, rng: Random) -> Iterator[Address]:
    for building in count(1):
        lat = round(estate.lat + rng.uniform(-0.0006, 0.0006), 6)
        lng = round(estate.lng + rng.uniform(-0.0008, 0.0008), 6)
        for unit, floor, door in product(range(1, 4), range(1, 7), range(1, 3)):
            yield Address(estate=estate, door=f"{building}号楼{unit}单元{floor}0{door}", lat=lat, lng=lng)
