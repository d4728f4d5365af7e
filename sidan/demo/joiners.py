"""The volunteers: some seven hundred of a street's 4,500 are active and have told their times; most rest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from sidan.core.clock import local
from sidan.core.ids import check_digit
from sidan.core.models import Channel
from sidan.demo.cast import CAST, PARTS, PLAYED
from sidan.demo.names import volunteer_digits
from sidan.demo.papers import papers_for
from sidan.demo.size import Size
from sidan.people.models import Consent, ConsentEvent, Person, Purpose
from sidan.volunteers.models import (
    Availability,
    AvailabilityException,
    Qualification,
    Skill,
    Volunteer,
    VolunteerEvent,
    bits_of,
)
from sidan.volunteers.reach import metres
from sidan.volunteers.states import NOBODY, Standing
from sidan.volunteers.week import Preset, preset_slots

ACTIVE_SHARE = 0.156
ACTIVE_AT_LEAST = 120
YOUNGEST, OLDEST = 14, 78
CAST_VOLUNTEERS = ("volunteer", "leader")
_CAST_IDS = {part.public_id: part.key for part in CAST}
CAST_SKILLS = {
    "volunteer": ("haircut", "company", "errands", "phones", "appliance", "cleaning"),
    "leader": ("haircut", "company", "errands", "cleaning", "health", "benefits"),
}
# How many say of themselves that they can do this, by trade and temper of a street.
_POPULAR = {
    "company": 9,
    "errands": 9,
    "cleaning": 8,
    "haircut": 6,
    "sorting": 6,
    "patrol": 5,
    "phones": 5,
    "escort": 5,
}
_SKILLS = list(Skill)
_WEIGHTS = [_POPULAR.get(skill.value, 3) for skill in _SKILLS]


@dataclass
class Joiners:
    """Turns residents into volunteers; numbers go up through all communities."""

    size: Size
    rng: Random
    now: datetime
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    today: date = field(init=False)

    def __post_init__(self) -> None:
        self.today = local(self.now).date()

    def join(self, people: list[Person], wanted: int, checker: Person) -> list[Volunteer]:
        """Writes the volunteers of one community with all that belongs to them."""
        chosen = self._choose(people, wanted)
        active = max(round(wanted * ACTIVE_SHARE), min(wanted, -(-ACTIVE_AT_LEAST // (self.size.streets * 6))))
        volunteers = [self._volunteer(person, place < active) for place, person in enumerate(chosen)]
        volunteers = Volunteer.objects.bulk_create(volunteers, batch_size=1000)
        VolunteerEvent.objects.bulk_create((e for v in volunteers for e in self._events(v)), batch_size=2000)
        consents = [consent for v in volunteers for consent in self._consents(v)]
        Consent.objects.bulk_create(consents, batch_size=2000)
        ConsentEvent.objects.bulk_create((_event_of(consent) for consent in consents), batch_size=2000)
        Qualification.objects.bulk_create(
            (p for v in volunteers for p in papers_for(v, self.rng, self.now, checker)), batch_size=2000
        )
        willing = [v for v in volunteers[:active] if v.paused_at is None]
        Availability.objects.bulk_create((a for v in willing for a in self._week(v)), batch_size=2000)
        AvailabilityException.objects.bulk_create(x for v in willing for x in self._away(v))
        return volunteers

    def _choose(self, people: list[Person], wanted: int) -> list[Person]:
        """The cast first; minors are few."""
        cast = [p for p in people if _CAST_IDS.get(p.public_id) in CAST_VOLUNTEERS]
        fit = [p for p in people if p.public_id not in _CAST_IDS and self._may_join(p)]
        return [*cast, *self.rng.sample(fit, min(len(fit), max(0, wanted - len(cast))))]

    def _may_join(self, person: Person) -> bool:
        age = person.age_on(self.today) or 0
        return bool(person.phone) and YOUNGEST <= age <= OLDEST

    def _volunteer(self, person: Person, is_active: bool) -> Volunteer:
        rng = self.rng
        digits = volunteer_digits(next(self.numbers))
        digits += check_digit(digits)
        joined = self.now - timedelta(days=rng.randint(65, 1800), minutes=rng.randrange(480))
        home = person.address
        assert home is not None
        volunteer = Volunteer(
            person=person,
            number=f"V{digits[:3]}-{digits[3:6]}-{digits[6:]}",
            station=home.station,
            lat=home.lat,
            lng=home.lng,
            joined_at=joined,
            reach_m=metres(rng.choice((20, 30, 30, 45) if is_active else (10, 15, 20))),
            weekly_load=rng.choice((2, 3, 3, 5, 5)) if is_active else rng.choice((1, 1, 2)),
            insured_until=self._insured_until(is_active),
            skill_bits=bits_of(self._skills(person, is_active)),
        )
        if person.public_id in PLAYED:
            volunteer.reach_m, volunteer.weekly_load = metres(45), 7
            volunteer.insured_until = self.today + timedelta(days=300)
        else:
            self._rest(volunteer, is_active)
            self._guardian(volunteer)
        return volunteer

    def _skills(self, person: Person, is_active: bool) -> list[str]:
        key = _CAST_IDS.get(person.public_id)
        if key:
            return list(CAST_SKILLS[key])
        most = 6 if self.size.volunteers < 600 else 3
        wanted = self.rng.randint(most - 2 if is_active else 1, most)
        return [skill.value for skill in self.rng.choices(_SKILLS, _WEIGHTS, k=wanted)]

    def _insured_until(self, is_active: bool) -> date | None:
        draw = self.rng.random()
        if draw < (0.8 if is_active else 0.1):
            return self.today + timedelta(days=self.rng.randint(30, 365))
        return self.today - timedelta(days=self.rng.randint(5, 300)) if draw < 0.85 else None

    def _rest(self, volunteer: Volunteer, is_active: bool) -> None:
        draw = self.rng.random()
        rest = min(volunteer.joined_at + timedelta(days=self.rng.randint(20, 600)), self.now - timedelta(days=1))
        if is_active:
            return
        if draw < 0.05:
            volunteer.left_at = rest
        elif draw < 0.75:
            volunteer.paused_at = rest

    def _guardian(self, volunteer: Volunteer) -> None:
        if volunteer.person.is_minor_on(self.today) and self.rng.random() < 0.6:
            volunteer.guardian_consent_at = volunteer.joined_at + timedelta(days=1)
            volunteer.guardian_note = "母亲到站签字"

    def _events(self, volunteer: Volunteer) -> Iterator[VolunteerEvent]:
        yield self._event(volunteer, "join", volunteer.joined_at, NOBODY, Standing.ACTIVE)
        if volunteer.paused_at:
            yield self._event(volunteer, "pause", volunteer.paused_at, Standing.ACTIVE, Standing.PAUSED)
        if volunteer.left_at:
            yield self._event(volunteer, "leave", volunteer.left_at, Standing.ACTIVE, Standing.LEFT)

    def _event(self, volunteer: Volunteer, verb: str, at: datetime, was: str, to: str) -> VolunteerEvent:
        return VolunteerEvent(
            volunteer=volunteer, verb=verb, at=at, by=volunteer.person, from_state=was, to_state=to,
            channel=Channel.PAGE,
        )  # fmt: skip

    def _consents(self, volunteer: Volunteer) -> Iterator[Consent]:
        person, at = volunteer.person, volunteer.joined_at
        yield Consent(
            person=person, purpose=Purpose.SERVICE, given_at=at, channel=Channel.PAGE, recorded_by=person
        )  # fmt: skip
        if volunteer.guardian_consent_at:
            yield Consent(
                person=person, purpose=Purpose.GUARDIAN, given_at=volunteer.guardian_consent_at, channel=Channel.WALK_IN
            )

    def _week(self, volunteer: Volunteer) -> Iterator[Availability]:
        is_cast = volunteer.person.public_id == PARTS["volunteer"].public_id
        presets = list(Preset) if is_cast else self.rng.sample(list(Preset), self.rng.randint(1, 3))
        for slot in preset_slots(presets):
            yield Availability(
                volunteer=volunteer, weekday=slot.weekday, from_minute=slot.from_minute, until_minute=slot.until_minute
            )

    def _away(self, volunteer: Volunteer) -> Iterator[AvailabilityException]:
        if volunteer.person.public_id in PLAYED or self.rng.random() > 0.08:
            return
        first = self.today + timedelta(days=self.rng.randint(-20, 14))
        for n in range(self.rng.randint(1, 5)):
            yield AvailabilityException(volunteer=volunteer, day=first + timedelta(days=n))


def _event_of(consent: Consent) -> ConsentEvent:
    return ConsentEvent(
        person=consent.person, purpose=consent.purpose, given=True, at=consent.given_at, channel=consent.channel,
        by=consent.recorded_by, note=consent.note,
    )  # fmt: skip
