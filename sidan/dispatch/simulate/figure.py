"""Trials as one SVG, drawn by hand: a dot and its interval for each policy and measure; lines for what was varied."""

from collections.abc import Iterator, Sequence
from html import escape
from math import isnan
from typing import Final, NamedTuple

from sidan.dispatch.simulate.asking import POLICIES
from sidan.dispatch.simulate.measure import MEASURES, Interval, Measure
from sidan.dispatch.simulate.table import points
from sidan.dispatch.simulate.trials import AS_USUAL, USUAL, Trial, over_seeds, seeds_with

COLOURS: Final = ("#0b5cad", "#7a3fb0", "#c23b22", "#7a7a7a", "#2f2f2f", "#1b8a5a", "#b07a00")
"""One per policy; on white each has a contrast of at least 3 : 1."""
DASHES: Final = ("", "4 2", "", "2 3", "7 3", "", "10 3 2 3")
LEFT: Final = 96
COLUMN: Final = 124
LINE: Final = 30
CHART: Final = (250, 150)
LINED: Final = ("filled", "urgent_in_hour", "active")
"""Measures shown against what is varied."""


class _Scale(NamedTuple):
    low: float
    high: float
    start: float
    length: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * self.length

    @classmethod
    def over(cls, values: Sequence[float], start: float, length: float) -> "_Scale":
        known = [value for value in values if not isnan(value)]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        room = (high - low) * 0.06 or 0.5
        return cls(low - room, high + room, start, length)


def svg(trials: Sequence[Trial]) -> str:
    """A whole SVG document, without script, style sheet or anything fetched."""
    varied = sorted({trial.setting.varied for trial in trials} - {USUAL})
    above = 64 + LINE * len(POLICIES) + 24
    width, height = LEFT + COLUMN * len(MEASURES) + 12, above + (36 + (CHART[1] + 46) * len(LINED)) * bool(varied)
    seeds = len({trial.seed for trial in trials})
    title = f"Policies of asking: a {trials[0].size}, {trials[0].days} days, {seeds} seeds"
    box = f'viewBox="0 0 {width} {height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" font-family="sans-serif">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            _text(12, 22, f"{title}; dots are means, bars 95 % intervals", size=14),
            *_dots(trials),
            *(part for i, name in enumerate(varied) for part in _charts(trials, name, i, above)),
            "</svg>\n",
        ]
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 12, colour: str = "#1a1a1a") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size}" fill="{colour}">{escape(words)}</text>'


def _dots(trials: Sequence[Trial]) -> Iterator[str]:
    for row, policy in enumerate(POLICIES):
        yield _text(12, 84 + LINE * row, policy, colour=COLOURS[row])
    for column, measure in enumerate(MEASURES):
        left = LEFT + COLUMN * column
        yield _text(left, 50, f"{measure.title} {'← →'[1 + measure.better]}".rstrip(), size=11, colour="#555555")
        found = [over_seeds(trials, policy, measure.name) for policy in POLICIES]
        scale = _Scale.over([end for one in found for end in _ends(one)], left, COLUMN - 24)
        for row, one in enumerate(found):
            yield from _dot(one, measure, scale, 80 + LINE * row, COLOURS[row])


def _ends(one: Interval) -> tuple[float, float]:
    half = 0.0 if isnan(one.half) else one.half
    return one.mean - half, one.mean + half


def _dot(one: Interval, measure: Measure, scale: _Scale, y: float, colour: str) -> Iterator[str]:
    yield f'<path d="M{scale.start:.1f} {y}h{scale.length:.1f}" stroke="#e4e4e4"/>'
    if isnan(one.mean):
        return
    low, high = (scale(end) for end in _ends(one))
    yield f'<path d="M{low:.1f} {y}H{high:.1f}" stroke="{colour}" stroke-width="3" stroke-opacity="0.45"/>'
    yield f'<circle cx="{scale(one.mean):.1f}" cy="{y}" r="4" fill="{colour}"/>'
    anchor = "end" if one.mean > (scale.low + scale.high) / 2 else "start"
    yield _text(scale(one.mean), y - 7, measure.show(one.mean), anchor=anchor, size=10)


def _charts(trials: Sequence[Trial], name: str, column: int, above: float) -> Iterator[str]:
    """One thing varied: a chart for each of `LINED`, one above the other."""
    left = LEFT - 30 + column * (CHART[0] + 62)
    tried, same = points(trials, name), seeds_with(trials, name)
    across = _Scale.over([value for value, _ in tried], left, CHART[0])
    for row, measure in enumerate(m for m in MEASURES if m.name in LINED):
        top = above + 36 + row * (CHART[1] + 46)
        lines = [[over_seeds(same, p, measure.name, s).mean for _, s in tried] for p in POLICIES]
        up = _Scale.over([value for line in lines for value in line], top + CHART[1], -CHART[1])
        yield _text(left, top - 8, f"{measure.title}, by {name}", colour="#555555")
        yield f'<path d="M{left} {top}v{CHART[1]}h{CHART[0]}" fill="none" stroke="#9a9a9a"/>'
        for value, setting in tried:
            star = " (usual)" if setting == AS_USUAL else ""
            yield _text(across(value), top + CHART[1] + 15, f"{value:g}{star}", anchor="middle", size=10)
        for value in (min(map(min, lines)), max(map(max, lines))):
            yield _text(left - 4, up(value) + 4, measure.show(value), anchor="end", size=10)
        for line, colour, dash in zip(lines, COLOURS, DASHES, strict=True):
            way = " ".join(f"{across(x):.1f},{up(y):.1f}" for (x, _), y in zip(tried, line, strict=True))
            yield f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
