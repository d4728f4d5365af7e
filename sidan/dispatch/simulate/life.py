"""Days of life under one policy: orders come, people are asked, answer or not, grow weary, serve, leave."""

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import numpy as np

from sidan.dispatch.columns import Ints
from sidan.dispatch.model import Candidate
from sidan.dispatch.moments import DAY
from sidan.dispatch.policy import Policy
from sidan.dispatch.rank import rank
from sidan.dispatch.simulate.asking import Asking, Scene
from sidan.dispatch.simulate.book import Book
from sidan.dispatch.simulate.crowd import Behaviour, Crowd, Size, gather
from sidan.dispatch.simulate.diary import Diary
from sidan.dispatch.simulate.items import ITEMS
from sidan.dispatch.simulate.mind import CLOSED_WEIGHT, Answer, Minds
from sidan.dispatch.simulate.requests import URGENT, Request, arrivals

AGAIN: Final = (240, 60, 15)
"""Minutes until more people are asked, by urgency; sooner where everybody has said no. The same for all policies."""
FEW: Final = 10
"""With fewer people per place than this asked, an urgent search is widened as soon as nobody is left to ask."""
WIDEST: Final = 2
MORNING: Final = 480
NIGHT: Final = 1260
"""Nobody is asked between nine in the evening and eight in the morning."""
MONTH: Final = 30


@dataclass(frozen=True, eq=False, slots=True)
class Life:
    """What happened."""

    days: int
    requests: list[Request]
    book: Book
    ends: Counter[str]
    """What became of the questions: yes, no, expired, closed (the order was filled or given up first)."""
    loads: Ints
    """Shape (n,): services of each volunteer in filled orders."""
    present: int
    """Volunteers who had not left at the end of the last day."""


class _Event(NamedTuple):
    at: int
    number: int
    """Decides between events of one minute: first planned, first done."""
    act: Callable[[int], None]


def live(size: Size, asking: Asking, *, days: int, seed: int, behaviour: Behaviour | None = None) -> Life:
    """Simulate so many days, then let what is open run out. The same arguments give the same life.

    Two policies with the same seed meet the same volunteers, orders and luck. Raises ValueError for days < 1.
    """
    if days < 1:
        raise ValueError(f"simulate at least 1 day, got {days}")
    mind = behaviour or Behaviour()
    crowd = gather(size, mind, seed)
    return _World(crowd, mind, asking, days, seed).run(arrivals(size, crowd, days, seed))


