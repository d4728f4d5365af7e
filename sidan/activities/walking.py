"""How long it takes on foot, as long as no walking network is known: the straight line, and a bit round the corner."""

from collections.abc import Sequence
from math import ceil, cos, hypot, radians

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sidan.volunteers.reach import DETOUR

METRES_PER_DEGREE = 111_320.0
Place = tuple[float, float]  # latitude, longitude


class Pace(TextChoices):
    ADULT = "adult", _("一般步速")
    ELDER = "elder", _("老人步速")


SPEED = {Pace.ADULT: 1.2, Pace.ELDER: 0.8}  # metres a second


def metres(a: Place, b: Place) -> float:
    north = (a[0] - b[0]) * METRES_PER_DEGREE
    east = (a[1] - b[1]) * METRES_PER_DEGREE * cos(radians((a[0] + b[0]) / 2))
    return hypot(north, east)


def minutes(a: Place, b: Place, pace: Pace = Pace.ADULT) -> int:
    """Whole minutes, rounded up, at least one."""
    return max(1, ceil(metres(a, b) * DETOUR / SPEED[pace] / 60))


def middle(places: Sequence[Place]) -> Place:
    return sum(lat for lat, _lng in places) / len(places), sum(lng for _lat, lng in places) / len(places)
