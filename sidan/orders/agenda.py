"""Whether one person can do several accepted orders: each takes some minutes somewhere inside its own window."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GAP = timedelta(minutes=20)  # the way between two doors of one street


@dataclass(frozen=True, slots=True)
class Piece:
    """One order on somebody's day: `minutes` of work at some time between `earliest` and `latest`."""

    earliest: datetime
    latest: datetime
    minutes: int


def lay_out(pieces: Iterable[Piece]) -> list[tuple[datetime, datetime]] | None:
    """Start and end of each piece, by earliest deadline first; None when they do not all fit.

    Earliest deadline first is exact when windows are equal, nested or apart, which half-day windows are.
    """
    free_from: datetime | None = None
    laid = []
    for piece in sorted(pieces, key=lambda p: (p.latest, p.earliest)):
        start = piece.earliest if free_from is None else max(piece.earliest, free_from)
        end = start + timedelta(minutes=piece.minutes)
        if end > piece.latest:
            return None
        laid.append((start, end))
        free_from = end + GAP
    return laid
