"""What residents order, in the order of how often; the skills it takes and how many people have them."""

from typing import Final, NamedTuple

CATEGORIES: Final = ("社区服务", "关爱特殊群体", "卫生健康", "科技科普", "支教助学", "法律服务", "文明风尚", "平安综治")


class Item(NamedTuple):
    """One service of the catalogue."""

    name: str
    category: int
    """Place in `CATEGORIES`; willingness is a matter of the kind, not of the single item."""
    minutes: int
    places: int
    holders: float = 1.0
    """Share of volunteers with the skill; 1 asks for none."""
    urgent: float = 0.05
    """Share of its orders that cannot wait."""


ITEMS: Final = (
    Item("陪聊探访读报", 1, 50, 1),
    Item("爱心理发", 0, 40, 2, 0.10),
    Item("代办代购取药", 1, 45, 1, urgent=0.20),
    Item("小家电维修", 0, 45, 1, 0.08),
    Item("水电应急", 0, 60, 1, 0.06, 0.60),
    Item("家庭保洁清理堆物", 0, 60, 3),
    Item("陪诊", 2, 180, 1, 0.15, 0.10),
    Item("手机课堂", 3, 75, 1, 0.30, 0.0),
    Item("健康义诊", 2, 15, 1, 0.06),
    Item("课后托管作业辅导", 4, 120, 2, 0.20, 0.0),
    Item("心理疏导", 1, 50, 1, 0.04, 0.15),
    Item("适老化小改造", 0, 90, 1, 0.06, 0.0),
    Item("法律咨询", 5, 30, 1, 0.03),
    Item("文明劝导巡查", 6, 120, 2, urgent=0.0),
    Item("邻里调解", 7, 90, 1, 0.05, 0.15),
    Item("助浴康复照护", 1, 75, 2, 0.05, 0.0),
)


def skill_bit(item: int) -> int:
    """The bit of the skill this item asks for; 0 if it asks for none."""
    return 1 << item if ITEMS[item].holders < 1 else 0
