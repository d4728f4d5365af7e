"""Volunteers who joined by their own will, and the papers they showed."""

from datetime import date

from django.db import models

from sidan.core.fields import EncryptedField
from sidan.core.ids import order_number, public_id
from sidan.core.models import EventRow
from sidan.core.walls import within
from sidan.people.models import Person
from sidan.places.models import Estate, Station
from sidan.volunteers.models.skills import QualificationKind, Skill, bits_of, skills_in
from sidan.volunteers.states import Standing


def volunteer_number() -> str:
    """Read out on the telephone and printed on certificates: V and nine digits, the last a check digit."""
    return "V" + order_number()


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def active(self) -> "VolunteerQuerySet":
        return self.filter(paused_at=None, left_at=None, person__suspended_at=None)

    def joined(self) -> "VolunteerQuerySet":
        return self.filter(left_at=None)

    def under(self, paths: tuple[str, ...]) -> "VolunteerQuerySet":
        return self.filter(within(station__under=paths))

    def with_skill(self, skill: str) -> "VolunteerQuerySet":
        bit = bits_of([skill])
        return self.annotate(skill_bit=models.F("skill_bits").bitand(bit)).filter(skill_bit=bit)

    def awaiting_guardian(self, today: date) -> "VolunteerQuerySet":
        """Minors nobody has consented for yet: they are asked for nothing.

        Birthdays are encrypted; those who come of age in this year are looked at one by one.
        """
        waiting = self.joined().filter(guardian_consent_at=None)
        turning = waiting.filter(person__adult_year=today.year).select_related("person")
        young = [row.pk for row in turning if row.person.is_minor_on(today)]
        return waiting.filter(models.Q(person__adult_year__gt=today.year) | models.Q(pk__in=young))

    def awaiting_check(self) -> "VolunteerQuerySet":
        waiting = Qualification.objects.filter(volunteer=models.OuterRef("pk"), checked_at=None)
        return self.joined().filter(models.Exists(waiting))

    def matching(self, text: str) -> "VolunteerQuerySet":
        """By number (with or without dashes), name, phone, its last four digits, or the name of a skill."""
        text = text.strip()
        if not text:
            return self
        named = [skill.value for skill in Skill if len(text) > 1 and text in str(skill.label)]
        if named:
            return self.with_skill(named[0])
        plain = text.upper().removeprefix("V").replace("-", "").replace(" ", "")
        as_number = f"V{plain[:3]}-{plain[3:6]}-{plain[6:]}" if plain.isdigit() and len(plain) == 9 else text
        named_so = Person.objects.matching(text).filter(pk=models.OuterRef("person"))  # asked of these volunteers only
        return self.filter(models.Q(number=as_number) | models.Q(models.Exists(named_so)))

    def for_list(self) -> "VolunteerQuerySet":
        waits = Qualification.objects.filter(volunteer=models.OuterRef("pk"), checked_at=None)
        return self.select_related("person", "station").annotate(has_unchecked=models.Exists(waits))


class Volunteer(models.Model):
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="volunteer")
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    number = models.CharField(max_length=20, unique=True, default=volunteer_number, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="volunteers")
    # Where they start walking from: the estate they chose, or without one the home door.
    start = models.ForeignKey(Estate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lat = models.FloatField()
    lng = models.FloatField()
    joined_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    reach_m = models.PositiveIntegerField(default=1500)  # straight line
    weekly_load = models.PositiveSmallIntegerField(default=3)
    insured_until = models.DateField(null=True, blank=True)
    guardian_consent_at = models.DateTimeField(null=True, blank=True)
    guardian_note = EncryptedField(blank=True)  # who consented, and how
    # One bit a Skill in the order of the enum; the dispatcher reads a million of these without a join.
    skill_bits = models.BigIntegerField(default=0)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["lat", "lng"], name="volunteer_lat_lng"),
            models.Index(fields=["station", "joined_at"], name="volunteer_station"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def skills(self) -> list[Skill]:
        return skills_in(self.skill_bits)

    @property
    def standing(self) -> Standing:
        if self.left_at is not None:
            return Standing.LEFT
        return Standing.ACTIVE if self.paused_at is None else Standing.PAUSED

    def needs_guardian_on(self, day: date) -> bool:
        return self.guardian_consent_at is None and self.person.is_minor_on(day)

    def is_insured_on(self, day: date) -> bool:
        return self.insured_until is not None and self.insured_until >= day


class VolunteerEvent(EventRow):
    """What happened to somebody as a volunteer: joined, paused, a paper checked, and who did it."""

    about = "volunteer"

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["volunteer", "at"], name="volunteer_event_at")]


class Qualification(models.Model):
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="qualifications")
    kind = models.CharField(max_length=16, choices=QualificationKind)
    valid_until = models.DateField()
    checked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "kind"], name="qualification_once")]

    def __str__(self) -> str:
        return self.kind

    def holds_on(self, day: date) -> bool:
        return self.checked_at is not None and self.valid_until >= day

    def standing_on(self, day: date) -> str:
        """waiting, valid or expired."""
        if self.checked_at is None:
            return "waiting"
        return "valid" if self.valid_until >= day else "expired"
