"""An order being written, kept in the session from question to question. It survives signing in."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest

from sidan.orders.dayparts import Part, Window, window_of

KEY = "order_draft"


@dataclass(frozen=True)
class Draft:
    """What has been answered. `served` is a public id, "me" for oneself, empty while nobody was named."""

    served: str = ""
    item: str = ""
    day: str = ""
    part: str = ""
    at: str = ""
    address: int = 0  # a door we know
    estate: int = 0  # or a door somebody named
    door: str = ""
    details: str | None = None  # None: not asked yet, empty: nothing to add

    @property
    def has_time(self) -> bool:
        return bool(self.day and self.part)

    @property
    def has_place(self) -> bool:
        return bool(self.address or self.estate)

    def window(self, minutes: int) -> Window:
        at = time.fromisoformat(self.at) if self.at else None
        return window_of(date.fromisoformat(self.day), Part(self.part), at, minutes)

    def is_past(self, minutes: int, now: datetime) -> bool:
        return not self.window(minutes).from_now(now).holds(minutes)

    def steps(self, *, acts_for_others: bool) -> list[str]:
        return [*(["whom"] if acts_for_others else []), "what", "when", "where", "words"]

    def answered(self) -> dict[str, bool]:
        return {
            "whom": bool(self.served),
            "what": bool(self.item),
            "when": self.has_time,
            "where": self.has_place,
            "words": self.details is not None,
        }

    def next_step(self, *, acts_for_others: bool) -> str:
        """The first question without an answer; `check` when there is none left."""
        answered = self.answered()
        return next((step for step in self.steps(acts_for_others=acts_for_others) if not answered[step]), "check")


def read(request: HttpRequest) -> Draft:
    kept: dict[str, Any] = request.session.get(KEY) or {}
    known = {field.name for field in fields(Draft)}
    return Draft(**{name: value for name, value in kept.items() if name in known})


def write(request: HttpRequest, draft: Draft) -> Draft:
    request.session[KEY] = asdict(draft)
    return draft


def change(request: HttpRequest, **answers: Any) -> Draft:
    return write(request, replace(read(request), **answers))


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
