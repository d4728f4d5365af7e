"""One row a person, whether they sign in, telephone or write on paper."""

import unicodedata
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from sidan.core.fields import BlindIndex, EncryptedDateField, EncryptedField, YearFrom
from sidan.core.ids import public_id
from sidan.core.masking import mask_name, mask_phone
from sidan.core.walls import within
from sidan.places.models import Address, Station

ADULT = 18
GUARDIAN_UNDER = 14
ELDER = 60


class PersonQuerySet(models.QuerySet["Person"]):
    def living_under(self, paths: tuple[str, ...]) -> "PersonQuerySet":
        """People whose address or whose station lies in these subtrees."""
        return self.filter(within(station__under=paths))

    def matching(self, text: str) -> "PersonQuerySet":
        """By the surname, the first two characters or the whole of a name, a whole number or its last four digits.

        Names and numbers are encrypted; what can be found is what has a blind index.
        """
        text = " ".join(unicodedata.normalize("NFKC", text).replace("\0", "").split())
        digits = text.replace(" ", "").replace("-", "").removeprefix("+86")
        if digits.isdecimal():
            return self.filter(phone_tail=digits) if len(digits) == 4 else self.filter(phone_index=digits)
        if len(text) <= 2:
            return self.filter(**{"surname" if len(text) == 1 else "name_start": text}) if text else self.none()
        return self.filter(name_index=text)

    def present(self) -> "PersonQuerySet":
        return self.filter(erased_at=None)

    def acted_for_by(self, actor: "Person") -> "PersonQuerySet":
        """Family whose links stand; `FamilyLink.standing` is the same rule seen from the link."""
        standing = {"acted_for_by__ended_at": None, "acted_for_by__confirmed_at__isnull": False}
        return self.filter(acted_for_by__actor=actor, **standing)

    def suspended(self) -> "PersonQuerySet":
        return self.exclude(suspended_at=None)


class Person(AbstractBaseUser):
    password = None  # type: ignore[assignment]  # nobody here has one: nothing to see, set or steal

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = EncryptedField()
    name_index = BlindIndex(source="name", db_index=True)
    name_start = BlindIndex(source="name", first=2)
    surname = BlindIndex(source="name", first=1)
    phone = EncryptedField(blank=True)
    phone_index = BlindIndex(source="phone", db_index=True)
    phone_tail = BlindIndex(source="phone", last=4)
    # The number that signs in. A landline or a mobile shared by a couple can stand in `phone` of several people.
    account_phone = BlindIndex(unique=True, null=True)
    birth_date = EncryptedDateField(null=True, blank=True)
    # The year, never the day: enough to find in SQL who is under age, all but those who come of age this very year.
    adult_year = YearFrom(source="birth_date", plus=ADULT)
    address = models.ForeignKey(Address, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    # Written with the address (address → estate → grid → station): the desk's search filters on it.
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    need_note = EncryptedField(blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    session_epoch = models.PositiveIntegerField(default=0)
    # Everything that told who they are is gone; the row stays, so that counts still add up.
    erased_at = models.DateTimeField(null=True, blank=True)
    # Written down twice: everything of this row moved there, and this one is empty.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")
    created_at = models.DateTimeField()
    # Who wrote them down when it was not they themselves: a station worker, a grid worker, a daughter.
    registered_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    USERNAME_FIELD = "account_phone"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["station", "surname"], name="person_surname"),
            models.Index(fields=["station", "name_start"], name="person_name_start"),
            models.Index(fields=["station", "phone_tail"], name="person_phone_tail"),
        ]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        return gettext("已注销") if self.erased_at else mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def tail(self) -> str:
        """The last four digits: enough to tell two people of one surname apart."""
        return self.phone[-4:]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.suspended_at is None and self.erased_at is None

    def age_on(self, day: date) -> int | None:
        born = self.birth_date
        return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def is_minor_on(self, day: date) -> bool:
        age = self.age_on(day)
        return age is not None and age < ADULT

    def get_session_auth_hash(self) -> str:
        # Raising the epoch ends every session of this person at their next request.
        return salted_hmac("sidan.people.session", f"{self.pk}:{self.session_epoch}", algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())
