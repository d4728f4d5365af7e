"""Why somebody cannot be asked for an order."""

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray


class Cause(IntEnum):
    """What blocks a volunteer from an order. The value is the bit's place and the rank in "first failing cause".

    The order tells a manager's story: who is near enough, then who must not be asked at all, then who is able, then who
    is free. `DISTANCE` comes first so that the rest is computed only for people in reach.
    """

    DISTANCE = 0
    """Lives further away than they chose to go (widened as the order allows), or beyond the policy's limit."""
    IS_BENEFICIARY = 1
    """The served person, or one of the household."""
    BLOCK = 2
    """Blocked by the resident, or the other way round. Never show who blocked whom."""
    PAUSED = 3
    """Has paused their volunteering."""
    SKILL = 4
    QUALIFICATION = 5
    """Lacks a certificate, or it lapses before the order's window ends."""
    GUARD_MINOR = 6
    """A minor: the work is risky, or not for minors, or the guardian has not agreed (志愿服务条例 art. 10)."""
    GUARD_INSURANCE = 7
    """Risky work and not insured on the day (art. 33)."""
    TIME = 8
    """Not available in the window by their own week and dated exceptions."""
    BUSY = 9
    """Available by their week, but what they accepted already leaves no start in the window."""
    LOAD = 10
    """Has as many orders in that week as they chose."""
    ALREADY_ASKED = 11
    """Was asked for this order before: accepted, declined, let it pass, or still thinking."""

    @property
    def bit(self) -> int:
        return 1 << self.value

    @property
    def word(self) -> str:
        """The cause as a stable lower-case word, for storage and translation tables."""
        return self.name.lower()


CauseBits = NDArray[np.uint16]
NO_CAUSE: Final = 0


def causes_of(bits: int) -> tuple[Cause, ...]:
    """The causes in a bit set, in the order of the enum."""
    return tuple(cause for cause in Cause if bits & cause.bit)


def count_first(bits: CauseBits) -> dict[Cause, int]:
    """How many people each cause is the first for; causes that stop nobody are left out. `bits`: shape (people,)."""
    lowest = bits & (~bits + np.uint16(1))
    return {cause: n for cause in Cause if (n := int(np.count_nonzero(lowest == cause.bit)))}


def count_only(bits: CauseBits) -> dict[Cause, int]:
    """How many people each cause alone stands in the way of; causes that hold nobody alone are left out."""
    return {cause: n for cause in Cause if (n := int(np.count_nonzero(bits == cause.bit)))}