class _World:
    def __init__(self, crowd: Crowd, behaviour: Behaviour, asking: Asking, days: int, seed: int) -> None:
        self._asking, self._days, self._policy = asking, days, Policy()
        self._rng = np.random.default_rng((seed, 5))
        self._book, self._minds = Book(len(crowd)), Minds(crowd, behaviour, seed)
        self._diary = Diary(crowd, self._book, self._minds, self._policy)
        self._events: list[_Event] = []
        self._planned, self._present = 0, len(crowd)
        self._ends: Counter[str] = Counter()
        self._loads: Ints = np.zeros(len(crowd), dtype=np.int64)

    def run(self, requests: list[Request]) -> Life:
        for day in range(1, self._days + 1):
            self._plan(day * DAY, self._turn_day)
        rested = self._diary.index
        for request in requests:
            request.reachable = rank(rested, request.need(request.arrived), self._policy, 1).enough
            self._plan(request.arrived, partial(self._look, request, 0))
        while self._events:
            event = heapq.heappop(self._events)
            event.act(event.at)
        return Life(self._days, requests, self._book, self._ends, self._loads, self._present)

    def _plan(self, at: int, act: Callable[[int], None]) -> None:
        heapq.heappush(self._events, _Event(at, self._planned, act))
        self._planned += 1

    def _turn_day(self, now: int) -> None:
        self._book.turn_day()
        self._minds.drift(self._book.asked_at, now)
        self._diary.tidy(now)
        if now // DAY % MONTH == 0:
            self._diary.load_month[:] = 0
        self._present = int(self._minds.present.sum())

    def _look(self, request: Request, wave: int, now: int) -> None:
        """Ask some people, unless this look was overtaken by another."""
        if wave != request.waves or request.filled_at is not None:
            return
        if now > request.deadline:
            self._give_up(request, now)
        elif not MORNING <= now % DAY < NIGHT:
            self._look_again(request, (now // DAY + (now % DAY >= NIGHT)) * DAY + MORNING)
        else:
            self._ask(request, now)
            self._look_again(request, now + AGAIN[request.urgency])

    def _look_again(self, request: Request, at: int) -> None:
        request.waves += 1
        self._plan(min(at, request.deadline + 1), partial(self._look, request, request.waves))

    def _ask(self, request: Request, now: int) -> None:
        """Ask whom the policy picks; an urgent search is widened at once while few may be asked and all have been."""
        while True:
            found = self._found(request, now)
            picked = self._pick(request, found, now) if found else ()
            for who in picked:
                self._offer(request, found[who], now)
            few = len(picked) == len(found) and len(request.asked) < FEW * ITEMS[request.item].places
            if request.urgency < URGENT or not few or request.widened == WIDEST:
                return
            request.widened += 1

    def _found(self, request: Request, now: int) -> dict[int, Candidate]:
        index = self._diary.index
        ranking = rank(index, request.need(now), self._policy, self._asking.best or len(index))
        if request.waves == 0 and not request.widened:
            self._note(request, ranking.candidates)
        return {person.volunteer_id: person for person in ranking.candidates}

    def _pick(self, request: Request, found: dict[int, Candidate], now: int) -> Sequence[int]:
        category, waiting = ITEMS[request.item].category, dict(request.waiting)
        people = tuple(found.values())
        scene = Scene(request.need(now), request.item, category, people, self._book, now, self._rng, waiting)
        return self._asking.pick(scene)

    def _note(self, request: Request, candidates: tuple[Candidate, ...]) -> None:
        self._book.came[request.item] += 1
        self._book.could[[person.volunteer_id for person in candidates], request.item] += 1

    def _offer(self, request: Request, person: Candidate, now: int) -> None:
        who = person.volunteer_id
        request.asked.add(who)
        request.waiting[who] = now
        self._book.ask(who, now)
        answer = self._minds.answer(who, request, person.walk_minutes, now)
        self._plan(now + answer.after, partial(self._hear, request, person, answer))

    def _hear(self, request: Request, person: Candidate, answer: Answer, now: int) -> None:
        who = person.volunteer_id
        if who not in request.waiting:
            return
        del request.waiting[who]
        start = self._diary.start_for(who, request, person.starts) if answer.says else None
        self._book.hear(who, ITEMS[request.item].category, yes=start is not None)
        if start is not None:
            self._accept(request, person, start, now)
            return
        self._ends["expired" if answer.says is None else "no"] += 1
        self._weary(who, request, now)
        if not request.waiting and answer.says is not None and now <= request.deadline:
            self._look_again(request, now)

    def _accept(self, request: Request, person: Candidate, start: int, now: int) -> None:
        who, end = person.volunteer_id, start + ITEMS[request.item].minutes
        self._ends["yes"] += 1
        self._minds.please(who, now)
        self._diary.book_in(who, start, end)
        request.accepted[who] = (start, end, person.walk_minutes)
        request.missing -= 1
        if request.missing == 0:
            request.filled_at = now
            for one in request.accepted:
                self._loads[one] += 1
                self._diary.load_month[one] += 1
            self._close(request, now)

    def _give_up(self, request: Request, now: int) -> None:
        """Nobody, or not enough: who had accepted is free again."""
        for who, (start, end, _) in request.accepted.items():
            self._diary.release(who, start, end)
        self._close(request, now)

    def _close(self, request: Request, now: int) -> None:
        for who in sorted(request.waiting):
            self._ends["closed"] += 1
            self._weary(who, request, now, CLOSED_WEIGHT)
        request.waiting.clear()

    def _weary(self, who: int, request: Request, now: int, weight: float = 1.0) -> None:
        if self._minds.weary(who, request.id, now, weight):
            self._diary.stale()
