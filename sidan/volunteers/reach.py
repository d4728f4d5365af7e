"""How far somebody walks: people think in minutes, the dispatcher in metres of straight line. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

METRES_A_MINUTE = 67  # an unhurried adult, 4 km/h
DETOUR = 1.4  # the way on the ground against the straight line, until a walking network is known
MINUTES = (10, 15, 20, 30, 45)
WORDS = {
    10: gettext_lazy("10 分钟 · 附近几个小区"),
    15: gettext_lazy("15 分钟 · 本社区"),
    20: gettext_lazy("20 分钟 · 本社区和隔壁"),
    30: gettext_lazy("30 分钟 · 大半个街道"),
    45: gettext_lazy("45 分钟 · 整个街道，骑车也行"),
}


def metres(minutes: int) -> int:
    return round(minutes * METRES_A_MINUTE / DETOUR)


def minutes(reach_m: int) -> int:
    return round(reach_m * DETOUR / METRES_A_MINUTE)


def nearest_choice(reach_m: int) -> int:
    """The choice closest to a stored reach, which a default or the station may have set otherwise."""
    return min(MINUTES, key=lambda choice: abs(metres(choice) - reach_m))


def words(reach_m: int) -> str:
    return _("步行 %(n)d 分钟以内") % {"n": minutes(reach_m)}
