"""The menu as people look for it: by what is needed at home, not by the national list of categories."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidan.core.walls import everything
from sidan.orders.models import Category, Item, TwoPeople
from sidan.orders.models.catalogue import ItemQuerySet
from sidan.orders.models.order import OrderQuerySet
from sidan.places.models import Station

POPULAR_DAYS = 60

C = Category
NEEDS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("家里要修、要收拾"), (C.COMMUNITY, C.ENVIRONMENT)),
    (gettext_lazy("老人和需要照顾的人"), (C.CARE, C.POVERTY)),
    (gettext_lazy("看病、急救、身体"), (C.HEALTH, C.RESCUE, C.SPORT, C.EPIDEMIC)),
    (gettext_lazy("孩子和学习"), (C.EDUCATION, C.SCIENCE)),
    (gettext_lazy("法律、调解、防骗"), (C.LAW, C.SAFETY, C.DRUGS, C.FIRE, C.TAX)),
    (gettext_lazy("看戏、学艺、热闹"), (C.CULTURE, C.EVENTS, C.TOURISM)),
    (gettext_lazy("街坊和小区的事"), (C.CIVILITY, C.TRAFFIC, C.OVERSEAS, C.OTHER)),
)


@dataclass(frozen=True)
class Group:
    name: str | Promise
    items: list[Item]


def offered(station: Station | None) -> ItemQuerySet:
    """What one may order at this station; without one, what the whole street offers."""
    return Item.objects.offered_at(station) if station else Item.objects.filter(is_on=True, station=None)


def search(items: ItemQuerySet, text: str) -> ItemQuerySet:
    """Every word somewhere in the name or summary; thirty rows need no index."""
    for word in text.split()[:5]:
        items = items.filter(Q(name__icontains=word) | Q(summary__icontains=word) | Q(warning__icontains=word))
    return items


@everything("figures that name nobody")
def popularity(orders: OrderQuerySet, now: datetime) -> dict[int, int]:
    """How often each item was ordered lately; counted from the orders' index, not joined to the items."""
    recent = orders.filter(placed_at__gte=now - timedelta(days=POPULAR_DAYS))
    return dict(recent.order_by().values_list("item").annotate(times=Count("pk")))


def by_popularity(items: Iterable[Item], times: dict[int, int]) -> list[Item]:
    """Most wanted first; the order of the menu among equals."""
    return sorted(items, key=lambda item: -times.get(item.pk, 0))


def grouped(items: Iterable[Item]) -> list[Group]:
    found = list(items)
    groups = [Group(name, [item for item in found if item.category in kinds]) for name, kinds in NEEDS]
    return [group for group in groups if group.items]


def who_comes(item: Item) -> str:
    if item.places > 1:
        words = _("%(n)d 位志愿者") % {"n": item.places}
    elif item.two_people == TwoPeople.ALWAYS:
        words = _("两位志愿者同行")
    elif item.two_people == TwoPeople.FIRST_VISIT:
        words = _("一位志愿者；第一次上门两位同行")
    else:
        words = _("一位志愿者")
    paper = item.get_qualification_display() if item.qualification else ""
    return f"{words}（{_('有%(paper)s') % {'paper': paper}}）" if paper else words


def how_long(item: Item) -> str:
    hours, minutes = divmod(item.minutes, 60)
    if not hours:
        return _("约 %(n)d 分钟") % {"n": minutes}
    if not minutes:
        return _("约 %(n)d 小时") % {"n": hours}
    return _("约 %(h)d 小时 %(m)d 分") % {"h": hours, "m": minutes}


def to_prepare(item: Item) -> list[str]:
    """What somebody at home should have ready, read from the guards of the item."""
    needs = [
        (item.family_consent, _("请先和家人商量好，志愿者会问一句家人是否同意。")),
        (item.guardian_consent, _("孩子的监护人要同意，服务时请有一位家长在家。")),
        (item.is_risky, _("上门前会请您看一张风险告知单并签字。")),
        (item.cooldown_days > 0, _("两次之间要隔 %(n)d 天。") % {"n": item.cooldown_days}),
    ]
    return [words for needed, words in needs if needed]
