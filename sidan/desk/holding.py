""" "Am I registered?": what is held about the owner of a number, and as what, in plain words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidan.core.clock import local
from sidan.core.walls import everything
from sidan.orders.models import Order
from sidan.people.models import FamilyLink, Person, Role
from sidan.volunteers.models import Volunteer


@dataclass(frozen=True)
class Held:
    title: str
    text: str
    icon: str


@everything("what is held about whoever proved to be this person")
def held(person: Person) -> list[Held]:
    return [_as_resident(person), *_as_volunteer(person), *_as_staff(person), *_as_family(person)]


@everything("how many others have this number")
def elsewhere(phone: str, person: Person | None) -> int:
    """Others whose record has this number too: a couple with one telephone, or a slip of the pen."""
    others = Person.objects.present().filter(phone_index=phone)
    return (others.exclude(pk=person.pk) if person else others).count()


def _as_resident(person: Person) -> Held:
    by = person.registered_by
    who = _("由 %(name)s 登记") % {"name": by.masked_name} if by else _("您自己登记")
    when = _("%(day)s 起") % {"day": f"{local(person.created_at):%Y-%m-%d}"}
    kept = [_("姓名"), _("电话")]
    kept += [
        word
        for word, value in (
            (_("地址"), person.address_id),
            (_("出生日期"), person.birth_date),
            (_("上门须知"), person.need_note),
        )
        if value
    ]
    orders = Order.objects.filter(served=person).count()
    count = ngettext("%(n)d 张单", "%(n)d 张单", orders) % {"n": orders}
    return Held(_("居民"), _("，").join([when, who]) + _("。存着：") + _("、").join([*kept, count]), "user-round")


def _as_volunteer(person: Person) -> list[Held]:
    volunteer = Volunteer.objects.filter(person=person).first()
    if volunteer is None:
        return [Held(_("不是志愿者"), _("没有人替您登记过，也不能替您登记。"), "hand-heart")]
    told = {"number": volunteer.number, "day": f"{local(volunteer.joined_at):%Y-%m-%d}"}
    words = _("编号 %(number)s，%(day)s 自己加入。") % told
    return [Held(_("志愿者（%(standing)s）") % {"standing": volunteer.standing.label}, words, "hand-heart")]


def _as_staff(person: Person) -> list[Held]:
    roles = Role.objects.held().filter(person=person).select_related("station").order_by("given_at")
    return [Held(role.get_kind_display(), role.station.name, "key-round") for role in roles]


def _as_family(person: Person) -> list[Held]:
    acts = FamilyLink.objects.standing().filter(actor=person).count()
    served = FamilyLink.objects.standing().filter(served=person).count()
    if not acts and not served:
        return []
    words = _("您替 %(acts)d 位家人办事，%(served)d 位家人替您办事。") % {"acts": acts, "served": served}
    return [Held(_("家人"), words, "users-round")]
