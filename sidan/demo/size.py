"""How much demo there is: a street by default, up to a city."""

from dataclasses import dataclass
from math import ceil

PEOPLE_A_STREET = 30_000
VOLUNTEERS_A_STREET = 4_500
ORDERS_A_STREET = 600
COMMUNITIES_A_STREET = 6
GRIDS_A_COMMUNITY = 3
HOUSEHOLDS_A_PERSON = 0.3


@dataclass(frozen=True)
class Size:
    residents: int = PEOPLE_A_STREET
    volunteers: int = VOLUNTEERS_A_STREET
    orders: int = ORDERS_A_STREET
    at_least: int = 1  # streets, however few people

    def __post_init__(self) -> None:
        # Volunteers are residents of an age to help: two in three are.
        if self.residents < self.volunteers * 1.5:
            object.__setattr__(self, "residents", ceil(self.volunteers * 1.5))

    @property
    def streets(self) -> int:
        return max(self.at_least, ceil(self.residents / PEOPLE_A_STREET), ceil(self.volunteers / VOLUNTEERS_A_STREET))

    @property
    def living_streets(self) -> int:
        """Only the first streets have orders: these are walked through the real actions, one by one."""
        return min(self.streets, ceil(self.orders / ORDERS_A_STREET))


SIZES = {
    "street": Size(),
    "district": Size(600_000, 90_000, 3_000),
    "city": Size(2_000_000, 1_000_000, 6_000),
}


def share(total: int, parts: int, place: int) -> int:
    """How much of `total` falls to one of `parts` equal parts, so that all together are exactly `total`."""
    return total * (place + 1) // parts - total * place // parts
