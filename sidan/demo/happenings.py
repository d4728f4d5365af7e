"""The demo street's activities: rooms, brands, lecturers, a year's talks and plays, two months of classes, next weeks.

What lies behind is written as it ended up; what lies ahead goes through the actions, like everything people do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sidan.activities import actions
from sidan.activities.models import Activity, Booking, Lecturer, Session, SessionEvent, SignUp
from sidan.activities.states import BookingState, LectureFormat, Proof, SignUpState, State
from sidan.activities.weeks import monday_of
from sidan.core.clock import LOCAL, local
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.demo import names, programme
from sidan.demo.cast import PARTS
from sidan.demo.programme import Regular, Room
from sidan.demo.world import Neighbourhood
from sidan.people.doing import Doing
from sidan.people.models import ELDER, Person
from sidan.places import actions as places
from sidan.places.models import Estate, Facility, Station
from sidan.programmes import actions as programmes
from sidan.programmes.actions import BrandWords, ThemeWords
from sidan.programmes.kinds import ActivityKind
from sidan.programmes.models import Brand, BrandRank, MonthTheme
from sidan.programmes.occasions import of_month

BEHIND, AHEAD, ANNOUNCED = timedelta(weeks=8), timedelta(weeks=3), timedelta(days=5)
ROWS = 14  # what one session costs, in rows of the bar


@dataclass
class Ground:
    """One station with what it has to hold things in."""

    station: Station
    keeper: Person
    people: list[Person]
    rooms: dict[str, Facility] = field(default_factory=dict)
    brands: list[Brand] = field(default_factory=list)


@dataclass
class Calendar:
    street: list[Neighbourhood]
    now: datetime
    rng: Random

    def fill(self) -> Iterator[int]:
        """Yields how many sessions were written, a few at a time."""
        above = self._street()
        here = [self._community(n, part) for n, part in enumerate(self.street)]
        lecturers = self._lecturers(here)
        self._plans(above, here)
        yield from self._culture(above)
        yield from self._talks(above, here, lecturers)
        for ground in here:
            for regular in programme.REGULARS:
                yield self._regular(ground, regular)
        self._preview(above)
        self._cast(here[0])

    # Where, under which names, by whom -------------------------------------------------------------------------------

    def _street(self) -> Ground:
        station = self.street[0].station.parent
        assert station is not None
        ground = Ground(station, self.street[0].keepers[0], [p for part in self.street for p in part.people[:40]])
        estate = Estate.objects.filter(grid__station=self.street[0].station).first()
        assert estate is not None
        self._furnish(ground, programme.STREET_ROOMS, [estate])
        self._name(ground, -1)
        return ground

    def _community(self, n: int, part: Neighbourhood) -> Ground:
        ground = Ground(part.station, part.keepers[0], part.people)
        estates = list(Estate.objects.filter(grid__station=part.station).order_by("pk"))
        self._furnish(ground, (*programme.ROOMS, programme.OWN_ROOMS[n % len(programme.OWN_ROOMS)]), estates)
        self._name(ground, n)
        return ground

    def _furnish(self, ground: Ground, rooms: Iterable[Room], estates: list[Estate]) -> None:
        for n, room in enumerate(rooms):
            hours = [(day, *span) for day in range(7) for span in room.hours]
            told = {
                "name": room.name, "kind": room.kind, "place": room.place, "capacity": room.capacity,
                "equipment": list(room.equipment), "ease": list(room.ease), "theme": room.theme, "owner": "社区居委会",
                "proposed_use": room.proposed, "key_holder": "值班室 0531-5550130", "estate": estates[n % len(estates)],
            }  # fmt: skip
            ground.rooms[room.name] = places.open_facility(ground.station, told, hours, now=self.now)

    def _name(self, ground: Ground, place: int) -> None:
        began = local(self.now).date() - timedelta(days=500)
        for name, slogan, is_feature, owner in programme.BRANDS:
            if owner == place:
                rank = BrandRank.FEATURE if is_feature else BrandRank.BRAND
                ground.brands.append(programmes.open_brand(ground.station, BrandWords(name, rank, slogan, "", began)))

    def _lecturers(self, here: list[Ground]) -> list[Lecturer]:
        rows = [
            Lecturer(
                station=here[n % len(here)].station,
                name=names.surname(self.rng) + self.rng.choice(("建华", "淑兰", "志强", "秀梅", "文斌", "桂荣")),
                phone=names.mobile(-1 - n),  # residents count from the other end
                background=background,
                topics=topics,
                shows_name=n % 3 == 0,
                added_at=self.now - timedelta(days=400),
            )
            for n, (background, topics) in enumerate(programme.LECTURERS)
        ]
        return Lecturer.objects.bulk_create(rows)

    def _plans(self, above: Ground, here: list[Ground]) -> None:
        year = local(self.now).year
        for ground, goals in [(above, "street"), *((ground, "community") for ground in here)]:
            wanted = {kind.value: number for kind, number in programme.GOALS[goals].items()}
            words = "周周有活动，月月有主题。多办在晚上和周末，让上班的人也来得了。"
            programmes.set_plan(ground.station, year, words=words, goals=wanted, now=self.now)
        for month in range(1, 13):
            found = of_month(date(year, month, 1))
            told = ThemeWords(found[0].theme, "", found[0].name) if found else ThemeWords("邻里守望")
            programmes.add_theme(above.station, date(year, month, 1), told)

    # What was held and what comes ------------------------------------------------------------------------------------

    def _culture(self, above: Ground) -> Iterator[int]:
        """Two a month for a year, on Saturday evenings, and the next ones."""
        first = self.now - timedelta(days=364)
        for n, (title, kind, planner) in enumerate(programme.CULTURE):
            told: dict[str, Any] = {
                "planned_by": planner,
                "led_by": "街道文化站",
                "joined_by": "居民文艺队",
                "brand": above.brands[1],
            }
            activity = self._activity(above, title, kind, "文体广场", 105, **told)
            every = timedelta(days=14 * len(programme.CULTURE))
            days = [first + timedelta(days=14 * n) + every * k for k in range(6)]
            yield self._hold(activity, above, [self._at(day, 5, 19) for day in days], self.rng.randint(80, 240))

    def _talks(self, above: Ground, here: list[Ground], lecturers: list[Lecturer]) -> Iterator[int]:
        """Eighty-five in a year, spread over formats, lecturers and stations."""
        formats = [name for name, count in programme.FORMATS for _n in range(count)]
        self.rng.shuffle(formats)
        step = timedelta(days=364) / len(formats)
        for n, name in enumerate(formats):
            lecturer, ground = lecturers[n % len(lecturers)], here[n % len(here)]
            room = {LectureFormat.HALL: programme.HALL, LectureFormat.CORRIDOR: "文化长廊"}.get(name, programme.PARK)
            told: dict[str, Any] = {"lecturer": lecturer, "lecture_format": name, "brand": above.brands[0]}
            if name == LectureFormat.ONLINE:
                told["link"] = "https://example.org/lecture"
            if name == LectureFormat.FILM:
                told["film"] = programme.FILMS[n % len(programme.FILMS)]
            title = self.rng.choice(lecturer.topic_list)
            activity = self._activity(ground, title, ActivityKind.LECTURE, room, 45, **told)
            day = self.now - timedelta(days=3) - step * (len(formats) - 1 - n)
            yield self._hold(activity, ground, [self._at(day, local(day).weekday(), 15 + n % 3)], 18 + n % 40)
        for n in range(6):
            ground, lecturer = here[n], lecturers[n]
            told = {"lecturer": lecturer, "lecture_format": LectureFormat.HALL, "brand": above.brands[0]}
            title = lecturer.topic_list[-1]
            activity = self._activity(ground, title, ActivityKind.LECTURE, programme.HALL, 45, seats=50, **told)
            yield self._plan(activity, ground, [self._at(self.now + timedelta(days=2 + 3 * n), n % 5, 16)])

    def _regular(self, ground: Ground, told: Regular) -> int:
        partners = {"led_by": told.led, "planned_by": told.plans, "helped_by": told.helps, "joined_by": told.joins}
        brand = {"brand": ground.brands[0]} if told.kind == ActivityKind.CLASS else {}
        activity = self._activity(
            ground, told.title, told.kind, told.room, told.minutes, seats=told.seats, audience=told.audience,
            group_most=3 if told.audience == "families" else 2, **partners, **brand,
        )  # fmt: skip
        first = monday_of(local(self.now - BEHIND).date())
        days = [first + timedelta(days=told.weekday, weeks=week) for week in range(0, 12, told.every)]
        times = [datetime.combine(day, time(told.hour), LOCAL) for day in days]
        past = [at for at in times if at < self.now]
        held = self._hold(activity, ground, past, self.rng.randint(9, 26))
        return held + self._plan(activity, ground, [at for at in times if self.now < at < self.now + AHEAD])

    def _at(self, day: datetime, weekday: int, hour: int) -> datetime:
        """That weekday of the week, at this hour."""
        monday = monday_of(local(day).date())
        return datetime.combine(monday + timedelta(days=weekday), time(hour), LOCAL)

    def _activity(
        self, ground: Ground, title: str, kind: str, room: str, minutes: int, *, seats: int | None = None, **told: Any
    ) -> Activity:
        theme = MonthTheme.objects.of(ground.station).filter(month=local(self.now).date().replace(day=1)).first()
        return Activity(
            station=ground.station, title=title, kind=kind, facility=ground.rooms.get(room), minutes=minutes,
            seats=seats, theme=theme, made_at=self.now - timedelta(days=365), **told,
        )  # fmt: skip

    def _hold(self, activity: Activity, ground: Ground, times: list[datetime], heads: int) -> int:
        """Sessions that lie behind: with their events, and for the last two months with who came."""
        times = [at for at in times if at + timedelta(hours=3) < self.now]
        if not times:
            return 0
        if activity._state.adding:
            activity.save()
        rows = Session.objects.bulk_create(self._held(activity, ground, at, heads) for at in times)
        SessionEvent.objects.bulk_create(event for row in rows for event in _events(row, ground.keeper))
        Booking.objects.bulk_create(_booking(row, ground.keeper) for row in rows if row.facility_id)
        if activity.seats:
            SignUp.objects.bulk_create(one for row in rows for one in self._came(row, ground))
        return len(rows)

    def _held(self, activity: Activity, ground: Ground, at: datetime, heads: int) -> Session:
        end = at + timedelta(minutes=activity.minutes)
        return Session(
            activity=activity, station=activity.station, slot_at=at, starts_at=at, ends_at=end,
            facility=activity.facility, title=activity.title, lecturer=activity.lecturer,
            lecture_format=activity.lecture_format, link=activity.link, film=activity.film, leader=ground.keeper,
            seats=activity.seats, taken=0, state=State.DONE, state_at=end + timedelta(hours=1),
            published_at=at - ANNOUNCED, head_count=max(3, heads + self.rng.randint(-6, 6)),
            reported_at=end + timedelta(hours=1),
        )  # fmt: skip

    def _came(self, session: Session, ground: Ground) -> Iterator[SignUp]:
        wanted = min(session.seats or 0, session.head_count or 0)
        announced = session.starts_at - ANNOUNCED
        for person in self._guests(ground, wanted):
            came = self.rng.random() < 0.88
            yield SignUp(
                session=session, person=person, state=SignUpState.GOING, state_at=announced,
                made_at=announced, made_by=person, channel=Channel.PAGE, seats=1,
                checked_in_at=session.starts_at if came else None, proof=Proof.LEADER if came else "",
                checked_in_by=ground.keeper if came else None,
            )  # fmt: skip
            session.taken += 1
        Session.objects.filter(pk=session.pk).update(taken=session.taken)

    def _guests(self, ground: Ground, wanted: int) -> list[Person]:
        today = local(self.now).date()
        older = [p for p in ground.people[:400] if (p.age_on(today) or 0) >= ELDER - 20]
        return self.rng.sample(older, min(wanted, len(older)))

    def _plan(self, activity: Activity, ground: Ground, times: list[datetime]) -> int:
        """What comes: planned through the door; this week's is announced, and people sign up."""
        doing = Doing(ground.keeper, self.now)
        planned: list[Session] = []
        for at in times:
            try:
                if activity._state.adding:
                    planned += actions.plan(activity, at, doing)
                else:
                    planned += actions.add_sessions(activity, [at], doing)
            except Refused:
                continue  # the room or the lecturer has something else: as in life
        following = monday_of(local(self.now).date()) + timedelta(days=7)
        for session in planned:
            if session.day < following or session.activity.kind == ActivityKind.SERVICE_DAY:
                actions.publish(session, doing)
                self._sign_up(session, ground)
        return len(planned)

    def _sign_up(self, session: Session, ground: Ground) -> None:
        """The haircut day is full and some wait; other sessions are half taken."""
        if session.seats is None:
            return
        eager = session.activity.kind == ActivityKind.SERVICE_DAY
        wanted = session.seats + 4 if eager else round(session.seats * self.rng.uniform(0.3, 0.8))
        for person in self._guests(ground, wanted):
            actions.sign_up(session, actions.Guest(person), Doing(person, self.now, Channel.PAGE))

    def _preview(self, above: Ground) -> None:
        """This week's went out on Friday; the next is drafted when its day comes, by the clock."""
        monday = monday_of(local(self.now).date())
        friday = datetime.combine(monday - timedelta(days=3), time(17), LOCAL)
        preview = actions.draft_preview(above.station, monday, Doing(above.keeper, friday - timedelta(days=1)))
        if preview is not None:
            actions.publish_preview(preview, Doing(above.keeper, friday))

    def _cast(self, ground: Ground) -> None:
        """The resident of the demo has something to look forward to."""
        played = {person.public_id: person for person in ground.people}
        resident = played[PARTS["resident"].public_id]
        soon = Session.objects.filter(station=ground.station, state=State.PUBLISHED, starts_at__gt=self.now)
        open_ = soon.filter(seats__isnull=False).exclude(sign_ups__person=resident).select_related("activity")
        for session in open_.order_by("starts_at")[:2]:
            actions.sign_up(session, actions.Guest(resident), Doing(resident, self.now, Channel.PAGE))


def _events(session: Session, by: Person) -> Iterator[SessionEvent]:
    told = (
        ("plan", "", State.PLANNED, session.starts_at - timedelta(days=20)),
        ("publish", State.PLANNED, State.PUBLISHED, session.starts_at - ANNOUNCED),
        ("finish", State.PUBLISHED, State.DONE, session.state_at),
    )
    for verb, seen, to, at in told:
        yield SessionEvent(session=session, verb=verb, from_state=seen, to_state=to, at=at, by=by, channel=Channel.DESK)


def _booking(session: Session, by: Person) -> Booking:
    assert session.facility is not None
    return Booking(
        facility=session.facility, session=session, starts_at=session.starts_at, ends_at=session.ends_at,
        state=BookingState.APPROVED, state_at=session.starts_at, purpose=session.title, asked_by=by,
        asked_at=session.starts_at - timedelta(days=20), decided_by=by, used_at=session.starts_at,
    )  # fmt: skip
