"""The numbers of activities: each a default, each a setting (SIDAN_ACTIVITY_RULES="remind_hours=24,…")."""

from dataclasses import dataclass, fields
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Rules:
    door_before_minutes: int = 30  # the QR code at the place counts from here
    door_after_minutes: int = 30  # and so long after the end
    remind_hours: int = 20  # before it begins
    no_show_minutes: int = 30  # a booked facility that nobody came to is given back
    ahead_days: int = 370  # how far ahead one may plan or book
    most_sessions: int = 200  # of one series
    draft_weekday: int = 3  # Thursday: the draft of next week's preview
    draft_hour: int = 9
    publish_weekday: int = 4  # Friday: it goes out by itself if nobody reviewed it
    publish_hour: int = 17
    guests_per_address_hour: int = 60  # sign-ups without an account from one address: a whole office may share it
    sign_ups_per_guest_day: int = 6  # of one telephone number
    guest_days: int = 30  # how long a guest's name and number are kept after the session

    def __post_init__(self) -> None:
        for rule in fields(self):
            if getattr(self, rule.name) < 0:
                raise ImproperlyConfigured(f"SIDAN_ACTIVITY_RULES: {rule.name} must not be negative")
        for weekday in (self.draft_weekday, self.publish_weekday):
            if weekday > 6:
                raise ImproperlyConfigured("SIDAN_ACTIVITY_RULES: weekdays run from 0 (Monday) to 6")


@cache
def rules() -> Rules:
    unknown = set(settings.SIDAN_ACTIVITY_RULES) - {rule.name for rule in fields(Rules)}
    if unknown:
        raise ImproperlyConfigured(f"SIDAN_ACTIVITY_RULES: unknown {', '.join(sorted(unknown))}")
    return Rules(**settings.SIDAN_ACTIVITY_RULES)
