"""Festivals and civic days of a month, which suggest themes. Lunar dates and solar terms are lunar_python's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lunar_python import Solar

Words = str | Promise

# Month and day by the sun; month and day by the moon; solar terms by the library's name.
CIVIC: dict[tuple[int, int], tuple[Words, Words]] = {
    (1, 1): (_("元旦"), _("新年新气象")),
    (3, 5): (_("学雷锋纪念日"), _("学雷锋 树新风")),
    (3, 8): (_("国际妇女节"), _("巾帼情暖")),
    (3, 12): (_("植树节"), _("添一抹绿")),
    (3, 15): (_("国际消费者权益日"), _("明白消费")),
    (4, 7): (_("世界卫生日"), _("健康进社区")),
    (4, 15): (_("全民国家安全教育日"), _("国家安全人人有责")),
    (4, 23): (_("世界读书日"), _("书香邻里")),
    (5, 1): (_("国际劳动节"), _("劳动最光荣")),
    (5, 4): (_("青年节"), _("青春志愿行")),
    (5, 12): (_("全国防灾减灾日"), _("安全在身边")),
    (6, 1): (_("国际儿童节"), _("童心向党")),
    (6, 5): (_("世界环境日"), _("绿色家园")),
    (6, 26): (_("国际禁毒日"), _("远离毒品")),
    (7, 1): (_("建党纪念日"), _("我向党献礼")),
    (8, 1): (_("建军节"), _("拥军优属")),
    (9, 10): (_("教师节"), _("尊师重教")),
    (10, 1): (_("国庆节"), _("我和我的祖国")),
    (11, 9): (_("消防宣传日"), _("消防安全进万家")),
    (12, 4): (_("国家宪法日"), _("与法同行")),
    (12, 5): (_("国际志愿者日"), _("志愿者在行动")),
}
LUNAR: dict[tuple[int, int], tuple[Words, Words]] = {
    (1, 1): (_("春节"), _("我们的节日·春节")),
    (1, 15): (_("元宵节"), _("我们的节日·元宵")),
    (5, 5): (_("端午节"), _("我们的节日·端午")),
    (7, 7): (_("七夕"), _("我们的节日·七夕")),
    (8, 15): (_("中秋节"), _("我们的节日·中秋")),
    (9, 9): (_("重阳节"), _("孝老爱亲")),
    (12, 8): (_("腊八节"), _("腊八暖心粥")),
    (12, 23): (_("小年"), _("忙年送福")),
}
TERMS: dict[str, tuple[Words, Words]] = {
    "清明": (_("清明节"), _("我们的节日·清明")),
    "冬至": (_("冬至"), _("冬至暖情")),
}


@dataclass(frozen=True)
class Occasion:
    day: date
    name: str
    theme: str  # what a month might be called after it


def occasions(first: date, last: date) -> list[Occasion]:
    """In the order of their days, both ends included."""
    return [occasion for day in _days(first, last) for occasion in _on(day)]


def of_month(month: date) -> list[Occasion]:
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return occasions(first, following - timedelta(days=1))


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _on(day: date) -> Iterator[Occasion]:
    moon = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    # A leap month carries its number with a minus: the festival was in the month before it.
    found = (CIVIC.get((day.month, day.day)), LUNAR.get((moon.getMonth(), moon.getDay())), TERMS.get(moon.getJieQi()))
    for told in found:
        if told is not None:
            yield Occasion(day, str(told[0]), str(told[1]))
