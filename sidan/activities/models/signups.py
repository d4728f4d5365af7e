"""Who wants to come: somebody with an account, or a name and a number taken down at the door or on the telephone."""

from django.db import models
from django.utils.translation import gettext

from sidan.activities.models.sessions import Session
from sidan.activities.states import Proof, SignUpState
from sidan.core.fields import BlindIndex, EncryptedField
from sidan.core.ids import public_id
from sidan.core.masking import mask_name, mask_phone
from sidan.core.models import Channel
from sidan.core.walls import within
from sidan.people.models import Person


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def standing(self) -> "SignUpQuerySet":
        return self.exclude(state=SignUpState.LEFT)

    def going(self) -> "SignUpQuerySet":
        return self.filter(state=SignUpState.GOING)

    def waiting(self) -> "SignUpQuerySet":
        """First come, first served."""
        return self.filter(state=SignUpState.WAITING).order_by("waits_since", "pk")

    def came(self) -> "SignUpQuerySet":
        return self.exclude(checked_in_at=None)

    def of(self, person: Person) -> "SignUpQuerySet":
        """One's own, and those of family one may act for."""
        acted_for = Person.objects.acted_for_by(person)
        return self.filter(within(models.Q(person=person) | models.Q(person__in=acted_for)))

    def for_list(self) -> "SignUpQuerySet":
        return self.select_related("person", "session__activity", "session__facility", "session__station")


class SignUp(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_ups")
    # Of a guest without an account; emptied by the clock some time after the session.
    name = EncryptedField(blank=True)
    phone = EncryptedField(blank=True)
    phone_index = BlindIndex(source="phone", db_index=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)  # of the link by which a guest leaves
    seats = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=SignUpState)
    state_at = models.DateTimeField()
    made_at = models.DateTimeField()
    waits_since = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(max_length=8, choices=Proof, blank=True)
    excused_at = models.DateTimeField(null=True, blank=True)  # did not come and said so, or was ill: not a no-show

    objects = SignUpQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["session", "state", "waits_since"], name="sign_up_session"),
            models.Index(fields=["person", "-made_at"], name="sign_up_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=~models.Q(state=SignUpState.LEFT) & models.Q(person__isnull=False),
                name="sign_up_once",
            ),
            models.UniqueConstraint(
                fields=["session", "phone_index"],
                condition=~models.Q(state=SignUpState.LEFT) & ~models.Q(phone_index=""),
                name="sign_up_guest_once",
            ),
            models.CheckConstraint(condition=models.Q(seats__gt=0), name="sign_up_seats"),
        ]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        if self.person:
            return self.person.masked_name
        return mask_name(self.name) if self.name else gettext("一位居民")

    @property
    def masked_phone(self) -> str:
        return self.person.masked_phone if self.person else mask_phone(self.phone)
