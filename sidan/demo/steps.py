"""Single steps of the loop at times counted back from now, for the scenes of today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from math import ceil
from random import Random

from sidan.core.clock import local
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.demo.cast import PARTS
from sidan.demo.clockwork import wait
from sidan.demo.hands import as_asked
from sidan.demo.office import at, office_before
from sidan.demo.opening import placed
from sidan.demo.plans import Plan
from sidan.demo.world import Neighbourhood, Story, World
from sidan.orders import actions
from sidan.orders.actions.asking import Asked
from sidan.orders.actions.door import Doing
from sidan.orders.models import Assignment, Offer, Order, Proof
from sidan.people.models import ELDER, Person
from sidan.volunteers.models import Team, Volunteer

Window = tuple[datetime, datetime]


@dataclass
class Steps:
    """`ago` is in minutes of office time before now, so that at night and on Sundays it was the last working day."""

    world: World
    part: Neighbourhood
    rng: Random

    def __post_init__(self) -> None:
        played = {person.public_id: person for person in self.part.people}
        self.resident, self.daughter = (played[PARTS[key].public_id] for key in ("resident", "family"))
        hands = {v.person.public_id: v for v in self.part.volunteers}
        self.hand, self.leader = (hands[PARTS[key].public_id] for key in ("volunteer", "leader"))
        homes = {person.address_id for key in PARTS for person in [played.get(PARTS[key].public_id)] if person}
        today = local(self.now).date()
        grown = [(p.age_on(today) or 0, p) for p in self.part.people if p.address_id not in homes]
        old = [p for age, p in grown if age >= ELDER]
        others = [p for age, p in grown if 22 <= age < ELDER]
        self.rng.shuffle(old)
        self.rng.shuffle(others)
        self._people = cycle((old + others)[:60])

    def somebody(self) -> Person:
        return next(self._people)

    @property
    def now(self) -> datetime:
        return self.world.now

    @property
    def keeper(self) -> Person:
        return self.part.keepers[0]

    def ago(self, minutes: float) -> datetime:
        return office_before(self.now, minutes)

    def place(
        self, at: datetime, code: str, served: Person | None, window: Window, details: str,
        *, channel: Channel = Channel.PHONE, by: Person | None = None, is_urgent: bool = False,
    ) -> Story[Order]:  # fmt: skip
        """For this person, or for somebody who has not ordered the same just now."""
        now = yield at
        while True:
            plan = Plan(
                at, self.world.items[code], served or self.somebody(), by or self.keeper, channel, window, "usual",
                self.rng, details, is_urgent,
            )  # fmt: skip
            try:
                return placed(plan, now)
            except Refused:
                if served is not None:
                    raise

    def verify(self, order: Order, at: datetime) -> Story[None]:
        now = yield from wait(order, at)
        actions.verify(order, Doing(self.keeper, now))

    def ask(
        self, order: Order, at: datetime, people: Sequence[Volunteer],
        *, lasting: float | None = None, team: Team | None = None,
    ) -> Story[list[Offer]]:  # fmt: skip
        """Offers that stay open for `lasting` hours from now on, or as long as usual."""
        now = yield from wait(order, at)
        asked = [as_asked(one, order.address) for one in people]
        if team is not None:
            asked = [Asked(one.volunteer, one.walking_minutes, one.reasons, team) for one in asked]
        hours = None if lasting is None else ceil((self.now - now) / timedelta(hours=1) + lasting)
        return actions.dispatch(order, asked, Doing(self.keeper, now), hours=hours)

    def accept(self, offers: Sequence[Offer]) -> Story[list[Assignment]]:
        """A yes after some minutes."""
        now = yield offers[0].asked_at + timedelta(minutes=self.rng.randint(3, 19))
        return [actions.accept(one, Doing(one.volunteer.person, now, Channel.PAGE)) for one in offers]

    def serve(self, promised: Sequence[Assignment], arrival: datetime) -> Story[datetime]:
        now = yield arrival
        for one in promised:
            doing = Doing(one.volunteer.person, now, Channel.PAGE)
            actions.check_in(one, Proof.CODE, doing, code=one.order.service_code)
        now = yield now + timedelta(minutes=promised[0].order.minutes)
        for one in promised:
            actions.check_out(one, Doing(one.volunteer.person, now, Channel.PAGE))
        return now

    def just_now(self, minutes: int) -> datetime:
        """So many minutes ago by day; at night, the end of the afternoon before."""
        then = local(self.now - timedelta(minutes=minutes))
        if 9 <= then.hour < 20:
            return then
        day = then.date() if then.hour >= 20 else then.date() - timedelta(days=1)
        return at(day, 17 * 60 + 40)
