"""A member of staff's passkeys: added, named, used, removed."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.people.actions.factor import has_app, has_factor, must_keep_one, new_recovery_codes
from sidan.people.models import Passkey, Person

MOST = 10


@action
def add_passkey(
    person: Person, *, name: str, credential: str, public_key: str, sign_count: int
) -> tuple[Passkey, list[str]]:
    """Whoever had no second factor before also gets recovery codes, to be shown once."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        is_first = not has_factor(person)
        if Passkey.objects.filter(user=person).count() >= MOST:
            raise Refused("passkeys_full", _("最多放 10 个通行密钥。请先删掉不用的。"))
        try:
            with transaction.atomic():
                passkey = Passkey.objects.create(
                    user=person, name=name, credential=credential, public_key=public_key, sign_count=sign_count
                )
        except IntegrityError as error:
            raise Refused("passkey_twice", _("这台设备已经加过了，不用再加。")) from error
        return passkey, new_recovery_codes(person) if is_first else []


@action
def rename_passkey(passkey: Passkey, name: str) -> None:
    passkey.name = name
    passkey.save(update_fields=["name"])


@action
def remove_passkey(passkey: Passkey) -> None:
    person = passkey.user
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # of two removals at once one would be the last
        others = Passkey.objects.filter(user=person, confirmed=True).exclude(pk=passkey.pk)
        must_keep_one(others.exists() or has_app(person))
        Passkey.objects.filter(pk=passkey.pk).delete()


@action
def prove_with(person: Person, credential: str, holds: Callable[[Passkey], int], *, now: datetime) -> Passkey:
    """`holds` returns the count of uses the key tells, or refuses; two uses of one count are not both taken."""
    with transaction.atomic():
        keys = Passkey.objects.select_for_update().filter(user=person, confirmed=True)
        passkey = keys.filter(credential_index=credential or "-").first()
        if passkey is None:
            raise Refused("passkey_unknown", _("这个通行密钥不是您的，或者已经删掉了。请换一个，或者填验证码。"))
        passkey.sign_count = holds(passkey)
        passkey.last_used_at = now
        passkey.save(update_fields=["sign_count", "last_used_at"])
        return passkey
