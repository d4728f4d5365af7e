"""Array types of the package, and the one place where a caller's numbers become arrays."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def column(name: str, values: ArrayLike, dtype: DTypeLike, shape: tuple[int, ...]) -> NDArray[Any]:
    """`values`, one for all or one each, as a fresh array of this type and shape.

    Raises ValueError with the column's name where numpy would cut, wrap or guess: a fraction for a whole number, a
    negative bit set, a number too large, a wrong length.
    """
    given, target = np.asarray(values), np.dtype(dtype)
    if target.kind == "u" and given.dtype.kind == "f" and not isinstance(values, np.ndarray):
        given = np.asarray(values, dtype=object)  # numpy reads [1, 2**63] as fractions and loses bits
    if given.size and not _fits(given, target):
        raise ValueError(f"{name} must hold {target.name} values")
    if not given.size and 0 in shape:
        return np.zeros(shape, dtype=target)  # an empty list has no second dimension
    if given.ndim and given.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {given.shape}")
    return np.broadcast_to(given.astype(target), shape).copy()


def vector(name: str, values: ArrayLike, dtype: DTypeLike) -> NDArray[Any]:
    """`values` as a fresh one-dimensional array of this type; ValueError as for `column`."""
    given = np.asarray(values)
    if given.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, got shape {given.shape}")
    return column(name, given, dtype, given.shape)


def _fits(given: NDArray[Any], target: np.dtype[Any]) -> bool:
    if target.kind == "f":
        return given.dtype.kind in "iuf"
    if given.dtype.kind not in "biu" and not all(type(value) is int for value in given.flat):
        return False
    low, high = (0, 1) if target.kind == "b" else (np.iinfo(target).min, np.iinfo(target).max)
    return bool(low <= int(given.min()) and int(given.max()) <= high)
