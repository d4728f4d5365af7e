"""Today at the first station: something to do for everybody who signs in, and each state of an order to look at."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sidan.core.clock import local
from sidan.core.models import Channel
from sidan.demo import speech
from sidan.demo.clockwork import MINUTE, wait
from sidan.demo.living import Life
from sidan.demo.office import coming_half_day, office_before, past_half_day
from sidan.demo.sheets import day_sheet
from sidan.demo.steps import Steps
from sidan.demo.world import Story
from sidan.orders import actions
from sidan.orders.actions.door import Doing
from sidan.orders.dayparts import Window
from sidan.orders.models import Assignment, Callback, CallbackResult, Order, Proof, ReferredTo
from sidan.people.models import Person
from sidan.volunteers.models import Volunteer

DAY = 430  # minutes of office time in a working day


class Scenes(Steps):
    def stories(self) -> Iterator[Story[Any]]:
        yield from self._to_verify()
        yield from self._to_dispatch()
        yield from self._asking()
        yield from self._promised()
        yield from self._afterwards()
        yield from self._ended()
        yesterday = local(self.ago(DAY)).date()
        yield day_sheet(self.world, self.part, yesterday - timedelta(days=1), 6, Random(self.rng.random()))
        yield day_sheet(self.world, self.part, yesterday, 5, Random(self.rng.random()), confirmed=False)

    # To verify: one urgent, one late.

    def _to_verify(self) -> Iterator[Story[Any]]:
        yield self._submitted(25, "plumbing", "厨房水管爆了，水往楼下渗", Channel.PHONE, n=0, is_urgent=True)
        yield self._submitted(
            2.4 * DAY, "company", "独居老人，走访时说想有人来坐坐", Channel.GRID, self.part.grid_workers[0], n=4
        )
        yield self._submitted(60, "errands", "帮忙到社区医院取降压药", Channel.WALK_IN, n=1)
        yield self._submitted(95, "bathing", "术后不能弯腰，想请人帮着擦洗", Channel.PHONE, n=4)
        yield self._submitted(140, "phones", "想学会用手机挂号", Channel.VISIT, self.part.grid_workers[0], n=3)

    def _submitted(
        self, minutes: float, code: str, details: str, channel: Channel, by: Person | None = None,
        *, n: int, is_urgent: bool = False,
    ) -> Story[None]:  # fmt: skip
        window = coming_half_day(self.now, n)
        order = yield from self.place(
            self.ago(minutes), code, None, window, details, channel=channel, by=by, is_urgent=is_urgent
        )
        yield from wait(order, self.now + timedelta(minutes=1))

    # To dispatch: one has waited too long.

    def _to_dispatch(self) -> Iterator[Story[Any]]:
        yield self._verified(110, 70, "haircut", "腿摔了，下不了楼，头发两个月没剪了", 3)
        yield self._verified(1.6 * DAY, 1.3 * DAY, "cleaning", "刚出院，屋里没法收拾", 4)
        yield self._verified(75, 30, "company", "眼睛看不清，想听听今天的报纸", 2)
        yield self._family()

    def _verified(self, minutes: float, verified: float, code: str, details: str, n: int) -> Story[Order]:
        window = coming_half_day(self.now, n)
        order = yield from self.place(self.ago(minutes), code, None, window, details)
        yield from self.verify(order, self.ago(verified))
        return order

    def _family(self) -> Story[None]:
        """The daughter asks for her mother."""
        window, words = coming_half_day(self.now, 5), "妈妈一个人在家，想有人陪着说说话"
        order = yield from self.place(
            self.ago(160), "company", self.resident, window, words, channel=Channel.FAMILY, by=self.daughter
        )
        yield from self.verify(order, self.ago(120))

    # Asking: three for the demo volunteer, one for the leader's team, one in the pool, one that nobody takes.

    def _asking(self) -> Iterator[Story[Any]]:
        yield self._asked(80, "errands", "五楼没电梯，帮忙买一袋米、一桶油", 1, [self.hand], lasting=5)
        yield self._asked(200, "appliance", "电饭锅按下去就跳", 2, [self.hand], lasting=22)
        yield self._asked(260, "company", "爱下象棋，想找个棋友", 3, [self.hand, self.leader], lasting=30)
        yield self._asked(230, "haircut", "老伴卧床，想把头发推短一点", 4, [self.leader], lasting=30, with_team=True)
        yield self._pool()
        yield self._nobody()

    def _asked(
        self, minutes: float, code: str, details: str, n: int, people: list[Volunteer],
        *, lasting: float, with_team: bool = False,
    ) -> Story[None]:  # fmt: skip
        order = yield from self._verified(minutes, minutes - 20, code, details, n)
        team = self.part.teams[0] if with_team else None
        yield from self.ask(order, self.ago(minutes - 40), people, lasting=lasting, team=team)

    def _pool(self) -> Story[None]:
        order = yield from self._verified(150, 120, "phones", "孩子在外地，想学视频通话", 2)
        now = yield self.ago(90)
        actions.open_pool(order, Doing(self.keeper, now))

    def _nobody(self) -> Story[None]:
        """Asked three days ago, widened and climbed since: the street sees it on its board."""
        order = yield from self._verified(3.6 * DAY, 3.4 * DAY, "errands", "到区政务大厅交一份材料", 7)
        spare = [hand.volunteer for hand in self.world.hands.by_skill["errands"][:1]]
        offers = yield from self.ask(order, self.ago(3.2 * DAY), [self.leader, *spare])
        now = yield offers[0].asked_at + timedelta(minutes=40)
        actions.decline(offers[0], Doing(self.leader.person, now, Channel.PAGE))
        for silent in offers[1:]:
            now = yield silent.expires_at + MINUTE
            actions.expire(silent, now=now)
        yield from wait(order, self.now + timedelta(minutes=1))

    # Promised and going on.

    def _promised(self) -> Iterator[Story[Any]]:
        yield self._accepted(self.resident, 300, "haircut", "腿脚不好，出不了门，想理个发", 0)
        yield self._accepted(None, 330, "company", "想听听今天的报纸", 1)
        yield self._in_service()

    def _accepted(self, served: Person | None, minutes: float, code: str, details: str, n: int) -> Story[None]:
        """One more is asked than needed; for the last the places are filled."""
        order = yield from self.place(self.ago(minutes), code, served, coming_half_day(self.now, n), details)
        yield from self.verify(order, self.ago(minutes - 30))
        spare = [hand.volunteer for hand in self.world.hands.by_skill[code][:1]]
        offers = yield from self.ask(order, self.ago(minutes - 60), [self.hand, self.leader, *spare])
        yield from self.accept(offers[: order.places])

    def _in_service(self) -> Story[None]:
        arrival = self.just_now(15)
        window = (arrival - timedelta(minutes=20), arrival + timedelta(minutes=100))
        order = yield from self.place(self.ago(1.3 * DAY), "benefits", None, window, "异地医保怎么报销")
        yield from self.verify(order, self.ago(1.25 * DAY))
        (one,) = yield from self._gathered(order, self.ago(1.2 * DAY), [self.leader])
        now = yield arrival
        doing = Doing(one.volunteer.person, now, Channel.PAGE)
        actions.check_in(one, Proof.CODE, doing, code=order.service_code)

    def _gathered(self, order: Order, at: datetime, people: list[Volunteer]) -> Story[list[Assignment]]:
        """As many as are needed are asked and say yes."""
        offers = yield from self.ask(order, at, people[: order.places])
        return (yield from self.accept(offers))

    # Done: waiting for a word, called back, arranged anew.

    def _afterwards(self) -> Iterator[Story[Any]]:
        both, lead, hand = [self.leader, self.hand], [self.leader], [self.hand]
        yield self._served(self.resident, 1, "errands", both)
        yield self._served(None, 2, "benefits", lead)
        yield self._rated(None, 0, "benefits", lead, 2)
        yield self._not_fixed(None, 3, "company", both)
        yield self._rated(self.resident, 34, "haircut", both, 5)
        yield self._rated(None, 11, "phones", hand, 5)
        yield self._rated(None, 17, "errands", both, 4)

    def _served(self, served: Person | None, back: int, code: str, people: list[Volunteer]) -> Story[Order]:
        window = past_half_day(self.now, back)
        words = self.rng.choice(speech.DETAILS[code])
        order = yield from self.place(office_before(window[0], 500), code, served, window, words)
        yield from self.verify(order, office_before(window[0], 440))
        promised = yield from self._gathered(order, office_before(window[0], 400), people)
        yield from self.serve(promised, window[0] + timedelta(minutes=self.rng.randint(5, 60)))
        return order

    def _rated(self, served: Person | None, back: int, code: str, people: list[Volunteer], stars: int) -> Story[Order]:
        order = yield from self._served(served, back, code, people)
        now = yield past_half_day(self.now, back)[1] + timedelta(minutes=15)
        opinion = Life(self.world, order, self.rng).opinion(stars, order.served)
        actions.rate(order, opinion, Doing(order.served, now, Channel.LINK))
        return order

    def _not_fixed(self, served: Person | None, back: int, code: str, people: list[Volunteer]) -> Story[None]:
        """A bad word, called back this morning: it has to be arranged anew."""
        order = yield from self._rated(served, back, code, people, 1)
        callback = Callback.objects.select_related("station").get(order=order, done_at=None)
        callback.order = order
        now = yield self.ago(50)
        doing = Doing(self.keeper, now, Channel.CALLBACK, "只坐了十分钟就走了，希望再来一次")
        wanted = Window(*coming_half_day(self.now, 3))
        actions.call_back(callback, CallbackResult.NOT_FIXED, doing, wanted=wanted)

    # Ended otherwise, one of each.

    def _ended(self) -> Iterator[Story[Any]]:
        yield self._rejected()
        yield self._referred()
        yield self._merged()
        yield self._withdrawn()
        yield self._unmet()

    def _ending(self, code: str, details: str, ago: float = 1.5 * DAY) -> Story[Order]:
        window = coming_half_day(self.now, 6)
        return (yield from self.place(self.ago(ago), code, None, window, details))

    def _rejected(self) -> Story[None]:
        order = yield from self._ending("plumbing", "楼道公共水管漏水")
        now = yield self.ago(1.4 * DAY)
        actions.reject(order, Doing(self.keeper, now, reason="楼道公共水管由物业负责，已把您的电话转给物业。"))

    def _referred(self) -> Story[None]:
        order = yield from self._ending("plumbing", "灶台边有燃气味")
        now = yield self.ago(1.49 * DAY)
        actions.refer(order, ReferredTo.GAS, Doing(self.keeper, now))

    def _merged(self) -> Story[None]:
        first = yield from self._ending("cleaning", "厨房油烟机够不着")
        second = yield from self._ending("cleaning", "窗户够不着", 1.3 * DAY)
        now = yield self.ago(1.2 * DAY)
        actions.merge(second, first, Doing(self.keeper, now))
        yield from self.verify(first, self.ago(1.1 * DAY))

    def _withdrawn(self) -> Story[None]:
        order = yield from self._ending("wish", "想要一副老花镜")
        yield from self.verify(order, self.ago(1.3 * DAY))
        offers = yield from self.ask(order, self.ago(1.2 * DAY), [self.leader])
        now = yield offers[0].asked_at + timedelta(minutes=35)
        actions.withdraw(order, Doing(order.served, now, Channel.PAGE, "孩子已经买来了"))

    def _unmet(self) -> Story[None]:
        order = yield from self._ending("carpentry", "门槛太高，轮椅过不去")
        yield from self.verify(order, self.ago(1.4 * DAY))
        now = yield self.ago(40)
        actions.mark_unmet(order, Doing(self.keeper, now, reason="有木工证的志愿者这周都排满了，已列入招募。"))
