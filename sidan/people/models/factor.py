"""What staff prove a second factor with: django-otp's devices, but its ready-made ones keep their secrets in plain."""

from binascii import unhexlify

from django.db import models
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.util import random_hex

from sidan.core.fields import BlindIndex, EncryptedField
from sidan.people.models.person import Person


def new_secret() -> str:
    return str(random_hex(20))


class Factor(TimestampMixin, Device):  # type: ignore[misc]  # django-otp comes without types
    """What all have in common. django-otp's middleware reads it on each request, so a removed one proves no more."""

    user = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Authenticator(ThrottlingMixin, Factor):  # type: ignore[misc]
    """An app that shows six digits, which both sides reckon from a secret and the time."""

    name = None
    secret = EncryptedField(default=new_secret)  # forty hex digits
    # How many steps of 30 seconds the telephone's clock is off, and the last step that was used: none is taken twice.
    drift = models.SmallIntegerField(default=0)
    last_step = models.BigIntegerField(default=-1)

    objects = models.Manager["Authenticator"]()

    def __str__(self) -> str:
        return f"app {self.pk}"

    @property
    def key(self) -> bytes:
        return unhexlify(self.secret)

    def get_throttle_factor(self) -> int:
        return 1  # 1, 2, 4 … seconds after each wrong code


class RecoverySheet(ThrottlingMixin, Factor):  # type: ignore[misc]
    """Eight codes on paper, for a telephone that is lost."""

    name = None

    objects = models.Manager["RecoverySheet"]()

    def __str__(self) -> str:
        return f"sheet {self.pk}"

    def get_throttle_factor(self) -> int:
        return 1


class RecoveryCode(models.Model):
    """One code of a sheet, of which a keyed hash is kept. Its row goes with its use."""

    sheet = models.ForeignKey(RecoverySheet, on_delete=models.CASCADE, related_name="codes")
    code = BlindIndex(blank=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "code"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"code {self.pk}"


class Passkey(Factor):
    """A key that lives in a telephone, a computer or on a stick; here is only its public half."""

    name = EncryptedField()  # people write "陈静的手机"
    credential = EncryptedField()  # base64url, as browsers spell it
    credential_index = BlindIndex(source="credential", unique=True, blank=False)
    public_key = EncryptedField()
    # Counts each use where the device counts; a copy of the key would fall behind.
    sign_count = models.BigIntegerField(default=0)

    objects = models.Manager["Passkey"]()

    def __str__(self) -> str:
        return f"passkey {self.pk}"
