"""The street's numbers: each a default from the domain, each a setting (SIDAN_RULES="offer_hours=6,…")."""

from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Rules:
    verify_workdays: int = 1  # an order is verified
    answer_workdays: int = 5  # everything is answered
    offer_hours: int = 4  # an offer waits
    urgent_hours: int = 2  # each of these waits when it is urgent: verifying, dispatching, an offer
    ask_most: int = 3  # volunteers asked at once for one place
    widen_hours: int = 24  # not accepted: wider reach, open pool
    climb_hours: int = 48  # not accepted: the street is told
    unrated_days: int = 7  # served and not rated: closed
    callback_workdays: int = 1  # a bad rating is called back
    settle_workdays: int = 15  # and settled
    call_tries: int = 3  # calls without an answer before it is given up
    bad_stars: int = 2  # this or less opens a callback
    sample_percent: int = 5  # closed orders called back by another station
    ahead_days: int = 60  # how far ahead one may order
    widen_urgent_at_once: int = 1  # urgent: wider as soon as everybody near was asked; 0 waits for the hours
    late_release_hours: int = 24  # a yes taken back later than this before the visit: the station is told

    def ask_within(self, *, is_urgent: bool) -> timedelta:
        """A verified order is dispatched, an offer is answered."""
        return timedelta(hours=self.urgent_hours if is_urgent else self.offer_hours)

    def widen_after(self, *, is_urgent: bool) -> timedelta:
        return timedelta(hours=self.urgent_hours if is_urgent else self.widen_hours)

    def climb_after(self, *, is_urgent: bool) -> timedelta:
        """Asked for so long without success. Urgent ones have been widened by then for as long again."""
        return timedelta(hours=2 * self.urgent_hours if is_urgent else self.climb_hours)

    def __post_init__(self) -> None:
        for rule in fields(self):
            if getattr(self, rule.name) < 0:
                raise ImproperlyConfigured(f"SIDAN_RULES: {rule.name} must not be negative")


@cache
def rules() -> Rules:
    unknown = set(settings.SIDAN_RULES) - {rule.name for rule in fields(Rules)}
    if unknown:
        raise ImproperlyConfigured(f"SIDAN_RULES: unknown {', '.join(sorted(unknown))}")
    return Rules(**settings.SIDAN_RULES)
