"""The people who might be asked, as a structure of arrays."""

from dataclasses import dataclass
from typing import Any, Final, Self, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from sidan.dispatch.columns import Bits, Flags, Floats, Ints, Small, column, vector
from sidan.dispatch.model import NO_STATION
from sidan.dispatch.moments import WHOLE_DAY
from sidan.dispatch.plane import FARTHEST_M
from sidan.dispatch.tables import Busy, Exceptions, Expiries

NEVER: Final = -(2**31)
"""`insured_until` of somebody without insurance."""


class Columns(TypedDict, total=False):
    """The optional columns of `Volunteers.of`: one value per volunteer, or one for all."""

    skills: ArrayLike
    qualifications: ArrayLike
    insured_until: ArrayLike
    minor: ArrayLike
    guardian_ok: ArrayLike
    paused: ArrayLike
    reach_m: ArrayLike
    weekly_limit: ArrayLike
    load_month: ArrayLike
    asked_recently: ArrayLike
    station: ArrayLike


_DEFAULTS: Final[dict[str, tuple[DTypeLike, int]]] = {
    "skills": (np.uint64, 0),
    "qualifications": (np.uint64, 0),
    "insured_until": (np.int32, NEVER),
    "minor": (np.bool_, 0),
    "guardian_ok": (np.bool_, 0),
    "paused": (np.bool_, 0),
    "reach_m": (np.int32, 1500),
    "weekly_limit": (np.int32, 2),
    "load_month": (np.int32, 0),
    "asked_recently": (np.int32, 0),
    "station": (np.int32, NO_STATION),
}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Volunteers:
    """n people; every array has n rows. Build it with `Volunteers.of`, which checks and fills in defaults."""

    ids: Ints
    """The caller's ids, all different, in any order."""
    x: Floats
    """Metres east of the run's origin (`project`)."""
    y: Floats
    """Metres north of it."""
    week: Bits
    """Shape (n, 7): the half-hours free on Monday … Sunday, as bits."""
    skills: Bits
    qualifications: Bits
    """Certificates ever held and not withdrawn; those that lapse have a row in `expiries`."""
    insured_until: Small
    """Last insured day."""
    minor: Flags
    guardian_ok: Flags
    paused: Flags
    reach_m: Small
    """How far they chose to go, straight line."""
    weekly_limit: Small
    """Orders per week they chose; compared with the orders in `busy`, so next week's order sees next week's load."""
    load_month: Small
    """Orders this month, for fairness and for ties."""
    asked_recently: Small
    """Questions in the policy's recent past that led to nothing yet; the caller chooses how far back."""
    station: Small
    """The station they belong to; -1 (the default) for everybody's."""
    busy: Busy
    exceptions: Exceptions
    expiries: Expiries

    @classmethod
    def of(
        cls,
        ids: ArrayLike,
        x: ArrayLike,
        y: ArrayLike,
        *,
        week: ArrayLike = WHOLE_DAY,
        busy: Busy | None = None,
        exceptions: Exceptions | None = None,
        expiries: Expiries | None = None,
        **columns: Unpack[Columns],
    ) -> Self:
        """Check and complete n people. `week`: shape (n, 7), or one bit set for every day; the default is always free.

        Raises ValueError, with the column's name, for wrong lengths or types, an id given twice, a place that is not
        finite or further than 1,000 km, a negative number, or a row of `busy`, `exceptions` or `expiries` for
        somebody who is not among the ids.
        """
        who = vector("ids", ids, np.int64)
        made: dict[str, NDArray[Any]] = {
            "ids": who,
            "x": column("x", x, np.float64, who.shape),
            "y": column("y", y, np.float64, who.shape),
            "week": column("week", week, np.uint64, (len(who), 7)),
        }
        given: dict[str, Any] = dict(columns)
        for name, (dtype, default) in _DEFAULTS.items():
            made[name] = column(name, given.pop(name, default), dtype, who.shape)
        if given:
            raise TypeError(f"unknown columns: {', '.join(sorted(given))}")
        _check(made)
        busy, exceptions = busy or Busy.of([], [], []), exceptions or Exceptions.of([], [])
        expiries = expiries or Expiries.of([], [], [])
        _check_known(who, busy=busy.volunteer, exceptions=exceptions.volunteer, expiries=expiries.volunteer)
        return cls(**made, busy=busy, exceptions=exceptions, expiries=expiries)

    def __len__(self) -> int:
        return len(self.ids)


def _check(made: dict[str, NDArray[Any]]) -> None:
    if len(np.unique(made["ids"])) != len(made["ids"]):
        ids, counts = np.unique(made["ids"], return_counts=True)
        raise ValueError(f"id {int(ids[counts > 1][0])} is given twice")
    for name in ("x", "y"):
        wrong = ~(np.abs(made[name]) <= FARTHEST_M)
        if wrong.any():
            row = int(np.argmax(wrong))
            raise ValueError(f"{name}[{row}] = {made[name][row]} is not a place within 1,000 km of the origin")
    for name in ("reach_m", "weekly_limit", "load_month", "asked_recently"):
        if (made[name] < 0).any():
            raise ValueError(f"{name}[{int(np.argmax(made[name] < 0))}] must not be negative")
    if (made["week"] > WHOLE_DAY).any():
        raise ValueError("week holds bits beyond the 48 half-hours of a day")


def _check_known(ids: Ints, **named: Ints) -> None:
    for name, volunteers in named.items():
        strangers = np.setdiff1d(volunteers, ids)
        if len(strangers):
            raise ValueError(f"{name} names volunteer {int(strangers[0])}, who is not among the ids")
