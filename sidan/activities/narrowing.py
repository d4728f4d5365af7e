"""Which of the announced sessions somebody asked for: by kind, for whom, where, how far to walk, with a free seat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sidan.activities import walking
from sidan.activities.published import Entry
from sidan.activities.walking import Pace, Place
from sidan.programmes.kinds import Audience


class Reach(TextChoices):
    FIVE = "5", _("5 分钟")
    TEN = "10", _("10 分钟")
    FIFTEEN = "15", _("15 分钟")
    THIRTY = "30", _("30 分钟")


@dataclass(frozen=True)
class Wanted:
    kind: str = ""
    audience: str = ""
    station: str = ""  # its code
    home: Place | None = None
    within: int = 0  # minutes from there; 0: however far
    pace: Pace = Pace.ADULT
    has_room: bool = False

    @property
    def is_anything(self) -> bool:
        return self == Wanted(pace=self.pace)


def narrow(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    return [one for one in entries if _suits(one, wanted)]


def _suits(one: Entry, wanted: Wanted) -> bool:
    return (
        wanted.kind in ("", one.kind)
        and wanted.audience in ("", one.audience, *_for_all(one))
        and wanted.station in ("", one.station_code)
        and (not wanted.has_room or one.has_room)
        and _is_near(one, wanted)
    )


def _for_all(one: Entry) -> tuple[str, ...]:
    """What is for everybody suits every age."""
    return tuple(Audience.values) if one.audience == Audience.EVERYONE else ()


def _is_near(one: Entry, wanted: Wanted) -> bool:
    """What is online is near to everybody; what has no place on the map is near to nobody."""
    if wanted.home is None or not wanted.within or one.is_online:
        return True
    far = walk(one, wanted)
    return far is not None and far <= wanted.within


def walk(one: Entry, wanted: Wanted) -> int | None:
    """Minutes on foot from the estate somebody chose."""
    if wanted.home is None or one.place is None:
        return None
    return walking.minutes(wanted.home, one.place, wanted.pace)


def kinds_among(entries: Sequence[Entry]) -> list[str]:
    """Only what there is can be chosen."""
    return sorted({one.kind for one in entries})
