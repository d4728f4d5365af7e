"""With whom: teams, and who is not brought together again."""

from django.db import models

from sidan.core.ids import public_id
from sidan.core.walls import within
from sidan.people.models import Person
from sidan.places.models import Station
from sidan.volunteers.models.skills import Skill, skills_in
from sidan.volunteers.models.volunteer import Volunteer
from sidan.volunteers.states import TeamStage


class TeamQuerySet(models.QuerySet["Team"]):
    def under(self, paths: tuple[str, ...]) -> "TeamQuerySet":
        return self.filter(within(station__under=paths))

    def for_list(self) -> "TeamQuerySet":
        people = models.Count("members", filter=models.Q(members__left_at=None))
        return self.select_related("station", "leader__person").annotate(member_count=people).order_by("name")


class Team(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=40, unique=True)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="teams")
    leader = models.ForeignKey(Volunteer, null=True, on_delete=models.PROTECT, related_name="leads")
    stage = models.CharField(max_length=12, choices=TeamStage, default=TeamStage.ESTABLISHED)
    members = models.ManyToManyField(Volunteer, related_name="teams", blank=True)
    skill_bits = models.BigIntegerField(default=0)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def skills(self) -> list[Skill]:
        return skills_in(self.skill_bits)


class Block(models.Model):
    """These two are not brought together again; either side may have asked, nobody is told which."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="blocks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks")
    by_volunteer = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "person", "by_volunteer"], name="block_once")]

    def __str__(self) -> str:
        return f"{self.volunteer_id}×{self.person_id}"
