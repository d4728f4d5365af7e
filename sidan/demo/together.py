"""Teams, families who act for each other, and people who are not brought together again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sidan.demo.cast import PARTS
from sidan.people.models import FamilyLink, Person
from sidan.places.models import Station
from sidan.volunteers.models import Block, Skill, Team, TeamStage, Volunteer, bits_of

# Invented; 5 of one community have 7 teams, the last has 5: forty in a street.
_TEAMS: tuple[tuple[str, tuple[Skill, ...]], ...] = (
    ("银发理发队", (Skill.HAIRCUT,)),
    ("暖心敲门队", (Skill.COMPANY, Skill.ERRANDS)),
    ("巧手维修队", (Skill.APPLIANCE, Skill.PLUMBING)),
    ("邻里帮帮队", (Skill.CLEANING, Skill.GARDEN)),
    ("红马甲劝导队", (Skill.PATROL, Skill.TRAFFIC)),
    ("小书虫领读队", (Skill.READING, Skill.TUTORING)),
    ("百姓戏台", (Skill.STAGE, Skill.ARTS)),
)
TEAMS_A_STREET = 40
_STAGES = (TeamStage.ESTABLISHED,) * 6 + (TeamStage.TRIAL,) * 2 + (TeamStage.DORMANT, TeamStage.PROPOSAL)


def found_teams(station: Station, place: int, volunteers: Sequence[Volunteer], rng: Random) -> list[Team]:
    """Seven teams of a community, five in the last; each has a leader and six to thirty members."""
    wanted = _TEAMS if place < 5 else _TEAMS[: TEAMS_A_STREET - 5 * len(_TEAMS)]
    here = station.name.removesuffix("社区新时代文明实践站")
    standing = [v for v in volunteers if v.paused_at is None and v.left_at is None]
    teams, members = [], []
    for n, (name, skills) in enumerate(wanted):
        able = [v for v in standing if v.skill_bits & bits_of(skills)]
        chosen = rng.sample(able, min(len(able), rng.randint(6, 30)))
        leader = _cast_leader(standing) if n == 0 and place == 0 else next(iter(chosen), None)
        if leader is not None and leader not in chosen:
            chosen.append(leader)
        stage = TeamStage.ESTABLISHED if n == 0 else rng.choice(_STAGES)
        teams.append(
            Team(name=f"{here}{name}", station=station, leader=leader, skill_bits=bits_of(skills), stage=stage)
        )
        members.append(chosen)
    Team.objects.bulk_create(teams)
    through = Team.members.through
    through.objects.bulk_create(
        through(team=team, volunteer=one) for team, chosen in zip(teams, members, strict=True) for one in chosen
    )
    return teams


def _cast_leader(volunteers: Sequence[Volunteer]) -> Volunteer | None:
    return next((v for v in volunteers if v.person.public_id == PARTS["leader"].public_id), None)


def link_families(people: Sequence[Person], keeper: Person, rng: Random, now: datetime) -> list[FamilyLink]:
    """Grown-up children act for one in six of the old; some links still wait for a yes, a few have ended."""
    today = now.date()
    children: dict[int | None, Person] = {}
    for person in people:
        if 25 <= (person.age_on(today) or 0) <= 59 and person.account_phone:
            children.setdefault(person.address_id, person)
    links = [_cast_family(people, keeper, now)]
    for person in people:
        if (person.age_on(today) or 0) >= 70 and rng.random() < 0.16:
            child = children.get(person.address_id) or rng.choice(list(children.values()) or [None])
            links.append(_link(child, person, keeper, rng, now))
    return FamilyLink.objects.bulk_create([link for link in links if link], ignore_conflicts=False)


def _link(child: Person | None, served: Person, keeper: Person, rng: Random, now: datetime) -> FamilyLink | None:
    if child is None or child.public_id == PARTS["family"].public_id or served.public_id == PARTS["resident"].public_id:
        return None
    asked = now - timedelta(days=rng.randint(62, 300))
    confirmed = asked + timedelta(hours=rng.randint(1, 60)) if rng.random() < 0.92 else None
    return FamilyLink(
        actor=child, served=served, relation=rng.choice(("女儿", "儿子", "儿媳", "孙女")), asked_at=asked,
        confirmed_at=confirmed, confirmed_by=keeper if confirmed else None,
    )  # fmt: skip


def _cast_family(people: Sequence[Person], keeper: Person, now: datetime) -> FamilyLink | None:
    played = {person.public_id: person for person in people}
    mother, daughter = (played.get(PARTS[key].public_id) for key in ("resident", "family"))
    if mother is None or daughter is None:
        return None
    asked = now - timedelta(days=200)
    return FamilyLink(
        actor=daughter, served=mother, relation="女儿", asked_at=asked,
        confirmed_at=asked + timedelta(hours=2), confirmed_by=mother,
    )  # fmt: skip


def keep_apart(volunteers: Sequence[Volunteer], people: Sequence[Person], rng: Random, now: datetime) -> None:
    """Two or three pairs a community who did not get on."""
    strangers = [v for v in volunteers if v.person.public_id not in {part.public_id for part in PARTS.values()}]
    for volunteer in rng.sample(strangers, min(3, len(strangers))):
        person = rng.choice(people)
        if person.pk != volunteer.person_id and person.public_id != PARTS["resident"].public_id:
            by_volunteer = rng.random() < 0.3
            at = now - timedelta(days=rng.randint(61, 200))
            Block.objects.create(volunteer=volunteer, person=person, by_volunteer=by_volunteer, at=at)
