"""When a room or a lecturer is free: what the desk is shown before it plans, and what it is offered instead."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, prefetch_related_objects

from sidan.activities.models import QUARTER, Booking, Lecturer, Session, Slot, quarters
from sidan.activities.states import BookingState
from sidan.core.clock import LOCAL, local
from sidan.core.walls import everything
from sidan.places.models import Facility

LOOKED_AHEAD = timedelta(days=14)
FROM_HOUR, UNTIL_HOUR = 8, 21  # nobody is offered the night


@dataclass(frozen=True)
class Taken:
    """A time of a room that is given away, or that somebody has asked for."""

    starts_at: datetime
    ends_at: datetime
    words: str
    is_asked: bool

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.starts_at < end and self.ends_at > start


@dataclass(frozen=True)
class Needs:
    """What has to be free at the same time; `besides` is the session that is being moved."""

    facility: Facility | None = None
    lecturer: Lecturer | None = None
    besides: Session | None = None


@everything("when a room is taken is public, who took it is not")
def taken_on(facility: Facility, day: date, besides: Session | None = None) -> list[Taken]:
    begin = datetime.combine(day, time(), LOCAL)
    states = (BookingState.APPROVED, BookingState.ASKED)
    rows = Booking.objects.overlapping(facility, begin, begin + timedelta(days=1)).filter(state__in=states)
    if besides is not None:
        rows = rows.exclude(session=besides)
    told = rows.order_by("starts_at").values_list("starts_at", "ends_at", "purpose", "state")
    return [Taken(start, end, words, state == BookingState.ASKED) for start, end, words, state in told]


def next_free(starts: Sequence[datetime], length: timedelta, needs: Needs) -> datetime | None:
    """The next first time from which all of a series finds room."""
    return next(iter(proposals(starts, length, needs)), None)


def proposals(starts: Sequence[datetime], length: timedelta, needs: Needs) -> list[datetime]:
    """Where the series could begin instead, all its times being free: the next time, and the next at this very hour."""
    if needs.facility is not None:
        prefetch_related_objects([needs.facility], "hours")
    taken = _taken(starts, length, needs)
    later = (QUARTER * n for n in range(1, LOOKED_AHEAD // QUARTER))
    same_hour = (timedelta(days=n) for n in range(1, LOOKED_AHEAD.days))
    found = [_first(starts, length, needs, taken, shifts) for shifts in (later, same_hour)]
    return sorted({at for at in found if at is not None})


@everything("when a room is taken is public, who took it is not")
def _taken(starts: Sequence[datetime], length: timedelta, needs: Needs) -> set[datetime]:
    held = Q(pk=None)
    if needs.facility is not None:
        held |= Q(facility=needs.facility)
    if needs.lecturer is not None:
        held |= Q(lecturer=needs.lecturer)
    rows = Slot.objects.filter(held, at__gte=min(starts) - QUARTER, at__lt=max(starts) + LOOKED_AHEAD + length)
    if needs.besides is not None:
        rows = rows.exclude(booking__session=needs.besides).exclude(session=needs.besides)
    return set(rows.values_list("at", flat=True))


def _first(
    starts: Sequence[datetime], length: timedelta, needs: Needs, taken: set[datetime], shifts: Iterable[timedelta]
) -> datetime | None:
    for shift in shifts:
        if all(_fits(at + shift, length, needs.facility, taken) for at in starts):
            return starts[0] + shift
    return None


def _fits(at: datetime, length: timedelta, facility: Facility | None, taken: set[datetime]) -> bool:
    end = at + length
    begins, ends = local(at), local(end)
    if begins.hour < FROM_HOUR or ends.date() != begins.date() or ends.time() > time(UNTIL_HOUR):
        return False
    if facility is not None and not facility.is_open_for(at, end):
        return False
    return not any(each in taken for each in quarters(at, end))


def free_lecturers(lecturers: Iterable[Lecturer], start: datetime, end: datetime) -> Iterator[Lecturer]:
    """Who could speak instead."""
    busy = set(
        Slot.objects.filter(lecturer__isnull=False, at__in=list(quarters(start, end))).values_list(
            "lecturer", flat=True
        )
    )
    return (one for one in lecturers if one.pk not in busy)
