"""One resident written down twice becomes one row again. What others wrote and signed stays where it was signed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.people.actions.consents import forget_consents, give_consent
from sidan.people.actions.erasing import NOBODY
from sidan.people.models import Consent, ErasureRequest, FamilyLink, Merging, Person, Purpose, Role
from sidan.places.actions import forget_doors

# Where the kept row has nothing, it takes what the other one has.
FILLED: dict[str, tuple[str, ...]] = {
    "phone": ("phone", "phone_index", "phone_tail"),
    "birth_date": ("birth_date", "adult_year"),
    "need_note": ("need_note",),
    "address": ("address", "station"),
}


@action
def must_be_one(kept: Person, gone: Person) -> None:
    """Nobody's account is taken over by merging, and two people are not made one by a slip."""
    both = (kept, gone)
    if kept.pk == gone.pk or any(person.erased_at for person in both):
        raise Refused("merge_gone", _("其中一条已经合并或注销了。请回到居民页面再看看。"))
    same_name = kept.name_index == gone.name_index
    if not same_name and (not kept.phone_index or kept.phone_index != gone.phone_index):
        raise Refused("merge_differ", _("姓名和电话都不一样，看不出是同一个人。请先更正写错的那条，再来合并。"))
    if Role.objects.held().filter(person__in=both).exists():
        raise Refused("merge_staff", _("其中一位是工作人员，不能在这里合并。"))
    if kept.account_phone and gone.account_phone:
        raise Refused("merge_both_sign_in", _("两条都能用手机登录。请居民本人登录不用的那条，自己注销。"))
    if gone.account_phone:
        raise Refused("merge_keep_other", _("另一条能用手机登录，请保留那一条。"))
    if ErasureRequest.objects.waiting().filter(person__in=both).exists():
        raise Refused("merge_erasing", _("有一条正在等第二位同事确认注销。请先处理那个请求。"))


@action
def empty_into(kept: Person, gone: Person, *, by: Person, orders: int, now: datetime) -> Merging:
    """The part of people; the rooms above have moved `orders` before."""
    with transaction.atomic():
        rows = {
            row.pk: row for row in Person.objects.select_for_update().filter(pk__in=(kept.pk, gone.pk)).order_by("pk")
        }
        kept, gone = rows[kept.pk], rows[gone.pk]
        must_be_one(kept, gone)
        families = _move_families(kept, gone)
        consents = _move_consents(kept, gone)
        address = gone.address_id
        _fill(kept, gone)
        Person.objects.filter(pk=gone.pk).update(**NOBODY, erased_at=now, merged_into=kept)
        forget_doors([address])
        return Merging.objects.create(
            person=kept, gone=gone, by=by, at=now, orders=orders, consents=consents, families=families
        )


def _move_families(kept: Person, gone: Person) -> int:
    moved = 0
    for link in FamilyLink.objects.filter(actor=gone) | FamilyLink.objects.filter(served=gone):
        ends: dict[str, Any] = {"actor": link.actor_id, "served": link.served_id}
        ends = {end: kept.pk if pk == gone.pk else pk for end, pk in ends.items()}
        twin = FamilyLink.objects.filter(**ends, ended_at=None)
        if ends["actor"] == ends["served"] or (link.ended_at is None and twin.exists()):
            link.delete()
            continue
        FamilyLink.objects.filter(pk=link.pk).update(**{f"{end}_id": pk for end, pk in ends.items()})
        moved += 1
    return moved


def _move_consents(kept: Person, gone: Person) -> int:
    """What stood, stands for the one row from now on, as it was said; the signed history of the other stays its own."""
    standing = list(Consent.objects.filter(person=gone, withdrawn_at=None).select_related("recorded_by"))
    for consent in standing:
        give_consent(
            kept,
            Purpose(consent.purpose),
            by=consent.recorded_by,
            channel=Channel(consent.channel),
            now=consent.given_at,
            note=consent.note,
        )
    forget_consents(gone)
    return len(standing)


def _fill(kept: Person, gone: Person) -> None:
    columns: list[str] = []
    for name, written in FILLED.items():
        if not getattr(kept, name) and getattr(gone, name):
            for column in (name, "station") if name == "address" else (name,):
                setattr(kept, column, getattr(gone, column))
            columns += written
    if columns:
        kept.save(update_fields=columns)
