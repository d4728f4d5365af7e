"""Who is where when: the volunteers as `rank` wants them, kept up to date while orders are taken."""

from dataclasses import replace

import numpy as np

from sidan.dispatch.columns import Ints
from sidan.dispatch.index import Index, build_index
from sidan.dispatch.moments import WEEK
from sidan.dispatch.policy import Policy
from sidan.dispatch.simulate.book import Book
from sidan.dispatch.simulate.crowd import Crowd
from sidan.dispatch.simulate.items import ITEMS
from sidan.dispatch.simulate.mind import Minds
from sidan.dispatch.simulate.requests import Request
from sidan.dispatch.tables import Busy
from sidan.dispatch.volunteers import Volunteers


class Diary:
    """What everybody has accepted. `index` is built anew when that has changed."""

    def __init__(self, crowd: Crowd, book: Book, minds: Minds, policy: Policy) -> None:
        self._crowd, self._book, self._minds, self._policy = crowd, book, minds, policy
        self._people = _people(crowd)
        self._busy: dict[int, list[tuple[int, int]]] = {}
        self._index: Index | None = None
        self.load_month: Ints = np.zeros(len(crowd), dtype=np.int64)

    @property
    def index(self) -> Index:
        if self._index is None:
            self._index = build_index(self._volunteers())
        return self._index

    def stale(self) -> None:
        """Something else than what was accepted has changed: somebody left."""
        self._index = None

    def start_for(self, who: int, request: Request, starts: tuple[int, ...]) -> int | None:
        """The first of these starts still free, or None where the day or the week has filled up since the question."""
        entries, gap = self._busy.get(who, []), self._policy.gap_minutes
        week = request.start // WEEK
        if sum(start // WEEK == week for start, _ in entries) >= self._crowd.weekly_limit[who]:
            return None
        minutes = ITEMS[request.item].minutes
        return next(
            (t for t in starts if all(t + minutes + gap <= start or end + gap <= t for start, end in entries)), None
        )

    def book_in(self, who: int, start: int, end: int) -> None:
        self._busy.setdefault(who, []).append((start, end))
        self._index = None

    def release(self, who: int, start: int, end: int) -> None:
        self._busy[who].remove((start, end))
        self._index = None

    def tidy(self, now: int) -> None:
        """Forget what lies before this week: neither a day nor a weekly load can need it."""
        monday = now // WEEK * WEEK
        kept = {who: [e for e in entries if e[1] > monday] for who, entries in self._busy.items()}
        self._busy = {who: entries for who, entries in kept.items() if entries}
        self._index = None

    def _volunteers(self) -> Volunteers:
        """The people as they are now; what never changes was checked once."""
        rows = [(who, start, end) for who, entries in self._busy.items() for start, end in entries]
        flat = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return replace(
            self._people,
            paused=~self._minds.present,
            load_month=self.load_month.astype(np.int32),
            asked_recently=self._book.recent.astype(np.int32),
            busy=Busy.of(flat[:, 0], flat[:, 1], flat[:, 2]),
        )


def _people(crowd: Crowd) -> Volunteers:
    return Volunteers.of(
        np.arange(len(crowd)),
        crowd.x,
        crowd.y,
        week=crowd.week,
        skills=crowd.skills,
        reach_m=crowd.reach_m,
        weekly_limit=crowd.weekly_limit,
    )
