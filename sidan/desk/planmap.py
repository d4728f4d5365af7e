"""A plan drawn as a picture: estates as dots, lines from where people set out. Nothing finer than the estate."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sqrt

from sidan.orders.words import short_name
from sidan.places.models import Estate

WIDTH, MARGIN, HIGHEST, LOWEST = 380.0, 30.0, 300.0, 190.0  # as wide as it stands on the desk, so letters keep size
LETTER, LARGE = 13.0, 18.0  # --text-xs of the two views: numbers that do not fit are left out
DIGIT, LINE = 0.56, 1.05  # of a letter

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Dot:
    name: str
    x: float
    y: float
    r: float
    state: str  # "asked", "left" (somebody here stays unserved), "from" (people set out here), "" (nothing today)
    numbers: str = ""  # of the orders in the list; empty where there is no room
    label_x: float = 0.0
    label_y: float = 0.0
    anchor: str = "start"
    caption_x: float = 0.0  # of the name under the dot; 0 where there is no room
    caption_y: float = 0.0


@dataclass(frozen=True)
class Way:
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True)
class Area:
    """The name of a station, in the middle of its estates."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    width: float
    height: float
    dots: list[Dot]
    ways: list[Way]
    areas: list[Area]


def draw(
    estates: Sequence[Estate],
    ways: Iterable[tuple[int, int]],
    orders: Mapping[int, Sequence[int]],
    left: Iterable[int],
    letter: float = LETTER,
) -> Picture | None:
    """`ways`: (estate somebody sets out from, estate of the order); `orders`: estate → the numbers of its orders in the
    list; `left`: the estates of unserved orders, one entry each. None where there is no place to draw."""
    if not estates:
        return None
    plane = Plane.around(estates)
    walked, missing = Counter(ways), Counter(left)
    starts = {start for start, _end in walked}
    dots = [_dot(one, plane, orders.get(one.pk, ()), missing[one.pk], one.pk in starts) for one in estates]
    at = {one.pk: dot for one, dot in zip(estates, dots, strict=True)}
    lines = [
        Way(at[a].x, at[a].y, at[b].x, at[b].y, round(1 + sqrt(n), 1))
        for (a, b), n in sorted(walked.items())
        if a != b and a in at and b in at
    ]
    taken: list[Box] = [(d.x - d.r, d.y - d.r, d.x + d.r, d.y + d.r) for d in dots]
    areas = _areas(estates, dots)
    named = _numbered(dots, taken, letter)
    return Picture(WIDTH, plane.height, named if areas else _captioned(named, taken, letter), lines, areas)


@dataclass(frozen=True)
class Plane:
    west: float
    north: float
    narrow: float  # metres of longitude in those of latitude
    scale: float
    height: float
    shift: float

    @classmethod
    def around(cls, estates: Sequence[Estate]) -> "Plane":
        lats, lngs = [one.lat for one in estates], [one.lng for one in estates]
        narrow = cos(radians(sum(lats) / len(lats)))
        wide, high = max((max(lngs) - min(lngs)) * narrow, 1e-4), max(max(lats) - min(lats), 1e-4)
        scale = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / high)
        height = max(LOWEST, high * scale + 2 * MARGIN)
        shift = (WIDTH - 2 * MARGIN - wide * scale) / 2
        return cls(min(lngs), max(lats), narrow, scale, round(height, 1), shift)

    def place(self, one: Estate) -> tuple[float, float]:
        x = MARGIN + self.shift + (one.lng - self.west) * self.narrow * self.scale
        return round(x, 1), round(MARGIN + (self.north - one.lat) * self.scale, 1)


def _dot(one: Estate, plane: Plane, numbers: Sequence[int], missing: int, sets_out: bool) -> Dot:
    x, y = plane.place(one)
    state = "left" if missing else "asked" if numbers else "from" if sets_out else ""
    r = 3 + 1.6 * sqrt(len(numbers) + missing) if state in ("left", "asked") else 2.5 if state else 2
    return Dot(one.name, x, y, round(r, 1), state, ",".join(str(n) for n in sorted(numbers)))


def _areas(estates: Sequence[Estate], dots: list[Dot]) -> list[Area]:
    """Names between the rows of dots; one station alone needs no name."""
    by_station: dict[str, list[Dot]] = {}
    for estate, dot in zip(estates, dots, strict=True):
        by_station.setdefault(short_name(estate.grid.station), []).append(dot)
    if len(by_station) < 2:
        return []
    return [
        Area(name, round(sum(d.x for d in at) / len(at), 1), round(sum(d.y for d in at) / len(at), 1))
        for name, at in sorted(by_station.items())
    ]


def _numbered(dots: list[Dot], taken: list[Box], letter: float) -> list[Dot]:
    """The numbers that fit beside their dots, the most orders first."""
    order = sorted(range(len(dots)), key=lambda i: (-dots[i].r, i))
    named = list(dots)
    for i in order:
        if dots[i].numbers:
            named[i] = _beside(dots[i], taken, letter, own=i)
    return named


def _captioned(dots: list[Dot], taken: list[Box], letter: float) -> list[Dot]:
    """The names of the estates of one station, under their dots, as far as there is room."""
    named = []
    for dot in dots:
        half, y = letter * len(dot.name) / 2, dot.y + dot.r + LINE * letter / 2 + 1
        x = min(max(dot.x, half), WIDTH - half)
        box = (x - half, y - LINE * letter / 2, x + half, y + LINE * letter / 2)
        if half * 2 <= WIDTH and not any(_meet(box, other) for other in taken):
            taken.append(box)
            named.append(replace(dot, caption_x=round(x, 1), caption_y=round(y, 1)))
        else:
            named.append(dot)
    return named


def _beside(dot: Dot, taken: list[Box], letter: float, *, own: int) -> Dot:
    long, high = DIGIT * letter * len(dot.numbers), LINE * letter
    spots = (
        ("middle", dot.x - long / 2, dot.y - dot.r - high / 2),
        ("middle", dot.x - long / 2, dot.y + dot.r + high / 2),
        ("start", dot.x + dot.r + 2, dot.y),
        ("end", dot.x - dot.r - 2 - long, dot.y),
    )
    for anchor, left, y in spots:
        box = (left, y - high / 2, left + long, y + high / 2)
        free = all(not _meet(box, other) for i, other in enumerate(taken) if i != own)
        if free and box[0] >= 0 and box[2] <= WIDTH:
            taken.append(box)
            edge = {"start": left, "middle": dot.x, "end": left + long}[anchor]
            return replace(dot, label_x=round(edge, 1), label_y=round(y, 1), anchor=anchor)
    return replace(dot, numbers="")


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
