"""Who can be tried out in the demo: one invented person for each role, found by ids that never change.

Imports nothing but people, so that the front page may show it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sidan.core.walls import everything
from sidan.people.models import Person


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    label: str | Promise
    try_this: str | Promise
    opens: str  # the page to begin on
    name: str
    public_id: str
    phone: str
    age: int
    woman: bool = True


CAST: tuple[Part, ...] = (
    Part(
        "resident", _("居民"), _("点一单，把服务码念给志愿者，服务完了评一评"),
        "/home/", "王桂芬", "castresdnt22", "16900000001", 76,
    ),
    Part(
        "family", _("家人（女儿）"), _("替妈妈点单、看进度、代为评单"),
        "/home/", "李文静", "castfamzyy22", "16900000002", 47,
    ),
    Part(
        "volunteer", _("志愿者"), _("看邀请，接单或婉拒，到抢单池里找一单，上门签到"),
        "/day/", "陈志远", "castvhand222", "16900000003", 41, woman=False,
    ),
    Part(
        "leader", _("队长"), _("替队伍接单，指派队员上门"),
        "/day/", "周淑敏", "casthead2222", "16900000004", 58,
    ),
    Part(
        "grid_worker", _("网格员"), _("走访时替居民点单"),
        "/desk/intake/", "孙亮", "castgrzd2222", "16900000005", 34, woman=False,
    ),
    Part(
        "station_worker", _("站点工作人员"), _("核实、派单、接电话代点单、录日报单、做回访"),
        "/desk/", "赵敏娟", "castkeep2222", "16900000006", 38,
    ),
    Part(
        "second_worker", _("站点另一位工作人员"), _("确认同事录入的日报单：录入和确认必须是两个人"),
        "/desk/", "钱建新", "castkeep3333", "16900000007", 45, woman=False,
    ),
    Part(
        "street_worker", _("街道工作人员"), _("看六个站点的进度和超时的单"),
        "/board/", "吴海燕", "caststreet22", "16900000008", 43,
    ),
    Part(
        "auditor", _("审计员"), _("只看不改：查每张单的来龙去脉"),
        "/board/", "郑平", "castread2222", "16900000009", 50, woman=False,
    ),
    Part(
        "administrator", _("管理员"), _("邀请工作人员，分派和收回角色"),
        "/staff/", "冯远", "castadmn2222", "16900000010", 39, woman=False,
    ),
)  # fmt: skip

PARTS = {part.key: part for part in CAST}
PLAYED = frozenset(part.public_id for part in CAST)


@everything("who plays a part in the demo")
def demo_person(who: str) -> Person:
    """Raises Person.DoesNotExist for a part nobody plays, and where the demo street is not loaded."""
    part = PARTS.get(who)
    return Person.objects.get(public_id=part.public_id if part else "")
