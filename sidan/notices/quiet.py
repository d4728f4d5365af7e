"""Quiet hours: whole hours of the day in which nobody's telephone should ring without need. Pure."""

from datetime import datetime, timedelta

from sidan.core.clock import local


def is_quiet(moment: datetime, begins: int, ends: int) -> bool:
    """Hours may run over midnight (21–7); equal hours mean no quiet at all."""
    hour = local(moment).hour
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def next_loud(moment: datetime, begins: int, ends: int) -> datetime:
    """This moment, or the end of the quiet hours it falls into."""
    if not is_quiet(moment, begins, ends):
        return moment
    here = local(moment)
    end = here.replace(hour=ends, minute=0, second=0, microsecond=0)
    return end if end > here else end + timedelta(days=1)
