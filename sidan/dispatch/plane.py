"""Places as metres on a local plane."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sidan.dispatch.columns import Floats, Ints

EARTH_RADIUS_M: Final = 6_371_008.8
FARTHEST_M: Final = 1_000_000.0
"""A coordinate further than this from the origin is taken for a mistake."""


def project(lat: ArrayLike, lng: ArrayLike, origin: tuple[float, float]) -> tuple[Floats, Floats]:
    """Degrees to metres east (x) and north (y) of `origin` = (lat, lng), by the equirectangular projection.

    `lat` and `lng` have the same shape, as have x and y. Distances within 20 km of the origin are off by less than
    0.3 % at 37° N, far below the error of "straight line × detour". Use one origin for all people and orders of a run.
    Raises ValueError for degrees that are not finite or out of range.
    """
    lat0, lng0 = origin
    lats, lngs = np.asarray(lat, dtype=np.float64), np.asarray(lng, dtype=np.float64)
    if lats.shape != lngs.shape:
        raise ValueError(f"lat and lng must have one shape, got {lats.shape} and {lngs.shape}")
    if not (np.all(np.abs(lats) <= 90) and np.all(np.abs(lngs) <= 180) and abs(lat0) <= 90 and abs(lng0) <= 180):
        raise ValueError("latitudes must be within ±90 and longitudes within ±180 degrees")
    x = EARTH_RADIUS_M * np.cos(np.radians(lat0)) * np.radians(lngs - lng0)
    y = EARTH_RADIUS_M * np.radians(lats - lat0)
    return x, y


def metres_between(x: Floats, y: Floats, x0: float, y0: float) -> Ints:
    """Straight-line distance from (x0, y0) in whole metres, half to even: the only distance the package compares."""
    dx, dy = x - x0, y - y0
    return np.rint(np.sqrt(dx * dx + dy * dy)).astype(np.int64)
