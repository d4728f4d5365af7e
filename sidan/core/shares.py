"""A share that is published: always with what it is out of and how sure it is, never a bare percentage."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # 95 %
FEW = 20


@dataclass(frozen=True, slots=True)
class Share:
    hits: int
    of: int

    @property
    def percent(self) -> int:
        return round(100 * self.hits / self.of) if self.of else 0

    @property
    def interval(self) -> tuple[int, int]:
        """Wilson's interval in percent: it stays between 0 and 100 and is honest about ten answers."""
        if not self.of:
            return (0, 100)
        n, p = self.of, self.hits / self.of
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return (max(0, round(100 * (middle - half))), min(100, round(100 * (middle + half))))

    @property
    def is_small(self) -> bool:
        """Too few for a percentage to mean anything."""
        return self.of < FEW

    @property
    def figure(self) -> str:
        return f"{self.hits}/{self.of}" if self.is_small else str(self.percent)

    @property
    def unit(self) -> str:
        return "" if self.is_small else "%"

    @property
    def low(self) -> int:
        return self.interval[0]

    @property
    def high(self) -> int:
        return self.interval[1]
