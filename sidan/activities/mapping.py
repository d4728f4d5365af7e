"""Where sessions are, drawn without tiles: estates as small dots, places as numbered discs. The table says the same.

Nothing finer than an estate or a facility is on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from sidan.activities.narrowing import Wanted, walk
from sidan.activities.posters.facts import short_name
from sidan.activities.published import Entry
from sidan.activities.walking import Place
from sidan.places.models import Estate

WIDTH, MARGIN, LOWEST, HIGHEST = 380.0, 30.0, 190.0, 400.0  # so narrow that letters keep their size on a phone
DISC = 13.0
APART = 2 * DISC + 2
ROUNDS = 60
LETTERS = 24.0  # how far below the middle a name stands, clear of the row of dots


@dataclass(frozen=True)
class Spot:
    """A place with what is held there."""

    number: int
    name: str
    find: str
    station: str
    minutes: int | None
    entries: tuple[Entry, ...]
    x: float
    y: float


@dataclass(frozen=True)
class Dot:
    name: str
    x: float
    y: float
    is_home: bool


@dataclass(frozen=True)
class Area:
    """A community's name, above its estates."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    width: float
    height: float
    spots: list[Spot]
    dots: list[Dot]
    areas: list[Area]
    elsewhere: list[Entry]  # online, or at a place that is on no map


def draw(entries: Sequence[Entry], estates: Sequence[Estate], wanted: Wanted) -> Map:
    at: dict[tuple[str, Place], list[Entry]] = {}
    for one in entries:
        if one.place is not None:
            at.setdefault((one.where, one.place), []).append(one)
    elsewhere = [one for one in entries if one.place is None]
    homes: list[Place] = [(one.lat, one.lng) for one in estates]
    plane = _Plane([place for _name, place in at] + homes)
    points = _apart([plane.point(place) for _name, place in at])
    spots = [
        Spot(n, name, rows[0].find, rows[0].station, walk(rows[0], wanted), tuple(rows), *points[n - 1])
        for n, ((name, _place), rows) in enumerate(at.items(), 1)
    ]
    dots = [Dot(one.name, *plane.point((one.lat, one.lng)), (one.lat, one.lng) == wanted.home) for one in estates]
    return Map(WIDTH, plane.height, spots, dots, _areas(estates, dots), elsewhere)


def _areas(estates: Sequence[Estate], dots: Sequence[Dot]) -> list[Area]:
    by_name: dict[str, list[Dot]] = {}
    for estate, dot in zip(estates, dots, strict=True):
        by_name.setdefault(short_name(estate.grid.station.name), []).append(dot)
    return [
        Area(name, round(sum(d.x for d in at) / len(at), 1), round(sum(d.y for d in at) / len(at) + LETTERS, 1))
        for name, at in sorted(by_name.items())
    ]


class _Plane:
    def __init__(self, places: Sequence[Place]) -> None:
        lats, lngs = [lat for lat, _lng in places] or [0.0], [lng for _lat, lng in places] or [0.0]
        self.north, self.west = max(lats), min(lngs)
        self.narrow = cos(radians(self.north))  # a degree of longitude in degrees of latitude
        wide, high = max((max(lngs) - self.west) * self.narrow, 1e-4), max(self.north - min(lats), 1e-4)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / high)
        self.height = round(max(LOWEST, high * self.scale + 2 * MARGIN), 1)
        self.left = (WIDTH - wide * self.scale) / 2
        self.top = (self.height - high * self.scale) / 2

    def point(self, place: Place) -> tuple[float, float]:
        x = self.left + (place[1] - self.west) * self.narrow * self.scale
        return round(x, 1), round(self.top + (self.north - place[0]) * self.scale, 1)


def _apart(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Discs that would cover each other are pushed apart, the same way every time."""
    moved = [list(point) for point in points]
    for _round in range(ROUNDS):
        still = True
        for i in range(len(moved)):
            for j in range(i):
                still &= not _push(moved[i], moved[j], i)
        if still:
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved]


def _push(a: list[float], b: list[float], n: int) -> bool:
    across, down = a[0] - b[0], a[1] - b[1]
    far = hypot(across, down)
    if far >= APART:
        return False
    if far < 1e-6:  # the very same place
        across, down, far = (1.0, 0.0, 1.0) if n % 2 else (0.0, 1.0, 1.0)
    step = (APART - far) / 2 + 0.05
    a[0] += across / far * step
    a[1] += down / far * step
    b[0] -= across / far * step
    b[1] -= down / far * step
    return True
