"""A story's middle: the station asks, volunteers answer, the places fill or nobody comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.demo.clockwork import MINUTE, wait
from sidan.demo.office import daytime, office_after
from sidan.demo.speech import unmet
from sidan.demo.world import Story, World
from sidan.orders import actions
from sidan.orders.actions.asking import Asked
from sidan.orders.actions.door import Doing
from sidan.orders.models import Assignment, Offer, Order
from sidan.orders.states import State

ACCEPTS, DECLINES = 0.88, 0.08  # the rest let the deadline pass
BARREN_ASKS = 3


@dataclass
class Search:
    """One order looking for hands. `barren` is an order that nobody will take, however many are asked."""

    world: World
    order: Order
    rng: Random
    barren: bool = False

    def __post_init__(self) -> None:
        self.promised: list[Assignment] = []
        self.not_these: set[int] = set()

    def run(self, now: datetime) -> Story[bool]:
        """Asks wave after wave; True when all places are taken, False when it ended without."""
        order = self.order
        now = yield from wait(order, office_after(now, self.rng.uniform(8, 150)))
        by_hand = True
        while order.state != State.ACCEPTED:
            if now > order.wanted_from or self._is_hopeless(now):
                return (yield from self._give_up(now))
            asked = self._next(now)
            if not asked:
                now = yield from self._nobody(now)
                continue
            by = self.world.keeper(order.station) if by_hand else None
            doing = Doing(by, now, Channel.DESK if by else Channel.CLOCK)
            offers = actions.dispatch(order, asked, doing)
            self.not_these.update(offer.volunteer_id for offer in offers)
            now = yield from self._hear(offers, now)
            by_hand = False
        return True

    def _next(self, now: datetime) -> list[Asked]:
        """One for each free place, now and then one to spare; after some noes the pool must do."""
        if self.barren and len(self.not_these) >= BARREN_ASKS:
            return []
        spare = 1 if self.rng.random() < 0.15 else 0
        return self.world.hands.pick(self.order, self.order.free_places + spare, self.not_these, now)

    def _is_hopeless(self, now: datetime) -> bool:
        begun = self.order.offered_at or now
        return now > begun + timedelta(hours=52)

    def _nobody(self, now: datetime) -> Story[datetime]:
        """The pool is open to everybody; whoever was forgotten may be asked again after some hours."""
        if self.order.pool_opened_at is None:
            actions.open_pool(self.order, Doing(None, now, Channel.CLOCK))
        now = yield from wait(self.order, daytime(now + timedelta(hours=self.rng.uniform(3, 9))))
        if not self.barren and self.order.state == State.OFFERED:
            self._claims(now)
        return now

    def _claims(self, now: datetime) -> None:
        for asked in self.world.hands.pick(self.order, self.order.free_places, self.not_these_now(), now):
            self.not_these.add(asked.volunteer.pk)
            try:
                doing = Doing(asked.volunteer.person, now, Channel.PAGE)
                self.promised.append(actions.claim(self.order, asked.volunteer, doing))
            except Refused:
                self._look_again()

    def not_these_now(self) -> set[int]:
        """Claiming is open to those who declined before, but not to those who come already."""
        return {assignment.volunteer_id for assignment in self.promised}

    def _hear(self, offers: list[Offer], now: datetime) -> Story[datetime]:
        """Answers in the order of their times; who is silent is noted when the deadline passes."""
        answers = sorted(
            ((self._answer_at(now), n, offer, self._answer()) for n, offer in enumerate(offers)), key=lambda a: a[:2]
        )
        silent = [
            offer
            for moment, _n, offer, word in answers
            if word == "silence" or daytime(moment) != moment or moment >= offer.expires_at
        ]
        for moment, _n, offer, word in answers:
            if offer in silent:
                continue
            now = yield from wait(self.order, moment)
            if self.order.state != State.OFFERED:
                return now
            self._say(offer, word, now)
            if self.order.state == State.ACCEPTED:  # the last place is taken
                return now
        for offer in silent:
            now = yield from wait(self.order, offer.expires_at + MINUTE)
            actions.expire(offer, now=now)
        return (yield from wait(self.order, daytime(now + MINUTE)))

    def _answer(self) -> str:
        draw = self.rng.random()
        if self.barren:
            return "decline" if draw < 0.5 else "silence"
        return "accept" if draw < ACCEPTS else "decline" if draw < ACCEPTS + DECLINES else "silence"

    def _answer_at(self, now: datetime) -> datetime:
        return now + timedelta(minutes=min(232, 2 + self.rng.expovariate(1 / 48)))

    def _say(self, offer: Offer, word: str, now: datetime) -> None:
        doing = Doing(offer.volunteer.person, now, Channel.PAGE)
        try:
            if word == "accept":
                self.promised.append(actions.accept(offer, doing))
            else:
                actions.decline(offer, doing)
        except Refused:  # promised elsewhere at that time: an honest no
            self._look_again()
            actions.decline(offer, doing)

    def _look_again(self) -> None:
        """What a refused yes had counted on the order in memory was rolled back in the database."""
        self.order.refresh_from_db(fields=["state", "state_at", "taken"])

    def _give_up(self, now: datetime) -> Story[bool]:
        now = yield from wait(self.order, office_after(now, self.rng.uniform(20, 120)))
        keeper = self.world.keeper(self.order.station)
        actions.mark_unmet(self.order, Doing(keeper, now, reason=self.rng.choice(unmet(self.order.item.qualification))))
        return False
