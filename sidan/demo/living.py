"""A story's end: the visit, the rating or the silence after it, and what a bad word brings about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sidan.core.models import Channel
from sidan.demo import speech
from sidan.demo.asking import Search
from sidan.demo.clockwork import MINUTE, wait
from sidan.demo.office import coming_half_day, daytime, office_after
from sidan.demo.world import Story, World
from sidan.orders import actions
from sidan.orders.actions import Opinion
from sidan.orders.actions.door import Doing
from sidan.orders.dayparts import Window
from sidan.orders.models import Assignment, Callback, CallbackKind, CallbackResult, Order, Proof, RatingTag
from sidan.orders.rules import rules
from sidan.orders.states import State
from sidan.people.models import Person

RATES = 0.42
RELEASES = 0.05
_STARS, _STAR_SHARES = (5, 4, 3, 2, 1), (66, 21, 7, 4, 2)
_GOOD = (RatingTag.ON_TIME, RatingTag.FRIENDLY, RatingTag.SKILLED, RatingTag.CAREFUL)
_PROOFS, _PROOF_SHARES = (Proof.CODE, Proof.PAPER, Proof.LEADER), (86, 9, 5)


@dataclass
class Life:
    """An order from its first asking to its end."""

    world: World
    order: Order
    rng: Random
    barren: bool = False

    def from_verified(self, now: datetime) -> Story[None]:
        search = Search(self.world, self.order, self.rng, self.barren)
        if not (yield from search.run(now)):
            return
        now = self.order.state_at
        if self.rng.random() < RELEASES and self.order.wanted_from - now > timedelta(hours=20):
            now = yield from wait(self.order, now + (self.order.wanted_from - now) / 3)
            now = daytime(now)
            one = search.promised.pop(self.rng.randrange(len(search.promised)))
            search.not_these.add(one.volunteer_id)
            actions.release(one, Doing(one.volunteer.person, now, Channel.PAGE))
            if not (yield from search.run(now)):
                return
        yield from self.visit(search.promised)

    def visit(self, promised: list[Assignment]) -> Story[None]:
        order, rng = self.order, self.rng
        begins, ends = order.wanted_from, order.wanted_until
        room = ends - begins - timedelta(minutes=order.minutes)
        arrival = begins + max(room, timedelta(0)) * rng.random() * 0.9
        proof = rng.choices(_PROOFS, _PROOF_SHARES)[0]
        for n, assignment in enumerate(promised):
            now = yield arrival + n * timedelta(minutes=2)
            doing = Doing(self._vouches(assignment, proof), now, Channel.PAGE if proof == Proof.CODE else Channel.DESK)
            actions.check_in(assignment, proof, doing, code=order.service_code)
        leaving = now + timedelta(minutes=order.minutes) * rng.uniform(0.8, 1.25)
        for n, assignment in enumerate(promised):
            now = yield leaving + n * timedelta(minutes=1)
            actions.check_out(assignment, Doing(assignment.volunteer.person, now, Channel.PAGE))
        yield from self.afterwards(now)

    def _vouches(self, assignment: Assignment, proof: Proof) -> Person:
        return assignment.volunteer.person if proof == Proof.CODE else self.world.keeper(self.order.station)

    def afterwards(self, now: datetime) -> Story[None]:
        if self.rng.random() < RATES:
            now = yield daytime(now + timedelta(minutes=min(self.rng.expovariate(1 / 900) + 5, 6 * 1440)))
            now = yield from self._speak(now, self.rng.choices(_STARS, _STAR_SHARES)[0])
        else:
            now = yield now + timedelta(days=rules().unrated_days) + MINUTE
            actions.close_unrated(self.order, now=now)
        if self.order.state == State.CALLBACK:
            yield from self._call_back(now)
        else:
            yield from self._sample(now)

    def _speak(self, now: datetime, stars: int) -> Story[datetime]:
        order, rng = self.order, self.rng
        actor = self.world.family.get(order.served_id)
        draw = rng.random()
        if draw < 0.14:
            now = yield office_after(now, 5)
            by, doing = order.served, Doing(self.world.keeper(order.station), now, Channel.CALLBACK)
        elif actor is not None and draw < 0.7:
            by, doing = actor, Doing(actor, now, Channel.PAGE)
        else:
            by, doing = order.served, Doing(order.served, now, Channel.LINK if draw < 0.75 else Channel.PAGE)
        actions.rate(order, self.opinion(stars, by), doing)
        return now

    def opinion(self, stars: int, by: Person) -> Opinion:
        rng = self.rng
        if stars >= 4:
            tags, words = rng.sample(_GOOD, rng.randint(1, 3)), rng.choice(speech.PRAISE)
        else:
            tag, words = rng.choice(list((speech.MIXED if stars == 3 else speech.BLAME).items()))
            tags = [RatingTag(tag)]
        return Opinion(stars, tuple(tags), words if rng.random() < 0.55 else "", by)

    def _call_back(self, now: datetime) -> Story[None]:
        """Nearly always within the working day; one in eight is late and climbs."""
        callback = Callback.objects.select_related("order__item", "order__station", "station").get(
            order=self.order, kind=CallbackKind.BAD_RATING, done_at=None
        )
        callback.order = self.order
        if self.rng.random() < 0.12:
            now = yield callback.due_at() + MINUTE
            actions.climb_callback(callback, now=now)
        now = yield office_after(now, self.rng.uniform(30, 300))
        not_fixed = self.rng.random() < 0.35 and self.order.round == 1
        result = CallbackResult.NOT_FIXED if not_fixed else CallbackResult.SETTLED
        keeper = self.world.keeper(self.order.station)
        words = self.rng.choice(speech.REWORK if not_fixed else speech.BAD_CALL)
        wanted = Window(*coming_half_day(now, 3)) if not_fixed else None
        actions.call_back(callback, result, Doing(keeper, now, Channel.CALLBACK, words), wanted=wanted)
        if not_fixed:
            yield from self._again(now)

    def _again(self, now: datetime) -> Story[None]:
        """A second round, at the time agreed on the telephone."""
        search = Search(self.world, self.order, self.rng)
        if (yield from search.run(now)):
            yield from self.visit(search.promised)

    def _sample(self, now: datetime) -> Story[None]:
        callback = Callback.objects.filter(order=self.order, kind=CallbackKind.SAMPLE, done_at=None).first()
        if callback is None:
            return
        now = yield office_after(now, self.rng.uniform(60, 400))
        callback.order = self.order
        keeper = self.world.keeper(callback.station)
        if self.rng.random() >= 0.8:  # nobody answers, so somebody calls again the next day
            missed = Doing(keeper, now, Channel.CALLBACK, speech.SAMPLE_CALL[2])
            actions.call_back(callback, CallbackResult.UNREACHED, missed)
            now = yield office_after(now, 1_200)
        words = speech.SAMPLE_CALL[self.rng.randrange(2)]
        actions.call_back(callback, CallbackResult.CONFIRMED, Doing(keeper, now, Channel.CALLBACK, words))
